from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "enquiries"

    def ready(self) -> None:
        # Their writers are known before the first letter is sent, as those of `enquiries.emails`.
        import enquiries.concerns.emails
        import enquiries.gaps.emails
        import enquiries.monthly.emails  # noqa: F401
        from enquiries.piles import concerns, gaps
        from enquiries.saved import count_saved
        from partners.desk.piles import register
        from settings_schools.signals import saved

        register(concerns, first=True)
        register(gaps)
        saved.connect(count_saved)
