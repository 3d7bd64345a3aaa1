"""Where a town may begin in a pasted address. Knows no towns, only how addresses are built."""

import re

from reference.names import name_key
from reference.postcode_text import PostcodePart, read_postcode

# What stands behind the name of a street or a school. No “st”, which is also a saint.
_STREETS_AND_SCHOOLS = """
    street road rd lane ln avenue ave drive close crescent terrace court place square gardens
    row walk parade mews school academy college nursery university
"""
_ENDS_A_STREET = frozenset(_STREETS_AND_SCHOOLS.split())
_BETWEEN_PARTS = re.compile(r"\s*(?:[,;/|&+]|\b(?:or|and)\b)\s*", re.IGNORECASE)
_BETWEEN_LINES = re.compile(r"[,;]")
_AT_THE_END = re.compile(r"[\s,]+([A-Z]{1,2}\d[A-Z\d]?(?: +\d)?)$", re.IGNORECASE)
_MOST_ENDINGS = 8
_MOST_PARTS = 4


def names_a_street(text: str) -> bool:
    """It has a word that streets and schools end in."""
    return bool(_ENDS_A_STREET.intersection(name_key(text).split()))


def parts(text: str) -> list[str]:
    """Keys of what commas, strokes, “or” and “and” part; [] if that is not two to four."""
    keys = [key for part in _BETWEEN_PARTS.split(text) if (key := name_key(part))]
    return keys if 2 <= len(keys) <= _MOST_PARTS else []


def endings(text: str) -> list[str]:
    """Keys of what follows each comma and each street, the longest first.

    “12 High Street Newport, Shropshire” -> “newport shropshire”, “shropshire”.
    """
    words: list[str] = []
    starts: list[int] = []
    for line in _BETWEEN_LINES.split(text):
        starts.append(len(words))
        for word in name_key(line).split():
            words.append(word)
            if word in _ENDS_A_STREET:
                starts.append(len(words))
    within = sorted({start for start in starts if 0 < start < len(words)})
    return [" ".join(words[start:]) for start in within[-_MOST_ENDINGS:]]


def partial_postcode_at_the_end(text: str) -> tuple[str, PostcodePart] | None:
    """“Leeds LS1” -> “Leeds” and LS1; None without a name before it."""
    match = _AT_THE_END.search(text)
    if match is None or not name_key(text[: match.start()]):
        return None
    read = read_postcode(match[1])
    return (text[: match.start()], read[0]) if read else None
