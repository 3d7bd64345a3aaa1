"""The pages that a load balancer asks."""

import pytest
from django.db import OperationalError, connection


def test_alive_asks_nobody_else(client):
    """No database fixture: a query would fail this test."""
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_alive_asks_nobody_else_even_for_somebody_with_a_session(client):
    client.cookies["sessionid"] = "0123456789abcdef"
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_they_answer_by_ip_and_without_https(client, settings, address):
    settings.ALLOWED_HOSTS = ["partners.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    client.handler.load_middleware()
    assert client.get(address, headers={"host": "10.1.2.3:8000"}).status_code == 200


@pytest.mark.django_db
def test_ready_when_the_database_is(client):
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_not_ready_while_the_database_is_away(client, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("the host name is secret")

    monkeypatch.setattr(connection, "cursor", away)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content == b"not ready\n"
