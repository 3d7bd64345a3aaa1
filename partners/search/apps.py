from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "partners.search"
    label = "search"
