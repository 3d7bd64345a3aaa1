"""allauth's forms in our words: labels, hints and errors; what they do is allauth's."""

from typing import Any, ClassVar, NamedTuple

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from accounts.models import User
from artsmark_site.forms import ForAnybody, InPlainWords


class Words(NamedTuple):
    """What is said of a field."""

    label: str
    hint: str = ""
    required: str = ""


_EMAIL_LIKE = "Enter an e-mail address like name@museum.org."
_EMAIL = Words("E-mail address", "", "Enter your e-mail address.")
_PASSWORD = Words("Password", "", "Enter your password.")
_NEW_PASSWORD = Words(
    "New password",
    "At least 12 characters. Three words that nobody would put together make a good one.",
    "Enter a new password.",
)
_CODE = Words(
    "Code",
    "Six digits from your authenticator app, or one of your recovery codes.",
    "Enter the code.",
)


class InOurWords(InPlainWords):
    """Label, hint and error of each field from `words`; no grey text inside of fields."""

    words: ClassVar[dict[str, Words]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        fields: dict[str, Any] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name not in self.words:
                continue
            field.label, field.help_text, required = self.words[name]
            field.error_messages["required"] = required
            if name in {"email", "login"}:
                # Its own: the one that fields bring is shared by all of Django.
                others = [one for one in field.validators if not isinstance(one, EmailValidator)]
                field.validators = [EmailValidator(_EMAIL_LIKE), *others]


class SignInForm(InOurWords, account.LoginForm):
    words: ClassVar = {"login": _EMAIL, "password": _PASSWORD}


class SignUpForm(ForAnybody, InOurWords, account.SignupForm):
    words: ClassVar = {
        "email": Words(
            "E-mail address", "We send a link there to make sure that it is yours.", _EMAIL.required
        ),
        "password1": _NEW_PASSWORD._replace(label="Password"),
    }
    field_order: ClassVar = ["name", "email", "password1"]
    again = "Type your password again, and press the button once more."

    def full_clean(self) -> None:
        """No page ever holds a password: whatever else was refused, it is typed again."""
        super().full_clean()
        if self.is_bound and self.errors and "password1" not in self.errors:
            self.add_error("password1", "Type your password again: it is never kept on a page.")

    def clean(self) -> dict[str, Any]:
        """allauth compares the password with the address alone."""
        cleaned = super().clean()
        name, password = cleaned.get("name"), cleaned.get("password1")
        if name and password and not self.errors:
            try:
                get_adapter().clean_password(password, user=User(name=name))
            except ValidationError as refusal:
                self.add_error("password1", refusal)
        return cleaned


class ChangeEmailForm(InOurWords, account.AddEmailForm):
    words: ClassVar = {
        "email": Words(
            "New e-mail address",
            "We send a link there. Until you press its button, your old address stays.",
            "Enter the new e-mail address.",
        )
    }


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    words: ClassVar = {
        "oldpassword": Words("Password until now", "", _PASSWORD.required),
        "password1": _NEW_PASSWORD,
        "password2": Words("New password, again", "", "Enter the new password again."),
    }


class ForgottenPasswordForm(ForAnybody, InOurWords, account.ResetPasswordForm):
    words: ClassVar = {"email": _EMAIL}


class NewPasswordForm(InOurWords, account.ResetPasswordKeyForm):
    words: ClassVar = {
        "password1": _NEW_PASSWORD,
        "password2": Words("New password, again", "", "Enter the new password again."),
    }


class PasswordAgainForm(InOurWords, account.ReauthenticateForm):
    words: ClassVar = {"password": _PASSWORD}


class CodeForm(InOurWords, second_factor.AuthenticateForm):
    words: ClassVar = {"code": _CODE}


class CodeAgainForm(InOurWords, second_factor.ReauthenticateForm):
    words: ClassVar = {"code": _CODE}


class FirstCodeForm(InOurWords, totp.ActivateTOTPForm):
    words: ClassVar = {
        "code": Words("Code", "The six digits that the app shows now.", "Enter the code.")
    }
