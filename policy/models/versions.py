"""Policies and their versions. An approved version is kept for ever as it was approved."""

import hashlib
import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from audit.models import Sealed
from policy.states import MOVES, SignOff, VersionStatus, WrongState
from school.models import Office
from school.standing import Standing

SEES_DRAFTS = (
    Office.PRINCIPAL,
    Office.CLERK,
    Office.VICE_PRINCIPAL,
    Office.CHAIR,
    Office.VICE_CHAIR,
    Office.GOVERNOR,
    Office.DESIGNATED_GOVERNOR,
)


class Policy(models.Model):
    """A policy of the school: the social media policy is the first, not the only one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    # The policy the school entered first comes first: it is meant where none is named.
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "title", "slug"]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.title


class VersionQuerySet(models.QuerySet["Version"]):
    def approved(self) -> Self:
        return self.filter(status=VersionStatus.APPROVED)

    def drafts(self) -> Self:
        return self.filter(status=VersionStatus.DRAFT)

    def for_policy(self, policy: Policy | uuid.UUID) -> Self:
        return self.filter(policy=policy)

    def visible_to(self, standing: Standing) -> Self:
        """Approved versions for everybody who is signed in; drafts for those who prepare or sign them."""
        if not standing.is_active:
            return self.none()
        return self.all() if standing.holds(*SEES_DRAFTS) else self.approved()

    def newest_first(self) -> Self:
        return self.order_by("-effective_from", "-approved_at", "-created_at")

    def in_force(self, on: date) -> Self:
        """The one version of each policy that held on that day (decision 19)."""
        latest = Version.objects.approved().filter(policy=OuterRef("policy"), effective_from__lte=on).newest_first()
        return self.filter(pk=Subquery(latest.values("pk")[:1]))


class Version(Sealed):
    """One text of a policy. Drafts are edited; approved versions refuse every change."""

    SEALED = (
        "policy",
        "label",
        "status",
        "effective_from",
        "claimed",
        "source_name",
        "source_sha256",
        "canonical_text",
        "fingerprint",
        "is_history",
        "approved_at",
        "approved_by",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions")
    label = models.CharField(max_length=40)
    status = models.CharField(max_length=10, choices=VersionStatus, default=VersionStatus.DRAFT)
    effective_from = models.DateField(null=True, blank=True)
    # Dates exactly as the document gives them: text, never corrected.
    claimed = models.JSONField(default=dict, blank=True)
    source_name = models.CharField(max_length=200, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    canonical_text = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (a draft has none)
    is_history = models.BooleanField(default=False)
    sign_off = models.CharField(max_length=10, choices=SignOff, default=SignOff.INCOMPLETE)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+", null=True, blank=True)
    once = models.UUIDField(unique=True, default=uuid.uuid4)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approved_version_has_its_fingerprint_and_day",
                condition=Q(
                    status=VersionStatus.APPROVED,
                    fingerprint__isnull=False,
                    effective_from__isnull=False,
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                )
                | Q(
                    status=VersionStatus.DRAFT,
                    fingerprint=None,
                    approved_at=None,
                    approved_by=None,
                ),
            ),
            models.UniqueConstraint(
                name="one_draft_of_a_policy_at_a_time",
                fields=["policy"],
                condition=Q(status=VersionStatus.DRAFT),
            ),
            models.UniqueConstraint(
                name="a_label_names_one_version_of_a_policy",
                fields=["policy", "label"],
            ),
        ]
        indexes = [models.Index(fields=["policy", "status", "effective_from"], name="version_in_force")]

    def __str__(self) -> str:
        return f"{self.policy}, version {self.label}"

    @property
    def is_draft(self) -> bool:
        return self.status == VersionStatus.DRAFT

    @property
    def is_approved(self) -> bool:
        return self.status == VersionStatus.APPROVED

    @property
    def is_signed_off(self) -> bool:
        return self.sign_off == SignOff.COMPLETE

    def written_out(self) -> str:
        """The canonical text: the words and, below each clause, the duties that follow from it.

        The fingerprint is taken over this, so a signature binds what the portal will do as well.
        """
        lines = [self.policy.title, f"Version {self.label}", ""]
        for section in self.sections.all():
            lines.append(f"{section.number} {section.title}")
            for clause in section.clause_versions.with_duties():
                lines += [clause.lead_in] if clause.lead_in else []
                lines += [f"{clause.number} {clause.wording}", f"[{clause.duties_in_codes()}]"]
            lines.append("")
        return "\n".join(" ".join(line.split()) for line in lines).strip() + "\n"

    def fingerprint_now(self) -> str:
        """SHA-256 of the text as it stands; a signature is given over this."""
        return hashlib.sha256(self.written_out().encode()).hexdigest()

    def move_to(self, target: str) -> None:
        """Take one legal step. Callers hold the row's lock: see actions."""
        if target not in MOVES[self.status]:
            raise WrongState(
                f"Version {self.label} is already {self.get_status_display().lower()}. "
                "Make a new draft to change the policy."
            )
        self.status = target


def version_in_force(on: date, policy: Policy | uuid.UUID | None = None) -> Version | None:
    """The version that held on that day; None for a day older than every version."""
    versions = Version.objects.in_force(on).select_related("policy")
    if policy is not None:
        versions = versions.for_policy(policy)
    return versions.order_by("policy__order", "policy__title").first()
