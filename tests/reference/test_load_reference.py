"""Loading again changes nothing, and never undoes what staff did."""

from io import StringIO

import pytest
from django.core.management import call_command

from reference import shipped_files
from reference.models import ArtForm, LocalAuthority, OfferType, Place, PostcodeSector, ShippedRow
from reference.services import load_reference

pytestmark = pytest.mark.django_db


def load(**options):
    out = StringIO()
    call_command("load_reference", stdout=out, **options)
    counts = out.getvalue().strip().splitlines()[-1]
    return {name: int(number) for name, number in (pair.split("=") for pair in counts.split())}


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of the shipped files, to change as a later version of the project would."""
    for path in shipped_files.DATA.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(shipped_files, "DATA", tmp_path)
    return tmp_path


def rewrite(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_loading_twice_changes_nothing():
    counts = load()
    assert counts["read"] == counts["unchanged"] > 16_000
    assert counts["created"] == counts["updated"] == counts["skipped"] == 0


def test_what_staff_changed_stays_and_the_rest_follows_the_files(data):
    ArtForm.objects.filter(slug="dance").update(label="Dance and movement")
    rewrite(data / "art_forms.toml", 'label = "Dance"', 'label = "Dancing"')
    rewrite(data / "art_forms.toml", '"dancing", "PE dance"', '"dancing", "PE dance", "jive"')
    assert load()["updated"] == 1
    dance = ArtForm.objects.get(slug="dance")
    assert dance.label == "Dance and movement"
    assert "jive" in dance.synonyms
    counts = load()
    assert (counts["updated"], counts["skipped"]) == (0, 1)


def test_a_field_that_staff_left_alone_follows_the_file(data):
    rewrite(data / "art_forms.toml", 'label = "Dance"', 'label = "Dancing"')
    load()
    assert ArtForm.objects.get(slug="dance").label == "Dancing"


def test_a_row_that_leaves_the_files_is_deactivated_and_can_return(data):
    path = data / "offer_types.toml"
    text = path.read_text(encoding="utf-8")
    start = text.index('[[row]]\nslug = "commission"')
    end = text.index("[[row]]", start + 1)
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    load()
    assert not OfferType.objects.get(slug="commission").is_active
    assert load()["updated"] == 0
    path.write_text(text, encoding="utf-8")
    load()
    assert OfferType.objects.get(slug="commission").is_active


def test_a_row_that_staff_deleted_does_not_come_back():
    OfferType.objects.filter(slug="commission").delete()
    assert load()["skipped"] == 1
    assert not OfferType.objects.filter(slug="commission").exists()


def test_a_row_that_staff_made_first_is_theirs():
    ShippedRow.objects.filter(table="offertype", key="commission").delete()
    OfferType.objects.filter(slug="commission").update(label="Made to measure")
    load()
    assert OfferType.objects.get(slug="commission").label == "Made to measure"


def test_a_changed_reference_to_another_row_is_loaded(data):
    moved = "medway,Medway,Medway,E06000035,887,unitary,south-east,kent,"
    rewrite(data / "authorities.csv", f"{moved}royal-opera-house-bridge", f"{moved}artswork")
    assert load()["updated"] == 1
    assert LocalAuthority.objects.get(slug="medway").bridge.slug == "artswork"


def test_a_dry_run_counts_and_writes_nothing(data):
    rewrite(data / "art_forms.toml", 'label = "Dance"', 'label = "Dancing"')
    assert load(dry_run=True)["updated"] == 1
    assert ArtForm.objects.get(slug="dance").label == "Dance"


def test_a_changed_file_of_places_is_merged_and_keeps_what_staff_added(data):
    ours = Place.objects.create(
        name="Ambridge",
        qualifier="Worcestershire",
        authority=LocalAuthority.objects.get(slug="worcestershire"),
        position=(400000, 260000),
    )
    rewrite(data / "places.csv", "Abberton,Essex", "Abberton upon Layer,Essex")
    assert load()["updated"] == 1
    assert Place.objects.get(name="Abberton upon Layer").main_key == "abberton upon layer"
    assert Place.objects.filter(pk=ours.pk, is_active=True).exists()


def test_a_place_that_staff_added_before_the_files_knew_it_stays_theirs(data):
    ours = Place.objects.create(
        name="Little Ambridge",
        qualifier="Essex",
        authority=LocalAuthority.objects.get(slug="essex"),
        position=(600000, 219000),
    )
    rewrite(
        data / "places.csv",
        "geonames:",
        "village:60-21:x,LITTLE AMBRIDGE,Essex,E,essex,600500,219000,80,\ngeonames:",
    )
    assert load()["skipped"] == 1
    assert list(Place.objects.filter(name__iexact="little ambridge")) == [ours]


def test_a_place_may_take_the_name_that_another_had_in_the_last_files(data):
    """As when a namesake was put into the wrong county and the files learn better."""
    was = Place.objects.get(name="Abberton", qualifier="Essex")
    rewrite(data / "places.csv", "Abberton,Essex", "Abberton upon Layer,Essex")
    rewrite(
        data / "places.csv",
        "geonames:",
        "village:60-21:y,Abberton,Essex,E,essex,600500,219000,80,\ngeonames:",
    )
    counts = load()
    assert (counts["created"], counts["updated"]) == (1, 1)
    assert Place.objects.get(pk=was.pk).name == "Abberton upon Layer"
    assert Place.objects.get(name="Abberton", qualifier="Essex").source_id == "village:60-21:y"


def test_no_place_takes_the_name_that_staff_gave_to_another(data):
    Place.objects.filter(name="Abbey Dore").update(name="Little Ambridge", qualifier="Essex")
    rewrite(data / "places.csv", "Abberton,Essex", "Little Ambridge,Essex")
    counts = load()
    assert (counts["updated"], counts["skipped"]) == (0, 2)
    assert Place.objects.get(name="Little Ambridge").qualifier == "Essex"
    assert Place.objects.filter(name="Abberton", qualifier="Essex").exists()


def test_missing_sectors_are_filled_again():
    PostcodeSector.objects.all().delete()
    load_reference(tell=lambda line: None)
    assert PostcodeSector.objects.count() > 10_000
