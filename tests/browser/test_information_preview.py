"""Staff look at a page before it is saved, on a phone, and go on writing.

The fixture fails on any breach of the content security policy.
"""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from artsmark_site.information.models import InformationPage
from tests.browser.conftest import signed_in
from tests.people import with_second_factor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff_page(phone_page: Page) -> Page:
    officer = with_second_factor(User.objects.create_superuser("officer@site.example"))
    signed_in(phone_page, officer).goto("/admin/")
    return phone_page


def test_a_preview_opens_beside_the_form_and_what_was_typed_stays(staff_page):
    glossary = InformationPage.objects.get(slug="glossary")
    staff_page.goto(f"/admin/information/informationpage/{glossary.pk}/change/")
    staff_page.get_by_label("Title").fill("Words we use")
    staff_page.get_by_label("Text").fill("## Ours\n\nA page shows {page_size}.")
    with staff_page.context.expect_page() as opened:
        staff_page.get_by_role("button", name="Preview in a new tab").last.click()
    shown = opened.value
    expect(shown.get_by_role("heading", level=1)).to_have_text("Words we use")
    expect(shown.get_by_role("heading", name="Ours", level=2)).to_be_visible()
    expect(shown.get_by_text("A page shows 20.")).to_be_visible()
    shown.close()
    expect(staff_page.get_by_label("Title")).to_have_value("Words we use")
    assert InformationPage.objects.get(slug="glossary").title == "Glossary"
    staff_page.locator("input[name=_save]").last.click()
    expect(staff_page.locator(".messagelist .success")).to_be_visible()
    staff_page.goto("/about/glossary/")
    expect(staff_page.get_by_role("heading", level=1)).to_have_text("Words we use")
