from django.apps import AppConfig, apps
from django.conf import settings
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class ArtsmarkSiteConfig(AppConfig):
    name = "artsmark_site"
    verbose_name = "Site"

    def ready(self) -> None:
        name_the_regional_body(settings.BRIDGE_NOUN)
        # Whoever writes letters is known before the first is sent (`artsmark_site.mail.writes`).
        autodiscover_modules("emails", "personal_data.emails")
        from artsmark_site.personal_data.checks import every_field_is_in_the_table

        checks.register(every_field_is_in_the_table)
        checks.register(whoever_runs_the_site_is_named, deploy=True)


def whoever_runs_the_site_is_named(**_: object) -> list[checks.CheckMessage]:
    """The pages on privacy and accessibility else leave nobody to turn to."""
    missing = [name for name in ("SITE_RUN_BY", "SITE_CONTACT") if not getattr(settings, name)]
    hint = "docs/operations.md says what to write there."
    return [
        checks.Warning(f"{name} is empty.", hint=hint, id="artsmark_site.W001") for name in missing
    ]


def name_the_regional_body(noun: str) -> None:
    """Let staff read it as this site calls it.

    Here and not in the models, whose migrations would change with the setting.
    """
    bridge = apps.get_model("reference", "BridgeOrganisation")._meta
    bridge.verbose_name, bridge.verbose_name_plural = noun, f"{noun}s"
    for model in apps.get_models():
        for field in model._meta.local_fields:
            # Fields that have a name of their own keep it: a letter is “from” a body.
            if field.name == "bridge" and getattr(field, "_verbose_name", None) is None:
                field.verbose_name = noun
    organisation = apps.get_model("partners", "Organisation")
    organisation._meta.get_field("lead_bridge").verbose_name = f"lead {noun}"
