"""Load a list of organisations that somebody else keeps."""

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from partners.imports.layout import read_map
from partners.imports.run import Outcome, import_organisations
from partners.imports.table import UnreadableFile
from reference.spreadsheet import safe_row

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
            "--rejected",
            type=Path,
            metavar="FILE",
            help="where rows that stay out are written, with line number and reason",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen and change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = options["rejected"] or Path(f"{options['file'].stem}-rejected.csv")
        try:
            layout = read_map(_map_path(options["map"])) if options["map"] else None
            # Opened first: who finds no room for the report is told before anything is changed.
            with report.open("w", encoding="utf-8-sig", newline="") as stream:
                outcome = import_organisations(
                    options["file"],
                    layout,
                    dry_run=options["dry_run"],
                    watch=lambda rows: tqdm(rows, unit=" rows", disable=not sys.stderr.isatty()),
                )
                write_problems(outcome, stream)
        except UnreadableFile as refusal:
            report.unlink(missing_ok=True)
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{report} cannot be written: {error.strerror}.") from error
        self._tell(outcome, report, dry_run=options["dry_run"])

    def _tell(self, outcome: Outcome, report: Path, *, dry_run: bool) -> None:
        if outcome.problems:
            self.stdout.write(f"{len(outcome.problems)} rows stayed out; {report} says why.")
        else:
            report.unlink(missing_ok=True)
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
        self.stdout.write(str(outcome))


def write_problems(outcome: Outcome, stream: TextIO) -> None:
    """Write the rows that stayed out, with their lines and the reasons, as CSV."""
    writer = csv.writer(stream)
    writer.writerow(["line", "name", "outcome", "reason"])
    for problem in outcome.problems:
        cells = (problem.line, problem.name, problem.outcome, problem.reason)
        writer.writerow(safe_row(cells))


def _map_path(name: str) -> Path:
    shipped = MAPS / f"{name}.toml"
    return shipped if shipped.exists() else Path(name)
