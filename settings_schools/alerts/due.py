"""The run that tells of what newly fits, and asks once a year whether it is still wanted.

Each reader is locked, looked at again and told in a transaction of their own, which also writes
down what they know from then on: a run may be killed, begin again, come late, or run twice at once.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import date

from django.db import transaction

from partners.search.current import current
from settings_schools.alerts import emails
from settings_schools.alerts.searching import found_by, search_of
from settings_schools.models import DigestReader, SavedSearch
from settings_schools.querysets import DigestReaderQuerySet

log = logging.getLogger(__name__)

BATCH = 200

# By what is asked: the ids of all who fit.
type Found = dict[str, frozenset[int]]


def run(today: date) -> dict[str, int]:
    """Tell, and ask; how many letters of each."""
    return {"searches_told": tell(today), "searches_asked_again": ask_again(today)}


def tell(today: date) -> int:
    """Write to each for whom something is new, a fortnight after the last time; how many."""
    told = 0
    for numbers in _batches(lambda: DigestReader.objects.due(today)):
        found = _found(numbers)
        told += sum(_safely(_tell, number, today, found) for number in numbers)
    return told


def ask_again(today: date) -> int:
    """Write to each who said yes a year ago; how many."""
    asked = 0
    for numbers in _batches(lambda: DigestReader.objects.to_ask_again(today)):
        asked += sum(_safely(_ask, number, today) for number in numbers)
    return asked


@transaction.atomic
def erase_unanswered(today: date) -> int:
    """Forget those who were asked and said nothing; how many."""
    unanswered = DigestReader.objects.unanswered(today).locked().order_by("pk")
    numbers = list(unanswered.values_list("pk", flat=True))
    DigestReader.objects.filter(pk__in=numbers).delete()
    return len(numbers)


def _batches(readers: Callable[[], DigestReaderQuerySet]) -> Iterator[list[int]]:
    """By number, so that each is met once whatever becomes of them meanwhile."""
    last = 0
    while True:
        after = readers().filter(pk__gt=last).order_by("pk")
        numbers = list(after.values_list("pk", flat=True)[:BATCH])
        if not numbers:
            return
        yield numbers
        last = numbers[-1]


def _found(readers: list[int]) -> Found:
    """Who fits each search of a batch today: one that several keep is looked up once."""
    index, found = current(), {}
    asked = SavedSearch.objects.filter(reader__in=readers).values_list("asked", flat=True)
    for one in asked.distinct().order_by("asked"):
        if (search := search_of(index, one)) is not None:
            found[one] = found_by(search)
    return found


def _safely(step: Callable[..., bool], number: int, *more: object) -> bool:
    """Take a step with one reader: one that fails stops no other."""
    try:
        with transaction.atomic():
            return step(number, *more)
    except Exception:
        log.exception("the digest of reader %s failed", number)
        return False


def _tell(number: int, today: date, found: Found) -> bool:
    reader = DigestReader.objects.due(today).locked().filter(pk=number).first()
    if reader is None:
        return False
    news: dict[int, list[int]] = {}
    for search in reader.searches.in_order():
        if fresh := found.get(search.asked, frozenset()) - set(search.known):
            news[search.pk] = sorted(fresh, reverse=True)
            search.known = sorted({*search.known, *fresh})
            search.save(update_fields=["known"])
    if not news:
        return False
    reader.told_on = today
    reader.save(update_fields=["told_on"])
    emails.post_digest(reader, news)
    return True


def _ask(number: int, today: date) -> bool:
    reader = DigestReader.objects.to_ask_again(today).locked().filter(pk=number).first()
    if reader is None:
        return False
    reader.asked_again_on = today
    reader.save(update_fields=["asked_again_on"])
    emails.post_question(reader)
    return True
