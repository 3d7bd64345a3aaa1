"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories import make_organisation, make_shortlist
from tests.people import make_person

pytestmark = pytest.mark.django_db


def refuses(constraint, make):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


def test_a_shortlist_keeps_a_partner_once():
    organisation = make_organisation()
    shortlist = make_shortlist(organisation)
    refuses(
        "shortlist_keeps_once", lambda: shortlist.items.create(organisation=organisation, note="x")
    )


def test_no_two_shortlists_have_one_key():
    shortlist = make_shortlist()
    refuses("key", lambda: make_shortlist(key=shortlist.key))


def test_an_account_has_one_shortlist():
    user = make_person()
    make_shortlist(user=user)
    refuses("user_id", lambda: make_shortlist(user=user))


def test_keys_are_long_and_unlike():
    keys = {make_shortlist().key for _ in range(5)}
    assert len(keys) == 5
    assert all(len(key) == 32 for key in keys)


def test_a_list_and_its_rows_have_names():
    shortlist = make_shortlist(make_organisation(name="Mill House"))
    assert str(shortlist) == f"Shortlist {shortlist.pk}"
    assert str(shortlist.items.get()) == f"Mill House in Shortlist {shortlist.pk}"
