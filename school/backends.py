"""Whose session this is: the account with its person, in one statement, asked anew for every request."""

from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend

from audit.prepared import Prepared
from school.models import User

_account = Prepared(lambda _, user_id: User.objects.filter(pk=user_id).select_related("person"))


class SignIns(AuthenticationBackend):  # type: ignore[misc]
    """Signing in as allauth does it; every page names the person, so a signed-in account comes with them."""

    def get_user(self, user_id: UUID) -> User | None:
        """The open account of this id; nobody where there is none, or it was ended."""
        found = _account(None, user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
