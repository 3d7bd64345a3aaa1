"""Settings that make no sense stop the start, in words that say how to mend it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from artsmark_site import environment

LONG_SECRET = "correct-horse-battery-staple-and-a-dozen-more-words-0123456789"


@pytest.mark.parametrize("value", ["yes", "1", "", "wahr"])
def test_a_flag_is_true_or_false_and_nothing_else(monkeypatch, value):
    monkeypatch.setenv("SWITCH", value)
    with pytest.raises(ImproperlyConfigured, match="SWITCH must be True or False"):
        environment.flag("SWITCH", default=False)


def test_a_flag_is_read_in_any_case(monkeypatch):
    monkeypatch.setenv("SWITCH", "TRUE")
    assert environment.flag("SWITCH", default=False) is True


@pytest.mark.parametrize("value", ["-1", "11", "2.5", "ten", "", "²"])
def test_a_number_stays_within_its_bounds(monkeypatch, value):
    monkeypatch.setenv("SIZE", value)
    with pytest.raises(ImproperlyConfigured, match="whole number from 0 to 10"):
        environment.whole_number("SIZE", 5, least=0, most=10)


@pytest.mark.parametrize(
    ("value", "reason"),
    [("x@example.org", "an e-mail address"), ("a\nb", "one line"), ("a" * 301, "one line")],
)
def test_a_line_for_public_pages_is_one_and_holds_no_address(monkeypatch, value, reason):
    monkeypatch.setenv("SITE_CONTACT", value)
    with pytest.raises(ImproperlyConfigured, match=f"SITE_CONTACT .*{reason}"):
        environment.public_line("SITE_CONTACT")
    monkeypatch.delenv("SITE_CONTACT")
    assert environment.public_line("SITE_CONTACT") == ""


@pytest.mark.parametrize("value", ["short", "a" * 60, "django-insecure-" + LONG_SECRET])
def test_a_weak_secret_is_refused(monkeypatch, value):
    monkeypatch.setenv("KEY", value)
    with pytest.raises(ImproperlyConfigured, match="random characters"):
        environment.secret("KEY")


def test_a_secret_has_no_default(monkeypatch):
    monkeypatch.delenv("KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match="Set KEY, or KEY_FILE"):
        environment.secret("KEY")


def test_a_secret_can_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text(LONG_SECRET + "\n")
    monkeypatch.delenv("KEY", raising=False)
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
    assert environment.secret("KEY") == LONG_SECRET


@pytest.mark.parametrize(
    "value",
    [
        "partners.example.org",
        "ftp://partners.example.org",
        "https://partners.example.org/directory",
        "https://partners.example.org?x=1",
        "http://partners.example.org",
        "http://8.8.8.8",
    ],
)
def test_a_site_address_that_would_be_unsafe_is_refused(monkeypatch, value):
    monkeypatch.setenv("SITE_URL", value)
    with pytest.raises(ImproperlyConfigured):
        environment.site_url("SITE_URL", "http://localhost:8000")


@pytest.mark.parametrize(
    "value", ["http://localhost:8000", "http://10.1.2.3", "https://partners.example.org"]
)
def test_plain_http_is_for_private_addresses(monkeypatch, value):
    monkeypatch.setenv("SITE_URL", value)
    assert environment.site_url("SITE_URL", "http://localhost").geturl() == value


@pytest.mark.parametrize(
    "value", ["mysql://u:p@h/db", "postgresql://u:p@h", "sqlite:///x", "postgresql://h:x1/db"]
)
def test_only_a_postgres_address_is_a_database(monkeypatch, value):
    monkeypatch.setenv("DATABASE_URL", value)
    with pytest.raises(ImproperlyConfigured):
        environment.postgres_url("DATABASE_URL")


def test_a_database_address_is_taken_apart(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:p%40ss@db:5433/art%20s?sslmode=require")
    assert environment.postgres_url("DATABASE_URL") == {
        "NAME": "art s",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db",
        "PORT": 5433,
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_can_be_reached_through_a_socket(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@/arts?host=%2Fvar%2Frun&port=5499")
    settings = environment.postgres_url("DATABASE_URL")
    assert (settings["HOST"], settings["PORT"]) == ("/var/run", "5499")
