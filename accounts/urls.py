"""Signing in and everything about one's own account: allauth's views, with our templates."""

from allauth.mfa.totp.views import activate_totp
from django.conf import settings
from django.urls import include, path
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

# The picture for the authenticator app is made for one person and stands inside the page.
with_picture = csp_override(settings.SECURE_CSP | {"img-src": [CSP.SELF, "data:"]})

urlpatterns = [
    path("2fa/totp/activate/", with_picture(activate_totp)),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("", include("allauth.account.urls")),
]
