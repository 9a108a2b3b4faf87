"""The sign-in door: nobody signs up by himself."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedDoor(DefaultAccountAdapter):
    """Accounts are opened by the school, never from the sign-in page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
