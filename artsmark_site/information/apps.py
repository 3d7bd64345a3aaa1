from django.apps import AppConfig


class InformationConfig(AppConfig):
    name = "artsmark_site.information"
    label = "information"
    verbose_name = "Information pages"
