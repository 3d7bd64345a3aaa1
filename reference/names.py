"""How names and postcodes are compared: as people type them, not as registers spell them."""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile("['`\u2018\u2019\u00b4\u02bc]")
_NOT_WORDS = re.compile(r"[\W_]+")
_SAME_WORD = {"saint": "st", "sainte": "st", "&": "and"}


def without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


@lru_cache(maxsize=4096)  # an answer compares a thousand names, the same ones again and again
def name_key(text: str) -> str:
    """The form in which two spellings of a name are equal.

    “St. Helens”, “Saint Helens” and “ST HELENS” give “st helens”; “Stoke-on-Trent” gives
    “stoke on trent”; “King's Lynn” gives “kings lynn”.
    """
    plain = _APOSTROPHES.sub("", without_accents(text).casefold()).replace("&", " and ")
    words = _NOT_WORDS.sub(" ", plain).split()
    return " ".join(_SAME_WORD.get(word, word) for word in words)


# What is cut short on envelopes, by whole words.
_CUT_SHORT = {
    **{"n": "north", "e": "east", "s": "south", "w": "west", "gt": "great", "co": "county"},
    **{"beds": "bedfordshire", "berks": "berkshire", "bucks": "buckinghamshire"},
    **{"cambs": "cambridgeshire", "derbys": "derbyshire", "glos": "gloucestershire"},
    **{"hants": "hampshire", "herefs": "herefordshire", "herts": "hertfordshire"},
    **{"hunts": "huntingdonshire", "lancs": "lancashire", "leics": "leicestershire"},
    **{"lincs": "lincolnshire", "middx": "middlesex", "northants": "northamptonshire"},
    **{"northumb": "northumberland", "notts": "nottinghamshire", "oxon": "oxfordshire"},
    **{"salop": "shropshire", "staffs": "staffordshire", "warks": "warwickshire"},
    **{"wilts": "wiltshire", "worcs": "worcestershire", "yorks": "yorkshire"},
}


def spelled_out(key: str) -> str:
    """A `name_key` with its short words in full: “w yorks” -> “west yorkshire”."""
    return " ".join(_CUT_SHORT.get(word, word) for word in key.split())
