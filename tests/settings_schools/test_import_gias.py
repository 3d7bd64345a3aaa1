"""Loading the national register: what is taken, what is refused, and what is never looked at."""

import csv
import io
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.models import LocalAuthority
from reference.positions import GridPoint
from settings_schools.models import EducationSetting
from settings_schools.register.register_file import NotTheRegister, RegisterFile
from tests.factories import make_setting
from tests.settings_schools.register_files import COLUMNS, FILLING, file_of, links_of, school

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path):
    def load(*rows, links=None, **how):
        path = file_of(tmp_path / "edubase.csv", *rows, **how)
        return load_file(path, tmp_path, links)

    return load


def load_file(path, tmp_path, links=None, **options):
    out, rejected = io.StringIO(), tmp_path / "rejected.csv"
    call_command("import_gias", path, links=links, rejected=rejected, stdout=out, **options)
    text = rejected.read_text(encoding="utf-8-sig") if rejected.exists() else ""
    return out.getvalue().strip().splitlines(), list(csv.reader(text.splitlines()))[1:]


def of(urn):
    return EducationSetting.objects.get(urn=urn)


def test_a_school_is_taken_with_all_that_is_asked_of_it(load):
    lines, rejected = load(school())
    assert lines[-1] == "read=1 created=1 updated=0 unchanged=0 rejected=0 skipped=0"
    assert not rejected
    found = of(900001)
    assert (found.name, found.town, found.postcode) == (
        "Mill Road Primary School",
        "Leeds",
        "LS10 2LA",
    )
    assert (found.dfe_number, found.pupils, found.status) == ("3831000", 210, "open")
    assert (found.setting_type.slug, found.phase) == ("infant-primary", "primary")
    assert found.authority.slug == "leeds"
    assert found.position == GridPoint(431887, 431208)
    assert found.opened_on.isoformat() == "2001-09-01"
    assert found.from_register
    assert found.checked_at
    assert found.search_words == "mill road primary school leeds"


