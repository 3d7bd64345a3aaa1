"""From a postcode to a position, an authority and a lead body."""

import pytest

from partners.locating import CannotLocate, locate, locate_many, tidy_postcode
from partners.models import Organisation, Venue
from reference.models import BridgeOrganisation, LocalAuthority, Nation, Postcode, PostcodeSector
from reference.positions import GridPoint
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def authority(slug: str) -> LocalAuthority:
    return LocalAuthority.objects.get(slug=slug)


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("pl48aa", "PL4 8AA"),
        ("PL4  8AA", "PL4 8AA"),
        (" pl4 8 ", "PL4 8"),
        ("pl48", "PL4 8"),
        ("ec1a1bb", "EC1A 1BB"),
        ("Plymouth", "Plymouth"),
        ("", ""),
    ],
)
def test_a_postcode_is_tidied(typed, tidy):
    assert tidy_postcode(typed) == tidy


@pytest.mark.parametrize("postcode", ["PL4 8AA", "pl48aa", "PL4 8"])
def test_a_sector_places_an_organisation(postcode):
    sector = PostcodeSector.objects.get(pk="PL4 8")
    organisation = Organisation(postcode=postcode)
    locate(organisation)
    assert organisation.position == sector.position
    assert organisation.authority == authority("plymouth")
    assert organisation.lead_bridge == authority("plymouth").bridge


def test_a_full_postcode_is_finer_than_its_sector():
    Postcode.objects.create(
        postcode="PL48AA",
        nation=Nation.ENGLAND,
        authority=authority("devon"),
        position=GridPoint(248_765, 54_321),
    )
    organisation, neighbour = Organisation(postcode="PL4 8AA"), Organisation(postcode="PL4 8AB")
    locate_many([organisation, neighbour])
    assert organisation.position == GridPoint(248_765, 54_321)
    assert organisation.authority == authority("devon")
    assert neighbour.authority == authority("plymouth")


def test_a_venue_is_placed_too():
    venue = Venue(postcode="HU1 1AA")
    locate(venue)
    assert venue.position
    assert venue.authority.name == "Hull"


def test_without_a_postcode_a_chosen_authority_stays_and_the_position_goes():
    organisation = make_organisation(authority="leeds")
    locate(organisation)
    assert organisation.position is None
    assert organisation.authority == authority("leeds")
    assert organisation.lead_bridge == authority("leeds").bridge


def test_a_lead_body_that_was_chosen_stays():
    chosen = BridgeOrganisation.objects.exclude(pk=authority("plymouth").bridge_id).first()
    organisation = Organisation(postcode="PL4 8AA", lead_bridge=chosen)
    locate(organisation)
    assert organisation.lead_bridge == chosen


@pytest.mark.parametrize(
    ("postcode", "words"),
    [
        ("JE2 3AB", "JE2 3AB is in Jersey; the directory is for England."),
        ("IM1 1AA", "is on the Isle of Man"),
        ("ZZ9 9ZZ", "We do not know the postcode ZZ9 9ZZ."),
        ("PL99 9ZZ", "We do not know"),
    ],
)
def test_elsewhere_and_nowhere_are_refused_in_words(postcode, words):
    organisation = make_organisation(authority="leeds", postcode=postcode)
    before = organisation.position
    with pytest.raises(CannotLocate) as refusal:
        locate(organisation)
    assert words in str(refusal.value)
    assert (organisation.position, organisation.authority) == (before, authority("leeds"))


def test_many_are_placed_in_three_queries(django_assert_num_queries):
    subjects = [Organisation(postcode=f"PL{n} 1AA") for n in (1, 2, 5, 7, 8)] * 100
    subjects.append(Organisation(postcode="JE2 3AB"))
    with django_assert_num_queries(3):
        refusals = locate_many(subjects)
    assert list(refusals) == [500]
    assert all(subject.position for subject in subjects[:500])
