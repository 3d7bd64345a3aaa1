"""A change in words, for whoever decides about it."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.db.models import ManyToManyField, TextField

from partners.models import Offer, Organisation
from partners.revisions import venues
from partners.revisions.values import in_words, label, labels

_WORDS = re.compile(r"\s+|\S+\s*")


class Piece(NamedTuple):
    """A stretch of a text: `same`, `added` or `removed`."""

    kind: str
    text: str


class Difference(NamedTuple):
    """One field of a change: a sentence, or for a text its pieces."""

    name: str
    label: str
    sentence: str
    pieces: list[Piece]


def difference(row: Organisation | Offer, name: str, before: Any, after: Any) -> Difference:
    """What becomes of a field: “added Dance”, “25 → 40”, or the text with its words marked."""
    if venues.is_venue(name):
        what = venues.heading(before or after)
        return Difference(name, what, venues.what_becomes(before, after), [])
    field = row._meta.get_field(name)
    if isinstance(field, ManyToManyField):
        return Difference(name, label(row, name), _of_lists(field, before, after), [])
    if isinstance(field, TextField) or name == "summary":
        return Difference(name, label(row, name), "", list(marked(before or "", after or "")))
    was, becomes = (in_words(row, name, value) or "nothing" for value in (before, after))
    return Difference(name, label(row, name), f"{was} → {becomes}", [])


def _of_lists(field: ManyToManyField, before: list[int], after: list[int]) -> str:
    added = labels(field, [one for one in after if one not in before])
    removed = labels(field, [one for one in before if one not in after])
    parts = [("added", added), ("removed", removed)]
    return "; ".join(f"{what} {', '.join(names)}" for what, names in parts if names)


def marked(before: str, after: str) -> Iterator[Piece]:
    """The text as it becomes, with what is added, and what is removed at its place."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    changes = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new])
    for kind, a, b, c, d in changes.get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(new[c:d]))
            continue
        if a < b:
            yield Piece("removed", "".join(old[a:b]))
        if c < d:
            yield Piece("added", "".join(new[c:d]))
