"""Load a list of organisations that somebody else keeps."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pghistory
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from partners.imports.layout import map_path, read_map, shipped_maps
from partners.imports.outcome import Outcome, write_remarks
from partners.imports.run import AnotherImportRuns, import_organisations
from partners.imports.table import UnreadableFile

_SHOWN = 10  # remarks on the screen; the file has them all


class Command(BaseCommand):
    help = (
        "Load organisations from a CSV file, in our own columns or with a MAP file that says "
        "what its columns mean. All good rows go in, or none. docs/imports.md tells the rest."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        shipped = ", ".join(shipped_maps())
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument(
            "--map", metavar="MAP", help=f"a MAP file (TOML), or one of ours by name: {shipped}"
        )
        parser.add_argument(
            "--rejected",
            type=Path,
            metavar="FILE",
            help="where is written which rows stayed out and why, and what else is to be said",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen and change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file = options["file"]
        report = options["rejected"] or Path(f"{file.stem}-rejected.csv")
        if report.exists() and file.exists() and report.samefile(file):
            raise CommandError(f"{report} is the list itself; name another file for the report.")
        with pghistory.context(command="import_partners"):
            outcome = self._import(file, report, options["map"], dry_run=options["dry_run"])
        self._write(outcome, report, dry_run=options["dry_run"])
        self._tell(outcome, report, dry_run=options["dry_run"])

    def _import(self, file: Path, report: Path, map_name: str | None, *, dry_run: bool) -> Outcome:
        is_new = not report.exists()
        try:
            # Who finds no room for the report is told before anything is changed.
            report.open("a").close()
        except OSError as error:
            raise CommandError(f"{report} cannot be written: {error.strerror}.") from error
        try:
            return import_organisations(
                file,
                read_map(map_path(map_name)) if map_name else None,
                dry_run=dry_run,
                watch=lambda rows: tqdm(rows, unit=" rows", disable=not sys.stderr.isatty()),
            )
        except (UnreadableFile, AnotherImportRuns) as refusal:
            if is_new:
                report.unlink(missing_ok=True)
            more = getattr(refusal, "at_the_prompt", "")
            raise CommandError(f"{refusal} {more}".strip()) from refusal

    def _write(self, outcome: Outcome, report: Path, *, dry_run: bool) -> None:
        try:
            with report.open("w", encoding="utf-8-sig", newline="") as stream:
                write_remarks(outcome, stream)
        except OSError as error:
            done = "Nothing was changed, and" if dry_run else "The list was imported, but"
            raise CommandError(
                f"{done} {report} could not be written: {error.strerror}. {outcome}"
            ) from error

    def _tell(self, outcome: Outcome, report: Path, *, dry_run: bool) -> None:
        if outcome.remarks:
            self.stdout.write(f"{outcome.in_words()}; all is written in {report}.")
            for line in outcome.first_remarks(_SHOWN):
                self.stdout.write(line)
        else:
            report.unlink(missing_ok=True)
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
        self.stdout.write(str(outcome))
