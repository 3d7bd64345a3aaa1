"""The directory's addresses. Other sites link to them: they do not change."""

from django.urls import path, re_path

from partners import landing_views, views
from partners.joining import views as joining_views
from partners.map.views import partner_map
from partners.opening import views as opening_views
from partners.search.views import search, suggest

app_name = "partners"
urlpatterns = [
    path("", search, name="search"),
    path("suggest", suggest, name="suggest"),
    path("map/", partner_map, name="map"),
    path("opening/", opening_views.opening, name="opening"),
    path("opening/asked/", opening_views.asked, name="opening-asked"),
    path("opening/removed/", opening_views.removed, name="opening-removed"),
    path(
        "opening/<int:pk>/<str:token>/",
        opening_views.opening_notice,
        name="opening-notice",
    ),
    path("join/", joining_views.join, name="join"),
    path("join/new/", joining_views.begin, name="join-new"),
    path("join/<int:pk>/", joining_views.ask, name="join-ask"),
    path("in/", landing_views.regions, name="regions"),
    path("in/<slug:region>/", landing_views.in_region, name="in-region"),
    path(
        "in/<slug:region>/<slug:art_form>/",
        landing_views.in_region,
        name="art-form-in-region",
    ),
    path("<int:pk>/", views.by_number, name="by-number"),
    path("<int:pk>/<slug:slug>/", views.organisation_profile, name="organisation"),
    path("<int:pk>/<slug:slug>/card.png", views.social_card, name="social-card"),
    path("card.png", views.social_card_of_site, name="social-card-of-site"),
    path(
        "<int:pk>/<slug:slug>/offers/<int:offer_pk>/<slug:offer_slug>/",
        views.offer_page,
        name="offer",
    ),
]

picture_urlpatterns = [
    re_path(
        r"^pictures/(?P<name>[0-9a-f]{32})-(?P<width>[1-9][0-9]{1,4})\.webp$",
        views.picture,
        name="picture",
    ),
]
