"""What a field of an organisation refuses, in sentences for the keeper of a list."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field

from partners.models import Organisation

# Ours in the file -> the field of an organisation, where the two differ.
FIELDS = {"online": "works_online"}
_SENTENCES = {
    "travel_miles": "Give a whole number from 1 to 250, not {}.",
    "website": "{} is not a web address like www.example.org.",
    "contact_email": "{} is not an e-mail address like office@example.org.",
    "phone": "{} is not a telephone number like 01752 600123.",
    "charity_number": "Give the six or seven digits of a charity number, not {}.",
}
_LONGEST_QUOTE = 60  # characters


def quoted(text: str) -> str:
    """What somebody typed, for a sentence: numbers plainly, texts in quotation marks."""
    if text.isdigit() and len(text) <= _LONGEST_QUOTE:
        return text
    return f"“{text[:_LONGEST_QUOTE]}{'…' if len(text) > _LONGEST_QUOTE else ''}”"


def refusal(column: str, text: str) -> str:
    """The sentence for a text that is no value of this column at all."""
    return _SENTENCES[column].format(quoted(text))


def broken_limits(column: str, value: Any, text: str) -> list[str]:
    """Why the organisation's own field does not take this value, which the list gives as `text`."""
    field: Field[Any, Any] = Organisation._meta.get_field(FIELDS.get(column, column))  # type: ignore[assignment]
    found = []
    if isinstance(value, str) and len(value) > (field.max_length or len(value)):
        # Said here: the model leaves a long text to forms, which a list does not pass.
        found.append(f"Keep it to {field.max_length} characters; it has {len(value)}.")
    try:
        field.clean(value, Organisation())
    except ValidationError as problem:
        others = [error for error in problem.error_list if error.code != "max_length"]
        found += [_sentence(column, text, error) for error in others]
    return list(dict.fromkeys(found))


def _sentence(column: str, text: str, error: ValidationError) -> str:
    if error.code == "email" or column not in _SENTENCES:
        return str(error.messages[0])  # the directory's own words
    return refusal(column, text)
