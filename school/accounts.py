"""The sign-in door: nobody signs up by himself, and a password is chosen by its owner, on the record."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from school.actions import choose_password
from school.models import User


class ClosedDoor(DefaultAccountAdapter):
    """Accounts are opened by the school, never from the sign-in page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """Every way of choosing a password ends here, so each is recorded and told."""
        choose_password(user=user, password=password, now=timezone.now())
