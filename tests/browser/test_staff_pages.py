"""A regional officer enters and publishes an organisation with an offer, on a phone.

The fixture fails on any breach of the content security policy.
"""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from partners.models import Offer, Organisation
from tests.browser.conftest import signed_in
from tests.factories import make_organisation
from tests.partners.pictures import encoded, picture
from tests.people import with_second_factor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def staff_page(phone_page: Page, live_server) -> Page:
    officer = with_second_factor(User.objects.create_superuser("officer@site.example"))
    signed_in(phone_page, officer).goto("/admin/")
    expect(phone_page.get_by_role("link", name="Organisations", exact=True)).to_be_visible()
    return phone_page


def save(page: Page) -> None:
    page.locator("input[name=_continue]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def approve(page: Page) -> None:
    page.get_by_label("Action:").select_option("Approve and publish")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".messagelist").get_by_text(": approved.")).to_be_visible()


def enter_organisation(page: Page) -> None:
    page.goto("/admin/partners/organisation/add/")
    page.get_by_label("Name:", exact=True).first.fill("The Salt Loft")
    page.get_by_role("textbox", name="Summary").fill("Plays about the sea.")
    page.get_by_label("Theatre and drama").check()
    page.get_by_label("Postcode").first.fill("hu11aa")
    page.get_by_label("Schools can visit them").check()
    page.get_by_role("textbox", name="Safeguarding statement").fill("Two trained leads.")
    page.get_by_label("Trained on").fill("2026-03-02")
    page.get_by_label("Code of Practice accepted on").fill("2026-04-02")
    page.get_by_role("button", name="Add another Picture").click()
    photo = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": encoded(picture(), "JPEG")}
    page.locator("#id_images-0-file").set_input_files(photo)
    page.get_by_label("Description for people who cannot see it").first.fill("A stage.")
    page.get_by_label("Everybody in it").first.check()
    save(page)


def enter_offer(page: Page) -> None:
    page.get_by_role("link", name="Add an offer").click()
    page.get_by_role("textbox", name="Title").fill("Storm songs")
    page.get_by_label("Offer type").select_option("Workshop")
    page.get_by_role("spinbutton", name="Youngest").fill("7")
    page.get_by_role("spinbutton", name="Oldest").fill("11")
    page.get_by_label("Theatre and drama").check()
    page.get_by_role("textbox", name="Curriculum links").fill("English: plays.")
    page.get_by_role("textbox", name="Learning outcomes").fill("Pupils stage a scene.")
    page.get_by_label("Cost basis").select_option("a day")
    page.get_by_role("textbox", name="Cost from").fill("£240")
    page.get_by_label("VAT:").select_option("VAT included")
    page.get_by_label("Travel cost").select_option("Travel included")
    page.get_by_label("Duration").select_option("Half a day")
    page.get_by_label("Group size").select_option("One class")
    page.get_by_role("textbox", name="Required resources").fill("A hall.")
    page.get_by_label("At your school or setting").check()
    save(page)


def test_an_organisation_with_picture_and_offer_is_entered_and_published(media, staff_page):
    enter_organisation(staff_page)
    enter_offer(staff_page)
    # Its owner hands it in: staff alone publish nothing.
    Organisation.objects.update(listing_state="submitted")
    Offer.objects.update(state="submitted")
    staff_page.reload()
    approve(staff_page)

    staff_page.goto(f"/admin/partners/organisation/{Organisation.objects.get().pk}/change/")
    staff_page.get_by_label("Description:").first.fill("Typed just before approving.")
    save(staff_page)
    approve(staff_page)
    assert Organisation.objects.get().description == "Typed just before approving."
    assert Offer.objects.public().get().price == "£240 a day"

    staff_page.get_by_role("link", name="View on site").click()
    expect(staff_page.get_by_role("heading", name="The Salt Loft")).to_be_visible()
    expect(staff_page.get_by_role("img", name="A stage.")).to_be_visible()
    expect(staff_page.get_by_text("Storm songs").first).to_be_visible()


@pytest.mark.parametrize("address", ["organisation/", "organisation/add/", "offer/add/"])
def test_the_staff_pages_fit_a_phone(staff_page, address):
    staff_page.goto(f"/admin/partners/{address}")
    wide = staff_page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide


def test_every_change_is_read_on_a_phone(staff_page, axe):
    organisation = make_organisation(name="The Salt Loft", description="We make salt.")
    Organisation.objects.update(description="We make plays.", travel_miles=40)
    staff_page.set_viewport_size({"width": 320, "height": 640})
    staff_page.goto(f"/admin/partners/organisation/{organisation.pk}/change/")
    staff_page.get_by_role("link", name="Every change").click()
    expect(staff_page.get_by_role("heading", name="Every change")).to_be_visible()
    expect(staff_page.get_by_text("nothing → 40")).to_be_visible()
    staff_page.get_by_text("As it was then").last.click()
    expect(staff_page.get_by_text("Name: The Salt Loft")).to_be_visible()
    assert not staff_page.evaluate("document.documentElement.scrollWidth > innerWidth")
    axe(staff_page)
