"""What in a text looks like a pupil's name or somebody's contact: asked about, never refused."""

import re
from collections.abc import Iterator

_CHILD = r"(?:pupil|child|student|boy|girl|learner|son|daughter)"
_NAME = r"(?-i:[A-Z][a-z]+(?:[ -][A-Z][a-z]+)?)"
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
        rf"\b{_CHILD}s?,? (?:who is |is |are )?(?:called |named )?{_NAME}",
        rf"\b{_NAME} (?:has|is|who has|who is) {_CONDITION}",
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
