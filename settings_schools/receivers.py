"""What happens elsewhere and concerns what schools keep."""

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from partners.merging.signals import merged
from partners.models import Organisation
from settings_schools import services
from settings_schools.alerts import services as alerts


@receiver(user_logged_in)
def take_along(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """Somebody signs in with a browser that keeps a list."""
    if request and (key := request.COOKIES.get(settings.SHORTLIST_COOKIE_NAME)):
        services.join(user=user, key=key)


@receiver(merged)
def follow(sender: Any, gone: Organisation, stays: Organisation, **kwargs: Any) -> None:
    services.move_to_heir(gone=gone, stays=stays)
    alerts.follow_merger(gone=gone.pk, stays=stays.pk)
