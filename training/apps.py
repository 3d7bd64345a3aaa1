from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"

    def ready(self) -> None:
        # Who writes letters is known before the first is sent (`artsmark_site.mail.writes`).
        import training.emails
        import training.interest.emails  # noqa: F401
        from partners.desk.piles import register
        from partners.merging.signals import about_to_merge, merged
        from training.merging import lock_sessions, move
        from training.piles import sources

        about_to_merge.connect(lock_sessions, dispatch_uid="training before organisations")
        merged.connect(move, dispatch_uid="training of a merged organisation")
        register(sources)
