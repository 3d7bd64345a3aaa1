"""Load a list of settings that are registered for Artsmark, or hold it."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pghistory
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from partners.imports.layout import read_map
from partners.imports.outcome import Outcome, write_remarks
from partners.imports.table import UnreadableFile
from settings_schools.register.artsmark_import import import_artsmark_settings
from settings_schools.register.artsmark_rows import COLUMNS, FINDS

_SHOWN = 10  # remarks on the screen; the file has them all


class Command(BaseCommand):
    help = (
        "Load registered and awarded settings from a CSV file, by URN or DfE number, in our own "
        "columns or with a MAP file. What a setting put right itself stays. docs/imports.md tells "
        "the rest."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument("--map", type=Path, metavar="MAP", help="a MAP file (TOML)")
        parser.add_argument(
            "--rejected",
            type=Path,
            metavar="FILE",
            help="where is written which rows stayed out and why, and what else is to be said",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen and change nothing"
        )

    def handle(self, **options: Any) -> None:
        file, dry_run = options["file"], options["dry_run"]
        report = options["rejected"] or Path(f"{file.stem}-rejected.csv")
        if report.exists() and file.exists() and report.samefile(file):
            raise CommandError(f"{report} is the list itself; name another file for the report.")
        try:
            layout = read_map(options["map"], COLUMNS, FINDS) if options["map"] else None
            with pghistory.context(command="import_artsmark_settings"):
                outcome = import_artsmark_settings(
                    file,
                    layout,
                    dry_run=dry_run,
                    watch=lambda rows: tqdm(rows, unit=" rows", disable=not sys.stderr.isatty()),
                )
        except UnreadableFile as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(outcome, report)
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
        self.stdout.write(str(outcome))

    def _tell(self, outcome: Outcome, report: Path) -> None:
        if not outcome.remarks:
            report.unlink(missing_ok=True)
            return
        try:
            with report.open("w", encoding="utf-8-sig", newline="") as stream:
                write_remarks(outcome, stream)
        except OSError as error:
            raise CommandError(
                f"{report} cannot be written: {error.strerror}. {outcome}"
            ) from error
        self.stdout.write(f"{outcome.in_words()}; all is written in {report}.")
        for line in outcome.first_remarks(_SHOWN):
            self.stdout.write(line)
