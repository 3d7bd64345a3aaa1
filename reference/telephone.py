"""What may stand where a telephone number is asked for."""

import re

from django.core.exceptions import ValidationError

FEWEST_DIGITS = 6  # a number without its area has so many
_EXTENSION = re.compile(r"\bext(?:ension|n)?\b\.?|(?<=[\d )])x(?= ?\d)", re.IGNORECASE)
_OTHER_THAN_A_NUMBER = re.compile(r"[^0-9+()\s./,-]")


def validate_telephone(value: str) -> None:
    """A number as people write it: digits, spaces, +, brackets, “ext”; several with a stroke.

    Raises:
        ValidationError: there are other words in it, or too few digits to call.
    """
    rest = _EXTENSION.sub(" ", value)
    digits = sum(letter.isascii() and letter.isdecimal() for letter in rest)
    if _OTHER_THAN_A_NUMBER.search(rest) or digits < FEWEST_DIGITS:
        raise ValidationError(
            "Enter a telephone number like 01752 600123: digits, spaces, + and brackets, and "
            "“ext” before an extension.",
            code="telephone",
        )
