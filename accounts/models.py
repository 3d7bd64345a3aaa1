"""People who sign in, and the records of who decided what and what was mailed to whom."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property

from accounts.history import kept
from reference.models import BridgeOrganisation


class UserManager(BaseUserManager["User"]):
    """Makes people, whose e-mail address is their name."""

    def get_by_natural_key(self, email: str | None) -> User:
        """Whoever has this address, in whatever case it is typed."""
        return self.get(email=(email or "").lower())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person; without a password they cannot sign in until they set one."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A national administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


@kept(only=("is_staff", "is_superuser", "is_active"))
class User(AbstractUser):
    """A person who signs in, by their e-mail address.

    What they may do follows from what they belong to: members of organisations, staff of regional
    bodies (`BridgeStaff`), national administrators (`is_superuser`). `is_staff`, which opens the
    admin, is written by `accounts.services` alone. The address is kept in lower case, so that one
    address is one person and signs in however it is typed.
    """

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(
        "e-mail address",
        unique=True,
        error_messages={"unique": "Somebody has this e-mail address already."},
    )

    # Below .invalid there is no mail (RFC 2606): see `accounts.services.somebody_who_left`.
    WHO_LEFT = "somebody-who-left@deleted.invalid"

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="user_email_lower_case",
                violation_error_message="Write the e-mail address in lower case.",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def last_login_on(self) -> date:
        """The London day on which they last signed in, or made the account."""
        return timezone.localdate(self.last_login or self.date_joined)

    @cached_property
    def bridges(self) -> frozenset[int]:
        """Ids of the regional bodies that they work for."""
        return frozenset(self.bridge_posts.values_list("bridge_id", flat=True))

    @cached_property
    def covered_bridges(self) -> frozenset[int]:
        """Those of them for which they only step in when something waits for too long."""
        covers = self.bridge_posts.filter(only_covers=True)
        return frozenset(covers.values_list("bridge_id", flat=True))

    @property
    def own_bridges(self) -> frozenset[int]:
        """Those of them whose daily work is theirs."""
        return self.bridges - self.covered_bridges

    def writes_for(self) -> models.QuerySet[BridgeOrganisation]:
        """The regional bodies in whose name they write letters; national staff in each one's."""
        bodies = BridgeOrganisation.objects.in_order()
        return bodies if self.is_superuser else bodies.filter(pk__in=self.bridges)


class StatusChange(models.Model):
    """Who changed the state of what, when, from what to what, and why.

    Written by the service that makes the change, in its transaction; never edited.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey()
    field = models.CharField(max_length=40)
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Empty where a command or a rule did it.",
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["content_type", "object_id", "-at"]),)

    def __str__(self) -> str:
        return f"{self.field}: {self.before or 'nothing'} → {self.after or 'nothing'}"


class MailRecord(models.Model):
    """One letter: that it is to be sent, was sent, or could not be.

    The row commits with the change that the letter tells of, and so does the job that sends it
    (`artsmark_site.mail`). No text is kept: it is written when it is sent, from `about` and
    `facts`, so that no link that proves anything lies in the database.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        NOT_NEEDED = "not-needed", "No longer needed"
        UNDELIVERABLE = "undeliverable", "Could not be delivered"

    kind = models.CharField(max_length=60)
    to = models.EmailField("to", blank=True, help_text="Emptied 30 days after it was settled.")
    content_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey()
    facts = models.JSONField(default=dict, blank=True)
    once = models.CharField(
        max_length=160,
        unique=True,
        default=uuid.uuid4,
        help_text="What may be told once only: a second letter of the same name is not written.",
    )
    message_id = models.CharField(
        max_length=120, unique=True, help_text="The same however often it is tried."
    )
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "e-mail"
        indexes = (
            models.Index(fields=["state", "-created_at"]),
            models.Index(fields=["content_type", "object_id"]),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True)
                | ~Q(state="waiting") & Q(settled_at__isnull=False),
                name="mail_record_settled_or_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}, {date_format(timezone.localtime(self.created_at), 'DATETIME_FORMAT')}"

    def settle(self, state: State, problem: str = "") -> None:
        """It is over with this letter, one way or the other."""
        self.state, self.problem, self.settled_at = state, problem[:120], timezone.now()
        self.save(update_fields=["state", "problem", "settled_at", "attempts"])


class BridgeStaffQuerySet(models.QuerySet["BridgeStaff"]):
    def readable_by(self, user: User) -> BridgeStaffQuerySet:
        """Colleagues and cover of the bodies whose daily work is theirs."""
        return self if user.is_superuser else self.filter(bridge__in=user.own_bridges)

    def writable_by(self, user: User) -> BridgeStaffQuerySet:
        """Of those, a body's own staff name and dismiss the cover alone."""
        mine = self.readable_by(user)
        return mine if user.is_superuser else mine.filter(only_covers=True)


@kept(of="bridge")
class BridgeStaff(models.Model):
    """That somebody works for a regional body, and looks after the organisations it leads."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="bridge_posts")
    bridge = models.ForeignKey(BridgeOrganisation, on_delete=models.PROTECT, related_name="staff")
    since = models.DateField(default=timezone.localdate)
    only_covers = models.BooleanField(
        "only covers",
        default=False,
        db_default=False,
        help_text="They see of it what has waited for five working days, and may decide about it.",
    )

    objects = BridgeStaffQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "regional staff"
        constraints = (
            models.UniqueConstraint(
                fields=["user", "bridge"],
                name="bridge_staff_once",
                violation_error_message="They work there already.",
            ),
        )

    def __str__(self) -> str:
        does = "covers for" if self.only_covers else "for"
        return f"{self.user} {does} {self.bridge}"
