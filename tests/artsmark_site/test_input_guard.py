"""Bytes that Postgres and Python would refuse later get a 400 page at the door."""

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/partners/?q=%00",
        "/partners/?%00=1",
        "/partners/?q=%ff",
        "/partners/?q=%ed%a0%80",
        "/partners/1/%00/",
        "/%ff/",
        "/admin/autocomplete/?term=%00",
    ],
)
def test_an_unreadable_address_gets_the_400_page(client, address):
    response = client.get(address)
    assert response.status_code == 400
    assert b"<h1" in response.content


def test_an_unreadable_cookie_gets_the_400_page(client):
    client.cookies["theme"] = "a\x00b"
    assert client.get("/").status_code == 400


@pytest.mark.parametrize(
    ("raw", "path", "status"),
    [
        ("/%25C3/", "/%C3/", 404),
        ("/%C3/", "/%C3/", 400),
        ("/100%25/?q=%C3%A9", "/100%/", 404),
        ("/caf%C3%A9/", "/caf\u00e9/", 404),
    ],
)
def test_only_the_address_as_it_came_tells_broken_bytes_from_percent_signs(
    client, raw, path, status
):
    assert client.get(quote(path), RAW_URI=raw).status_code == status


@pytest.mark.parametrize(
    "data",
    [
        {"username": "a\x00b"},
        {"na\x00me": "x"},
        {"picture": SimpleUploadedFile("a\ufffd.png", b"x")},
    ],
)
def test_unreadable_text_in_a_form_gets_the_400_page(client, data):
    assert client.post("/admin/login/", data).status_code == 400


def test_letters_of_any_language_pass(client):
    assert client.get("/partners/", {"q": "Łódź 東京 🎭"}).status_code == 200
