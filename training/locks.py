"""In which order rows of training are locked: session, then people, then organisations.

Everything that changes who comes takes the session first, so that places are counted by one at a
time. Whoever waits longer than three seconds is asked to try again.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, transaction
from psycopg.errors import LockNotAvailable

from reference.turns import Turn, wait_at_most, wait_for_each
from training.models import TrainingSession

LONGEST_WAIT = "3s"


class Busy(Exception):
    """Others are at the same session just now: nothing was changed, and one may try again."""


@contextmanager
def locked_session(pk: int) -> Iterator[TrainingSession]:
    """The session, alone, in a transaction that ends with the block.

    Raises:
        Busy: somebody else had it for longer than three seconds.
        TrainingSession.DoesNotExist: there is none.
    """
    try:
        with transaction.atomic():
            wait_at_most(LONGEST_WAIT)
            yield lock_session(pk)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Busy from error
        raise


def lock_session(pk: int) -> TrainingSession:
    """The row as it is once it is ours: places are counted after this, never before."""
    rows = TrainingSession.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=pk)


def lock_people(emails: Iterable[str]) -> None:
    """So that nobody is booked into two sessions at once."""
    wait_for_each(Turn.PERSON_IN_TRAINING, (email.lower() for email in emails))
