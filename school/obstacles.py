"""A permission is a function that returns the obstacle as a sentence, or nothing."""

from django.core.exceptions import PermissionDenied


def demand(obstacle: str) -> None:
    """Go on only when nothing stands in the way; raises PermissionDenied with the sentence."""
    if obstacle:
        raise PermissionDenied(obstacle)
