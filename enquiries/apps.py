from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "enquiries"

    def ready(self) -> None:
        # Who writes letters is known before the first is sent (`artsmark_site.mail.writes`).
        from enquiries.merging import move
        from partners.merging.signals import merged

        merged.connect(move, dispatch_uid="enquiries of a merged organisation")
