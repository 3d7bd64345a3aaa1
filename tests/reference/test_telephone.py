"""A telephone number is one that somebody can call."""

import pytest
from django.core.exceptions import ValidationError

from reference.telephone import validate_telephone


@pytest.mark.parametrize(
    "number",
    [
        "01752 600123",
        "+44 (0)1752 600123",
        "01752-600123",
        "01752.600123 ext 12",
        "01752 600123 Ext. 12",
        "01752 600123 x12",
        "01752 600123 extension 4",
        "600123 / 07700 900123",
    ],
)
def test_numbers_as_people_write_them_are_taken(number):
    validate_telephone(number)


@pytest.mark.parametrize(
    "words",
    ["call me maybe", "none", "12345", "ext 123456 please", "01752 600123 ask for Ann", "-"],
)
def test_what_nobody_can_call_is_refused_in_plain_words(words):
    with pytest.raises(ValidationError, match="Enter a telephone number like 01752 600123"):
        validate_telephone(words)
