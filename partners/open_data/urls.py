"""The addresses of the open data. Other programs go by them: they do not change."""

from django.urls import path

from partners.open_data import views

app_name = "open_data"
urlpatterns = [
    path("api/v1/partners", views.partners, name="partners"),
    path("api/v1/partners/<int:pk>", views.partner, name="partner"),
    path("partners.csv", views.partners_csv, name="csv"),
]
