"""`/my/`: what waits for whoever is signed in."""

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from artsmark_site.http import person
from enquiries.asked import asked_by
from enquiries.collaborations.shown import address_to_confirm
from enquiries.models import Collaboration, EnquiryRecipient
from partners.desk.piles import piles_of
from partners.letters.links import invited_token
from partners.members.links import token_for
from partners.models import Addressee, Invitation, JoinRequest, Membership, Organisation
from partners.my.waiting import waits_for_members
from settings_schools.models import SavedSearch, SettingMembership
from training.links import colleagues_path
from training.models import Booking
from training.words import standing_of, when


@require_safe
def my(request: HttpRequest) -> HttpResponse:
    """Each kind of person finds here what is theirs."""
    user = person(request)
    memberships = list(Membership.objects.of_user(user))
    for membership in memberships:
        membership.to_do = waits_for_members(membership.organisation)  # type: ignore[attr-defined]
    invited = Invitation.objects.open(timezone.now()).filter(email__iexact=user.email)
    context = {
        "has_second_factor": is_mfa_enabled(user),
        "memberships": memberships,
        "invitations": [
            (one.organisation, reverse("my-organisation:invitation", args=[one.pk, token_for(one)]))
            for one in invited.select_related("organisation").order_by("invited_at", "pk")
        ],
        "entries": [
            (
                one.organisation,
                reverse("my-organisation:invited", args=[one.pk, invited_token(one)]),
            )
            for one in Addressee.objects.invited(user, timezone.now())
        ],
        "waits_for_staff": sum(pile.number for pile in piles_of(user)) if user.is_staff else 0,
        "has_asked": asked_by(user).exists(),
        "enquiries_waiting": EnquiryRecipient.objects.to_members(user).waiting().count(),
        "places": [
            (booking, when(booking.session), standing_of(booking), colleagues_path(booking))
            for booking in Booking.objects.to_come(user, timezone.now())
        ],
        "to_confirm": [
            (one, address_to_confirm(one)) for one in Collaboration.objects.waiting_for(user)
        ],
        "connections": SettingMembership.objects.of_user(user),
        "settings_to_decide": SettingMembership.objects.to_decide(user),
        "searches": SavedSearch.objects.of(user).count(),
        "asked": JoinRequest.objects.waiting().filter(user=user),
        "to_decide": JoinRequest.objects.waiting().filter(
            organisation__in=Organisation.objects.owned_by(user)
        ),
    }
    return render(request, "my/my.html", context)
