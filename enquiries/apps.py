from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "enquiries"

    def ready(self) -> None:
        # Who writes letters is known before the first is sent (`artsmark_site.mail.writes`).
        import enquiries.asking.emails
        import enquiries.collaborations.emails
        import enquiries.concerns.emails
        import enquiries.gaps.emails
        import enquiries.monthly.emails  # noqa: F401
        from enquiries import of_settings, piles
        from enquiries.collaborations import report_figures, shown
        from enquiries.merging import move
        from enquiries.saved import count_saved
        from enquiries.taking_over import tell
        from partners.desk import waiting
        from partners.desk.piles import register
        from partners.members.signals import taken_over
        from partners.merging.signals import merged
        from settings_schools.people import slots
        from settings_schools.signals import saved

        register(piles.concerns, first=True)
        waiting.register(piles.unanswered)
        register(piles.gaps)
        register(piles.names_to_invite)
        report_figures.register_all()
        slots.register(
            of_settings.rows_of,
            heading="Enquiries",
            all_of=of_settings.address_of,
            link="Your own, with the answers",
            when_empty="Nobody here has asked a partner with their account yet.",
        )
        slots.register(
            shown.rows_of,
            heading="Working together",
            all_of=shown.address_of,
            link="All of them, and record one",
            when_empty="Nothing is recorded yet.",
        )
        merged.connect(move, dispatch_uid="enquiries of a merged organisation")
        taken_over.connect(tell, dispatch_uid="enquiries that waited for somebody")
        saved.connect(count_saved)
