"""The role that serves visitors, as docs/operations.md makes it, can do its work and no more."""

import re
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client

from partners.models import Organisation
from tests.factories import make_membership, make_offer, make_organisation
from tests.partners.admin_pages import ORGANISATIONS, fields_of, run

pytestmark = pytest.mark.django_db

_OPERATIONS = Path(__file__).resolve().parents[2] / "docs" / "operations.md"
EVENTS = "partners_organisationevent"


def sql(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture(scope="module")
def role(django_db_setup):
    """A role that may do nothing yet, and be taken on by the tests' own."""
    parameters = settings.DATABASES["default"] | {"NAME": "postgres"}
    where = {name: parameters.get(name.upper()) for name in ("host", "port", "user")}
    name = f"web_of_{connection.settings_dict['NAME']}"
    try:
        superuser = psycopg.connect(
            host=where["host"], port=where["port"] or None, user="postgres", autocommit=True
        )
    except psycopg.OperationalError:
        pytest.skip("Roles are made by the superuser, whom this server does not let in.")
    with superuser:
        superuser.execute(f"DROP ROLE IF EXISTS {name}")
        superuser.execute(f"CREATE ROLE {name}")
        superuser.execute(f"GRANT {name} TO {where['user']}")
        yield name
        superuser.execute(f"DROP ROLE {name}")


@pytest.fixture
def web_role(role):
    """Give it the rights of the document; called, it makes the connection that role's."""
    grants = re.findall(
        r"^(?:GRANT|ALTER DEFAULT PRIVILEGES)[^;]*;", _OPERATIONS.read_text(), re.MULTILINE
    )
    assert len(grants) == 4
    for grant in grants:
        own = grant.replace("FOR ROLE partners ", "FOR ROLE CURRENT_USER ")
        sql(own.replace("partners_web", role))
    return lambda: sql("SET CONSTRAINTS ALL IMMEDIATE", f"SET LOCAL ROLE {role}")


def test_it_reads_writes_and_decides(web_role, admin_client):
    organisation = make_organisation(listing_state="submitted")
    make_offer(organisation=organisation, state="submitted")
    member = make_membership(organisation=make_organisation(listing_state="draft"))
    web_role()
    assert Client().get("/partners/").status_code == 200
    assert Client().get("/readyz").status_code == 200
    client = Client()
    client.force_login(member.user)
    hidden = client.post(f"/my/organisations/{member.organisation_id}/hide/")
    assert hidden.status_code == 302
    run(admin_client, ORGANISATIONS, "approve", organisation)
    page = f"{ORGANISATIONS}{organisation.pk}/change/"
    sent = fields_of(admin_client.get(page)) | {"name": "Renamed", "_save": "yes"}
    assert admin_client.post(page, sent).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.listing_state, organisation.name) == ("approved", "Renamed")
    assert Client().get(organisation.get_absolute_url()).status_code == 200
    told = Organisation.pgh_event_model.objects.filter(pgh_obj_id=organisation.pk)
    assert told.latest("pgh_id").name == "Renamed"


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {EVENTS} SET name = 'other'",  # noqa: S608
        f"DELETE FROM {EVENTS}",  # noqa: S608
        f"TRUNCATE {EVENTS}",
        f"ALTER TABLE {EVENTS} DISABLE TRIGGER USER",
        "ALTER TABLE partners_organisation DISABLE TRIGGER USER",
        f"DROP TABLE {EVENTS}",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name NAME) "
        "RETURNS BOOLEAN LANGUAGE sql AS 'SELECT true'",
    ],
)
def test_it_cannot_touch_the_history_nor_stop_it(web_role, statement):
    make_organisation()
    web_role()
    with pytest.raises(DatabaseError), transaction.atomic():
        sql(statement)
