"""Who is told about which searches."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from partners.search.current import current
from settings_schools.alerts.searching import canonical, found_by, in_words, search_of
from settings_schools.models import DigestReader, SavedSearch

MOST_SEARCHES = 5


class CannotTell(Exception):
    """Why not, worded for the person who ticked it."""


@transaction.atomic
def tell_me(*, user: User, asked: str) -> SavedSearch:
    """Keep a search; of who fits it today nobody is told. The same one again: no harm.

    Whoever ticks one still wants to be told, and is asked that a year from now.

    Raises:
        CannotTell: it asks for nothing that can be looked for again, or five are kept.
    """
    search = search_of(current(), asked)
    if search is None:
        raise CannotTell(
            "This search asks for nothing that we could look for again. Choose a place, an art "
            "form or anything else, and tick it there."
        )
    DigestReader.objects.get_or_create(user=user)
    reader = DigestReader.objects.locked().get(user=user)
    subject = canonical(search)
    if kept := reader.searches.filter(asked=subject).first():
        return kept
    if reader.searches.count() >= MOST_SEARCHES:
        raise CannotTell(
            f"You are told about {MOST_SEARCHES} searches, and that is the most. Remove one, then "
            "tick this one."
        )
    known = sorted(found_by(search))
    go_on(reader=reader)
    return reader.searches.create(asked=subject, in_words=in_words(search), known=known)


@transaction.atomic
def remove(*, user: User, pk: int) -> None:
    """Of one's own; with the last one all of it is forgotten."""
    reader = DigestReader.objects.locked().filter(user=user).first()
    if reader is None:
        return
    reader.searches.filter(pk=pk).delete()
    if not reader.searches.exists():
        reader.delete()


def stop(*, reader: DigestReader) -> None:
    """No more letters, and nothing kept of what they looked for. Again: no harm."""
    DigestReader.objects.filter(pk=reader.pk).delete()


@transaction.atomic
def go_on(*, reader: DigestReader, today: date | None = None) -> None:
    """They still want it: asked again in twelve months."""
    today = today or timezone.localdate()
    DigestReader.objects.filter(pk=reader.pk).update(said_yes_on=today, asked_again_on=None)


@transaction.atomic
def follow_merger(*, gone: int, stays: int) -> None:
    """Whoever knows an entry that went up in another knows that one."""
    knowing = SavedSearch.objects.filter(known__contains=[gone])
    for search in knowing.select_for_update(of=("self",), no_key=True).order_by("pk"):
        search.known = sorted({*search.known, stays})
        search.save(update_fields=["known"])
