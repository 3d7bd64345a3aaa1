"""What in a text looks like a pupil's name or somebody's contact: asked about, never refused."""

import re
from collections.abc import Iterator

# Łukasz and Éva, too: the letters of Europe.
_BEYOND = [chr(code) for code in range(0xC0, 0x250)]
_LARGE = f"A-Z{''.join(letter for letter in _BEYOND if letter.isupper())}"
_SMALL = f"a-z{''.join(letter for letter in _BEYOND if letter.islower())}"

_CHILD = r"(?:pupil|child|student|boy|girl|learner|son|daughter)"
# “Jack”, “O'Brien”, “McKay”, “J.”
_PART = rf"(?:[{_LARGE}]['\u2019]?)?[{_LARGE}][{_SMALL}]+(?:[{_LARGE}][{_SMALL}]+)?"
_NAME = rf"(?-i:(?:[{_LARGE}]\. ?)*{_PART}(?:[ -]{_PART})?)"
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
# “students Friday”, “pupils Easter term”.
_WHEN = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|july|september"
    r"|october|november|december|easter|christmas|terms?|half|mornings?|afternoons?)"
)
# These are names as well: “pupil April Jones”.
_WHEN_OR_WHO = rf"(?:april|may|june|august|autumn|winter|spring|summer)\b(?! (?-i:[{_LARGE}]))"
# A heading: “Pupils Love It”.
_DO = (
    r"(?:and|at|can|come|create|dance|design|discover|enjoy|explore|find|for|from|get|go|have|in"
    r"|learn|like|love|make|meet|need|of|on|perform|play|see|should|sing|take|to|visit|want|with"
    r"|work|write)s?"
)
_NO_NAME = rf"(?!(?:{_OF_SCHOOLS}|{_WHEN}|{_DO})\b|{_WHEN_OR_WHO}|(?:\w+[ -])?{_SCHOOL}\b)"
# “Hull School for Boys, Anlaby”: capitals in the middle of a sentence.
_NO_PART_OF_A_NAME = r"(?!(?<=[\w,] )(?-i:Boys|Girls|Sons|Daughters)\b)"
# “Somebody in Year 4 has autism.”
_NOBODY = (
    rf"(?!(?:{_CHILD}s?|he|she|they|it|this|that|who|which|one|none|each|some\w*|any\w*|every\w*"
    r"|nobody|no|another|two|three|four|five|many|most|our|the|a)\b)"
)
_IN_A_CLASS = (
    r"(?:,? (?:in|of|from) (?:year|reception|class|nursery|y\d)[ \w]{0,8}?"
    r"|,? \((?:year|reception|class|nursery|y ?\d)[^)\n]{0,12}\))"
)
_CONDITION = (
    r"(?:autis\w*|on the autis\w* spectrum|adhd|dyslexi\w*|dyspraxi\w*|epilep\w*|non-?verbal"
    r"|down['\u2019]?s|an ehcp|a diagnosis|(?:an? )?selective(?:ly)? mut\w*|(?:a )?stammers?"
    r"|tourette\w*|diabet\w*|cerebral palsy)"
)
_CONTACTS = (
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    r"(?<![\w£.])(?:\+44|0)[\d ()-]{8,14}\d(?!\w)",
)
_PUPILS = (
    r"\b[A-Z]\d{12}\b",
    r"\b(?:born|dob|d\.o\.b\.?|date of birth)\b[^.\n]{0,12}\d{1,4}[/. -]\w{1,9}[/. -]\d{2,4}",
    rf"{_NO_PART_OF_A_NAME}\b{_CHILD}s?,? (?:who is |is |are )?(?:called |named )?"
    rf"{_NO_NAME}{_NAME}",
    rf"\b{_NOBODY}{_NO_NAME}{_NAME}{_IN_A_CLASS}?,? (?:has|is|who has|who is) {_CONDITION}",
)


def _compiled(patterns: tuple[str, ...]) -> list[re.Pattern[str]]:
    return [re.compile(pattern, re.IGNORECASE) for pattern in patterns]


PUPILS = _compiled(_PUPILS)
ANYBODY = _compiled(_CONTACTS + _PUPILS)
_LONGEST_SHOWN = 60


def looks_personal(text: str, patterns: list[re.Pattern[str]] = ANYBODY) -> list[str]:
    """The pieces to show to whoever wrote it, in the order in which they stand there."""
    found = sorted(set(_pieces(text, patterns)))
    return [piece for _, piece in found]


def _pieces(text: str, patterns: list[re.Pattern[str]]) -> Iterator[tuple[int, str]]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield match.start(), match[0].strip()[:_LONGEST_SHOWN]
