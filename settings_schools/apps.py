from django.apps import AppConfig


class SettingsSchoolsConfig(AppConfig):
    name = "settings_schools"
    verbose_name = "Education settings"

    def ready(self) -> None:
        """Listen to what happens below."""
        # Who writes letters is known before the first is sent (`artsmark_site.mail.writes`).
        import settings_schools.alerts.emails
        import settings_schools.people.emails  # noqa: F401
        from partners.desk.piles import register
        from settings_schools import receivers  # noqa: F401
        from settings_schools.people.piles import sources

        register(sources)
