"""Pictures, where staff read them: to a note each is a field of its organisation, by its number."""

from partners.models import Organisation, OrganisationImage

_PREFIX = "picture-"


def field_of(number: int) -> str:
    """What a note calls a picture."""
    return f"{_PREFIX}{number}"


def is_picture(name: str) -> bool:
    return name.startswith(_PREFIX)


def named(picture: OrganisationImage) -> str:
    """“Picture “Hands at a loom.””."""
    return f"Picture “{picture.alt_text}”"


def heading(organisation: Organisation, name: str) -> str:
    """“Picture “Hands at a loom.””; of one that is gone, “Picture”."""
    pictures = OrganisationImage.every.filter(organisation=organisation)
    number = int(name.removeprefix(_PREFIX))
    alt_text = pictures.filter(pk=number).values_list("alt_text", flat=True).first()
    return f"Picture “{alt_text}”" if alt_text else "Picture"


def in_words(picture: OrganisationImage) -> str:
    """What is said of it, and what its uploader confirmed."""
    agreed = "agreed" if picture.permission_confirmed else "did not agree"
    credit = f" Credit: {picture.credit}." if picture.credit else ""
    return f"They say that everybody in it, or their parents, {agreed} to its use here.{credit}"
