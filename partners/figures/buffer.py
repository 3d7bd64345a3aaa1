"""Counts that wait in this process for a few seconds, and are then added to a table all at once.

A page that is counted writes nothing and waits for nobody. Several processes add to the same
numbers, none of which is lost; only a process that is killed, and cannot end as it should, takes
with it what it counted since it last wrote (`FIGURES_WRITTEN_EVERY`).
"""

import atexit
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from threading import Lock, Timer

from django.conf import settings
from django.db import connections, transaction

log = logging.getLogger(__name__)


class Buffer[Key]:
    """Counts by key. `write` adds them to what the table holds, in one statement."""

    def __init__(self, write: Callable[[Mapping[Key, int]], None]) -> None:
        self._write = write
        self._counts: Counter[Key] = Counter()
        self._changing, self._writing = Lock(), Lock()
        self._timer: Timer | None = None
        self._ends_well = False

    def add(self, keys: Iterable[Key]) -> None:
        """Count each of these once more."""
        seconds: float | None = settings.FIGURES_WRITTEN_EVERY
        if seconds is None:
            return
        with self._changing:
            self._counts.update(keys)
            if seconds and self._timer is None:
                self._wake_in(seconds)
        if not seconds:
            self.flush()

    def flush(self) -> None:
        """Write what was counted so far; what the database does not take is dropped.

        Numbers are not worth an error page: a read-only copy of the database serves visitors too.
        """
        with self._writing:  # whoever ends the process waits for what is under way
            with self._changing:
                counts, self._counts, self._timer = self._counts, Counter(), None
            if not counts:
                return
            try:
                with transaction.atomic():
                    self._write(counts)
            except Exception as error:
                why = type(error).__name__
                log.warning("%s counts were dropped: %s", counts.total(), why)

    def _wake_in(self, seconds: float) -> None:
        if not self._ends_well:
            atexit.register(self.flush)
            self._ends_well = True
        self._timer = Timer(seconds, self._flush_and_hang_up)
        self._timer.daemon = True
        self._timer.start()

    def _flush_and_hang_up(self) -> None:
        try:
            self.flush()
        finally:
            connections.close_all()
