"""A person is a human being; a user is that person's sign-in, if there is one."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower

from audit.models import Sealed
from school.models.offices import Office
from school.names import search_key, search_words, sort_key
from school.states import ADDRESS_MOVES, AddressStatus, WrongState

if TYPE_CHECKING:
    from school.standing import Standing

SEES_EVERYBODY = (
    Office.PRINCIPAL,
    Office.VICE_PRINCIPAL,
    Office.DESIGNATED_TEACHER,
    Office.DEPUTY_DESIGNATED_TEACHER,
)
SEES_STAFF_AND_BOARD = (
    Office.CLERK,
    Office.ADMINISTRATOR,
    Office.CHAIR,
    Office.VICE_CHAIR,
    Office.DESIGNATED_GOVERNOR,
)


class PersonQuerySet(models.QuerySet["Person"]):
    def named(self, text: str) -> "PersonQuerySet":
        """People of whose names some begins with each word of `text`, accents and capitals aside; nobody for no word."""
        words = search_words(text)
        found = self if words else self.none()
        for word in words:
            found = found.filter(search_key__contains=f" {word}")
        return found

    def visible_to(self, standing: "Standing") -> "PersonQuerySet":
        """Whose page this person may open: families only those who care for children, staff and board all who keep them."""
        if standing.holds(*SEES_EVERYBODY):
            return self
        if not standing.holds(*SEES_STAFF_AND_BOARD):
            return self.none()
        return self.filter(_has("StaffRole") | _has("Appointment") | _has("User") | ~(_has("Pupil") | _is_family()))


def _has(model: str) -> Exists:
    from django.apps import apps

    return Exists(apps.get_model("school", model)._base_manager.filter(person=OuterRef("pk")))


def _is_family() -> Exists:
    from school.models.families import FamilyLink

    return Exists(FamilyLink.objects.filter(adult=OuterRef("pk")))


class Person(Sealed):
    """One row a human being, whatever they are to the school: teacher, parent and governor at once."""

    SEALED: ClassVar[tuple[str, ...]] = ("given_name", "family_name", "known_as")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    given_name = models.CharField("first name", max_length=80)
    family_name = models.CharField("surname", max_length=80)
    known_as = models.CharField("known as", max_length=80, blank=True)
    search_key = models.CharField(max_length=600, editable=False)
    sort_key = models.CharField(max_length=180, editable=False)
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ("sort_key", "id")
        indexes = [models.Index(fields=["sort_key", "id"], name="school_person_by_name")]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = search_key(self.given_name, self.known_as, self.family_name)[:600]
        self.sort_key = sort_key(self.family_name, self.given_name)[:180]
        super().save(*args, **kwargs)

    @property
    def display_name(self) -> str:
        return f"{self.known_as or self.given_name} {self.family_name}"


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(Sealed, AbstractBaseUser):
    """A sign-in. It opens nothing by itself: what its person may do follows from dated appointments."""

    SEALED: ClassVar[tuple[str, ...]] = ("person", "email", "is_active")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, models.PROTECT, related_name="user")
    email = models.EmailField("e-mail", unique=True, max_length=254)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_for_an_email")]

    def __str__(self) -> str:
        return self.email

    @property
    def is_used(self) -> bool:
        """Whether anybody has ever signed in with it: from then on it holds somebody's own words."""
        return self.last_login is not None

    # Django's admin asks for these. Nobody gets anything by a flag or a group.
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class AddressChangeQuerySet(models.QuerySet["AddressChange"]):
    def waiting(self) -> "AddressChangeQuerySet":
        return self.filter(confirmed_at=None, withdrawn_at=None)


class AddressChange(Sealed):
    """A new e-mail address for an account that is in use or reads cases: whoever has the mailbox has the account,

    so a second person confirms it (decision 10). The first address of such an account has `old_email` empty.
    """

    SEALED: ClassVar[tuple[str, ...]] = (
        "user",
        "old_email",
        "new_email",
        "asked_by",
        "confirmed_by",
        "confirmed_at",
        "withdrawn_at",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="address_changes")
    old_email = models.EmailField(max_length=254, blank=True)
    new_email = models.EmailField(max_length=254)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = AddressChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(confirmed_at=None, withdrawn_at=None), name="one_open_change_of_an_address"
            ),
            models.CheckConstraint(
                name="a_second_person_confirms_an_address",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("asked_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_email or 'none'} to {self.new_email}"

    @property
    def status(self) -> str:
        if self.withdrawn_at:
            return AddressStatus.WITHDRAWN
        return AddressStatus.CONFIRMED if self.confirmed_at else AddressStatus.WAITING

    def move_to(self, target: str, *, by: Person, now: datetime) -> None:
        """Take one legal step. Callers hold the row's lock: see actions."""
        if target not in ADDRESS_MOVES[self.status]:
            told = AddressStatus(self.status).label.lower()
            raise WrongState(
                f"This change is {told} already, so nothing was changed. Open the person's page to see it."
            )
        if target == AddressStatus.CONFIRMED:
            self.confirmed_at, self.confirmed_by = now, by
        else:
            self.withdrawn_at = now
        self.save(update_fields=["confirmed_at", "confirmed_by", "withdrawn_at"])
