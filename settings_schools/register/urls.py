"""Settings: what somebody may be typing, and adding one that is in no register."""

from django.urls import path

from settings_schools.register import views

app_name = "settings"
urlpatterns = [
    path("suggest/", views.suggest, name="suggest"),
    path("add/", views.add, name="add"),
]
