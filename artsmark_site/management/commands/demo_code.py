"""The code of the second step, for accounts of the demo."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from artsmark_site.demo import second_factor
from artsmark_site.management.commands.load_demo import DEMO_ADMIN


class Command(BaseCommand):
    help = "Show the code that the authenticator app of a demo account would show now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", nargs="?", default=DEMO_ADMIN)

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"]
        if not email.endswith("@demo.example"):
            raise CommandError(
                "Only accounts of the demo (…@demo.example) have no app of their own."
            )
        try:
            code = second_factor.code_of(User.objects.get(email=email))
        except (User.DoesNotExist, Authenticator.DoesNotExist) as error:
            raise CommandError(f"{email} has no second step: start `make run` first.") from error
        self.stdout.write(code)
