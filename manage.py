#!/usr/bin/env python
"""Django's commands. Without DATABASE_URL they use the embedded server, and start it if need be."""

import os
import sys

from artsmark_site import embedded_postgres, local


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "artsmark_site.settings")
    local.use_secret_key_of_this_machine()
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here: use .venv/bin/python, which `make run` makes.")
    try:
        with embedded_postgres.provided():
            execute_from_command_line(sys.argv)
    except embedded_postgres.CannotRun as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
