"""Load a list of organisations that somebody else keeps."""

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from partners.imports.layout import read_map
from partners.imports.run import Outcome, import_organisations
from partners.imports.table import UnreadableFile

MAPS = Path(__file__).parents[2] / "imports" / "maps"


class Command(BaseCommand):
    help = (
        "Load organisations from a CSV file, in our own columns or with a MAP file that says "
        "what its columns mean. All good rows go in, or none. docs/imports.md tells the rest."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        shipped = ", ".join(sorted(path.stem for path in MAPS.glob("*.toml")))
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument(
            "--map", metavar="MAP", help=f"a MAP file (TOML), or one of ours by name: {shipped}"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen and change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            layout = read_map(_map_path(options["map"])) if options["map"] else None
            outcome = import_organisations(
                options["file"],
                layout,
                dry_run=options["dry_run"],
                watch=lambda rows: tqdm(rows, unit=" rows", disable=not sys.stderr.isatty()),
            )
        except UnreadableFile as refusal:
            raise CommandError(str(refusal)) from refusal
        self._report(outcome, options["file"], dry_run=options["dry_run"])

    def _report(self, outcome: Outcome, file: Path, *, dry_run: bool) -> None:
        if outcome.problems:
            report = write_problems(outcome, file)
            self.stdout.write(f"{len(outcome.problems)} rows stayed out; {report} says why.")
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
        self.stdout.write(str(outcome))


def write_problems(outcome: Outcome, file: Path) -> Path:
    """Write the rows that stayed out to a file of their own; return its path."""
    report = settings.VAR_DIR / "imports" / f"{file.stem}.rejected.csv"
    report.parent.mkdir(parents=True, exist_ok=True)
    with report.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["line", "name", "outcome", "reason"])
        for problem in outcome.problems:
            writer.writerow([problem.line, problem.name, problem.outcome, problem.reason])
    return report


def _map_path(name: str) -> Path:
    shipped = MAPS / f"{name}.toml"
    return shipped if shipped.exists() else Path(name)
