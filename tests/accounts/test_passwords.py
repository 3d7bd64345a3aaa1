"""Common passwords in every usual disguise are refused, phrases of one's own are not."""

import random

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError

from accounts.models import User

COMMON = sorted(CommonPasswordValidator().passwords)
LONG_ENOUGH = [word for word in COMMON if len(word) >= 12]


def refused(password: str) -> bool:
    user = User(name="Ada Field", email="ada@millbrook-museum.example")
    try:
        validate_password(password, user)
    except ValidationError:
        return True
    return False


def test_every_common_password_that_is_long_enough_is_refused():
    assert [word for word in LONG_ENOUGH if not refused(word)] == []


def test_three_thousand_common_ones_in_disguise_are_refused():
    chance = random.Random(7)
    words = [word for word in COMMON if word.isalpha() and 6 <= len(word) < 12]
    disguised = []
    for word in chance.sample(words, 3000):
        word = word.title() if chance.random() < 0.5 else word
        word = word.translate(str.maketrans("oeas", "03@5")) if chance.random() < 0.5 else word
        disguised.append((word + "1234567890!!")[: max(12, len(word) + 3)])
    assert [word for word in disguised if not refused(word)] == []


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword", "abcabcabcabcabc", "aaaaaaaaaaaaaaa", "123456789012345",
        "Artsmark Partners!", "ArtsCouncilEngland1", "bridge school museum", "AdaField2026!!",
        "millbrookmuseum", "ada@millbrook-museum.example",
    ],
)  # fmt: skip
def test_words_that_others_would_try_are_refused(password):
    assert refused(password)


def test_a_thousand_phrases_are_accepted():
    chance = random.Random(11)
    words = [word for word in COMMON if word.isalpha() and 5 <= len(word) <= 8]
    phrases = [" ".join(chance.sample(words, 4)) for _ in range(500)]
    signs = "abcdefghijkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXYZ234679-_+="
    phrases += ["".join(chance.choices(signs, k=14)) for _ in range(500)]
    assert [phrase for phrase in phrases if refused(phrase)] == []


def test_very_long_ones_and_every_sign_are_taken_whole():
    assert not refused("ünïcödé 🎭 " * 100)
    user = User(email="long@museum.example")
    user.set_password("crane tulip harbour" * 50)
    assert not user.check_password(("crane tulip harbour" * 50)[:-1])
