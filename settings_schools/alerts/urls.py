"""`/my/searches/…`: what somebody is told about."""

from django.urls import path

from settings_schools.alerts import views

app_name = "searches"
urlpatterns = [
    path("", views.searches, name="list"),
    path("new/", views.new, name="new"),
    path("save/", views.save, name="save"),
    path("<int:pk>/remove/", views.remove, name="remove"),
    path("off/<int:pk>/<str:token>/", views.off, name="off"),
    path("still/<int:pk>/<str:token>/", views.still, name="still"),
]
