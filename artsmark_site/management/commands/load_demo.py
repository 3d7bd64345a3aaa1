"""Load the invented organisations, and an account to try the admin with."""

import os
from typing import Any

import pghistory
from django.core.management.base import BaseCommand

from accounts.services import make_administrator
from artsmark_site.demo import loader, people, schools, second_factor, training

DEMO_ADMIN = "admin@demo.example"


class Command(BaseCommand):
    help = (
        "Load about 150 invented organisations, all marked as demo. Running it again changes "
        "nothing. With DEMO_ADMIN_PASSWORD set, the accounts admin@, officer@ (of a regional body) "
        "and owner@demo.example (of an organisation) get that password, staff a second step, too, "
        "whose code `demo_code` shows; without it, no account is made."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with pghistory.context(command="load_demo"):
            self._load()

    def _load(self) -> None:
        written = loader.load()
        self.stdout.write(f"Demo: {written} organisations written.")
        training.load()
        schools.load()
        password = os.environ.get("DEMO_ADMIN_PASSWORD")
        if password:
            self._set_password(password)

    def _set_password(self, password: str) -> None:
        user = make_administrator(email=DEMO_ADMIN, name="Demo administrator")
        people.set_password(user, password)
        second_factor.give(user)
        people.give(password)
