from django.apps import AppConfig


class ArtsmarkSiteConfig(AppConfig):
    name = "artsmark_site"
    verbose_name = "Site"
