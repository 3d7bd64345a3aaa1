"""What a list may say about how an organisation stands: at the beginning, and not after."""

import pytest

from accounts.models import StatusChange
from partners.imports.run import import_organisations
from partners.models import Organisation
from tests.factories import make_organisation
from tests.partners.admin_pages import ORGANISATIONS, submit

pytestmark = pytest.mark.django_db

HEADER = "name,authority,external_id,listing_state,partner_status,trained_on,code_accepted_on,phone"
PARTNER = "Salt Loft,Plymouth,sl-1,approved,active,,,"


@pytest.fixture
def take(tmp_path):
    def take(*rows: str, header: str = HEADER):
        path = tmp_path / "list.csv"
        path.write_text("\n".join([header, *rows]))
        return import_organisations(path)

    return take


def test_a_partner_comes_in_as_one_and_both_states_are_on_record(take):
    take(PARTNER)
    organisation = Organisation.objects.public().get()
    assert organisation.was_listed
    changes = StatusChange.objects.order_by("field").values_list("field", "after", "reason")
    assert list(changes) == [
        ("listing_state", "approved", "Imported from import."),
        ("partner_status", "active", "Imported from import."),
    ]


def test_a_telephone_number_typed_in_the_admin_does_not_demote_it(take, admin_client):
    take(PARTNER)
    organisation = Organisation.objects.get()
    submit(
        admin_client,
        f"{ORGANISATIONS}{organisation.pk}/change/",
        summary="Plays.",
        safeguarding_statement="Checked.",
        art_forms=["1"],
        phone="01632 960001",
    )
    assert Organisation.objects.public().get().phone == "01632 960001"


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("Salt Loft,Plymouth,sl-1,archived,active,,,", "listing_state"),
        ("Salt Loft,Plymouth,sl-1,approved,lapsed,,,", "partner_status"),
    ],
)
def test_a_list_does_not_decide_about_somebody_known(take, row, named):
    take(PARTNER)
    outcome = take(row)
    assert outcome.remarks[0].fate == "skipped"
    assert outcome.remarks[0].reason == (
        f"Salt Loft: its standing is decided by staff here ({named})."
    )
    assert Organisation.objects.public().exists()


def test_dates_of_somebody_known_set_its_status_and_are_on_record(take):
    header = "name,authority,external_id,trained_on,code_accepted_on"
    take("Salt Loft,Plymouth,sl-1,,", header=header)
    take("Salt Loft,Plymouth,sl-1,2026-03-01,", header=header)
    organisation = Organisation.objects.get()
    assert organisation.partner_status == "trained"
    change = StatusChange.objects.get(field="partner_status")
    assert (change.before, change.after) == ("prospect", "trained")
    take("Salt Loft,Plymouth,sl-1,2026-03-01,2026-03-02", header=header)
    organisation.refresh_from_db()
    assert organisation.partner_status == "agreement-accepted"


def test_a_merged_organisation_is_left_alone_with_the_reason(take):
    take("Salt Loft,Plymouth,sl-1,,,,,")
    heir = make_organisation()
    imported = Organisation.objects.filter(external_id="sl-1")
    imported.update(listing_state="archived", merged_into=heir)
    outcome = take(PARTNER)
    assert [remark.reason for remark in outcome.remarks] == [
        "Salt Loft was merged into another organisation."
    ]


def test_a_standing_without_the_dates_that_prove_it_is_remarked_on_each_time(take):
    said = (
        "It stands as “Active” because the list says so, without trained_on, code_accepted_on "
        "and partner_since to prove it; when staff next decide about it, it becomes “Not trained "
        "yet”."
    )
    for _ in range(2):
        (remark,) = take(PARTNER).remarks
        assert (remark.fate, remark.column, remark.reason) == ("taken", "partner_status", said)
    assert Organisation.objects.public().exists()


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ("approved,active,2020-01-01,2020-02-01,2020-03-01", None),
        ("draft,prospect,,,", None),
        ("draft,training-booked,,,", None),
        ("archived,withdrawn,,,", None),
        ("draft,trained,,,", "“Trained” because the list says so, without trained_on to prove it;"),
        ("approved,active,2020-01-01,2020-02-01,", "so, without partner_since to prove it."),
        ("draft,active,2020-01-01,2020-02-01,2020-03-01", "so; when staff next decide about it"),
        ("approved,lapsed,2020-01-01,2020-02-01,2020-03-01", "it becomes “Active”."),
    ],
)
def test_what_the_dates_bear_out_needs_no_remark(take, states, said):
    header = "name,authority,listing_state,partner_status,trained_on,code_accepted_on,partner_since"
    remarks = [
        remark.reason for remark in take(f"Salt Loft,Plymouth,{states}", header=header).remarks
    ]
    assert len(remarks) == (said is not None)
    assert said is None or said in remarks[0]


def test_since_when_somebody_is_a_partner_does_not_change_whether_it_is(take):
    header = "name,authority,external_id,partner_since"
    take(PARTNER)
    take("Salt Loft,Plymouth,sl-1,2019-05-01", header=header)
    assert str(Organisation.objects.public().get().partner_since) == "2019-05-01"


def test_dates_that_change_how_somebody_stands_are_remarked_on(take):
    take(PARTNER)
    outcome = take("Salt Loft,Plymouth,sl-1,,,2026-03-01,,")
    assert [remark.reason for remark in outcome.remarks] == [
        "By its dates it stands as “Trained” now; before, “Active”."
    ]
