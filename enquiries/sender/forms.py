"""What whoever asked writes to a partner afterwards."""

from django import forms

from enquiries.asking.forms import AsksIfPersonal, TextField
from enquiries.models import Message


class MessageForm(AsksIfPersonal):
    asks_about = "text"
    text = TextField(
        label="Write to them",
        max_length=Message._meta.get_field("text").max_length,
        help_text="Name no pupil.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write something first."},
    )
