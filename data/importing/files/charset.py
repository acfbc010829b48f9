"""Which encoding a text file is in: UTF-8 where it can be, Windows-1252 for Latin letters, else what is most likely."""

import codecs
import re

import charset_normalizer

from data.importing.guard import Source, open_source
from data.importing.guard.limits import MEGABYTE

_SAMPLE = 64 * 1024


def encoding_of(source: Source) -> tuple[str, str]:
    """Encoding and what to do with bytes that do not fit it, as `open` takes them."""
    with open_source(source) as stream:
        wide = _wide(stream.read(4000))
        if wide:
            return wide, "replace"
        stream.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk := stream.read(MEGABYTE):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _other_than_utf8(_strange_lines(source))
    return "utf-8-sig", "strict"


def _wide(beginning: bytes) -> str:
    """UTF-16 by its mark, or by every second byte being NUL in Latin text."""
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    half = max(1, len(beginning) // 2)
    if beginning[1::2].count(0) > half * 0.7 and not beginning[::2].count(0):
        return "utf-16-le"
    return "utf-16-be" if beginning[::2].count(0) > half * 0.7 and not beginning[1::2].count(0) else ""


def _strange_lines(source: Source) -> bytes:
    """The lines with letters beyond ASCII, enough of them to judge by."""
    sample = b""
    with open_source(source) as stream:
        for line in iter(lambda: stream.readline(_SAMPLE), b""):
            if not line.isascii():
                sample += line
            if len(sample) > _SAMPLE:
                break
    return sample


def _other_than_utf8(sample: bytes) -> tuple[str, str]:
    signs = [sign for sign in sample.decode("utf-8", errors="replace") if sign > "\x7f"]
    if signs.count("\ufffd") * 10 < len(signs):
        return "utf-8-sig", "replace"
    # A detector takes a stray accent for any script; in text of another script such bytes are most of the letters.
    beyond = len(re.findall(rb"[\x80-\xff]", sample))
    if beyond * 2 > len(re.findall(rb"[A-Za-z]", sample)):
        best = charset_normalizer.from_bytes(sample).best()
        if best is not None:
            return best.encoding, "replace"
    return "cp1252", "replace"
