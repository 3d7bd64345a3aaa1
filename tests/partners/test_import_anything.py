"""Whatever stands in a list, every row is counted once and nothing breaks."""

import csv

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from partners.imports.layout import COLUMNS
from partners.imports.run import import_organisations
from partners.imports.table import UnreadableFile
from partners.models import Organisation

pytestmark = pytest.mark.django_db

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
# What a column takes, beside anything at all: so that many rows are right, or nearly so.
LIKELY = {
    "name": ["Salt Loft", "Harbour Reads", "=1+1"],
    "type": ["museum", "Theatre company"],
    "website": ["saltloft.example", "https://x.example/" + "y" * 300],
    "contact_email": ["a@b.example"],
    "postcode": ["PL4 8AA", "pl4 8", "PL99 9ZZ", "CF10 3NP", "BT3 9EP", "IM1 1AA"],
    "authority": ["Plymouth", "Thanet", "Cardiff"],
    "art_forms": ["music|dance", "drama", "|"],
    "travel_miles": ["25", "0", "900"],
    "covers": ["england", "South West|Kent", "authority:leeds"],
    "receives_visits": ["yes", "0"],
    "online": ["no", "X"],
    "charity_number": ["1234567", "123 456", "12"],
    "partner_since": ["2019-09-01", "1/1/0001", "31/12/9999"],
    "external_id": ["1", "2"],
    "listing_state": ["approved", "draft", "Archived"],
    "partner_status": ["active", "lapsed", "withdrawn", "trained"],
    "lead_bridge": ["Real Ideas"],
    "trained_on": ["2020-02-29"],
    "code_accepted_on": ["1 March 2020"],
}
CELLS = [st.sampled_from(["", *LIKELY.get(column, ["Some text"])]) for column in COLUMNS]
LIKELY_ROWS = st.tuples(*CELLS).map(list)
NEARLY = st.tuples(LIKELY_ROWS, st.integers(0, len(COLUMNS) - 1), ANY).map(
    lambda drawn: [drawn[2] if i == drawn[1] else cell for i, cell in enumerate(drawn[0])]
)
ROWS = st.one_of(LIKELY_ROWS, NEARLY, st.lists(ANY, max_size=len(COLUMNS) + 2))


def counted(outcome):
    taken = outcome.created + outcome.updated + outcome.unchanged
    assert taken + outcome.rejected + outcome.skipped == outcome.read
    assert len(outcome.lines("rejected")) == outcome.rejected
    assert len(outcome.lines("skipped")) == outcome.skipped
    assert all(remark.reason.endswith((".", "”.")) for remark in outcome.remarks)


@settings(max_examples=60, deadline=None)
@given(first=st.lists(ROWS, max_size=5), second=st.lists(ROWS, max_size=5))
def test_any_two_lists_are_counted_and_a_second_run_changes_nothing(
    tmp_path_factory, first, second
):
    folder = tmp_path_factory.mktemp("lists")
    with transaction.atomic():
        for number, rows in enumerate((first, second)):
            path = folder / f"{number}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([COLUMNS, *rows])
            try:
                outcome = import_organisations(path)
            except UnreadableFile:
                continue
            counted(outcome)
            before = list(Organisation.objects.order_by("pk").values())
            again = import_organisations(path)
            counted(again)
            assert (again.created, again.updated) == (0, 0)
            assert list(Organisation.objects.order_by("pk").values()) == before
        transaction.set_rollback(True)
