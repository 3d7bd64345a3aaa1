"""Files as people and spreadsheets save them: read, or refused in a sentence."""

import pytest
from django.core.management import CommandError

from partners.imports.layout import read_map, shipped_maps
from partners.imports.run import import_organisations
from partners.models import Organisation
from tests.partners.import_lists import GOOD, HEADER, remarks, run

pytestmark = pytest.mark.django_db


def names():
    return sorted(Organisation.objects.values_list("name", flat=True))


@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_the_first_line_shows_what_parts_the_cells(listing, separator):
    row = GOOD.replace(",", separator)
    run(listing(row, header=HEADER.replace(",", separator)))
    assert Organisation.objects.get().website == "https://saltloft.example"


def test_a_comma_inside_a_cell_parts_nothing_where_semicolons_do(listing):
    run(listing('Drum, and Bass;"Plymouth";"1; The Quay"', header="name;authority;address"))
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.address) == ("Drum, and Bass", "1; The Quay")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_lines_end_as_on_any_computer(tmp_path, end):
    path = tmp_path / "list.csv"
    path.write_text(end.join(["name,authority", "A,Plymouth", "B,", ""]), newline="")
    assert list(remarks(path)) == [3]
    assert names() == ["A"]


def test_a_byte_order_mark_is_no_letter(listing):
    run(listing("Café,Plymouth", header="name,authority", encoding="utf-8-sig"))
    assert names() == ["Café"]


def test_the_case_of_a_header_and_spaces_in_it_do_not_matter(listing):
    run(listing("A,Plymouth,25", header=" Name ,AUTHORITY,Travel miles"))
    assert Organisation.objects.get().travel_miles == 25


def test_empty_columns_at_the_end_or_between_mean_nothing(listing):
    path = listing("A,,Plymouth,,", "B,,,,", "C,,Leeds", header="name,,authority,,")
    assert {line: fate for line, (fate, _) in remarks(path).items()} == {3: "rejected"}
    assert names() == ["A", "C"]


def test_a_header_alone_is_a_list_of_nobody(listing):
    assert run(listing()) == ["read=0 created=0 updated=0 unchanged=0 rejected=0 skipped=0"]


def test_only_a_line_feed_ends_a_row(listing):
    run(listing("Salt\u2028Loft\x0b\x0c\x85Hall,museum,,Plymouth,,,"))
    assert names() == ["Salt Loft Hall"]


def test_lines_are_counted_as_in_the_file(listing):
    """A quoted cell may run over several lines, in the header too, and blank rows are lines."""
    header = '"name\n",type,postcode,authority,art_forms,website,external_id'
    rows = ['"Salt\nLoft",museum,,Plymouth,,,', ",,,,,,", "", ",museum,,Plymouth,,,"]
    assert list(remarks(listing(*rows, header=header))) == [7]
    assert names() == ["Salt Loft"]


def test_a_row_with_too_many_cells_is_rejected_with_their_number(listing):
    path = listing("A,Plymouth", "B,1 Quay, Deal,Dover", "C,Dover,,", header="name,authority")
    assert remarks(path) == {
        3: (
            "rejected",
            "The row has 4 cells, the first line 2. "
            "Put a text that holds the separator in quotation marks.",
        )
    }
    assert names() == ["A", "C"]


def test_a_row_that_fell_apart_is_not_passed_over_as_somebody_elses(listing, tmp_path):
    """The comma in the name moved “England” out of the column that says whose it is."""
    (tmp_path / "map.toml").write_text("[columns]\nname='Name'\n[only]\nNation=['England']")
    path = listing("Salt, Loft,England", "Castle,Wales", header="Name,Nation")
    outcome = import_organisations(path, read_map(tmp_path / "map.toml"))
    assert (outcome.rejected, outcome.skipped) == (1, 1)
    assert [remark.line for remark in outcome.remarks] == [2]


def test_a_row_with_too_few_cells_is_taken_with_a_remark(listing):
    """Some spreadsheets leave empty cells out at the end of a row."""
    path = listing("A,Plymouth", header="name,authority,summary")
    said = "The row has 2 cells, the first line 3; those missing count as empty."
    assert remarks(path) == {2: ("taken", said)}
    assert names() == ["A"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty, or its first line names no columns"),
        (b"PK\x03\x04\x00\x00", "not a text file"),
        ("name\nA\n".encode("utf-16"), "not a CSV file in UTF-8"),
        ("name\nA\nCafé\n".encode("cp1252"), r"not a CSV file in UTF-8 \(line 3\). In Excel"),
        (b"Name of museum,Town\nA,B\n", "we have no column “Name of museum”"),
        (b"name,postcod\nA,B\n", r"no column “postcod” \(is it postcode\?\)"),
        (b"Who;Town\nA;B\n", "no column “Who”. Ours are name, type"),
        (b"postcode\nPL4 8AA\n", "there is no column “name”"),
        (b"name,name\nA,B\n", "two columns called “name”"),
        (b"name,Name \nA,B\n", "two columns for “name”"),
        (b'name\n"' + b"a" * 200_000 + b'"\n', "longer than 100,000 characters"),
        (b'name,authority\n"A,Dover\nB,Dover\n', "opens a cell that nothing closes"),
        (b'name,authority\n"A" B,Dover\n', "on line 2, after a closing quotation mark"),
    ],
)
def test_a_file_that_is_something_else_is_refused_in_words(tmp_path, content, sentence):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        run(path)
    assert names() == []


def test_unknown_columns_lead_to_the_maps_that_ship(listing):
    with pytest.raises(CommandError) as refusal:
        run(listing("A,B", header="Organisation,Council"))
    for name in shipped_maps():
        assert name in str(refusal.value)
    assert "--map" in str(refusal.value)


def test_a_list_that_a_shipped_map_reads_is_recognised(listing):
    header = "Applicant Name,Main Discipline,ACE Area,Local authority"
    with pytest.raises(CommandError, match="loaded with --map ace_investment_programme"):
        run(listing("A,Music,North,Leeds", header=header))


def test_a_map_that_is_not_there_is_refused_with_the_names_of_ours(listing):
    with pytest.raises(CommandError, match=r"no MAP file museums\. With us come ace_investment"):
        run(listing(GOOD), "--map", "museums")


def test_a_missing_file_is_refused_in_words(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(tmp_path / "none.csv")


def test_a_wrong_encoding_is_told_by_its_name(listing, tmp_path):
    layout = "encoding = '{}'\n[columns]\nname = 'name'"
    sentences = {
        "latin-99": "no encoding “latin-99”",
        "ascii": "line 2, is not in ascii",
        "raw_unicode_escape": "not in raw_unicode_escape",
    }
    for encoding, sentence in sentences.items():
        (tmp_path / "map.toml").write_text(layout.format(encoding))
        with pytest.raises(CommandError, match=sentence):
            run(listing("Café \\ud800,museum,,Plymouth,,,"), "--map", str(tmp_path / "map.toml"))
