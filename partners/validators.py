"""What a field of an organisation may hold."""

import re

from django.core.exceptions import ValidationError

_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9]([A-Z]{2})?")


def validate_postcode(value: str) -> None:
    """A postcode such as PL4 8AA, or its sector, PL4 8, for those who keep the rest private.

    Raises:
        ValidationError: it has not the shape of one.
    """
    if not _POSTCODE.fullmatch(value.upper()):
        raise ValidationError("Enter a postcode like PL4 8AA.")


def validate_charity_number(value: str) -> None:
    """Six or seven digits, as the Charity Commission gives them; a linked charity adds -1.

    Raises:
        ValidationError: it is something else.
    """
    if not re.fullmatch(r"[0-9]{6,7}(-[0-9]{1,2})?", value):
        raise ValidationError("Enter a charity number of six or seven digits.")
