"""The site's addresses, and that of the first question if it is not among them yet."""

from django.http import HttpResponse
from django.urls import NoReverseMatch, include, path, reverse

from artsmark_site import urls
from artsmark_site.urls import *  # noqa: F403 (its error pages, too)

try:
    reverse("enquiries:begin", urlconf=urls)
    urlpatterns = urls.urlpatterns
except NoReverseMatch:
    begin = path("", lambda request: HttpResponse("What is it about?"), name="begin")
    urlpatterns = [*urls.urlpatterns, path("enquire/", include(([begin], "enquiries")))]
