"""Whatever is sent to any public address, the answer is never a server error.

A few hundred each time, other ones each time; `ODD_REQUESTS=20000 make test
ARGS=tests/contract/test_odd_requests.py` sends so many. A failure names the seed by which they are
sent again.
"""

import os
import random
from urllib.parse import quote, urlencode

import pytest

from partners.search.facets import FACETS
from tests.contract import test_public_addresses as table
from tests.search.test_odd_addresses import NASTY

HOW_MANY = int(os.environ.get("ODD_REQUESTS", "400"))
SEED = int(os.environ.get("ODD_SEED", random.SystemRandom().randrange(10**6)))

sample = table.sample  # a fixture, shared with the table of all addresses
PARAMETERS = ["q", "near", "within", "online", "sort", "page", "words", "place", *FACETS, "x[]", ""]
GOOD = ["dance", "ks2", "london", "free", "Hull", "PL4 8AA", "10", "any", "name", "1"]
METHODS = ["get"] * 12 + ["head", "post", "put", "patch", "delete", "options", "trace"]
HEADERS = {
    "If-None-Match": ['"x"', "*", 'W/"', "é".encode().decode("latin-1")],
    "If-Modified-Since": ["yesterday", "Thu, 99 Foo 2026", "Sat, 29 Oct 1994 19:43:31 GMT"],
    "Accept-Encoding": ["gzip;q=x", "*", "br, gzip;q=0", ""],
    "Range": ["bytes=5-2", "bytes=-9999999999", "lines=1-"],
    "Cookie": ["seen=1", "sessionid=nobody", "=;=;", "csrftoken=" + "x" * 900, "a=\xff"],
    "Content-Type": ["text/plain", "application/json", "multipart/form-data", "x/y; charset=zz"],
    "Origin": ["http://testserver", "null", "https://elsewhere.example"],
    "X-Request-ID": ["<script>", "a" * 500],
    "Authorization": ["Basic ???", "Bearer x"],
}


def odd_path(chance: random.Random, paths: list[str]) -> str:
    path = chance.choice(paths)
    if chance.random() < 0.3:
        cut = chance.randrange(len(path) + 1)
        path = path[:cut] + quote(chance.choice(NASTY)[:60], safe="/") + path[cut:]
    if chance.random() < 0.05:
        path = path.replace("/", chance.choice(["//", "/../", "/%2e/", "/%00", "/%ff"]), 1)
    return path if path.startswith("/") else f"/{path}"


def odd_pairs(chance: random.Random) -> list[tuple[str, str]]:
    values = NASTY if chance.random() < 0.5 else GOOD
    number = chance.randrange(6)
    return [(chance.choice(PARAMETERS), chance.choice(values)) for _ in range(number)]


def odd_query(chance: random.Random) -> str:
    query = urlencode(odd_pairs(chance), errors="replace")
    return query + chance.choice(["", "", "", "&", "&&=", "&q=%", "&q=%ff", "&page=%00", ";a=b"])


def odd_request(chance: random.Random, paths: list[str]) -> dict:
    """What Django's test client is called with."""
    method = chance.choice(METHODS)
    names = chance.sample(list(HEADERS), chance.randrange(3))
    request = {
        "method": method,
        "path": f"{odd_path(chance, paths)}?{odd_query(chance)}",
        "headers": {name: chance.choice(HEADERS[name]) for name in names},
    }
    if method == "post" and "Content-Type" not in request["headers"]:
        pairs = [(name, value) for name, value in odd_pairs(chance) if "\x00" not in name]
        request["data"] = {**dict(pairs), "email": chance.choice([*NASTY, "a@b.example"])}
        request["headers"]["Origin"] = "http://testserver"
    return request


@pytest.mark.django_db
def test_no_request_makes_a_server_error(client, sample):
    chance = random.Random(SEED)
    paths = [address.partition("?")[0] for address in table.addresses(sample).values()]
    paths += ["/partners/opening/"] * 3 + ["/partners/"] * 10
    client.raise_request_exception = False
    for number in range(HOW_MANY):
        request = odd_request(chance, paths)
        send = getattr(client, request["method"])
        keywords = {key: value for key, value in request.items() if key not in ("method", "path")}
        response = send(request["path"], **keywords)
        response.getvalue()
        assert response.status_code < 500, f"ODD_SEED={SEED}, request {number}: {request}"
        client.cookies.clear()
