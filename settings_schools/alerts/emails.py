"""The digest and the yearly question: written when they are sent, from the rows of then."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from partners.launch import in_words
from partners.models import Organisation
from settings_schools.alerts.links import off_address, still_address
from settings_schools.models import DigestReader, SavedSearch
from settings_schools.retention import ANSWER_WITHIN

DIGEST, STILL = "settings_schools.digest", "settings_schools.digest_still"
MOST_ITEMS = 10


class Item(NamedTuple):
    name: str
    place: str
    address: str


class Part(NamedTuple):
    """What is new of one search: the first of them, how many more, and where all are."""

    in_words: str
    items: list[Item]
    more: int
    address: str


def post_digest(reader: DigestReader, news: Mapping[int, list[int]]) -> None:
    """`news` are ids of organisations by the id of the search: the first ten, and the numbers."""
    shown = _shared_out({pk: len(found) for pk, found in news.items()})
    facts = [[pk, found[: shown[pk]], len(found)] for pk, found in news.items()]
    post(
        DIGEST,
        to=reader.user.email,
        about=reader,
        facts={"news": facts},
        once=f"{DIGEST} {reader.pk} {reader.told_on}",
    )


def _shared_out(numbers: Mapping[int, int]) -> dict[int, int]:
    """How many of each are shown, so that no search takes all ten from the others."""
    shown = dict.fromkeys(numbers, 0)
    while sum(shown.values()) < MOST_ITEMS:
        behind = [pk for pk in numbers if shown[pk] < numbers[pk]]
        if not behind:
            break
        shown[min(behind, key=lambda pk: shown[pk])] += 1
    return shown


@writes(DIGEST)
def write_digest(record: MailRecord) -> Letter | None:
    """Nothing about a search that was removed since, or partners that are no longer listed."""
    reader = record.about
    if not isinstance(reader, DigestReader):
        return None
    searches = {search.pk: search for search in reader.searches.in_order()}
    parts = [
        part
        for pk, shown, number in record.facts["news"]
        if pk in searches and (part := _part(searches[pk], shown, number))
    ]
    if not parts:
        return None
    off = off_address(reader)
    return Letter(
        subject="Who newly fits what you look for",
        template="emails/settings_schools/digest.txt",
        context={
            "parts": parts,
            "searches": settings.SITE_ADDRESS + reverse("searches:list"),
            "off": off,
        },
        off=off,
    )


def _part(search: SavedSearch, shown: Iterable[int], number: int) -> Part | None:
    listed = Organisation.objects.public().filter(pk__in=list(shown)).order_by("-pk")
    items = [
        Item(one.name, one.place_name, settings.SITE_ADDRESS + one.get_absolute_url())
        for one in listed.select_related("authority")
    ]
    address = settings.SITE_ADDRESS + search.get_absolute_url()
    return Part(search.in_words, items, number - len(list(shown)), address) if items else None


def post_question(reader: DigestReader) -> None:
    post(
        STILL, to=reader.user.email, about=reader, once=f"{STILL} {reader.pk} {reader.said_yes_on}"
    )


@writes(STILL)
def write_question(record: MailRecord) -> Letter | None:
    """Not to somebody who has answered, or stopped."""
    reader = record.about
    if not isinstance(reader, DigestReader) or reader.asked_again_on is None:
        return None
    off = off_address(reader)
    return Letter(
        subject="Do you still want to be told when something fits?",
        template="emails/settings_schools/digest_still.txt",
        context={
            "searches": [search.in_words for search in reader.searches.in_order()],
            "address": still_address(reader),
            "ends_on": in_words(reader.asked_again_on + ANSWER_WITHIN),
            "off": off,
        },
        off=off,
    )
