"""Staff of a regional body, invited by e-mail."""

from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts.services import appoint
from reference.models import BridgeOrganisation


class Command(BaseCommand):
    help = "Make somebody staff of a regional body, named by its slug, and write to them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("bridge", help="the slug of the body, like real-ideas")
        parser.add_argument("--name", default="", help="their name, as colleagues see it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(f"{options['email']} is no e-mail address.") from error
        bridge = BridgeOrganisation.objects.filter(slug=options["bridge"]).first()
        if bridge is None:
            slugs = ", ".join(
                BridgeOrganisation.objects.order_by("slug").values_list("slug", flat=True)
            )
            raise CommandError(f"There is no {options['bridge']}. There are: {slugs}.")
        with pghistory.context(command="appoint_staff"):
            user = appoint(email=options["email"], bridge=bridge, name=options["name"])
        self.stdout.write(f"{user.email} is staff of {bridge.name}; a letter tells them.")
