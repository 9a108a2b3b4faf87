"""The accounts that speak for the school, and how a permalink proves where a post stands."""

import uuid
from typing import Self
from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Q

from audit.models import Sealed


class Platform(models.TextChoices):
    FACEBOOK = "facebook", "Facebook"
    INSTAGRAM = "instagram", "Instagram"
    X = "x", "X"
    YOUTUBE = "youtube", "YouTube"
    WEBSITE = "website", "School website"
    BLUESKY = "bluesky", "Bluesky"
    MASTODON = "mastodon", "Mastodon"


# A permalink must stand on one of these hosts; a website, and an instance of Mastodon, on its own address alone.
HOSTS: dict[str, frozenset[str]] = {
    Platform.FACEBOOK: frozenset({"facebook.com", "fb.watch"}),
    Platform.INSTAGRAM: frozenset({"instagram.com"}),
    Platform.X: frozenset({"x.com", "twitter.com"}),
    Platform.YOUTUBE: frozenset({"youtube.com", "youtu.be"}),
    Platform.WEBSITE: frozenset(),
    Platform.BLUESKY: frozenset({"bsky.app"}),
    Platform.MASTODON: frozenset(),
}


def _bare_host(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host.lower() if parts.scheme == "https" and not parts.username else ""


class AccountQuerySet(models.QuerySet["Account"]):
    def enabled(self) -> Self:
        return self.filter(is_enabled=True)


class Account(Sealed):
    """One official account. Two people can get in, so that none is ever orphaned."""

    SEALED = ("platform", "handle", "url", "is_enabled", "holder", "second_holder", "recovery_contact")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    platform = models.CharField(max_length=20, choices=Platform)
    handle = models.CharField(max_length=80)
    url = models.URLField(max_length=300)
    is_enabled = models.BooleanField(default=True)
    holder = models.ForeignKey("school.Person", models.PROTECT, related_name="accounts_held")
    second_holder = models.ForeignKey("school.Person", models.PROTECT, related_name="accounts_held_second")
    recovery_contact = models.CharField(max_length=200)
    added_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["platform", "handle"]
        constraints = [
            models.UniqueConstraint(name="an_account_is_registered_once", fields=["platform", "handle"]),
            models.CheckConstraint(name="account_has_two_different_holders", condition=~Q(holder=F("second_holder"))),
        ]

    def __str__(self) -> str:
        return f"{self.handle} ({self.get_platform_display()})"

    def is_own_permalink(self, url: str) -> bool:
        """Whether this address stands on the account's platform and is more than its front page."""
        host = _bare_host(url)
        own = _bare_host(self.url)
        allowed = HOSTS[self.platform] or {own.removeprefix("www.")}
        fits = any(host == known or host.endswith(f".{known}") for known in allowed if known)
        return fits and bool(urlsplit(url).path.strip("/") or urlsplit(url).query)
