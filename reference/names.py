"""How names and postcodes are compared: as people type them, not as registers spell them."""

import re
import unicodedata

_APOSTROPHES = re.compile("['`\u2018\u2019\u00b4\u02bc]")
_NOT_WORDS = re.compile(r"[\W_]+")
_SAME_WORD = {"saint": "st", "sainte": "st", "&": "and"}


def without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def name_key(text: str) -> str:
    """The form in which two spellings of a name are equal.

    “St. Helens”, “Saint Helens” and “ST HELENS” give “st helens”; “Stoke-on-Trent” gives
    “stoke on trent”; “King's Lynn” gives “kings lynn”.
    """
    plain = _APOSTROPHES.sub("", without_accents(text).casefold()).replace("&", " and ")
    words = _NOT_WORDS.sub(" ", plain).split()
    return " ".join(_SAME_WORD.get(word, word) for word in words)