@pytest.mark.parametrize("filling", [92, 112], ids=["120 columns", "140 columns"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_encodings_and_numbers_of_columns(load, encoding, filling):
    names = [f"Column {number}" for number in range(filling)]
    load(school(name="St Thomas à Becket"), encoding=encoding, filling=names)
    assert of(900001).name == "St Thomas à Becket"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_broken_apostrophes_are_mended(tmp_path, encoding):
    path = file_of(tmp_path / "edubase.csv", school(name="St Anne#s"))
    text = path.read_bytes().replace(b"#", b"\xc2\x92")
    if encoding == "cp1252":  # somewhere in it stands a letter that is no UTF-8
        text = text.replace(b"01632 960000", b"\xe9")
    path.write_bytes(text)
    load_file(path, tmp_path)
    assert of(900001).name == "St Anne\u2019s"


@pytest.mark.parametrize("links", [False, True])
def test_head_teachers_are_never_looked_at(load, tmp_path, monkeypatch, links):
    """Every cell that is taken out of a row says so."""
    seen = set()

    class Watched(list):
        def __getitem__(self, place):
            seen.add(place)
            return super().__getitem__(place)

        def __iter__(self):
            pytest.fail("a row was looked at as a whole")

    real = csv.reader

    class Reader:
        def __init__(self, *args, **options):
            self._rows = real(*args, **options)
            self._is_first = True

        line_num = property(lambda self: self._rows.line_num)

        def __iter__(self):
            return self

        def __next__(self):
            row = next(self._rows)
            first, self._is_first = self._is_first, False
            return row if first else Watched(row)

    watched = SimpleNamespace(reader=Reader, Error=csv.Error, field_size_limit=csv.field_size_limit)
    monkeypatch.setattr("settings_schools.register.register_file.csv", watched)
    file = links_of(tmp_path / "links.csv", (900002, 900001, "Successor", "")) if links else None
    load(school(), school(urn="900002", status="Closed"), links=file)
    looked_at = {COLUMNS[place] for place in seen}
    assert "EstablishmentName" in looked_at
    assert not {name for name in looked_at if "Head" in name or "Telephone" in name}


@pytest.mark.parametrize(
    ("kind", "phase", "slug"),
    [
        ("Local authority nursery school", "Nursery", "early-years"),
        ("Academy converter", "Primary", "infant-primary"),
        ("Foundation school", "Middle deemed secondary", "middle"),
        ("Academy sponsor led", "Secondary", "secondary"),
        ("University technical college", "Not applicable", "secondary"),
        ("Free schools", "All-through", "all-through"),
        ("Academy 16-19 converter", "16 plus", "post-16"),
        ("Further education", "Not applicable", "post-16"),
        ("Academy special converter", "Not applicable", "special"),
        ("Pupil referral unit", "Not applicable", "alternative-provision"),
        ("Other independent school", "Not applicable", "independent"),
        ("Secure units", "Not applicable", "youth-justice"),
        ("Something new", "Not applicable", "other"),
    ],
)
def test_the_kind_of_setting_follows_from_type_and_phase(load, kind, phase, slug):
    load(school(kind=kind, phase=phase))
    assert of(900001).setting_type.slug == slug


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Open", "open"),
        ("Open, but proposed to close", "closing"),
        ("Proposed to open", "proposed"),
        ("Closed", "closed"),
        ("De-registered as EY Setting", "closed"),
    ],
)
def test_statuses(load, said, status):
    load(school(status=said))
    assert of(900001).status == status


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"la": "383", "gss": ""}, "leeds"),
        ({"la": "", "gss": "E08000035"}, "leeds"),
        (
            {"la": "928", "la_name": "", "gss": "", "district": "E07000150"},
            "north-northamptonshire",
        ),
        ({"la": "", "gss": "", "la_name": "Kingston upon Hull, City of"}, "hull"),
    ],
)
def test_authorities_by_number_code_or_name(load, changes, slug):
    load(school(**changes))
    assert of(900001).authority == LocalAuthority.objects.get(slug=slug)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "Welsh establishment"},
        {"kind": "Offshore schools", "la": "000"},
        {"la": "681", "gss": ""},
        {"la": "702", "gss": ""},
        {"la": "", "gss": "W06000015"},
    ],
)
def test_what_lies_outside_england_is_counted_and_left_out(load, changes):
    lines, rejected = load(school(), school(urn="900002", **changes))
    assert lines[-1] == "read=2 created=1 updated=0 unchanged=0 rejected=0 skipped=1"
    assert "1 lie outside England: left out." in lines
    assert not rejected


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (school(urn="12"), "“12” is not a URN"),
        (school(urn="900002", name=""), "it has no name"),
        (school(urn="900002", status="Created in error"), "its status “Created in error” is none"),
        (school(urn="900002", la="", la_name="Narnia", gss=""), "its authority “Narnia” is none"),
        (school(urn="900002", opened="soon"), "“soon” is not a date"),
        (["900002", "383"], "it has 2 cells, the first line 128"),
        (school(), "it stands in the file twice"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_the_good_ones_are_taken(load, row, reason):
    lines, rejected = load(school(), row, school(urn="900003"))
    assert lines[-1] == "read=3 created=2 updated=0 unchanged=0 rejected=1 skipped=0"
    [(line, _, _, why)] = rejected
    assert line == "3"
    assert why.startswith(reason)


def test_a_row_without_postcode_or_position_is_taken_all_the_same(load):
    load(school(postcode="", easting="", northing="0"))
    assert (of(900001).postcode, of(900001).position) == ("", None)


def test_a_second_run_changes_what_changed_and_says_so(load):
    load(school(), school(urn="900002"))
    number, touched = of(900001).pk, of(900002).updated_at
    lines, _ = load(
        school(name="Mill Road Academy", pupils="190", easting="", northing=""),
        school(urn="900002"),
    )
    assert lines[-1] == "read=2 created=0 updated=1 unchanged=1 rejected=0 skipped=0"
    assert "What changed: name of 1, position of 1, pupils of 1." in lines
    assert (of(900001).pk, of(900001).name) == (number, "Mill Road Academy")
    assert of(900001).search_words == "mill road academy leeds"
    assert of(900002).updated_at == touched
    assert load(school(name="Mill Road Academy", pupils="190", easting="", northing=""))[0][-1] == (
        "read=1 created=0 updated=0 unchanged=1 rejected=0 skipped=0"
    ), "the one that this file leaves out stays as it is"


def test_a_setting_that_somebody_added_becomes_the_registers(load):
    added = make_setting(urn=900001, from_register=False, checked_at=None, name="Mill Rd")
    load(school())
    added.refresh_from_db()
    assert (added.name, added.from_register) == ("Mill Road Primary School", True)
    assert added.checked_at


def test_what_closed_points_to_what_became_of_it(load, tmp_path):
    rows = [
        school(),
        school(urn="900002", status="Closed"),
        school(urn="900003", status="Closed"),
        school(urn="900004", status="Closed"),
    ]
    links = links_of(
        tmp_path / "links.csv",
        (900002, 900003, "Successor", "01-09-2020"),  # which closed itself
        (900001, 900002, "Predecessor - merged", ""),
        (900003, 900001, "Successor - Split School", ""),
        (900001, 900003, "Successor", ""),  # it is open: it has none
        (900004, 900003, "Sixth Form Centre Link", ""),
        (900004, 999999, "Successor", ""),
    )
    lines, _ = load(*rows, links=links)
    assert "6 links read: 2 settings point" in lines[-2]
    assert of(900002).successor == of(900001)
    assert of(900003).successor == of(900001)
    assert of(900001).successor is None
    assert of(900004).successor is None
    assert "0 settings point" in load(*rows, links=links)[0][-2]


def test_a_dry_run_changes_nothing(tmp_path):
    path = file_of(tmp_path / "edubase.csv", school())
    lines, _ = load_file(path, tmp_path, dry_run=True)
    assert "Nothing was written: this was a dry run." in lines
    assert not EducationSetting.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "is a zip: unpack it"),
        (b"\xff\xfeU\x00R\x00N\x00", "is not a text file"),
        (b"URN,SCHNAME,POSTCODE\r\n100000,Hill,PL4 8AA\r\n", "it has no column “LA (code)”"),
        (b'{"type": "FeatureCollection"}', "it has no column “URN”"),
    ],
)
def test_a_file_that_is_something_else_is_refused_in_words(tmp_path, content, words):
    path = tmp_path / "other.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"other\.csv") as refusal:
        load_file(path, tmp_path)
    assert words in str(refusal.value)


