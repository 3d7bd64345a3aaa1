"""Suggestions while typing: short, quick, public, and all of them lead somewhere."""

import pytest

from partners.models import Organisation
from reference.models import ArtForm
from reference.places import Located, resolve
from tests.factories import make_offer, make_organisation

pytestmark = pytest.mark.django_db


def suggested(client, **typed):
    return client.get("/partners/suggest", typed).json()["suggestions"]


def test_the_largest_places_that_begin_so_come_first(client):
    assert suggested(client, place="Bris")[0] == "Bristol"
    assert suggested(client, place=" mAnch ")[0] == "Manchester"


def test_the_very_name_comes_first_then_the_region_somebody_is_on(client):
    assert suggested(client, place="Wark")[0] == "Wark"
    assert suggested(client, place="Burwell", around="east-of-england")[0].startswith("Burwell")
    assert suggested(client, place="bur", around="east-of-england") != suggested(
        client, place="bur"
    )
    for place in suggested(client, place="burw", around="east-of-england")[:1]:
        assert resolve(place).authority.region.slug == "east-of-england"
    assert "Kielder, Northumberland" in suggested(client, place="kield", around="london")
    assert "Kielder" in suggested(client, place="kield", around="north-east")


@pytest.mark.parametrize("typed", ["new", "st", "ash", "king's l", "stoke-on"])
def test_every_place_that_is_suggested_is_found(client, typed):
    found = suggested(client, place=typed)
    assert 0 < len(found) <= 8
    assert all(isinstance(resolve(one), Located) for one in found), found
    assert len(set(found)) == len(found)


def test_art_forms_topics_and_names_of_partners_are_suggested(client):
    make_organisation(name="The Dance Barn")
    assert suggested(client, words="dan") == ["Dance", "The Dance Barn"]
    assert "Romans" in suggested(client, words="roma")


def test_words_for_crafts_are_suggested_if_they_find_somebody(client):
    for typed in ("printm", "pottery", "ceram", "choir", "ballet", "acting"):
        assert suggested(client, words=typed) == [], typed
    make_organisation(name="Kiln", art_form_tags=["printmaking", "ceramics"])
    make_offer(organisation=make_organisation(name="Voices"), summary="Singers come to you.")
    make_organisation(name="Barre", art_form_tags=["ballet"], hidden_at="2026-01-01T12:00Z")
    theatre = ArtForm.objects.get(slug="theatre-drama")
    make_organisation(name="Stage").art_forms.set([theatre])
    for typed, word in (
        ("printm", "printmaking"),
        ("PRINT M", "print making"),
        ("pottery", "pottery"),
        ("ceram", "ceramics"),
        ("choir", "choir"),
        ("ballet", None),
        ("acting", "acting"),
        ("theat", "Theatre and drama"),
    ):
        found = suggested(client, words=typed)
        assert found[:1] == [word][: word is not None], typed
        assert all(client.get("/partners/", {"q": one}).context["page"].total for one in found)
    assert "theatre" not in suggested(client, words="theat"), "only another word for what is there"


@pytest.mark.parametrize("hidden", [{"hidden_at": "2026-01-01T12:00Z"}, {"listing_state": "draft"}])
def test_who_is_not_public_is_not_suggested(client, hidden):
    make_organisation(name="Zephyr Works", **hidden)
    assert suggested(client, words="zeph") == []
    Organisation.objects.update(hidden_at=None, listing_state="approved")
    assert suggested(client, words="zeph") == ["Zephyr Works"]


@pytest.mark.parametrize("typed", ["", "a", " a ", "%%", "__", "x" * 500, "\\", "🎭🎭"])
@pytest.mark.parametrize("kind", ["place", "words"])
def test_too_little_and_nonsense_suggest_nothing(client, kind, typed):
    assert suggested(client, **{kind: typed}) == []


def test_an_unchanged_answer_is_not_sent_again_and_nothing_typed_is_logged(client, caplog):
    answer = client.get("/partners/suggest?words=Mus")
    again = client.get("/partners/suggest?words=Mus", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert answer["Cache-Control"] == "private, max-age=60"
    assert caplog.text
    assert "Mus" not in caplog.text


def test_names_are_read_once_and_then_only_looked_through(client, django_assert_max_num_queries):
    """The directory's version is asked for, and a place; `make bench` has the times."""
    make_organisation(name="Zephyr Works")
    suggested(client, words="zeph")
    with django_assert_max_num_queries(2):  # one publishes what this test's transaction wrote
        assert suggested(client, words="work") == ["Zephyr Works"]
    suggested(client, words="ceram")  # asks once whether it finds anybody
    with django_assert_max_num_queries(2):
        suggested(client, words="ceram")
    with django_assert_max_num_queries(3):
        suggested(client, place="ha")
