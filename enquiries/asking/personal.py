"""What in a text looks like a pupil's name or somebody's contact: asked about, never refused."""

import re
from collections.abc import Iterator

_CHILD = r"(?:pupil|child|student|boy|girl|learner|son|daughter)"
_NAME = r"(?-i:[A-Z][a-z]+(?:[ -][A-Z][a-z]+)?)"
# “Hull Boys School”, “Student Hill Academy”: no pupil's name ends so.
_SCHOOL = (
    r"(?:academy|catholic|centre|college|federation|foundation|grammar|high|hospital|infants?"
    r"|juniors?|lower|middle|nursery|prep|preparatory|primary|provision|schools?|secondary"
    r"|services?|trust|unit|upper|university)"
)
# “Pupil Referral Unit”, “Student Council”.
_OF_SCHOOLS = (
    r"(?:ambassadors?|brigade|building|choir|church|class|community|comprehensive|convent|council"
    r"|day|development|forum|groups?|guides|independent|key|leaders?|leadership|modern|parliament"
    r"|premium|protection|reception|referral|saint|sixth|st|support|technology|voice|welfare"
    r"|years?)"
)
_NO_NAME = rf"(?!{_OF_SCHOOLS}\b|(?:\w+[ -])?{_SCHOOL}\b)"
# “Hull School for Boys, Anlaby”: capitals in the middle of a sentence.
_NO_PART_OF_A_NAME = r"(?!(?<=[\w,] )(?-i:Boys|Girls|Sons|Daughters)\b)"
_CONDITION = (
    r"(?:autis\w*|adhd|dyslexi\w*|dyspraxi\w*|epilep\w*|down['\u2019]?s|an ehcp|a diagnosis)"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
        r"(?<![\w£.])(?:\+44|0)[\d ()-]{8,14}\d(?!\w)",
        r"\b[A-Z]\d{12}\b",
        r"\b(?:born|dob|d\.o\.b\.?|date of birth)\b[^.\n]{0,12}\d{1,4}[/. -]\w{1,9}[/. -]\d{2,4}",
        rf"{_NO_PART_OF_A_NAME}\b{_CHILD}s?,? (?:who is |is |are )?(?:called |named )?"
        rf"{_NO_NAME}{_NAME}",
        rf"\b{_NO_NAME}{_NAME} (?:has|is|who has|who is) {_CONDITION}",
    )
)
_LONGEST_SHOWN = 60


def looks_personal(text: str) -> list[str]:
    """The pieces to show to whoever wrote it, in the order in which they stand there."""
    found = sorted(set(_pieces(text)))
    return [piece for _, piece in found]


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield match.start(), match[0].strip()[:_LONGEST_SHOWN]
