"""Form fields for what people type as they say it: amounts of money, and lists of words."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_POUNDS = re.compile(r"(\d{1,7})(\.\d{1,2})?")
_MILLIONS = re.compile(r"(\d{1,4}(?:\.\d{1,3})?) ?(?:m|million)", re.IGNORECASE)


class PoundsField(forms.Field):
    """An amount typed in pounds (“£240”, “240.50”, “1,200”), kept in pence."""

    default_error_messages = {"amount": "Enter an amount in pounds, like 240 or 240.50."}

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or isinstance(value, int):
            return value or None
        text = re.sub(r"[£,\s]", "", str(value))
        match = _POUNDS.fullmatch(text)
        if match is None:
            raise ValidationError(self.error_messages["amount"], code="amount")
        return int(Decimal(text) * 100)

    def prepare_value(self, value: Any) -> Any:
        """Pence as pounds; what was typed stays as it was typed."""
        if not isinstance(value, int):
            return value
        return str(value // 100) if value % 100 == 0 else f"{value / 100:.2f}"


class WholePoundsField(forms.Field):
    """A large amount typed in pounds (“5000000”, “£5,000,000”, “5 million”), kept in pounds."""

    default_error_messages = {"amount": "Enter an amount in pounds, like 5,000,000 or 5 million."}

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or isinstance(value, int):
            return value or None
        text = re.sub(r"[£,]", "", str(value)).strip()
        if match := _MILLIONS.fullmatch(text):
            return int(Decimal(match[1]) * 1_000_000)
        if not re.fullmatch(r"\d{1,9}", text):
            raise ValidationError(self.error_messages["amount"], code="amount")
        return int(text)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}" if isinstance(value, int) else value


class WordsField(forms.CharField):
    """Words between commas, kept as a list without gaps and repeats."""

    def __init__(self, *, longest: int = 60, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        words = value if isinstance(value, list) else re.split(r"[,\n]", value or "")
        return list(dict.fromkeys(word.strip() for word in words if word.strip()))

    def validate(self, value: Any) -> None:
        super().validate(value)
        for word in value:
            if len(word) > self.longest:
                raise ValidationError(f"“{word}” is longer than {self.longest} letters.")

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value
