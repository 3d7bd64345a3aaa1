"""How long something takes."""

from collections.abc import Callable
from statistics import median
from time import perf_counter


def milliseconds(action: Callable[[], object]) -> float:
    started = perf_counter()
    action()
    return (perf_counter() - started) * 1000


def median_ms(action: Callable[[], object], runs: int) -> float:
    """The median of several runs, after one that is not counted."""
    action()
    return median(milliseconds(action) for _ in range(runs))
