"""What the funder reads of settings, by period and place; the same once people are erased."""

from datetime import UTC, date, datetime

import pytest

from artsmark_site.personal_data.reasons import Why
from artsmark_site.personal_data.services import delete_account
from enquiries.expiring import erase
from enquiries.models import Collaboration, Enquiry
from reference.models import BridgeOrganisation, SettingType
from settings_schools.models import ArtsmarkJourney
from tests.factories import (
    make_collaboration,
    make_connection,
    make_enquiry,
    make_enquiry_report,
    make_organisation,
    make_setting,
)
from training.report import sheet
from training.report.behind import behind
from training.report.periods import Period, PeriodKind
from training.report.spreadsheet import rows

pytestmark = pytest.mark.django_db

SPRING = Period(PeriodKind.QUARTER, date(2026, 4, 1))
SLUGS = ("settings", "artsmark-settings", "artsmark-used", "enquiries", "collaborations", "pupils")
IN_SPRING = date(2026, 5, 6)
IN_LATE_2026 = datetime(2026, 11, 29, tzinfo=UTC)


def taken(body=None):
    return sheet.read(sheet.written(sheet.taken(SPRING, body.pk if body else None)))


def totals(body=None):
    return {cell.figure: cell.number for cell in taken(body).total().cells if cell.figure in SLUGS}


def by(cut):
    [table] = [table for table in taken().tables() if table.cut == cut]
    return {
        line.label: {cell.figure: cell.number for cell in line.cells if cell.figure in SLUGS}
        for line in table.lines
    }


@pytest.fixture
def spring():
    """Two schools of Plymouth and one of Leeds, of which one did nothing."""
    hill = make_setting(name="Hill School")
    quiet = make_setting(name="Quiet School")
    moor = make_setting(name="Moor School", authority="leeds", setting_type=special())
    for setting in (hill, quiet):
        ArtsmarkJourney.objects.create(setting=setting, registered_on=date(2025, 9, 1))
    mill = make_organisation(name="Mill House")
    make_enquiry_report(
        sent_on=IN_SPRING,
        setting=hill,
        organisation=mill,
        authority=hill.authority,
        setting_type=hill.setting_type,
    )
    for pupils in (30, 28):
        make_collaboration(setting=hill, organisation=mill, first_on=IN_SPRING, pupils=pupils)
    make_collaboration(setting=moor, organisation=mill, first_on=IN_SPRING, pupils=None)
    # None of these is counted.
    make_collaboration(setting=quiet, other_name="Ann", first_on=IN_SPRING)
    make_collaboration(setting=quiet, state="waiting", first_on=IN_SPRING)
    make_collaboration(setting=quiet, first_on=date(2026, 7, 1))
    return hill


def special():
    return SettingType.objects.exclude(slug="infant-primary").order_by("pk").first()


def test_each_counts_once_in_its_period_place_and_kind(spring):
    assert totals() == dict(zip(SLUGS, (2, 2, 1, 1, 3, 58), strict=True))
    plymouth = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    assert totals(plymouth) == dict(zip(SLUGS, (1, 2, 1, 1, 2, 58), strict=True))
    assert by("authority")["Leeds"]["collaborations"] == 1
    assert by("region")["South West"]["pupils"] == 58
    assert by("setting")[str(special())] == {
        **dict.fromkeys(SLUGS, 0),
        "settings": 1,
        "collaborations": 1,
    }


def test_how_many_of_artsmark_settings_used_it_is_said_as_a_share(spring):
    assert list(taken().shares()) == ["50 % of Artsmark settings used it."]
    assert ["50 % of Artsmark settings used it."] in list(rows(taken(), []))


def test_it_reads_the_same_once_people_are_erased(spring):
    teacher = make_connection(setting=spring).user
    Collaboration.objects.update(begun_by=teacher)
    enquiry = make_enquiry(setting=spring, by=teacher)
    before = totals()
    delete_account(user=teacher, why=Why.ASKED)
    Enquiry.objects.filter(pk=enquiry.pk).update(sent_at="2020-01-01T00:00Z")
    erase(now=IN_LATE_2026)
    assert not Enquiry.objects.exists()
    assert not Collaboration.objects.exclude(begun_by=None)
    assert totals() == before


def test_names_are_for_staff_of_the_area_and_say_nothing_of_what_was_done(spring, admin_user):
    found = behind(taken(), "pupils", "total", "", admin_user)
    names = [name.text for name, _ in found.named]
    assert (found.number, names) == (58, ["Hill School with Mill House"] * 2)
    assert "printing" not in str(found).lower()
    settings = behind(taken(), "settings", "total", "", admin_user)
    assert [name.text for name, _ in settings.named] == [
        "Hill School, Plymouth",
        "Moor School, Plymouth",
    ]


def test_a_report_that_was_closed_before_there_were_settings_is_read_as_it_was():
    kept = {
        "columns": [["people", "People", "", [[1, 1, [2], ["museum"], [3]]]]],
        "words": {"authority": [["2", "Plymouth"]], "type": [["museum", "Museum"]], "body": []},
        "areas": [],
        "is_national": False,
    }
    old = sheet.read(kept)
    assert [cell.number for cell in old.total().cells] == [1]
    assert [table.cut for table in old.tables()] == ["authority", "type"]
    assert list(old.shares()) == []
