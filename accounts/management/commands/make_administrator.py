"""The first national administrator, and those after."""

from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts.emails import password_address
from accounts.services import make_administrator


class Command(BaseCommand):
    help = (
        "Make somebody a national administrator, who looks after everything. Prints an address at "
        "which they choose their password within the hour; a letter tells them, too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="their name, as colleagues see it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(f"{options['email']} is no e-mail address.") from error
        with pghistory.context(command="make_administrator"):
            user = make_administrator(email=options["email"], name=options["name"])
        self.stdout.write(f"{user.email} is a national administrator.")
        if not user.has_usable_password():
            self.stdout.write(f"To choose a password, open: {password_address(user)}")
