"""What strikes about a text before it is published."""

import pytest

from partners.revisions.warnings import warnings
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def said_of(text):
    found = warnings(make_organisation(description=text))
    return [one for one in found if "The description" in one]


@pytest.mark.parametrize(
    "text", ["COME AND SING", "WE GO TO YOU", "Dance. BOOK NOW FOR 5 PUPILS", "ÉCOUTEZ BIEN ICI"]
)
def test_three_words_in_capitals_are_shouted(text):
    assert said_of(text) == ["The description is written in capitals."]


@pytest.mark.parametrize("text", ["PSHE and SMSC", "For KS1, KS2, KS3", "BOOK NOW for spring", ""])
def test_short_names_in_capitals_are_not(text):
    assert said_of(text) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("made by ELLA (7)", "ELLA (7)"),
        ("made by Zoë (7)", "Zoë (7)"),
        ("made by TOM, AGED 9", "TOM, AGED 9"),
        ("a PUPIL CALLED SAM", "PUPIL CALLED SAM"),
        ("a pupil called Sam", "pupil called Sam"),
    ],
)
def test_a_child_s_name_is_seen_in_capitals_too(text, named):
    assert f"The description may name a child: “{named}”." in said_of(text)
