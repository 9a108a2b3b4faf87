"""From draft to force, and from one version to the draft of the next."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from audit.actions import agree_disposal, record
from notices.actions import tell
from policy.actions.duties import copy_duties
from policy.models import ClauseVersion, Policy, Section, Version
from policy.permissions import obstacle_to_bringing_into_force, obstacle_to_importing
from policy.states import SignOff, VersionStatus, WrongState
from school.models import Office, Person
from school.obstacles import demand
from school.offices import holder_ids
from school.standing import standing_of

TOLD = (Office.PRINCIPAL, Office.VICE_PRINCIPAL, Office.CHAIR, Office.CLERK)


def locked_draft(version_id: UUID) -> Version:
    """The draft under its policy's lock; every action on a draft begins with it."""
    policy_id = Version.objects.values_list("policy_id", flat=True).get(pk=version_id)
    Policy.objects.select_for_update().get(pk=policy_id)
    version = Version.objects.select_related("policy").get(pk=version_id)
    if not version.is_draft:
        raise WrongState(f"Version {version.label} is approved and stays as it is. Make a new draft to change it.")
    return version


def seal(version: Version, *, effective_from: date | None, by: Person, now: datetime) -> None:
    """Approve a draft: from here on the database refuses every change to it."""
    version.canonical_text = version.written_out()
    version.fingerprint = version.fingerprint_now()
    version.effective_from = effective_from
    version.approved_at, version.approved_by = now, by
    version.move_to(VersionStatus.APPROVED)
    version.save()


def is_the_boards(policy: Policy) -> bool:
    """Whether the board has taken this policy over: as history tells, or by a complete sign-off."""
    approved = policy.versions.approved()
    return approved.filter(is_history=True).exists() or approved.filter(sign_off=SignOff.COMPLETE).exists()


@transaction.atomic
def bring_into_force(*, version_id: UUID, effective_from: date, by: Person, now: datetime) -> Version:
    """The Principal puts a policy that the board has not taken over yet to use, shown as not signed off."""
    version = locked_draft(version_id)
    standing = standing_of(by.pk, now)
    demand(
        obstacle_to_bringing_into_force(
            standing,
            is_the_boards=is_the_boards(version.policy),
            unsure=version.clause_versions.filter(is_unsure=True).count(),
            effective_from=effective_from,
        )
    )
    seal(version, effective_from=effective_from, by=by, now=now)
    tell("policy.in_force", holder_ids(*TOLD, on=standing.today) - {by.pk}, about=version, now=now)
    record("policy.came_into_force", version, by=by.pk, now=now, effective_from=effective_from)
    return version


@transaction.atomic
def draft_from(*, version_id: UUID, label: str, once: UUID, by: Person, now: datetime) -> Version:
    """The next version begins as a copy: every clause keeps its identity, the old version its own rows."""
    source = Version.objects.select_related("policy").get(pk=version_id)
    Policy.objects.select_for_update().get(pk=source.policy_id)
    demand(obstacle_to_importing(standing_of(by.pk, now)))
    if found := Version.objects.filter(once=once).first():
        return found
    if source.is_draft or source.policy.versions.drafts().exists():
        raise WrongState(f"There is already a draft of the {source.policy.title}. Finish it or drop it first.")
    if source.policy.versions.filter(label=label).exists():
        raise WrongState(f"A version {label} of this policy exists already. Choose another name.")
    draft = Version.objects.create(
        policy=source.policy,
        label=label,
        claimed={"drafted_from": str(source.pk)},
        created_at=now,
        created_by=by,
        once=once,
    )
    _copy_clauses(source, draft)
    record("policy.drafted", draft, by=by.pk, now=now, source=source.pk)
    return draft


def _copy_clauses(source: Version, draft: Version) -> None:
    pairs: list[tuple[ClauseVersion, ClauseVersion]] = []
    for old_section in source.sections.all():
        section = Section.objects.create(
            version=draft, number=old_section.number, title=old_section.title, position=old_section.position
        )
        pairs += [(old, _copied(old, draft, section)) for old in old_section.clause_versions.with_duties()]
    ClauseVersion.objects.bulk_create([new for _, new in pairs])
    copy_duties(pairs)


def _copied(old: ClauseVersion, draft: Version, section: Section) -> ClauseVersion:
    kept = ("number", "position", "lead_in", "wording", "title", "restatement", "audience", "force", "breach")
    return ClauseVersion(
        version=draft, section=section, clause_id=old.clause_id, **{name: getattr(old, name) for name in kept}
    )


@transaction.atomic
def drop_draft(*, version_id: UUID, by: Person, now: datetime) -> Policy:
    """A draft that nobody wants goes; that it was there stays in the record."""
    version = locked_draft(version_id)
    demand(obstacle_to_importing(standing_of(by.pk, now)))
    if version.policy.reviews.open().filter(proposed=version).exists():
        raise WrongState("This draft lies before the board in an open review. Choose another text there first.")
    policy = version.policy
    record("policy.draft_dropped", version, by=by.pk, now=now, label=_code(version.label))
    agree_disposal(version, by=by.pk, now=now, retention_class="draft")
    version.delete()
    _drop_unused_clauses(policy)
    return policy


def _drop_unused_clauses(policy: Policy) -> None:
    policy.clauses.filter(versions=None).delete()


def _code(label: str) -> str:
    """A label as a fact of the record, which takes codes only."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "_.-") else "-" for c in label)
