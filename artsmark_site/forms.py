"""How every form field on the site is drawn."""

from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    """Fields drawn by one template of ours, so that all look and read alike."""

    field_template_name = "components/field.html"
