"""How people here write a business and its owner, as word lists: titles, legal forms, trades, short forms of names."""


def each(words: str) -> list[str]:
    """'ud cv pt' as a list: long lists of words are easier to read without quotes."""
    return words.split()


LEGAL_FORMS = frozenset(("ud", "cv", "pt", "pd", "po", "kub", "koperasi", "perorangan", "persero", "tbk"))
# Words that many names begin with and that tell no business from another.
GENERAL = frozenset(
    each(
        "usaha toko industri perusahaan pabrik perajin pengrajin kerajinan produksi dagang rumah home ikm umkm "
        "kelompok bersama pusat cabang unit dan"
    )
)
# One trade, many spellings: what is written -> what is compared.
TRADES = {
    spelling: trade
    for trade, spellings in {
        "mebel": "mebel meubel meubeler mebeler mebelair meubelair mebeller furniture furnitur furnicher mubel",
        "keripik": "keripik kripik kripek kripick",
        "kerupuk": "kerupuk krupuk krupuq",
        "tahu": "tahu tahoe",
        "tempe": "tempe tempeh tempé",
        "kopi": "kopi coffee kopie",
        "kue": "kue kueh cake cookies",
        "roti": "roti bakery",
        "batik": "batik",
        "jahit": "jahit penjahit tailor konveksi konfeksi modiste",
        "bordir": "bordir border",
        "genteng": "genteng",
        "batu_bata": "bata batubata",
        "anyaman": "anyaman anyam",
        "ukir": "ukir ukiran",
        "las": "las bengkel",
        "cetak": "cetak percetakan print printing grafika sablon",
        "jamu": "jamu herbal",
        "minuman": "minuman drink",
        "katering": "katering catering",
        "terasi": "terasi trasi",
        "petis": "petis",
        "kecap": "kecap",
        "sambal": "sambal sambel",
        "gula": "gula",
        "tape": "tape tapai",
        "suwar_suwir": "suwarsuwir suwar suwir",
        "ikan": "ikan",
        "abon": "abon",
        "sepatu": "sepatu sandal",
        "tas": "tas",
        "sangkar": "sangkar",
        "mie": "mie mi",
        "telur": "telur telor",
        "rempeyek": "rempeyek peyek",
        "tepung": "tepung",
        "air": "air",
        "tembakau": "tembakau cerutu",
    }.items()
    for spelling in spellings.split()
}
# What only a product is called, never a business: the trade it belongs to.
PRODUCTS = {word: "mebel" for word in ("kursi", "meja", "lemari", "kusen", "bangku", "rak", "almari", "dipan")}
# Trades that say so little of what is made that two of them beside each other contradict nothing.
FURNITURE_LIKE = frozenset(("mebel", "ukir"))

COMMON = LEGAL_FORMS | GENERAL | frozenset(word for word, trade in TRADES.items() if trade == "mebel")

FORMS_OF_ADDRESS = frozenset(
    each(
        "h hj kh hi haji hajah hajjah kyai kiai nyai ustadz ustad ust gus ning bu pak ibu bapak bpk bp pk ib sdr sdri "
        "mas mbak mbok mbah cak bang tn ny tuan nyonya nona dr drs dra drg ir prof r ra rr dt tgk almarhum alm almh"
    )
)
DEGREES = frozenset(
    each(
        "st se sh sp spd spdi ssos skom sag spt spsi sfarm sgz sip sikom ssi mm mh mt mpd msi mkom mak mkes mfarm mti "
        "msc mba amd shi sei skep"
    )
)
# Short forms of the names that many names begin with; "M." only before another name.
FIRST_NAMES = {
    spelling: name
    for name, spellings in {
        "muhammad": "moh moch mohd mohamad mohammad mohamed mochamad mochammad muh muhamad muhammad mhd mhmd muchamad "
        "muchammad mukhamad mokhamad mochmd",
        "ahmad": "ach achmad ahmad akhmad akh ahmd achmd",
        "abdul": "abd abdul abdoel abdl",
        "siti": "siti st sitti sti sithi",
        "nur": "nur noer nor",
    }.items()
    for spelling in spellings.split()
}
# Names so frequent that one of them alone tells no person from another.
FREQUENT_NAMES = frozenset(("muhammad", "ahmad", "abdul", "siti", "nur", "sri"))
