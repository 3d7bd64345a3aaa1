"""No public text takes an e-mail address."""

import pytest
from django.core.exceptions import ValidationError

from partners.models import Offer, Organisation, OrganisationImage, Venue
from partners.validators import validate_no_email

PUBLIC_TEXTS = {
    Organisation: "name summary description website address town access_statement "
    "safeguarding_statement",
    Venue: "name address",
    Offer: "title summary description curriculum_links learning_outcomes cost_note "
    "required_resources group_note web_page",
    OrganisationImage: "alt_text credit",
}


@pytest.mark.parametrize(
    ("model", "name"),
    [(model, name) for model, names in PUBLIC_TEXTS.items() for name in names.split()],
)
def test_a_public_text_is_refused_with_an_address_in_it(model, name):
    field = model._meta.get_field(name)
    typed = (
        "https://ann@site.example" if name in {"website", "web_page"} else "Ask ann@site.example"
    )
    with pytest.raises(ValidationError, match="Leave e-mail addresses out"):
        field.run_validators(typed)


def test_so_is_a_tag():
    field = Organisation._meta.get_field("art_form_tags")
    with pytest.raises(ValidationError, match="Leave e-mail addresses out"):
        field.run_validators(["ann@site.example"])


@pytest.mark.parametrize(
    "text",
    [
        "mail ann.o'hara+art@site.org.uk.",
        "ann＠site.example",  # noqa: RUF001
        "https://site.example/?to=ann%40site.example",
    ],
)
def test_an_address_is_seen_in_disguise(text):
    with pytest.raises(ValidationError):
        validate_no_email(text)


@pytest.mark.parametrize(
    "text", ["@saltloft on most platforms", "https://video.example/@salt.loft", "3 @ £4.50", "a@b"]
)
def test_what_is_no_address_is_taken(text):
    validate_no_email(text)
