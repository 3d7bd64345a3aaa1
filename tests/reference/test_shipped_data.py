"""What comes with the project is whole: nothing missing, nothing twice, everything placed."""

import pytest
from django.db.models import Count

from reference.models import (
    AccessProvision,
    ArtForm,
    ArtsmarkCriterion,
    BridgeOrganisation,
    County,
    CurriculumTheme,
    KeyStage,
    LocalAuthority,
    Lookup,
    OfferType,
    Place,
    PostcodeSector,
    QualityPrinciple,
    Region,
    SettingType,
    SmscStrand,
)
from reference.shipped_files import DATA

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "rows"),
    [
        (Region, 9),
        (County, 48),
        (LocalAuthority, 153),
        (BridgeOrganisation, 10),
        (ArtForm, 12),
        (KeyStage, 8),
        (SettingType, 14),
        (OfferType, 18),
        (AccessProvision, 24),
        (QualityPrinciple, 7),
        (SmscStrand, 4),
        (CurriculumTheme, 67),
    ],
)
def test_every_table_has_all_its_rows(model, rows):
    assert model.objects.count() == rows


def test_every_area_is_in_use():
    for areas in (Region.objects, County.objects, BridgeOrganisation.objects):
        assert not areas.filter(authorities=None).exists()
    assert not LocalAuthority.objects.filter(sectors=None).exists()
    assert not LocalAuthority.objects.filter(bridge=None).exists()


def test_authorities_have_the_names_that_people_say():
    names = dict(LocalAuthority.objects.values_list("slug", "name"))
    for slug in ("hull", "bristol", "st-helens", "herefordshire", "isles-of-scilly"):
        assert slug in names
    assert LocalAuthority.objects.get(slug="stockton-on-tees").county.slug == "durham"
    assert LocalAuthority.objects.get(slug="medway").bridge.slug == "royal-opera-house-bridge"


def test_all_of_great_britain_has_its_postcode_sectors():
    nations = dict(PostcodeSector.objects.values_list("nation").annotate(Count("sector")))
    assert nations["E"] > 9_000
    assert nations["S"] > 1_000
    assert nations["W"] > 500


def test_english_places_have_an_authority_and_one_text_each():
    places = Place.objects.filter(nation="E")
    assert places.count() > 4_500
    texts = [str(place).casefold() for place in places]
    assert len(texts) == len(set(texts))


def test_only_todays_criteria_can_be_chosen():
    assert ArtsmarkCriterion.objects.active().count() == 8
    assert set(ArtsmarkCriterion.objects.active().values_list("framework_version", flat=True)) == {
        "2026"
    }
    assert ArtsmarkCriterion.objects.filter(framework_version__in=["2015", "2018"]).exists()


@pytest.mark.parametrize("model", Lookup.__subclasses__())
def test_lookups_are_shown_in_their_order(model):
    rows = list(model.objects.active())
    assert rows
    assert rows == sorted(rows, key=lambda row: (row.sort_order, row.label, row.pk))
    assert all(row.label and row.slug for row in rows)


@pytest.mark.parametrize(
    ("model", "word", "slug"),
    [
        (ArtForm, "drama", "theatre-drama"),
        (ArtForm, "D&T", "craft-design"),
        (KeyStage, "juniors", "ks2"),
        (KeyStage, "infants", "ks1"),
        (SettingType, "PRU", "alternative-provision"),
        (Region, "East Anglia", "east-of-england"),
        (Region, "Yorkshire", "yorkshire-and-the-humber"),
        (CurriculumTheme, "WW2", "world-war-two"),
        (LocalAuthority, "Kingston upon Hull", "hull"),
    ],
)
def test_the_words_that_teachers_type_are_known(model, word, slug):
    assert slug in model.objects.filter(synonyms__contains=[word]).values_list("slug", flat=True)


def test_year_four_is_in_key_stage_two():
    assert KeyStage.objects.get(years__contains=["Year 4"]).slug == "ks2"


def test_the_files_stay_small_and_name_their_sources():
    for path in DATA.iterdir():
        assert path.stat().st_size < 700_000, path.name
    sources = (DATA / "ATTRIBUTION.md").read_text(encoding="utf-8")
    for sentence in ("Contains OS data", "Contains Royal Mail data", "GeoNames"):
        assert sentence in sources
