from typing import Any

from django.core.management.base import BaseCommand

from artsmark_site.information.services import load_information


class Command(BaseCommand):
    help = (
        "Load the texts of the information pages from the project's own files. Safe to run at any "
        "time: what staff wrote since is left as it is."
    )

    def handle(self, **options: Any) -> None:
        counts = load_information()
        names = ("read", "created", "updated", "unchanged", "rejected", "skipped")
        self.stdout.write(" ".join(f"{name}={counts[name]}" for name in names))
