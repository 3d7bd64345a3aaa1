from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reference.services import load_reference


class Command(BaseCommand):
    help = (
        "Load areas, lookups, postcode sectors and places from the project's own files. Safe to "
        "run at any time: what staff changed since is left as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Count, but change nothing.")

    def handle(self, **options: Any) -> None:
        counts = load_reference(dry_run=options["dry_run"], tell=self.stdout.write)
        if options["dry_run"]:
            self.stdout.write("Nothing was written: this was a dry run.")
        names = ("read", "created", "updated", "unchanged", "rejected", "skipped")
        self.stdout.write(" ".join(f"{name}={counts[name]}" for name in names))
