from django.apps import AppConfig


class SettingsSchoolsConfig(AppConfig):
    name = "settings_schools"
    verbose_name = "Education settings"

    def ready(self) -> None:
        """Listen to what happens below."""
        from settings_schools import receivers  # noqa: F401
