"""Find a setting by what somebody types of it."""

from django.contrib.postgres.search import TrigramWordSimilarity

from reference.names import name_key
from settings_schools.models import EducationSetting


def find_settings(text: str, limit: int = 10) -> list[EducationSetting]:
    """By name, postcode or URN: the likest first."""
    known = EducationSetting.objects.active().select_related("authority")
    alike = known.alias(likeness=TrigramWordSimilarity(name_key(text), "search_words"))
    return list(alike.filter(likeness__gte=0.4).order_by("-likeness", "pk")[:limit])
