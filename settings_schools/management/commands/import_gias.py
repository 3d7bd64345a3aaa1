"""Load the national register of schools."""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pghistory
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from settings_schools.register.gias_import import import_gias
from settings_schools.register.register_file import NotTheRegister

_COUNTS = ("read", "created", "updated", "unchanged", "rejected", "skipped")


class Command(BaseCommand):
    help = (
        "Load settings from the Department for Education's “Get information about schools” (all "
        "establishment fields, CSV). A second run changes what has changed. No head teacher's "
        "name is read. docs/imports.md tells the rest."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="edubasealldata….csv")
        parser.add_argument(
            "--links",
            type=Path,
            metavar="FILE",
            help="links_edubasealldata….csv: what became of those that closed",
        )
        parser.add_argument(
            "--rejected",
            type=Path,
            default=Path("settings-rejected.csv"),
            metavar="FILE",
            help="where rows that cannot be used are written, with line and reason",
        )
        parser.add_argument("--dry-run", action="store_true", help="count, but change nothing")

    def handle(self, **options: Any) -> None:
        try:
            with pghistory.context(command="import_gias"):
                self._import(options)
        except NotTheRegister as refusal:
            raise CommandError(str(refusal)) from refusal

    def _import(self, options: dict[str, Any]) -> None:
        dry_run = options["dry_run"]
        with tqdm(unit="B", unit_scale=True, disable=not sys.stderr.isatty()) as bar:
            done = import_gias(
                options["file"],
                options["links"],
                rejected_path=options["rejected"],
                dry_run=dry_run,
                progress=self._plain_lines if bar.disable else _on(bar),
            )
        counts, links = done.counts, done.links
        self._tell(counts, done.changed, options)
        if links:
            self.stdout.write(
                f"{links['read']:,} links read: {links['updated']:,} settings point to what became "
                f"of them now; {links['unknown']:,} links are of settings that are not here, "
                f"{links['rejected']:,} cannot be read."
            )
        if dry_run:
            self.stdout.write("Nothing was written: this was a dry run.")
        self.stdout.write(" ".join(f"{name}={counts[name]}" for name in _COUNTS))

    def _tell(self, counts: Counter[str], changed: Counter[str], options: dict[str, Any]) -> None:
        if counts["skipped"]:
            self.stdout.write(f"{counts['skipped']:,} lie outside England: left out.")
        if changed:
            parts = [f"{word} of {number:,}" for word, number in changed.most_common()]
            self.stdout.write(f"What changed: {', '.join(parts)}.")
        if counts["rejected"]:
            self.stdout.write(f"Rows that were rejected: {options['rejected']}")
        else:
            options["rejected"].unlink(missing_ok=True)

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
