"""The addresses of the information pages: one for each name in `contents.py`."""

from django.urls import path, register_converter

from artsmark_site.information import views
from artsmark_site.information.contents import INDEX, SLUGS


class PageConverter:
    """The pages that there are; anything else has no address, also in links that staff write."""

    regex = "|".join(slug for slug in SLUGS if slug != INDEX)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PageConverter, "information_page")

app_name = "information"
urlpatterns = [
    path("", views.information_page, name="index"),
    path("<information_page:slug>/", views.information_page, name="page"),
]
