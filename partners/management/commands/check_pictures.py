"""Compares the pictures' files with their rows."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partners import images


class Command(BaseCommand):
    help = "Reports picture files without a row and rows without their files; --remove clears both."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="Remove what is reported.")

    def handle(self, *args: Any, remove: bool, **options: Any) -> None:
        try:
            strays = images.find_strays()
        except images.MediaFolderMissing as missing:
            raise CommandError(str(missing)) from missing
        for file in strays.files:
            self.stdout.write(f"no row: {file}")
        for image in strays.images:
            self.stdout.write(f"no file: picture {image.pk} of {image.organisation}")
        if remove:
            images.remove_strays(strays)
        removed = "yes" if remove else "no"
        self.stdout.write(f"files={len(strays.files)} rows={len(strays.images)} removed={removed}")
