"""People and the record of decisions."""

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from accounts.models import StatusChange, User
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["Staff@example.org", "staff@example.org", "STAFF@EXAMPLE.ORG"])
def test_a_person_signs_in_by_e_mail_in_any_case(client, typed):
    make_person("Staff@example.org")
    words = {"login": typed, "password": PASSWORD}
    assert client.post("/accounts/login/", words).url == "/my/"


def test_an_address_belongs_to_one_person_in_any_case():
    User.objects.create_user("head@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("HEAD@example.org")


def test_an_address_that_would_let_nobody_in_is_not_kept():
    with pytest.raises(IntegrityError, match="user_email_lower_case"), transaction.atomic():
        User.objects.create(email="Head@example.org")


@pytest.mark.django_db(transaction=True)
def test_addresses_of_before_are_brought_to_lower_case():
    executor = MigrationExecutor(connection)
    executor.migrate([("accounts", "0001_initial")])
    old = executor.loader.project_state([("accounts", "0001_initial")]).apps
    old.get_model("accounts", "User").objects.create(email="Head@Example.org")
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert User.objects.get().email == "head@example.org"


def test_somebody_without_a_password_cannot_sign_in(client):
    User.objects.create_user("head@example.org")
    assert not client.login(email="head@example.org", password="")


def test_passwords_are_kept_with_argon2_within_64_mib(settings):
    settings.PASSWORD_HASHERS = ["accounts.hashers.Argon2"]
    user = User.objects.create_user("head@example.org", "paper lanterns at dusk")
    decoded = identify_hasher(user.password).decode(user.password)
    assert decoded["variety"] == "argon2id"
    assert decoded["memory_cost"] <= 64 * 1024


@pytest.mark.parametrize("path", ["add/", "1/change/", "1/delete/"])
def test_the_record_of_decisions_cannot_be_edited(admin_client, admin_user, path):
    change = StatusChange.objects.create(subject=admin_user, field="state", after="approved")
    address = f"/admin/accounts/statuschange/{path.replace('1', str(change.pk))}"
    response = admin_client.post(address, {"field": "forged"})
    assert response.status_code == 403
    change.refresh_from_db()
    assert change.field == "state"
