"""The demo's staff have no phone: a command shows what an authenticator app would."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt

from accounts.models import User


def give(user: User) -> None:
    """Switch on the second step for a demo account, unless it is."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        auth.TOTP.activate(user, auth.generate_totp_secret())
        RecoveryCodes.activate(user)


def code_of(user: User) -> str:
    """Six digits, for half a minute.

    Raises:
        Authenticator.DoesNotExist: the second step is switched off.
    """
    app = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    counters = list(auth.yield_hotp_counters_from_time())
    counter = counters[len(counters) // 2]
    return auth.format_hotp_value(auth.hotp_value(decrypt(app.data["secret"]), counter))
