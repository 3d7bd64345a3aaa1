"""What is logged, and above all what is not."""

import json
import logging

import pytest

from artsmark_site.logs import JsonLines, RequestIdFilter


def line(**extra):
    record = logging.LogRecord("shop", logging.INFO, __file__, 1, "it %s", ("works",), None)
    record.__dict__.update(extra)
    RequestIdFilter().filter(record)
    return json.loads(JsonLines().format(record))


def test_a_line_is_json_with_time_level_and_request():
    written = line(status=200)
    assert written["message"] == "it works"
    assert written["level"] == "info"
    assert written["request_id"] == "-"
    assert written["status"] == 200
    assert written["at"].endswith("+00:00")


def test_a_line_break_in_a_message_cannot_begin_a_new_line():
    record = logging.LogRecord("a", logging.INFO, __file__, 1, 'x\n{"level": "fake"}', (), None)
    assert "\n" not in JsonLines().format(record)


def test_fields_that_are_not_on_the_list_are_left_out():
    assert "email" not in line(email="head@school.example")


@pytest.mark.django_db
def test_a_request_is_logged_by_its_route_and_never_by_its_address(client, caplog):
    with caplog.at_level(logging.INFO, logger="artsmark_site.access"):
        client.get("/partners/", {"q": "canary-word", "near": "PL4 8AA"})
    text = " ".join(record.getMessage() for record in caplog.records)
    assert "GET /partners/ 200" in text
    assert "canary-word" not in text
    assert "PL4" not in text
