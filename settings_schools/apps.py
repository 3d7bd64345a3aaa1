from django.apps import AppConfig


class SettingsSchoolsConfig(AppConfig):
    name = "settings_schools"
    verbose_name = "Education settings"
