"""What suits somebody who would come, as it stands now."""

from datetime import datetime

from training.models import InterestRegistration, TrainingSession


def suiting(interest: InterestRegistration, now: datetime) -> list[TrainingSession]:
    """Sessions that they could book now, and that suit them."""
    sessions = TrainingSession.objects.open_for_booking(now).select_related("bridge")
    them = InterestRegistration.objects.filter(pk=interest.pk)
    rows = sessions.order_by("starts_at", "pk")
    return [session for session in rows if them.suited_by(session).exists()]
