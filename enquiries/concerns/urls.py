"""`/partners/<id>/<slug>/concern/`, for anybody."""

from django.urls import path

from enquiries.concerns import views

app_name = "concerns"
urlpatterns = [
    path("<int:pk>/<slug:slug>/concern/", views.report, name="report"),
    path("<int:pk>/<slug:slug>/concern/reported/", views.reported, name="reported"),
]
