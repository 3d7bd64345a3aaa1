"""Beside the pages of allauth, and for national staff beside those of the admin."""

from django.contrib import admin
from django.urls import path

from artsmark_site.personal_data import views

urlpatterns = [
    path("delete/", views.delete_account, name="delete-account"),
    path("deleted/", views.account_deleted, name="account-deleted"),
    path("held/", views.held, name="held"),
    path("held/asked/", views.held_asked, name="held-asked"),
    path("held/<int:pk>/<str:token>/", views.held_at, name="held-at"),
    path("held/<int:pk>/<str:token>/download/", views.held_download, name="held-download"),
    path("data/", views.download, name="download-data"),
]
staff_urlpatterns = [
    path(
        "accounts/user/<int:pk>/delete-account/",
        admin.site.admin_view(views.delete_person),
        name="delete-person",
    ),
]
