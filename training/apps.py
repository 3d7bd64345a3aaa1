from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"

    def ready(self) -> None:
        # Who writes letters is known before the first is sent (`artsmark_site.mail.writes`).
        import training.emails
        import training.interest.emails  # noqa: F401
        from partners.desk.piles import register
        from partners.merging.signals import merged
        from training.merging import move
        from training.piles import sources

        merged.connect(move, dispatch_uid="training of a merged organisation")
        register(sources)
