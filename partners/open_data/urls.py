"""The addresses of the open data. Other programs go by them: they do not change."""

from django.urls import path

from partners.open_data import views

app_name = "open_data"
urlpatterns = [
    path("api/v1/partners", views.partners, name="partners"),
    path("api/v1/partners/<int:pk>", views.partner, name="partner"),
    path("api/v1/partners/", views.without_slash, name="partners-with-slash"),
    path("api/v1/partners/<int:pk>/", views.without_slash, name="partner-with-slash"),
    path("partners.csv", views.partners_csv, name="csv"),
]
