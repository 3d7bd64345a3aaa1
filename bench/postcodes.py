"""Every postcode of Great Britain, if the zip is at hand."""

import resource
from pathlib import Path
from time import perf_counter

from bench.report import Row, at_most, not_measured, number
from reference.postcode_import import import_postcodes


def importing(zip_path: Path | None, folder: Path) -> list[Row]:
    target = "1.7 million in under 90 s"
    if zip_path is None:
        return [not_measured("import_postcodes", "no zip was given (CODEPO=)", target)]
    before, started = peak_megabytes(), perf_counter()
    counts = import_postcodes(zip_path, rejected_path=folder / "rejected.csv")
    seconds = perf_counter() - started
    grown = peak_megabytes() - before
    return [
        at_most(
            "import_postcodes",
            seconds,
            90,
            "s",
            also=f"{counts['read']:,} rows, {number(grown)} MB more memory",
            limited_by="PostgreSQL writes rows and index, and merges them in one transaction.",
        )
    ]


def peak_megabytes() -> float:
    """The most that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1_000_000
