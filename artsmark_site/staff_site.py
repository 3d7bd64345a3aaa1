"""Tells Django which admin site is ours."""

from django.contrib.admin.apps import AdminConfig


class StaffSiteConfig(AdminConfig):
    default_site = "artsmark_site.admin.StaffSite"
