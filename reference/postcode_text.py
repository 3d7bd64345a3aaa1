"""Reads postcodes as people type them. Knows how they are built, not which ones exist."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# Every postcode begins with one of these, so that “KS2 1HR” is not taken for one.
_AREAS = """
    AB AL B BA BB BD BH BL BN BR BS CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH
    DL DN DT DY E EC EH EN EX FK FY G GL GU HA HD HG HP HR HS HU HX IG IP IV KA
    KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE
    PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN
    TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
"""
AREAS = frozenset(_AREAS.split())
# Postcodes that Ordnance Survey does not place, and where they are.
ELSEWHERE = {
    "BT": "in Northern Ireland",
    "JE": "in Jersey",
    "GY": "in Guernsey",
    "IM": "on the Isle of Man",
    "GX": "in Gibraltar",
}

_NEVER_LAST = "CIKMOV"  # letters that the last two places do not use, because they look alike
_OUTWARD = r"[A-Z]{1,2}\d[A-Z\d]?"
_FULL = re.compile(rf"({_OUTWARD})(\d)([A-Z]{{2}})")
_SECTOR = re.compile(rf"({_OUTWARD}) +(\d)")
_DISTRICT = re.compile(_OUTWARD)
_CLOSE_SECTOR = re.compile(rf"({_OUTWARD})(\d)")
# The second and third: an I or an O for a digit, and a letter for one: “SWIA 1AA”, “PLA 8AA”.
_BEGINS_LIKE_ONE = re.compile(
    r"[A-Z]{1,2}\d[A-Z\d]{0,6}|[A-Z]{1,2}[OI][A-Z\d]?[A-Z\d]{3}|[A-Z]{2,4}\d[A-Z]{2}"
)
_PARTED_DIGITS = re.compile(r"\d \d")
_IN_WORDS = re.compile(rf"(?<![\w&])({_OUTWARD})\s*(\d[A-Z]{{2}})(?!\w)", re.IGNORECASE)
_ARMY = re.compile(r"(BFPO\d{1,4}|BF1\d[A-Z]{2})")

_SHAPES = ("A9", "A99", "AA9", "AA99", "A9A", "AA9A")
_AS_DIGIT = {"O": "0", "Q": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6", "B": "8"}
_AS_LETTER = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}


class PostcodePart(NamedTuple):
    """A postcode, or its beginning: “PL4” alone, with “8”, or with “8AA”."""

    district: str
    digit: str = ""
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.district} {self.digit}{self.unit}".strip()

    @property
    def sector(self) -> str:
        return f"{self.district} {self.digit}" if self.digit else ""

    @property
    def compact(self) -> str:
        """As the table of full postcodes holds it."""
        return f"{self.district}{self.digit}{self.unit}"


def area_of(outward: str) -> str:
    """“PL4” -> “PL”, “EC1A” -> “EC”."""
    return outward[:2] if outward[1:2].isalpha() else outward[:1]


def is_postcode_area(text: str) -> bool:
    """The letters alone, with no number: “PL”. But MK is what people call a town."""
    return text.upper() in AREAS - {"MK"}


def _upper(text: str) -> str:
    return re.sub(r"[^A-Z0-9]+", " ", text.upper()).strip()


def read_postcode(text: str) -> list[PostcodePart]:
    """What the whole of `text` can mean as a postcode, likeliest first; [] if nothing.

    “PL48” can be the district PL48, or the sector PL4 8.
    """
    spaced = _upper(text)
    compact = spaced.replace(" ", "")
    if (match := _FULL.fullmatch(compact)) or (match := _SECTOR.fullmatch(spaced)):
        found = [PostcodePart(*match.groups())]
    else:
        found = []
        if _PARTED_DIGITS.search(spaced):  # “PL4 99” is neither in PL49 nor PL4 9
            return found
        if _DISTRICT.fullmatch(compact):
            found.append(PostcodePart(compact))
        if match := _CLOSE_SECTOR.fullmatch(compact):
            found.append(PostcodePart(*match.groups()))
    known = AREAS | ELSEWHERE.keys()
    return [
        part
        for part in found
        if area_of(part.district) in known and not set(part.unit) & set(_NEVER_LAST)
    ]


def find_postcode(words: str) -> tuple[PostcodePart, int, int] | None:
    """The first full postcode inside running text, with where it begins and ends."""
    for match in _IN_WORDS.finditer(words):
        if parts := read_postcode(match[0]):
            return parts[0], match.start(), match.end()
    return None


def outside_ordnance_survey(text: str) -> str:
    """“in Northern Ireland” and the like, for a postcode that is not on its map; else ""."""
    compact = _upper(text).replace(" ", "")
    if _ARMY.fullmatch(compact):
        return "a forces address abroad"
    if compact == "GIR0AA":
        return "no place, but a bank's own postcode"
    parts = read_postcode(compact)
    return ELSEWHERE.get(area_of(parts[0].district), "") if parts else ""


def is_built_like_one(text: str) -> bool:
    """A full postcode by its letters and digits, if there were one of that name: “ZZ99 9ZZ”."""
    return bool(_FULL.fullmatch(_upper(text).replace(" ", "")))


def looks_like_a_postcode(text: str) -> bool:
    """Somebody meant a postcode, though it may not be one: “PL4 8A”, “P01 3AX”."""
    compact = _upper(text).replace(" ", "")
    has_digit = any(character.isdigit() for character in compact)
    return has_digit and bool(_BEGINS_LIKE_ONE.fullmatch(compact))


def mended(text: str) -> list[PostcodePart]:
    """Full postcodes that `text` becomes when an O was a 0, an I a 1, and the like."""
    compact = _upper(text).replace(" ", "")
    if not 5 <= len(compact) <= 7:
        return []
    found = (_cast(compact, f"{shape}9AA") for shape in _SHAPES)
    parts = (read_postcode(reading)[0:1] for reading in found if reading and reading != compact)
    return [part for few in parts for part in few]


def _cast(compact: str, shape: str) -> str:
    """`compact` with digits and letters where `shape` wants them, or "" if that cannot be."""
    if len(compact) != len(shape):
        return ""
    cast = "".join(
        character
        if character.isdigit() == (kind == "9")
        else (_AS_DIGIT if kind == "9" else _AS_LETTER).get(character, "")
        for character, kind in zip(compact, shape, strict=True)
    )
    return cast if len(cast) == len(shape) else ""


def beginnings(text: str) -> Iterator[PostcodePart]:
    """Sectors and districts that a broken postcode begins with, longest first."""
    compact = _upper(text).replace(" ", "")
    for length in range(min(len(compact), 5), 1, -1):
        yield from sorted(read_postcode(compact[:length]), key=lambda part: -len(part.digit))
