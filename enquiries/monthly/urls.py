"""`/my/organisations/…`, the monthly letter."""

from django.urls import path

from enquiries.monthly import views

app_name = "monthly"
urlpatterns = [
    path("monthly/<int:pk>/<str:token>/", views.off, name="off"),
    path("<int:pk>/monthly/", views.switch, name="switch"),
    path("<int:pk>/figures/", views.figures, name="figures"),
]
