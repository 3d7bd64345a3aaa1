"""Whose visits are counted: people's, as far as a request tells."""

import re

from django.http import HttpRequest

# Browsers begin like this, and most programs do not.
_BROWSER = re.compile(r"(?:Mozilla|Opera)/\d")
# Programs that call themselves browsers and say here who they are, mostly with an address. Cubot
# makes telephones.
_PROGRAM = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|preview|monitor|headless|lighthouse|https?:", re.IGNORECASE
)


def is_visit(request: HttpRequest) -> bool:
    """Whether somebody asks for a page to read it.

    Robots that say that they are are left out; one that does not is taken for a person. So are
    pages that a browser fetches in case somebody opens them.
    """
    name = request.headers.get("User-Agent", "")
    fetched_early = "prefetch" in request.headers.get("Sec-Purpose", "")
    is_person = _BROWSER.match(name) and not _PROGRAM.search(name)
    return request.method == "GET" and bool(is_person) and not fetched_early
