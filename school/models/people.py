"""A person is a human being; a user is that person's sign-in, if there is one."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from audit.models import Sealed
from school.names import folded, sort_key


class PersonQuerySet(models.QuerySet["Person"]):
    def named(self, text: str) -> "PersonQuerySet":
        """People whose names hold every word of `text`, accents and capitals aside."""
        found = self
        for word in folded(text).split():
            found = found.filter(search_key__contains=word)
        return found


class Person(Sealed):
    """One row a human being, whatever they are to the school: teacher, parent and governor at once."""

    SEALED: ClassVar[tuple[str, ...]] = ("given_name", "family_name", "known_as")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    given_name = models.CharField("first name", max_length=80)
    family_name = models.CharField("surname", max_length=80)
    known_as = models.CharField("known as", max_length=80, blank=True)
    search_key = models.CharField(max_length=260, editable=False, db_index=True)
    sort_key = models.CharField(max_length=180, editable=False, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ("sort_key", "id")

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = f" {folded(f'{self.given_name} {self.known_as} {self.family_name}')} "
        self.sort_key = sort_key(self.family_name, self.given_name)
        super().save(*args, **kwargs)

    @property
    def display_name(self) -> str:
        return f"{self.known_as or self.given_name} {self.family_name}"


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A sign-in. It opens nothing by itself: what its person may do follows from dated appointments."""

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
        constraints = [models.UniqueConstraint(models.functions.Lower("email"), name="one_account_for_an_email")]

    def __str__(self) -> str:
        return self.email

    # Django's admin asks for these. Nobody gets anything by a flag or a group.
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False