def test_a_file_that_was_cut_short_changes_nothing(tmp_path):
    path = file_of(tmp_path / "edubase.csv", school(), school(urn="900002", name='Hill "High"'))
    path.write_bytes(path.read_bytes()[: path.read_bytes().index(b'""High')])
    with pytest.raises(CommandError, match="from line 3 on"):
        load_file(path, tmp_path)
    assert not EducationSetting.objects.exists()


def test_without_the_right_file_of_links_nothing_is_changed(load, tmp_path):
    with pytest.raises(CommandError, match="no column “LinkURN”"):
        load(school(), links=file_of(tmp_path / "links.csv", school()))
    assert not EducationSetting.objects.exists()


def test_a_file_is_read_a_row_at_a_time(tmp_path):
    path = file_of(tmp_path / "edubase.csv", *[school()] * 3000)
    with RegisterFile(path, "a register", ("URN",), ()) as file:
        next(file.lines())
        assert file.done < file.size / 2


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
LIKELY = {
    "urn": ["900001", "900002", "1", "", "20001"],
    "name": ["Hill School", "Hill#s", "", "x" * 161],
    "kind": ["Community school", "Welsh establishment", "Miscellaneous"],
    "status": ["Open", "Closed", "Quarantine"],
    "phase": ["Primary", "Not applicable", "?"],
    "la": ["383", "928", "000", "xyz"],
    "gss": ["E08000035", "W06000015", ""],
    "opened": ["01-09-2001", "31-02-2001", ""],
    "easting": ["431887", "0", "-1", "99999999999"],
    "northing": ["431208", "", "1e5"],
    "pupils": ["210", "-", "99999999999"],
    "postcode": ["LS10 2LA", "ls102la", "nowhere"],
    "number": ["1000", "7", "12345"],
}
ROWS = st.fixed_dictionaries(
    {name: st.one_of(st.sampled_from(values), ANY) for name, values in LIKELY.items()}
).map(lambda changes: school(**changes))


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.one_of(ROWS, st.lists(ANY, max_size=130)), max_size=6))
def test_whatever_stands_in_it_every_row_is_counted_once(tmp_path_factory, rows):
    from django.db import transaction

    from settings_schools.register.gias_import import import_gias

    folder = tmp_path_factory.mktemp("register")
    path = file_of(folder / "edubase.csv", *rows, filling=FILLING)
    with transaction.atomic():
        try:
            counts = import_gias(path, rejected_path=folder / "rejected.csv").counts
        except NotTheRegister:
            transaction.set_rollback(True)
            return
        taken = counts["created"] + counts["updated"] + counts["unchanged"]
        assert taken + counts["rejected"] + counts["skipped"] == counts["read"]
        assert EducationSetting.objects.count() == taken
        with (folder / "rejected.csv").open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.reader(file))) == counts["rejected"] + 1
        again = import_gias(path, rejected_path=folder / "rejected.csv").counts
        assert (again["created"], again["updated"]) == (0, 0)
        transaction.set_rollback(True)
