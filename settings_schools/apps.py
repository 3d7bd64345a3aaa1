from django.apps import AppConfig


class SettingsSchoolsConfig(AppConfig):
    name = "settings_schools"
    verbose_name = "Education settings"

    def ready(self) -> None:
        """Listen to what happens below, and add to what is loaded and shown there."""
        # Who writes letters is known before the first is sent (`artsmark_site.mail.writes`).
        import settings_schools.alerts.emails
        import settings_schools.people.emails  # noqa: F401
        from partners.desk.piles import register
        from reference.shipped_files import ship_also
        from settings_schools import receivers  # noqa: F401
        from settings_schools.people.piles import sources as of_people
        from settings_schools.register.piles import sources
        from settings_schools.shipped import AWARD_LEVELS, JOURNEY_STAGES

        ship_also(JOURNEY_STAGES, AWARD_LEVELS)
        register(sources)
        register(of_people)
