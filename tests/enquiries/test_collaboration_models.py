"""What the database itself holds collaborations to."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from enquiries.models import Collaboration, CollaborationPicture, NameToInvite
from tests.factories import (
    make_collaboration,
    make_evidence_picture,
    make_name_to_invite,
    make_offer,
    make_organisation,
)

pytestmark = pytest.mark.django_db


def make_own():
    return make_collaboration(other_name="Ann Other")


BROKEN = [
    (make_collaboration, "collaboration_with_one", {"other_name": "Ann Other"}),
    (make_own, "collaboration_with_one", {"other_name": ""}),
    (make_collaboration, "collaboration_has_title", {"title": ""}),
    (make_collaboration, "collaboration_days_in_order", {"last_on": date(2020, 1, 1)}),
    (make_collaboration, "collaboration_pupils_likely", {"pupils": 5001}),
    (make_collaboration, "collaboration_state_known", {"state": "lost"}),
    (make_collaboration, "collaboration_begun_by_a_side", {"begun_side": "staff"}),
    (make_collaboration, "collaboration_confirmed_by_both", {"partner_confirmed_at": None}),
    (make_own, "collaboration_confirmed_by_both", {"setting_confirmed_at": None}),
    (make_collaboration, "collaboration_waits_for_a_side", {"state": "waiting"}),
    (make_collaboration, "collaboration_denied_by_a_side", {"state": "denied"}),
    (make_evidence_picture, "evidence_picture_described", {"alt_text": ""}),
    (make_evidence_picture, "evidence_picture_agreed_to", {"permission_confirmed": False}),
    (make_name_to_invite, "name_to_invite_state_known", {"state": "lost"}),
]


@pytest.mark.parametrize(("make", "constraint", "values"), BROKEN)
def test_the_database_refuses(make, constraint, values):
    row = make()
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**values)


def test_an_offer_is_of_a_partner():
    offer = make_offer(organisation=make_organisation())
    with pytest.raises(IntegrityError, match="collaboration_offer_is_a_partners"):
        Collaboration.objects.filter(pk=make_own().pk).update(offer=offer)


def test_every_constraint_has_its_test():
    models = (Collaboration, CollaborationPicture, NameToInvite)
    declared = {one.name for model in models for one in model._meta.constraints}
    assert declared == {name for _, name, _ in BROKEN} | {"collaboration_offer_is_a_partners"}
