from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "enquiries"

    def ready(self) -> None:
        # Who writes letters is known before the first is sent (`artsmark_site.mail.writes`).
        import enquiries.asking.emails  # noqa: F401
        from enquiries.desk import piles_of_enquiries
        from enquiries.merging import move
        from partners.desk.piles import MORE_PILES
        from partners.merging.signals import merged

        MORE_PILES.append(piles_of_enquiries)
        merged.connect(move, dispatch_uid="enquiries of a merged organisation")
