"""What every test stands on: a real database, no network, and templates that name what exists."""

import atexit
import os
import sys
from collections.abc import Generator
from contextlib import ExitStack
from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Never

import pytest
from pytest_django.plugin import blocking_manager_key

from artsmark_site import embedded_postgres

_PROJECT = Path(__file__).resolve().parent.parent
_at_the_end = ExitStack()
_media = _at_the_end.enter_context(TemporaryDirectory(prefix="artsmark-media-"))
_at_the_end.enter_context(embedded_postgres.provided())
atexit.register(_at_the_end.close)

os.environ.update(
    DJANGO_SETTINGS_MODULE="artsmark_site.settings",
    SECRET_KEY="only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    MEDIA_ROOT=_media,
    # A test database need not survive a power cut.
    PGOPTIONS="-c synchronous_commit=off",
)
for _name in ("DEBUG", "SITE_URL", "STATIC_ROOT"):
    os.environ.pop(_name, None)

import django  # noqa: E402
from django.conf import settings  # noqa: E402

_as_shipped: dict[str, tuple[int, int]] = {}  # the tables filled once for all tests


class Undefined(str):
    """Fails the test whose template names a variable that is not there."""

    def __contains__(self, text: object) -> bool:
        return text == "%s"

    def __mod__(self, variable: object) -> str:
        template = _template_being_rendered()
        if Path(template).is_relative_to(_PROJECT) and ".venv" not in template:
            _fail(f"Undefined template variable {variable} in {template}")
        return ""


def _fail(reason: str) -> Never:
    pytest.fail(reason, pytrace=False)


def _template_being_rendered() -> str:
    frame = sys._getframe()
    while frame := frame.f_back:  # type: ignore[assignment]
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if origin is not None:
            return str(origin)
    return "?"


settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"  # needs no collectstatic
)
# Argon2 takes its time by design; tests/accounts has it where it matters.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.LEAST_SECONDS_TO_FILL_IN = 0  # tests are quick; test_forms_for_anybody.py takes its time
settings.KEEP_SEARCH_PAGES = False  # a kept page has no context that a test could look at
settings.FIGURES_WRITTEN_EVERY = None  # no thread writes after its test; some tests write at once
settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
django.setup()

from django.apps import apps  # noqa: E402
from django.contrib.auth.models import Group, Permission  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.management.commands import flush  # noqa: E402
from django.db import connection  # noqa: E402

from accounts.models import User  # noqa: E402
from partners.models import CodeOfPractice, Launch  # noqa: E402
from settings_schools.models import AwardLevel, JourneyStage  # noqa: E402
from tests.people import with_second_factor  # noqa: E402

# After a test that commits, Django would work out content types and permissions anew, for half a
# second, and empty a hundred tables where ten have rows.
flush.emit_post_migrate_signal = lambda *_, **__: None
flush.sql_flush = lambda *_, **__: _empty_what_a_test_filled()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Generator[None]:
    """Every test database holds the shipped reference data, and a copy to put it back from.

    The directory is open in all of them. Before they go, threads that served the last page to a
    browser lose their connections: they end when the browser lets go of theirs, a moment later.
    """
    with django_db_blocker.unblock():
        call_command("load_reference", stdout=StringIO())
        call_command("load_information", stdout=StringIO())
        call_command("load_groups", stdout=StringIO())
        Launch.objects.create(opens_on=date(2000, 1, 1))
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept")
            for table in _reference_tables():
                cursor.execute(f"CREATE TABLE kept.{table} AS TABLE {table}")
        _as_shipped.update(_state_of_reference_tables())
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"  # autovacuum is not ours to end
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """A test that commits may change what is shipped: whatever runs next finds it as it was."""
    yield
    mark = item.get_closest_marker("django_db")
    commits = mark is not None and mark.kwargs.get("transaction", False)
    if commits or "transactional_db" in getattr(item, "fixturenames", ()):
        with item.config.stash[blocking_manager_key].unblock():
            _fill_again()


def _empty_what_a_test_filled() -> list[str]:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    # The queue makes its tables itself, so Django does not count them among its own.
    others = sorted({*tables, "procrastinate_jobs"} - _as_shipped.keys())
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"EXISTS (TABLE {table})" for table in others))
        filled = [
            table for table, has_rows in zip(others, cursor.fetchone(), strict=True) if has_rows
        ]
    return [f"TRUNCATE {', '.join(filled)} CASCADE"] if filled else []


def _fill_again() -> None:
    if not connection.settings_dict["NAME"].startswith("test_"):
        return  # Skipped before any test database was made.
    if _state_of_reference_tables() == _as_shipped:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(_as_shipped)} CASCADE")
        for table in _as_shipped:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM kept.{table}")  # noqa: S608
    _as_shipped.update(_state_of_reference_tables())


def _state_of_reference_tables() -> dict[str, tuple[int, int]]:
    """For each table the number of its rows, and the last transaction that wrote one of them."""
    with connection.cursor() as cursor:
        state = {}
        for table in _reference_tables():
            cursor.execute(f"SELECT count(*), max(xmin::text::bigint) FROM {table}")  # noqa: S608
            state[table] = cursor.fetchone()
    return state


@pytest.fixture
def admin_user(db: None) -> User:
    """Whom `admin_client` is; nobody signs in as them, so that no test waits for a password."""
    return with_second_factor(User.objects.create_superuser("admin@site.example"))


def _reference_tables() -> list[str]:
    """The tables of what is shipped, those first that others point to."""
    shipped = ("reference", "information")
    models = [model for app in shipped for model in apps.get_app_config(app).get_models()]
    models += [JourneyStage, AwardLevel]
    models += [Launch, CodeOfPractice, ContentType, Permission, Group, Group.permissions.through]
    ordered, waiting = [], models
    while waiting:
        ready = [m for m in waiting if not (_points_to(m) & set(waiting) - {m})]
        ordered, waiting = ordered + ready, [m for m in waiting if m not in ready]
    return [model._meta.db_table for model in ordered]


def _points_to(model: Any) -> set[Any]:
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation}
