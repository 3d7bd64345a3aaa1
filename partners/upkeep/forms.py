"""What an owner promises to renew a partnership."""

from django import forms

from partners.my.forms import CodeForm


class RenewalForm(CodeForm):
    is_right = forms.BooleanField(
        label="Our page is right: what we do, where, for whom, and what it costs",
        error_messages={"required": "Tick the box if your page is right."},
    )
    field_order = ("is_right", "name", "agree")
