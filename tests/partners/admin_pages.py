"""Filling in the staff pages as a browser would."""

import re
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

ORGANISATIONS = "/admin/partners/organisation/"
OFFERS = "/admin/partners/offer/"


class _Fields(HTMLParser):
    """What a browser would send of a page's change form if nothing was touched."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and name:
            self._input(name, given)
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given and self._select:
            self.values.setdefault(self._select, []).append(given.get("value") or "")
        elif tag == "textarea":
            self._textarea = name
            self.values[name] = ""

    def _input(self, name: str, given: dict[str, str | None]) -> None:
        kind = given.get("type")
        if kind in {"checkbox", "radio"} and "checked" in given:
            self.values.setdefault(name, []).append(given.get("value") or "on")
        elif kind == "hidden":
            self.values.setdefault(name, []).append(given.get("value") or "")
        elif kind not in {"checkbox", "radio", "submit", "file"}:
            self.values[name] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        self._select = "" if tag == "select" else self._select
        self._textarea = "" if tag == "textarea" else self._textarea

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data.removeprefix("\n")


def fields_of(response: HttpResponse, begins: str = '<div id="content-main">') -> dict[str, Any]:
    reader = _Fields()
    page = response.content.decode()
    reader.feed(page[page.index(begins) :])
    return {name: value for name, value in reader.values.items() if "__prefix__" not in name}


def submit(client: Client, address: str, /, button: str = "_save", **typed: Any) -> HttpResponse:
    """Open the page, type, and press a button; stays on the page of errors, follows a redirect.

    A value of None leaves its field out, as a browser does with boxes that are not ticked.
    """
    values = fields_of(client.get(address)) | typed
    values |= {button: "yes"} if button else {}
    filled = {name: value for name, value in values.items() if value is not None}
    return client.post(address, filled, follow=True)


def run(client: Client, address: str, action: str, *rows: Any, **more: Any) -> HttpResponse:
    """Choose an action for rows: on the list, or with one row's own address on its page."""
    on_its_page = address.endswith("/change/")
    name = "CHANGE_FORM-action" if on_its_page else "action"
    if action == "approve":
        more = seen_on(client, address) | more
    values = {name: action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(address, values, follow=True)


def seen_on(client: Client, address: str) -> dict[str, Any]:
    """What a page sends along of what it showed of each row."""
    sent = fields_of(client.get(address))
    return {name: value for name, value in sent.items() if name.startswith("seen-")}


def messages_of(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def errors_of(response: HttpResponse) -> dict[str, list[str]]:
    """What is said beside which field of the page's main form."""
    return dict(response.context["adminform"].form.errors)


def text_of(response: HttpResponse) -> str:
    """The page as it is read: without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
