"""Which village the name of a school, or a line of an address, tells of: "" when none."""

import re
import tomllib
from pathlib import Path

_FILE = Path(__file__).parent / "village_words.toml"
_WORDS = {
    key: frozenset(words.split())
    for key, words in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()
}

_APOSTROPHE = re.compile("[\u2018\u2019\u0092`\u00b4]")
# Here begin the words that say what kind of school it is.
_KIND = re.compile(
    r"\b(?:church of england|c\.? ?of ?e\.?|c\.?e\.?|rc|roman|catholic|primary|first|infants?"
    r"|juniors?|nursery|community|voluntary|v\.?[ac]\.?|vac|aided|controlled|endowed|parochial"
    r"|village|academy|school|methodist|free|foundation|federated|anglican|undenominational"
    r"|county|united|pre-school|jmi|cp|parish|all-through|federation|combined|college)\b",
    re.IGNORECASE,
)
# Only these bear their village's name; academies and special schools choose theirs freely.
_OF_A_VILLAGE = re.compile(
    r"\b(?:primary|first|infants?|juniors?|c ?of ?e|church of england|village|v\.?[ac]\.?)\b",
    re.IGNORECASE,
)
# The church of the school, behind the village: “Ottershaw Christ Church”, “Chailey St Peter's”.
# “Belchamp St Paul” is the village's whole name.
_CHURCH_BEHIND = re.compile(
    r"(?:, ?| )(?:(?:st\.?|saint) .*s?'s?\b.*|(?:ss|sts)\b.*|all saints.*|all souls.*"
    r"|christ ?church.*|holy .*|our lady.*|trinity.*)$",
    re.IGNORECASE,
)
_SECOND_VILLAGE = re.compile(r"[ -](?:with|and|&)[ -].*$|[,/(].*$", re.IGNORECASE)
_SAINT = re.compile(r"(?:the )?(?:st\.?|saint) ([a-z]+)", re.IGNORECASE)
_NAME = re.compile(
    r"(?:[A-Z][a-z]+(?:'s)?|St)"
    r"(?:[ -](?:[A-Z][a-z]+(?:'s)?|in|on|by|the|le|la|de|next|under|upon|cum|of|en|super|juxta"
    r"|sub|at|th))*"
)


def of_school(name: str) -> str:
    """The village of “Wark Church of England Primary School”: Wark."""
    said = _APOSTROPHE.sub("'", name).strip().removeprefix("The ")
    kind = _KIND.search(said)
    if not kind or not _OF_A_VILLAGE.search(said):
        return ""
    bare = _SECOND_VILLAGE.sub("", said[: kind.start()].strip(" ,-&"))
    bare = _CHURCH_BEHIND.sub("", bare)
    return _village(re.sub(r"(?: (?:and|the|Church|C))+$", "", bare).strip(" ,-&"))


def in_address(line: str) -> str:
    """“Aston Munslow” of a museum's address; not “Market Place”, not “nr Padstow”."""
    name = _village(_APOSTROPHE.sub("'", line).strip())
    if name.startswith(("Nr ", "Near ", "The ")):
        return ""
    words = set(name.lower().replace("-", " ").split())
    return "" if words & _WORDS["street_or_house"] and not name.startswith("St ") else name


def saint_of(school: str) -> str:
    """Whose name a school begins with: “keverne”; "" for no saint's."""
    found = _SAINT.match(_APOSTROPHE.sub("'", school))
    return found[1].lower().removesuffix("s") if found else ""


def _village(name: str) -> str:
    words = name.lower().replace("-", " ").split()
    if not _NAME.fullmatch(name) or not 1 <= len(words) <= 5 or len(name) < 3:
        return ""
    alone = len(words) == 1 and (
        words[0] in _WORDS["no_village_alone"] or words[0] in _WORDS["somebody"]
    )
    somebody = words[0] in _WORDS["somebody"] or words[-1].endswith("'s")
    return "" if alone or somebody or words[-1] in _WORDS["no_village_behind"] else name
