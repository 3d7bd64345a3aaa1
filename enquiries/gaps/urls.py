"""`/partners/tell-us/`, for anybody."""

from django.urls import path

from enquiries.gaps import views

app_name = "gaps"
urlpatterns = [
    path("tell-us/", views.tell, name="tell"),
    path("tell-us/told/", views.told, name="told"),
]
