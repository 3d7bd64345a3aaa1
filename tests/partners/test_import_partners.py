"""Lists that somebody else keeps: what goes in, what stays out, and what a second run does."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from partners.imports.layout import read_map
from partners.imports.run import import_organisations
from partners.imports.table import UnreadableFile
from partners.models import Organisation
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db

HEADER = "name,type,postcode,authority,art_forms,website,external_id"
GOOD = "Salt Loft,theatre-company,PL4 8AA,,theatre-drama|Music,saltloft.example,sl-1"


@pytest.fixture
def listing(tmp_path):
    """Write a list of rows under a header, and give its path."""

    def write(*rows, header=HEADER, name="list.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes("\n".join([header, *rows]).encode(encoding))
        return path

    return write


def run(path, *arguments):
    output = io.StringIO()
    if "--rejected" not in arguments and not Path("list-rejected.csv").parent.samefile(path.parent):
        arguments = (*arguments, "--rejected", str(path.with_suffix(".rejected.csv")))
    call_command("import_partners", path, *arguments, stdout=output)
    return output.getvalue().splitlines()


def problems(path, **options):
    return {p.line: (p.outcome, p.reason) for p in import_organisations(path, **options).problems}


def test_a_row_becomes_a_prospect_in_draft(listing):
    assert run(listing(GOOD))[-1] == ("read=1 created=1 updated=0 unchanged=0 rejected=0 skipped=0")
    organisation = Organisation.objects.get()
    assert organisation.name == "Salt Loft"
    assert organisation.slug == "salt-loft"
    assert organisation.type == "theatre-company"
    assert organisation.authority.slug == "plymouth"
    assert organisation.position is not None
    assert organisation.website == "https://saltloft.example"
    assert {row.slug for row in organisation.art_forms.all()} == {"theatre-drama", "music"}
    assert (organisation.listing_state, organisation.partner_status) == ("draft", "prospect")
    assert not Organisation.objects.public().exists()


def test_a_second_run_changes_nothing(listing):
    path = listing(GOOD, "Harbour Reads,library-service,,Plymouth,libraries,,")
    run(path)
    before = list(Organisation.objects.order_by("pk").values())
    assert run(path)[-1] == "read=2 created=0 updated=0 unchanged=2 rejected=0 skipped=0"
    assert list(Organisation.objects.order_by("pk").values()) == before


def test_a_dry_run_changes_nothing_and_says_what_would_happen(listing):
    lines = run(listing(GOOD), "--dry-run")
    assert lines[-1].startswith("read=1 created=1")
    assert not Organisation.objects.exists()


def test_a_changed_list_updates_what_came_from_it(listing):
    run(listing(GOOD))
    run(listing(GOOD.replace("Salt Loft", "Salt Loft Theatre").replace("|Music", "")))
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.slug) == ("Salt Loft Theatre", "salt-loft-theatre")
    assert [row.slug for row in organisation.art_forms.all()] == ["theatre-drama"]


def test_what_somebody_changed_here_is_not_overwritten(listing):
    run(listing(GOOD))
    Organisation.objects.update(website="https://new.example")
    assert run(listing(GOOD))[-1].endswith("rejected=0 skipped=1")
    assert problems(listing(GOOD))[2] == (
        "skipped",
        "Somebody changed website since the last import.",
    )
    assert Organisation.objects.get().website == "https://new.example"


def test_other_fields_of_it_are_updated_still(listing):
    run(listing(GOOD))
    Organisation.objects.update(website="https://new.example")
    renamed = GOOD.replace("Salt Loft", "Salt Loft Theatre").replace("saltloft", "new")
    assert "updated=1" in run(listing(renamed))[-1]


def test_a_claimed_organisation_keeps_its_own_entry(listing):
    run(listing(GOOD))
    Organisation.objects.update(claimed_at="2026-11-01T09:00Z")
    changed = listing(GOOD.replace("Salt Loft", "Salt Loft Theatre"))
    assert "claimed" in problems(changed)[2][1]
    assert Organisation.objects.get().name == "Salt Loft"


def test_an_entry_made_by_hand_is_left_alone(listing):
    by_hand = make_organisation(name="Salt Loft", postcode="PL4 8AA", website="")
    outcome = problems(listing(GOOD))
    assert outcome[2] == (
        "skipped",
        "Salt Loft is in the directory already, but not from this list.",
    )
    by_hand.refresh_from_db()
    assert by_hand.website == ""


@pytest.mark.parametrize(
    ("existing", "row"),
    [
        ({"charity_number": "1234567"}, "Other name,,PL4 8AA,,,,,1234567"),
        ({"name": "Salt Loft", "postcode": "PL4 8AA"}, "SALT LOFT,,pl48aa,,,,,"),
        ({"name": "Salt Loft", "postcode": ""}, "Salt Loft,,,Plymouth,,,,"),
    ],
)
def test_somebody_known_is_found_again(listing, existing, row):
    fields = {"name": "X", "authority": "plymouth", "source": "import"} | existing
    make_organisation(**fields)
    run(listing(row, header=HEADER + ",charity_number"))
    assert Organisation.objects.count() == 1


def test_namesakes_with_ids_of_their_own_are_two(listing):
    run(listing(GOOD, GOOD.replace("sl-1", "sl-2")))
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",museum,PL4 8AA,,,,", "The name is missing."),
        ("A,museum,,,,,", "It needs a postcode or a local authority."),
        ("A,museum,PL4,,,,", "postcode: “PL4” is not a postcode."),
        ("A,museum,CF10 3NP,,,,", "is in Wales"),
        ("A,museum,EH1 1YZ,,,,", "is in Scotland"),
        ("A,museum,BT3 9EP,,,,", "is in Northern Ireland"),
        ("A,museum,,Cardiff,,,", "“Cardiff” is not a local authority of England that we know."),
        ("A,muséum de rien,,Plymouth,,,", "is none of museum, gallery"),
        ("A,museum,,Plymouth,alchemy,,", "“alchemy” is not one of our art forms."),
        ("A,museum,,Plymouth,,javascript:alert(1),", "website: Enter a valid URL."),
        ("A" * 161 + ",museum,,Plymouth,,,", "at most 160 characters"),
    ],
)
def test_a_wrong_row_is_rejected_with_its_line_and_reason(listing, row, reason):
    outcome = problems(listing(GOOD, row))
    assert outcome[3][0] == "rejected"
    assert reason in outcome[3][1]
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("travel_miles", "ten", "is not a whole number"),
        ("travel_miles", "251", "less than or equal to 250"),
        ("receives_visits", "perhaps", "is neither yes nor no"),
        ("partner_since", "31/02/2020", "is not a date"),
        ("covers", "england|Atlantis", "“Atlantis” is neither a region nor a local authority"),
        ("lead_bridge", "Nobody", "is not a regional body"),
        ("contact_email", "not an address", "Enter a valid email address."),
        ("listing_state", "live", "is none of draft"),
    ],
)
def test_each_column_says_what_it_takes(listing, column, value, reason):
    path = listing(f"A,Plymouth,{value}", header=f"name,authority,{column}")
    assert reason in problems(path)[2][1]


def test_fields_in_many_spellings_are_understood(listing):
    header = "name,authority,travel_miles,covers,receives_visits,online,partner_since,lead_bridge"
    row = "A,Bristol City of,25,South West|Thanet,YES,0,1/9/2019,Real Ideas"
    run(listing(row.replace(" City of", ""), header=header))
    organisation = Organisation.objects.get()
    assert organisation.authority.slug == "bristol"
    assert organisation.travel_miles == 25
    assert [row.slug for row in organisation.covered_regions.all()] == ["south-west"]
    assert [row.slug for row in organisation.covered_authorities.all()] == ["kent"]
    assert (organisation.receives_visits, organisation.works_online) == (True, False)
    assert str(organisation.partner_since) == "2019-09-01"


def test_a_withdrawn_postcode_is_no_obstacle_where_the_authority_is_named(listing):
    run(listing("A,museum,PL99 9ZZ,Plymouth,,,", "B,museum,ZE9 9ZZ,,,,"))
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.position) == ("A", None)
    assert organisation.authority.slug == "plymouth"


def test_the_postcode_decides_which_authority_it_is(listing):
    path = listing("A,museum,PL4 8AA,Devon,,,")
    run(path)
    assert Organisation.objects.get().authority.slug == "plymouth"
    assert "unchanged=1" in run(path)[-1]


def test_a_row_without_postcode_is_placed_nowhere(listing):
    run(listing("A,museum,,Thanet,,,"))
    organisation = Organisation.objects.get()
    assert (organisation.position, organisation.authority.slug) == (None, "kent")


def test_the_same_organisation_twice_goes_in_once(listing):
    outcome = problems(listing(GOOD, GOOD))
    assert outcome == {3: ("rejected", "It is the same organisation as line 2.")}


def test_the_report_names_line_and_reason(listing, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = run(listing(GOOD, ",museum,PL4 8AA,,,,"))
    report = tmp_path.joinpath("list-rejected.csv").relative_to(tmp_path)
    assert any(str(report) in line for line in lines)
    with report.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["line"] == "3"
    assert rows[0]["reason"] == "The name is missing."


def test_a_sector_is_postcode_enough(listing):
    run(listing("A,museum,pl4 8,,,,"))
    assert Organisation.objects.get().postcode == "PL4 8"


def test_only_a_line_feed_ends_a_row(listing):
    run(listing("Salt\u2028Loft\x0b\x0c\x85Hall,museum,,Plymouth,,,"))
    assert Organisation.objects.get().name == "Salt Loft Hall"


def test_an_address_in_a_public_text_is_a_reason(listing):
    path = listing("A,Plymouth,Ask a@b.example", header="name,authority,summary")
    assert "Leave e-mail addresses out" in problems(path)[2][1]


def test_a_report_holds_no_formulas(listing, tmp_path):
    report = tmp_path / "report.csv"
    run(listing("=1+1,museum,,,,,"), "--rejected", str(report))
    assert ",'=1+1,rejected" in report.read_text(encoding="utf-8-sig")


def test_a_wrong_encoding_is_told_by_its_name(listing, tmp_path):
    layout = "encoding = '{}'\n[columns]\nname = 'name'"
    for encoding, sentence in [("latin-99", "no encoding “latin-99”"), ("ascii", "not in ascii")]:
        (tmp_path / "map.toml").write_text(layout.format(encoding))
        with pytest.raises(CommandError, match=sentence):
            run(listing("Café,museum,,Plymouth,,,"), "--map", str(tmp_path / "map.toml"))


def test_there_is_no_report_when_nothing_stayed_out(listing, tmp_path):
    report = tmp_path / "report.csv"
    run(listing(GOOD), "--rejected", str(report))
    assert not report.exists()


def test_nothing_is_imported_when_the_report_cannot_be_written(listing, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        run(listing(GOOD), "--rejected", str(tmp_path / "nowhere" / "report.csv"))
    assert not Organisation.objects.exists()


def test_lines_are_counted_as_in_the_file(listing):
    """A quoted cell may run over several lines, and blank rows count as lines."""
    rows = ['"Salt\nLoft",museum,,Plymouth,,,', ",,,,,,", ",museum,,Plymouth,,,"]
    assert list(problems(listing(*rows))) == [5]
    assert Organisation.objects.get().name == "Salt Loft"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04\x00\x00", "not a text file"),
        (b"name\n\xff\xfe", "not a CSV file in UTF-8"),
        (b"Name of museum,Town\nA,B\n", "is not one of our columns"),
        (b"postcode\nPL4 8AA\n", "there is no “name”"),
        (b"name,name\nA,B\n", "two columns called “name”"),
        (b'name\n"' + b"a" * 200_000 + b'"\n', "field larger than"),
    ],
)
def test_a_file_that_is_something_else_is_refused_in_words(tmp_path, content, sentence):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        run(path)


def test_a_missing_file_is_refused_in_words(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(tmp_path / "none.csv")


def test_a_map_reads_somebody_elses_columns(listing, tmp_path):
    (tmp_path / "map.toml").write_text(
        """
        source = "county-list"
        [columns]
        name = "Who"
        address = ["Street", "Town"]
        authority = "Council"
        type = "Kind"
        [translate.type]
        "Playhouse" = "theatre-venue"
        [only]
        Open = "yes"
        [fixed]
        art_forms = ["theatre-drama"]
        listing_state = "approved"
        partner_status = "active"
        """
    )
    header = "Who,Street,Town,Council,Kind,Open"
    path = listing("A,1 High Street,Deal,Dover,playhouse,yes", "B,,,Dover,,no", header=header)
    outcome = import_organisations(path, read_map(tmp_path / "map.toml"))
    assert str(outcome) == "read=2 created=1 updated=0 unchanged=0 rejected=0 skipped=1"
    organisation = Organisation.objects.public().get()
    assert organisation.address == "1 High Street, Deal"
    assert (organisation.type, organisation.source) == ("theatre-venue", "county-list")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("columns = 3", "must be a table"),
        ("[columns]\nname = 'A'\ncolour = 'B'", "“colour” is not one of our columns"),
        ("[columns]\nsummary = 'A'", "which column is the name"),
        ("[colums]\nname = 'A'", "there is no section or setting “colums”"),
        ("[columns", "is not a MAP file"),
        ("encoding = 3\n[columns]\nname = 'A'", "encoding must be a text"),
        ("source = '" + "a" * 61 + "'", "source must be a text of up to 60"),
    ],
)
def test_a_wrong_map_is_refused_in_words(tmp_path, text, sentence):
    (tmp_path / "map.toml").write_text(text)
    with pytest.raises(UnreadableFile, match=sentence):
        read_map(tmp_path / "map.toml")


def test_a_map_for_another_file_is_refused_in_words(listing):
    with pytest.raises(CommandError, match="has no column “add"):
        run(listing(GOOD), "--map", "mapping_museums")


def test_nothing_goes_in_when_the_import_dies(listing, monkeypatch):
    def die(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("partners.imports.run._Import._keep", die)
    with pytest.raises(KeyboardInterrupt):
        run(listing(GOOD))
    assert not Organisation.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_rows(listing, django_assert_max_num_queries):
    rows = [f"Org {n},museum,PL4 8AA,,music,,id-{n}" for n in range(200)]
    path = listing(*rows)
    with django_assert_max_num_queries(40):
        run(path)
    assert Organisation.objects.count() == 200


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(rows=st.lists(st.lists(CELLS, min_size=7, max_size=7), max_size=5))
def test_any_text_is_taken_or_refused_but_never_breaks(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("lists") / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER.split(","))
        writer.writerows(rows)
    try:
        outcome = import_organisations(path, dry_run=True)
    except UnreadableFile:
        return
    went_in = outcome.created + outcome.updated + outcome.unchanged
    assert went_in + outcome.rejected + outcome.skipped == outcome.read
    assert connection.in_atomic_block
