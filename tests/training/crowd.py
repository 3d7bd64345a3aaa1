"""Many at once: each in a thread with a connection of its own, all let go together."""

import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from partners.models import Organisation
from training import places
from training.models import Booking, TrainingSession
from training.places import Person


def all_at_once(tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each returned, or the exception that it raised."""
    barrier = Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(30)
            return task()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def book_one(session: TrainingSession, organisation: Organisation, number: int) -> list[Booking]:
    return places.book(
        session=session,
        organisation=organisation,
        people=[Person(f"Person {number}", f"p{number}@museum.example")],
        by=None,
        submission=uuid.uuid4(),
    )
