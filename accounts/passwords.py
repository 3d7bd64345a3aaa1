"""Which passwords are refused because they are among the first that anybody would try."""

import re
import string
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

# What people put in the place of letters.
_LETTERS = str.maketrans("013457@$!", "oleastasi")
# Words that belong to this site: a password of nothing else is no secret.
_OF_THE_SITE = {
    "artsmark", "artscouncil", "arts", "art", "council", "england", "bridge", "partner",
    "partners", "partnership", "school", "schools", "teacher", "museum", "gallery", "theatre",
    "education", "password", "welcome", "the", "and", "my", "our", "for", "of",
}  # fmt: skip
# A word of the person's own must be at least so long to count.
_OWN_WORD = 3


class NotEasilyGuessed(CommonPasswordValidator):
    """Refuses common passwords with their usual disguises, and words of the site and the person.

    Disguises are case, digits and signs at either end, `0` for `o`, and repetition. What is left
    under them must not be a common password, nor words that anybody who knows the site, the
    person's name or their e-mail address would try. Long phrases pass.
    """

    def validate(self, password: str, user: Any | None = None) -> None:
        own = set(_words_of(user))
        for bare in _without_disguise(password):
            if not bare or bare in self.passwords:
                raise ValidationError(
                    "This is close to a password that many people use. Try three words that "
                    "nobody would put together.",
                    code="password_too_common",
                )
            if _is_made_of(bare, _OF_THE_SITE | own):
                raise ValidationError(
                    "This is made of words that others would try: of this site, your name or "
                    "your address. Try three words that nobody would put together.",
                    code="password_too_similar",
                )

    def get_help_text(self) -> str:
        return "Three words that nobody would put together make a good password."


def _without_disguise(password: str) -> Iterator[str]:
    """The forms under which a guesser would know it; empty where nothing but digits is left."""
    lowered = password.lower().strip()
    ends = set(_cut_at_the_ends(lowered))
    for form in ends | {end.translate(_LETTERS) for end in ends}:
        bare = re.sub(r"[\W\d_]+", "", form)
        yield from (form, bare)
        # Said twice or more: passwordpassword.
        if repeated := re.fullmatch(r"(.+?)\1+", bare):
            yield repeated[1]
    if re.fullmatch(r"(.{1,6}?)\1+", lowered):
        yield ""


def _cut_at_the_ends(password: str) -> Iterator[str]:
    """Without what was put before it or behind: all, or less, where it may stand for letters."""
    signs = string.digits + string.punctuation + string.whitespace
    core = password.rstrip(signs)
    for end in range(len(core), len(password) + 1):
        yield password[:end]
        yield password[:end].lstrip(signs)


def _words_of(user: Any | None) -> Iterator[str]:
    for text in (getattr(user, "name", ""), getattr(user, "email", "")):
        for word in re.split(r"[\W\d_]+", str(text).lower()):
            if len(word) >= _OWN_WORD:
                yield word


def _is_made_of(bare: str, words: set[str]) -> bool:
    """Can it be cut into these words alone?"""
    reached = {0}
    for begin in range(len(bare)):
        if begin in reached:
            reached |= {begin + len(word) for word in words if bare.startswith(word, begin)}
    return bool(bare) and len(bare) in reached
