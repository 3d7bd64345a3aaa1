"""What a field of an organisation or an offer may hold."""

import re
import unicodedata

from django.core.exceptions import ValidationError

from reference.postcode_text import is_built_like_one, outside_ordnance_survey, read_postcode

# Enough of an address to be written to; “https://site.example/@name” is none.
_EMAIL = re.compile(r"[\w.%+'-]@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")


def validate_postcode(value: str) -> None:
    """A postcode such as PL4 8AA, or its sector, PL4 8, for those who keep the rest private.

    Raises:
        ValidationError: it has not the shape of one, or no postcode begins or ends like it.
    """
    has_sector = any(part.digit for part in read_postcode(value))
    if has_sector or outside_ordnance_survey(value):
        return
    if is_built_like_one(value):
        raise ValidationError(f"There is no postcode {value.strip().upper()}. Check each letter.")
    raise ValidationError("Enter a postcode like PL4 8AA.")


def validate_charity_number(value: str) -> None:
    """Six or seven digits, as the Charity Commission gives them; a linked charity adds -1.

    Raises:
        ValidationError: it is something else.
    """
    if not re.fullmatch(r"[0-9]{6,7}(-[0-9]{1,2})?", value):
        raise ValidationError("Enter a charity number of six or seven digits.")


def validate_no_email(value: str) -> None:
    """For every text that visitors see: nobody's address stands in a public page.

    Raises:
        ValidationError: there is an e-mail address in it.
    """
    if holds_email(value):
        raise ValidationError(
            "Leave e-mail addresses out: visitors are led to the website.", code="email"
        )


def holds_email(text: str) -> bool:
    """Whether an e-mail address stands in it, as it is or in disguise."""
    plain = unicodedata.normalize("NFKC", text).replace("%40", "@")
    return bool(_EMAIL.search(plain))
