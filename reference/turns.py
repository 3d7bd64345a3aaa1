"""One at a time: locks of the whole database, each by a number that stands nowhere else."""

from collections.abc import Iterable
from enum import IntEnum

from django.db import connection


class Turn(IntEnum):
    """What only one may do at once. A number stays: two versions of the site may run together."""

    IMPORT_OF_PARTNERS = 7_204_511
    COUNTING_ENQUIRIES = 7_204_531
    COUNTING_INVITATIONS = 7_204_537
    PERSON_IN_TRAINING = 7_204_541
    ADDING_SETTINGS = 7_204_547
    LOAD_OF_REFERENCE = 7_316_220
    IMPORT_OF_POSTCODES = 7_316_221
    IMPORT_OF_SETTINGS = 7_316_223


def wait_for(turn: Turn) -> None:
    """Whoever has it goes first; then it is this transaction's until it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [turn])


def take_if_free(turn: Turn) -> bool:
    """The same without waiting: False if somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [turn])
        return bool(cursor.fetchone()[0])


def wait_for_each(turn: Turn, names: Iterable[str]) -> None:
    """The same for some names alone, in one order, so that nobody waits in a circle."""
    with connection.cursor() as cursor:
        for name in sorted(set(names)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [turn, name])


def wait_at_most(how_long: str) -> None:
    """From now on in this transaction, for a row that somebody else has locked: “3s”.

    Longer raises an `OperationalError` whose cause is psycopg's `LockNotAvailable`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [how_long])
