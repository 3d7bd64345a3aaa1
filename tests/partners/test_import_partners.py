"""Lists that somebody else keeps: what goes in, what stays out, and what a second run does."""

import pytest
from django.core.management import CommandError

from partners.imports.layout import read_map
from partners.imports.run import import_organisations
from partners.imports.table import UnreadableFile
from partners.models import Organisation
from reference.models import LocalAuthority, Postcode, PostcodeSector
from reference.positions import GridPoint
from tests.factories import make_organisation
from tests.partners.admin_pages import ORGANISATIONS, submit
from tests.partners.import_lists import GOOD, HEADER, remarks, run

pytestmark = pytest.mark.django_db


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
    assert remarks(listing(GOOD))[2] == (
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
    assert "claimed" in remarks(changed)[2][1]
    assert Organisation.objects.get().name == "Salt Loft"


def test_an_entry_made_by_hand_is_left_alone(listing):
    by_hand = make_organisation(name="Salt Loft", postcode="PL4 8AA", website="")
    outcome = remarks(listing(GOOD))
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
        (",museum,PL4 8AA,,,,", "name: The name is missing."),
        ("A,museum,,,,,", "postcode, authority: It needs a postcode or a local authority."),
        ("A,museum,PL4,,,,", "postcode: “PL4” is not a postcode like PL4 8AA."),
        ("A,museum,JE2 3AB,,,,", "is in Jersey"),
        ("A,museum,,Cardiff,,,", "“Cardiff” is not a local authority of England that we know."),
        ("A,muséum de rien,,Plymouth,,,", "is none of museum, gallery"),
        ("A,museum,,Plymouth,alchemy,,", "“alchemy” is not among our art forms (visual-arts, "),
        (
            "A,museum,,Plymouth,,javascript:alert(1),",
            "website: “javascript:alert(1)” is not",
        ),
        ("A" * 161 + ",museum,,Plymouth,,,", "name: Keep it to 160 characters; it has 161."),
    ],
)
def test_a_wrong_row_is_rejected_with_its_line_and_reason(listing, row, reason):
    outcome = remarks(listing(GOOD, row))
    assert outcome[3][0] == "rejected"
    assert reason in outcome[3][1]
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("name", "a@b.example", "Leave e-mail addresses out: visitors are led to the website."),
        ("type", "pub", "“pub” is none of museum, gallery, theatre-venue, "),
        ("summary", "x" * 201, "Keep it to 200 characters; it has 201."),
        ("summary", "Ask a@b.example", "Leave e-mail addresses out"),
        ("description", "x" * 6001, "Keep it to 6000 characters; it has 6001."),
        ("website", "salt loft", "“salt loft” is not a web address like www.example.org."),
        ("website", "x.example/" + "y" * 300, "Keep it to 300 characters; it has 318."),
        ("phone", "0" * 41, "Keep it to 40 characters; it has 41."),
        (
            "phone",
            "call me maybe",
            "“call me maybe” is not a telephone number like 01752 600123.",
        ),
        ("contact_email", "me at x", "“me at x” is not an e-mail address like office@example.org."),
        ("address", "x" * 301, "Keep it to 300 characters; it has 301."),
        ("town", "x" * 81, "Keep it to 80 characters; it has 81."),
        ("postcode", "PL4", "“PL4” is not a postcode like PL4 8AA."),
        ("art_forms", "alchemy|music|magic", "“alchemy” and “magic” are not among our art forms"),
        ("travel_miles", "ten", "Give a whole number from 1 to 250, not “ten”."),
        ("travel_miles", "900", "Give a whole number from 1 to 250, not 900."),
        ("travel_miles", "0", "Give a whole number from 1 to 250, not 0."),
        ("travel_miles", "9" * 90, "not “" + "9" * 60 + "…”."),
        ("covers", "england|Atlantis", "“Atlantis” is neither a region nor a local authority"),
        ("receives_visits", "perhaps", "“perhaps” is neither yes nor no."),
        ("online", "perhaps", "“perhaps” is neither yes nor no."),
        ("charity_number", "12", "Give the six or seven digits of a charity number, not 12."),
        (
            "partner_since",
            "31/02/2020",
            "“31/02/2020” is not a date like 2024-09-30 or 30/09/2024",
        ),
        ("trained_on", "2924-09-30", "“2924-09-30” is still to come."),
        ("code_accepted_on", "soon", "“soon” is not a date like"),
        ("external_id", "x" * 81, "Keep it to 80 characters; it has 81."),
        ("listing_state", "live", "“live” is none of draft, submitted, "),
        ("partner_status", "friend", "“friend” is none of prospect, "),
        ("lead_bridge", "Nobody", "“Nobody” is not a regional body. Ours are "),
        ("trained_person", "x" * 121, "Keep it to 120 characters; it has 121."),
    ],
)
def test_each_column_says_what_it_takes(listing, column, value, reason):
    cells = {"name": "A", "authority": "Plymouth", column: value}
    path = listing(",".join(cells.values()), header=",".join(cells))
    fate, said = remarks(path)[2]
    assert fate == "rejected"
    assert said.startswith(f"{column}: ")
    assert reason in said


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


