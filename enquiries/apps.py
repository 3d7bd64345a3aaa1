from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "enquiries"

    def ready(self) -> None:
        # Their writers are known before the first letter is sent, as those of `enquiries.emails`.
        from enquiries.concerns import emails as concerns  # noqa: F401
        from enquiries.gaps import emails as gaps  # noqa: F401
        from enquiries.monthly import emails as monthly  # noqa: F401
        from enquiries.piles import piles
        from enquiries.saved import count_saved
        from partners.desk.piles import register
        from settings_schools.signals import saved

        register(piles)
        saved.connect(count_saved)
