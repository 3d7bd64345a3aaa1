"""Posters in templates."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from partners import posters
from partners.models import Organisation

register = template.Library()


@register.simple_tag
def poster_shapes() -> SafeString:
    """Once on each page that shows posters."""
    return posters.SHAPES


@register.simple_tag
def poster(seed: object, families: Iterable[str], columns: int = 3, rows: int = 3) -> SafeString:
    return posters.poster(str(seed), families, columns=columns, rows=rows)


@register.simple_tag
def poster_of(organisation: Organisation, columns: int = 4, rows: int = 3) -> SafeString:
    """The large poster of a profile, seeded by the id as on the card."""
    families = [art_form.poster_family for art_form in organisation.art_forms.all()]
    return posters.poster(str(organisation.pk), families, columns=columns, rows=rows)


@register.simple_tag
def mosaic() -> SafeString:
    return posters.mosaic()


@register.simple_tag
def poster_shape(name: str, family: str, colour: str = "a") -> SafeString:
    return posters.shape(name, family, colour)


@register.filter
def with_tiles(art_forms: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Each art form of the home page, whose last value is its family, with its tile behind."""
    drawn = posters.tiles(art_form[-1] for art_form in art_forms)
    return [(*art_form, tile) for art_form, tile in zip(art_forms, drawn, strict=True)]
