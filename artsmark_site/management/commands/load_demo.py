"""Load the invented organisations, and an account to try the admin with."""

import os
from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import User
from artsmark_site.demo import loader

DEMO_ADMIN = "admin@demo.example"


class Command(BaseCommand):
    help = (
        "Load about 150 invented organisations, all marked as demo. Running it again changes "
        "nothing. With DEMO_ADMIN_PASSWORD set, the account admin@demo.example gets that "
        "password; without it, no account is made."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        written = loader.load()
        self.stdout.write(f"Demo: {written} organisations written.")
        password = os.environ.get("DEMO_ADMIN_PASSWORD")
        if password:
            self._set_password(password)

    def _set_password(self, password: str) -> None:
        user = User.objects.filter(email=DEMO_ADMIN).first()
        if user is None:
            User.objects.create_superuser(DEMO_ADMIN, password, name="Demo administrator")
        elif not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])
