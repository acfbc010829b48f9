"""The names and habits of writing that the weights are trained on; which names go together is invented."""

from random import Random

from data.linking.habits import cut, lost_vowel, loud, rarely, swap, typo
from data.linking.invented import Habits, Words
from data.linking.words import each

WORDS = Words(
    men=each(
        "Slamet Ahmad Budi Agus Abdul Muhammad Joko Hadi Sutrisno Hasan Imam Bambang Samsul Sugeng Mulyadi Rudi "
        "Eko Suparman Misnadi Buhari Sunarto Zainal Holil Marsuki Wahyudi Supriyadi Matsuri Subur Tohari Anwar"
    ),
    women=each(
        "Siti Sri Sulastri Nur Endang Sumiati Dewi Fatimah Yuni Rina Misnati Halimah Indah Wati Suhartini Rohani "
        "Juhariyah Ningsih Maryam Lilik Sunarti Kholifah Buyami Tutik Aminah Holipah"
    ),
    second=each(
        "Riyadi Aminah Hidayat Rahman Wahyuni Santoso Hasanah Efendi Fauzi Lestari Susanto Arifin Rahayu Prasetyo "
        "Khotimah Hariyanto Mutmainah Firdaus Utomo Setiawan Maimunah Wibowo Abdullah Hakim Sholeh Yulianti "
        "Kurniawan"
    ),
    own=each(
        "Jaya Barokah Makmur Sumber Berkah Rejeki Maju Mandiri Sinar Karya Abadi Putra Lestari Sejahtera Mulya "
        "Jati Utama Tunggal Baru Sari Rasa Harapan Indah Cahaya Bintang Lancar Sentosa Agung Murni Anugerah"
    ),
    hamlets=each(
        "Krajan Sumberjo Tegalrejo Karangsono Curahlele Gumuk Sumuran Gayasan Paluombo Darungan Bendelan Plalangan"
    ),
    products={
        "Mebel": ("kursi dan meja", "lemari", "kusen pintu"),
        "Keripik": ("keripik singkong", "keripik pisang", "keripik tempe"),
        "Kerupuk": ("kerupuk ikan", "kerupuk puli"),
        "Tahu": ("tahu putih", "tahu goreng"),
        "Tempe": ("tempe kedelai",),
        "Kopi": ("kopi bubuk", "kopi robusta"),
        "Kue": ("kue kering", "kue basah"),
        "Roti": ("roti manis",),
        "Batik": ("batik tulis", "kain batik"),
        "Konveksi": ("seragam sekolah", "kaos"),
        "Genteng": ("genteng tanah liat",),
        "Jamu": ("jamu instan",),
        "": ("anyaman bambu", "sangkar burung", "gula merah", "sabun", "madu"),
    },
)


def _title(rng: Random, owner: str) -> str:
    return rng.choice(("H. ", "Hj. ", "Bpk ", "Ibu ", "KH. ", "Sdr. ")) + owner


def _second_name(rng: Random, owner: str) -> str:
    """The second name left out or its initial alone."""
    first, *rest = owner.split()
    return " ".join((first, rest[0][0] + ".")) if rest and rng.random() < 0.4 else first


def _degree(rng: Random, owner: str) -> str:
    return owner + rng.choice((", SE", ", S.Pd", " ST", ", S.H."))


def _parent_of(rng: Random, owner: str) -> str:
    """The Madurese way: known as the father or mother of somebody."""
    return f"{owner} / {rng.choice(('P.', 'B.'))} {rng.choice(('Tini', 'Yuli', 'Hosnan', 'Rudi'))}"


_MUHAMMAD = (("Muhammad", "Moh."), ("Muhammad", "M."), ("Muhammad", "Mhd"))
HABITS = Habits(
    owner=(
        swap(*_MUHAMMAD, ("Ahmad", "Ach."), ("Abdul", "Abd."), ("Siti", "St."), ("Nur", "Noer")),
        swap(("u", "oe"), ("y", "i"), ("j", "dj"), ("h", "ch"), ("n", "nn"), ("f", "p"), ("z", "s")),
        rarely(lost_vowel, 0.2),
        rarely(_second_name, 0.3),
        rarely(_parent_of, 0.1),
        _title,
        rarely(_degree, 0.3),
        rarely(typo, 0.4),
        loud,
    ),
    name=(
        swap(("Mebel", "Meubel"), ("Mebel", "Furniture"), ("Keripik", "Kripik"), ("Kopi", "Coffee")),
        swap(("UD", "UD."), ("CV", "CV."), ("Pak", "Bpk"), ("Bu ", "Ibu "), ("Jaya", "Djaja")),
        rarely(swap(("Makmur", "Mkmr"), ("Sejahtera", "Sjhtr"), ("Mandiri", "Mdr"), ("Barokah", "Brkh")), 0.3),
        rarely(lost_vowel, 0.3),
        rarely(cut, 0.3),
        rarely(typo, 0.5),
        loud,
    ),
    address=(
        swap(("Dusun", "Dsn."), ("Dusun ", ""), (" RW", "/RW"), ("RT 00", "RT ")),
        rarely(lambda _rng, text: text.split(" RT")[0], 0.5),
        loud,
    ),
    share=0.3,
)