def test_an_authority_far_from_the_postcode_is_not_taken(listing):
    path = listing("A,museum,PL4 8AA,Kent,,,")
    run(path)
    assert Organisation.objects.get().authority.slug == "plymouth"
    assert "unchanged=1" in run(path)[-1]


def test_the_list_knows_the_authority_better_than_most_of_a_sector(listing):
    """St Mary's Lighthouse: most postcodes of its sector lie across the border."""
    path = listing("St Mary's Lighthouse,museum,NE26 4RS,North Tyneside,,,")
    assert remarks(path) == {}
    organisation = Organisation.objects.get()
    assert organisation.authority.slug == "north-tyneside"
    assert organisation.lead_bridge == organisation.authority.bridge
    assert organisation.position == PostcodeSector.objects.get(pk="NE26 4").position
    assert "unchanged=1" in run(path)[-1]


def test_a_full_postcode_that_is_known_decides_the_authority(listing):
    path = listing("A,museum,NE26 4RS,North Tyneside,,,")
    run(path)
    Postcode.objects.create(
        postcode="NE264RS",
        nation="E",
        authority=LocalAuthority.objects.get(slug="northumberland"),
        position=GridPoint(435_000, 575_000),
    )
    assert "in Northumberland, not in North Tyneside" in remarks(path)[2][1]
    organisation = Organisation.objects.get()
    assert organisation.authority.slug == "northumberland"
    assert organisation.position == GridPoint(435_000, 575_000)
    assert "unchanged=1" in run(path)[-1]


def test_with_a_new_postcode_the_authority_of_the_old_one_is_forgotten(listing):
    run(listing("A,museum,NE26 4RS,North Tyneside,,,1"))
    run(listing("A,museum,NE22 5AA,,,,1"))
    assert Organisation.objects.get().authority.slug == "northumberland"


def test_staff_who_save_an_entry_leave_its_authority_as_named(listing, admin_client):
    run(listing("A,museum,NE26 4RS,North Tyneside,,,1"))
    organisation = Organisation.objects.get()
    address = f"{ORGANISATIONS}{organisation.pk}/change/"
    for typed, slug in [
        ({"summary": "A tower."}, "north-tyneside"),
        ({"postcode": "NE22 5AA"}, "northumberland"),
    ]:
        submit(admin_client, address, **typed)
        organisation.refresh_from_db()
        assert typed.items() <= vars(organisation).items()
        assert organisation.authority.slug == slug


def test_a_row_without_postcode_is_placed_nowhere(listing):
    run(listing("A,museum,,Thanet,,,"))
    organisation = Organisation.objects.get()
    assert (organisation.position, organisation.authority.slug) == (None, "kent")


def test_the_same_organisation_twice_goes_in_once(listing):
    outcome = remarks(listing(GOOD, GOOD))
    assert outcome == {3: ("rejected", "It is the same organisation as line 2.")}


def test_a_sector_is_postcode_enough(listing):
    run(listing("A,museum,pl4 8,,,,"))
    assert Organisation.objects.get().postcode == "PL4 8"


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
