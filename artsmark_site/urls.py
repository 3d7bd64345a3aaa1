"""Every address of the site; `partners/urls.py` has those of the directory."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from artsmark_site import mail_viewer, my, sitemap, views
from artsmark_site.personal_data.urls import staff_urlpatterns as personal_data_of_staff
from partners.urls import picture_urlpatterns

admin.site.site_header = admin.site.site_title = settings.SITE_NAME
admin.site.index_title = "For staff"

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", include("artsmark_site.information.urls")),
    path("partners/", include("enquiries.gaps.urls")),
    path("partners/", include("enquiries.concerns.urls")),
    path("partners/", include("partners.urls")),
    path("", include("partners.open_data.urls")),
    path("", include("enquiries.urls")),
    path("", include("enquiries.collaborations.urls")),
    path("media/", include(picture_urlpatterns)),
    path("accounts/", include("artsmark_site.personal_data.urls")),
    path("accounts/", include("accounts.urls")),
    path("my/", my.my, name="my"),
    path("my/organisations/", include("enquiries.monthly.urls")),
    path("my/organisations/", include("partners.my.urls")),
    path("my/setting/", include("settings_schools.people.urls")),
    path("my/searches/", include("settings_schools.alerts.urls")),
    path("training/", include("training.urls")),
    path("shortlist/", include("settings_schools.urls")),
    path("settings/", include("settings_schools.register.urls")),
    path("admin/", include(personal_data_of_staff)),
    path("admin/", admin.site.urls),
    path("mail/", mail_viewer.mail, name="mail"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap.section, name="sitemap-section"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]

handler400 = "artsmark_site.views.bad_request"
handler403 = "artsmark_site.views.permission_denied"
handler404 = "artsmark_site.views.page_not_found"
handler429 = "artsmark_site.views.too_many_requests"
handler500 = "artsmark_site.views.server_error"
