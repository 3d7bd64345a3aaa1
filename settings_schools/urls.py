"""The shortlist's addresses. Links that were shared last until their maker ends them."""

from django.urls import path

from settings_schools import views

app_name = "shortlist"
urlpatterns = [
    path("", views.shortlist, name="shortlist"),
    path("save/", views.save, name="save"),
    path("saved/<int:pk>/", views.saved, name="saved"),
    path("notes/", views.notes, name="notes"),
    path("remove/", views.remove, name="remove"),
    path("ask/", views.ask, name="ask"),
    path("clear/", views.clear, name="clear"),
    path("share/", views.share, name="share"),
    path("share/end/", views.end_sharing, name="end-sharing"),
    path("<int:pk>/<str:token>/", views.shared, name="shared"),
]
