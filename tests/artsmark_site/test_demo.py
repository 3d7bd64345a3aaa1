"""The invented organisations: complete, believable, the same every time, and marked."""

from collections import Counter
from itertools import pairwise

import pytest
from django.core.management import call_command

from accounts.models import User
from artsmark_site.demo import loader
from partners.desk.piles import piles_of
from partners.models import Offer, Organisation
from reference.models import ArtForm, Region

ENTRIES = list(loader.read())


@pytest.fixture
def without_pictures(monkeypatch):
    """They take seconds to draw; one test draws one."""
    monkeypatch.setattr(loader, "_write_picture", lambda organisation, entry: None)


@pytest.fixture
def demo(db, without_pictures):
    """All of it."""
    loader.load()


@pytest.fixture
def few(db, without_pictures, monkeypatch):
    """Enough of it to see what loading again does."""
    monkeypatch.setattr(loader, "read", lambda: iter(ENTRIES[:5]))
    loader.load()


def test_there_are_about_150_organisations_with_400_offers():
    assert 140 <= len(ENTRIES) <= 160
    assert 380 <= sum(len(entry.get("offer", [])) for entry in ENTRIES) <= 450


def test_no_key_name_or_website_is_used_twice():
    for field in ("key", "name", "website"):
        counts = Counter(entry[field] for entry in ENTRIES if entry.get(field))
        assert not [value for value, count in counts.items() if count > 1]


def test_nothing_leads_to_anybody_real():
    for entry in ENTRIES:
        host = entry.get("website", "https://x.example").split("/")[2]
        assert host.endswith(".example")
        assert entry.get("contact_email", "a@x.example").endswith(".example")
        assert entry.get("phone", "01632 960").startswith("01632 960")


def test_no_two_offers_say_the_same():
    texts = sorted(
        offer[field]
        for entry in ENTRIES
        for offer in entry.get("offer", [])
        for field in ("description", "learning_outcomes")
    )
    assert not [a for a, b in pairwise(texts) if a == b]


def test_all_regions_and_art_forms_have_some_and_each_offer_its_six_facts(demo):
    public = Organisation.objects.public()
    assert public.filter(is_demo=True, position__isnull=False).count() == len(ENTRIES)
    based_in = set(public.values_list("authority__region", flat=True))
    assert based_in == set(Region.objects.values_list("pk", flat=True))
    art_forms = set(Offer.objects.public().values_list("art_forms__slug", flat=True))
    assert art_forms == set(ArtForm.objects.active().values_list("slug", flat=True))
    for offer in Offer.objects.prefetch_related("key_stages", "art_forms"):
        assert offer.key_stages.all(), offer
        assert offer.art_forms.all(), offer
        assert offer.curriculum_links, offer
        assert offer.learning_outcomes, offer
        assert offer.price, offer
        assert offer.required_resources, offer


def test_loading_again_changes_nothing(few):
    before = list(Offer.objects.order_by("pk").values())
    assert loader.load() == 0
    assert list(Offer.objects.order_by("pk").values()) == before


def test_an_organisation_that_left_the_files_goes_and_a_changed_one_keeps_its_id(demo, monkeypatch):
    gone, changed = ENTRIES[0], ENTRIES[1] | {"name": "Renamed Players"}
    kept = Organisation.objects.get(external_id=changed["key"]).pk
    monkeypatch.setattr(loader, "read", lambda: iter([changed, *ENTRIES[2:5]]))
    assert loader.load() == 1
    assert Organisation.objects.get(pk=kept).name == "Renamed Players"
    assert not Organisation.objects.filter(external_id=gone["key"]).exists()


def test_real_organisations_are_left_alone(few, monkeypatch):
    Organisation.objects.filter(external_id=ENTRIES[0]["key"]).update(source="list", is_demo=False)
    monkeypatch.setattr(loader, "read", lambda: iter([]))
    loader.load()
    assert Organisation.objects.count() == 1


def test_a_drawn_picture_says_what_it_shows(db, monkeypatch):
    entry = next(entry for entry in ENTRIES if entry.get("picture") == "drawn")
    monkeypatch.setattr(loader, "read", lambda: iter([entry]))
    loader.load()
    image = Organisation.objects.get().images.get()
    assert image.alt_text.startswith("Cut-paper picture: ")
    assert image.widths == [160, 352, 704]


def test_accounts_are_made_only_with_a_password_and_once(db, without_pictures, monkeypatch):
    few = [entry for entry in ENTRIES if entry["sector"].startswith(("PL", "EX", "TR"))][:3]
    monkeypatch.setattr(loader, "read", lambda: iter(few))
    call_command("load_demo")
    assert not User.objects.exists()
    monkeypatch.setenv("DEMO_ADMIN_PASSWORD", "paper lanterns at dusk")
    for _ in range(2):
        call_command("load_demo")
    people = {user.email: user for user in User.objects.all()}
    assert {user.check_password("paper lanterns at dusk") for user in people.values()} == {True}
    assert people["admin@demo.example"].is_superuser
    assert people["officer@demo.example"].own_bridges
    assert people["owner@demo.example"].memberships.get().is_owner
    (pile,) = [p for p in piles_of(people["officer@demo.example"]) if p.title == "Changes to read"]
    assert pile.number == 1
