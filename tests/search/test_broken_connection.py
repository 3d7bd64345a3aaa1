"""The question for the directory's version is also the check of a connection kept for long."""

import pytest
from django.db import connection

from partners.search.current import current

pytestmark = pytest.mark.django_db(transaction=True)


def _a_new_request() -> None:
    """What Django does at the start of each, for connections that live longer than one."""
    connection.health_check_enabled = True
    connection.health_check_done = False


def test_a_connection_that_broke_is_replaced_and_nobody_notices():
    current()
    connection.connection.close()
    _a_new_request()
    assert current().token is not None


def test_nothing_is_asked_only_to_see_whether_the_connection_works(monkeypatch):
    current()
    _a_new_request()
    monkeypatch.setattr(connection, "is_usable", lambda: pytest.fail("asked twice"))
    current()
