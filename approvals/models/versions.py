"""The words of a post in immutable versions, each known by its digest."""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, Q

from approvals.models.canonical import FORM, form_1, form_2
from approvals.models.posts import PostRequest
from audit.models import Sealed
from audit.prepared import Prepared, hold


@dataclass(frozen=True)
class Hands:
    """Everybody who had a hand in a version: what the question who may decide depends on."""

    n: int
    author_id: uuid.UUID
    created_by_id: uuid.UUID
    requested_by_id: uuid.UUID | None
    editor_ids: frozenset[uuid.UUID]

    @property
    def all_ids(self) -> frozenset[uuid.UUID]:
        asked = {self.requested_by_id} if self.requested_by_id else set()
        return self.editor_ids | {self.author_id, self.created_by_id} | asked


class PostVersion(Sealed):
    """One wording of a post. Editable while nobody was asked; after that never again."""

    SEALED = (
        "request",
        "n",
        "account",
        "text",
        "link",
        "not_before",
        "not_after",
        "digest",
        "created_by",
        "requested_by",
        "form",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(PostRequest, models.PROTECT, related_name="versions")
    n = models.PositiveSmallIntegerField()
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    form = models.PositiveSmallIntegerField(default=FORM)
    # The first of its accounts, which lists show; all of them are rows of VersionAccount.
    account = models.ForeignKey("Account", models.PROTECT, related_name="post_versions")
    text = models.TextField(max_length=5000)
    link = models.URLField(max_length=500, blank=True)
    not_before = models.DateTimeField(null=True)
    not_after = models.DateTimeField(null=True)
    canonical = models.TextField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(null=True)
    requested_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["request", "n"]
        indexes = [
            models.Index(fields=["not_before"], name="version_by_time"),
            models.Index(fields=["not_after"], name="version_by_last_time"),
        ]
        constraints = [
            models.UniqueConstraint(name="a_version_number_is_used_once", fields=["request", "n"]),
            models.CheckConstraint(
                name="asking_names_who_and_when",
                condition=Q(requested_by=None, requested_at=None)
                | Q(requested_by__isnull=False, requested_at__isnull=False),
            ),
            models.CheckConstraint(
                name="version_window_opens_before_it_closes",
                condition=Q(not_before=None) | Q(not_after=None) | Q(not_after__gt=F("not_before")),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.n}"

    @property
    def is_frozen(self) -> bool:
        return self.requested_at is not None

    @property
    def links(self) -> list[str]:
        return [self.link] if self.link else []

    def written_canonically(self, pictures: Iterable["VersionPicture"] | None = None) -> str:
        """Put together from the rows as they stand now, in the form that the version was asked for in.

        `pictures`: those rows, where the caller has read them under its lock.
        """
        if pictures is None:
            known = "pictures" in getattr(self, "_prefetched_objects_cache", {})
            pictures = self.pictures.all() if known else pictures_of_version(None, self.pk)
        window = {"not_before": self.not_before, "not_after": self.not_after}
        if self.form == 1:
            return form_1(text=self.text, link=self.link, account_id=str(self.account_id), **window)
        return form_2(
            text=self.text,
            links=self.links,
            accounts=[(str(one.account_id), one.body) for one in self.placements.all()],
            pictures=[one.part() for one in pictures],
            **window,
        )

    def true_digest(self, pictures: Iterable["VersionPicture"] | None = None) -> str:
        """Taken anew from the rows' own values, never from what the version says of itself."""
        return hashlib.sha256(self.written_canonically(pictures).encode()).hexdigest()

    def hands(self) -> Hands:
        return Hands(
            n=self.n,
            author_id=self.request.author_id,
            created_by_id=self.created_by_id,
            requested_by_id=self.requested_by_id,
            editor_ids=frozenset(editor.person_id for editor in self.editors.all()),
        )

    def write_digest(self) -> None:
        """Of one reading of the rows and the files, so that both say the same."""
        self.canonical = self.written_canonically()
        self.digest = hashlib.sha256(self.canonical.encode()).hexdigest()


pictures_of_version = Prepared(
    lambda _, version: VersionPicture.objects.filter(version=version).select_related("placed__derivative__file")
)


class VersionAccount(models.Model):
    """One account that a version is meant for, with words of its own where the text does not fit it.

    Guarded with its version: nothing is added, changed or deleted once somebody was asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(PostVersion, models.PROTECT, related_name="placements")
    account = models.ForeignKey("Account", models.PROTECT, related_name="+")
    body = models.TextField(max_length=5000, blank=True)

    class Meta:
        ordering = ["account__platform", "account__handle", "pk"]
        constraints = [models.UniqueConstraint(name="a_version_names_an_account_once", fields=["version", "account"])]

    def __str__(self) -> str:
        return f"{self.version_id} on {self.account_id}"

    def wording(self) -> str:
        """The words as they will stand on this account, the link below them."""
        return as_posted(self.body or self.version.text, self.version.link)


def as_posted(text: str, link: str) -> str:
    return f"{text}\n\n{link}" if link else text


class VersionPicture(models.Model):
    """One picture of a version, in its place, as an approval covers it.

    What it is made of and who is in it hangs on it as its PlacedPicture, by which `part` takes the
    sha256 of the very bytes that leave. Guarded with its version, like the accounts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(PostVersion, models.PROTECT, related_name="pictures")
    order = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    alt = models.CharField(max_length=1000, blank=True)
    is_decorative = models.BooleanField(default=False)

    class Meta:
        ordering = ["version", "order"]
        constraints = [
            models.UniqueConstraint(name="a_place_in_a_version_holds_one_picture", fields=["version", "order"]),
            models.CheckConstraint(
                name="a_decorative_picture_has_no_words", condition=Q(is_decorative=False) | Q(alt="")
            ),
        ]

    def __str__(self) -> str:
        return f"picture {self.order} of {self.version_id}"

    def part(self) -> dict[str, Any]:
        """What the digest holds of it: of its file the bytes as they are on the disk now, never what was kept of them."""
        placed = getattr(self, "placed", None)
        sha256 = placed.sha256() if placed else self.sha256
        return {"alt": self.alt, "decorative": self.is_decorative, "sha256": sha256}


class VersionEditor(models.Model):
    """Everybody whose words may stand in a version. None of them may decide on it."""

    version = models.ForeignKey(PostVersion, models.PROTECT, related_name="editors")
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="an_editor_is_named_once", fields=["version", "person"])]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.version_id}"


_parts = {
    "placements": Prepared(lambda _, version: VersionAccount.objects.select_related("account").filter(version=version)),
    "pictures": pictures_of_version,
    "editors": Prepared(lambda _, version: VersionEditor.objects.filter(version=version)),
}


def hold_parts(version: PostVersion, *names: str) -> None:
    """Read its placements (with their accounts), pictures or editors now, as prefetch_related() would; a question each."""
    hold(version, **{name: _parts[name](None, version.pk) for name in names})
