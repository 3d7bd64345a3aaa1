import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from reference.codepoint import NotCodePoint
from reference.postcode_import import import_postcodes


class Command(BaseCommand):
    help = (
        "Load all full postcodes of Great Britain from Ordnance Survey's Code-Point Open zip "
        "(CSV). The old ones are used until it is done; a second run changes what has changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("zip", type=Path, metavar="CODEPO.zip")
        parser.add_argument(
            "--rejected",
            type=Path,
            default=Path("postcodes-rejected.csv"),
            metavar="FILE",
            help="Where rows that cannot be used are written, with line number and reason.",
        )
        parser.add_argument("--fewer", action="store_true", help="Accept a much smaller file.")
        parser.add_argument("--dry-run", action="store_true", help="Count, but change nothing.")

    def handle(self, **options: Any) -> None:
        with tqdm(unit="B", unit_scale=True, disable=not sys.stderr.isatty()) as bar:
            try:
                counts = import_postcodes(
                    options["zip"],
                    rejected_path=options["rejected"],
                    fewer=options["fewer"],
                    dry_run=options["dry_run"],
                    progress=self._plain_lines if bar.disable else _on(bar),
                )
            except NotCodePoint as refusal:
                raise CommandError(str(refusal)) from refusal
        if counts["removed"]:
            self.stdout.write(f"{counts['removed']:,} postcodes are no longer in use: removed.")
        if counts["rejected"]:
            self.stdout.write(f"Rows that were rejected: {options['rejected']}")
        if options["dry_run"]:
            self.stdout.write("Nothing was written: this was a dry run.")
        names = ("read", "created", "updated", "unchanged", "rejected", "skipped")
        self.stdout.write(" ".join(f"{name}={counts[name]}" for name in names))

    _told = 0

    def _plain_lines(self, done: int, total: int) -> None:
        """A line at every tenth of the way."""
        tenths = done * 10 // max(total, 1)
        if tenths > self._told:
            self._told = tenths
            self.stdout.write(f"{tenths * 10} % read")


def _on(bar: "tqdm[Any]") -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return progress
