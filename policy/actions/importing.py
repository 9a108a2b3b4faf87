"""A document becomes a draft, or the portal's first knowledge of a policy's past."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from audit.actions import record
from notices.actions import tell
from policy.actions.duties import write_duties
from policy.actions.reviewing import record_history
from policy.actions.versions import locked_draft, seal
from policy.models import Clause, ClauseVersion, Policy, Section, Version
from policy.permissions import KEEPERS, obstacle_to_entering_history, obstacle_to_importing
from policy.reading.dates import dates_in
from policy.reading.document import Document
from policy.reading.proposal import Proposed, propose
from policy.register import shipped_clauses
from policy.states import WrongState
from school.models import Person
from school.obstacles import demand
from school.offices import holder_ids
from school.standing import standing_of

DATES = ("written", "cover_review", "staff_review", "governors_approval")


@transaction.atomic
def import_document(
    *,
    document: Document,
    content: bytes,
    source_name: str,
    title: str,
    label: str = "",
    once: UUID,
    by: Person,
    now: datetime,
) -> Version:
    """Make a draft of what was read; a repeat of `once` answers with the first draft.

    Raises PermissionDenied, or WrongState while another draft of this policy is open.
    """
    standing = standing_of(by.pk, now)
    demand(obstacle_to_importing(standing))
    if found := Version.objects.filter(once=once).first():
        return found
    policy = policy_named(title)
    refuse_second_draft(policy)
    version = Version.objects.create(
        policy=policy,
        label=free_label(policy, label or _label_of(document, standing.today)),
        claimed=claims_of(document),
        source_name=source_name[:200],
        source_sha256=hashlib.sha256(content).hexdigest(),
        created_at=now,
        created_by=by,
        once=once,
    )
    proposed = propose(document, shipped_clauses())
    write_clauses(version, proposed)
    unsure = version.clause_versions.filter(is_unsure=True).count()
    tell("policy.to_confirm", holder_ids(*KEEPERS, on=standing.today) - {by.pk}, about=version, now=now)
    record("policy.imported", version, by=by.pk, now=now, clauses=len(document.clauses), unsure=unsure)
    return version


@transaction.atomic
def enter_history(*, version_id: UUID, effective_from: date | None = None, by: Person, now: datetime) -> Version:
    """Say that a draft is what held before the portal: in force from the last day its own date allows.

    Nothing is invented (decision 19): its sign-off stays incomplete, its dates stay as the document has them.
    """
    version = locked_draft(version_id)
    standing = standing_of(by.pk, now)
    starts = last_day_claimed(version) or effective_from
    is_first = not version.policy.versions.approved().exists()
    demand(obstacle_to_entering_history(standing, is_first=is_first, effective_from=starts))
    version.is_history = True
    seal(version, effective_from=starts, by=by, now=now)
    signatures = version.claimed.get("signatures", [])
    record_history(
        policy=version.policy,
        version=version,
        claimed={key: version.claimed.get(key, "") for key in DATES},
        written=_first_code(version.claimed.get("written", "")),
        staff_reviewed=_first_code(version.claimed.get("staff_review", "")),
        approved=_first_code(version.claimed.get("governors_approval", "")),
        has_chair_signature=any(one["filled"] for one in signatures[:1]),
        has_second_signature=any(one["filled"] for one in signatures[1:2]),
        by=by,
        now=now,
    )
    record("policy.history_entered", version, by=by.pk, now=now, effective_from=version.effective_from)
    return version


def policy_named(title: str) -> Policy:
    """The policy of that title, new or known, under its lock."""
    title = " ".join(title.split())[:200]
    slug = slugify(title)[:80] or "policy"
    last = Policy.objects.aggregate(last=Max("order"))["last"]
    policy, _ = Policy.objects.get_or_create(slug=slug, defaults={"title": title, "order": (last or 0) + 1})
    return Policy.objects.select_for_update().get(pk=policy.pk)


def refuse_second_draft(policy: Policy) -> None:
    if policy.versions.drafts().exists():
        raise WrongState(f"There is already a draft of the {policy.title}. Finish it or drop it first.")


def free_label(policy: Policy, wanted: str) -> str:
    """The label asked for; with a number behind it when it is taken."""
    wanted = " ".join(wanted.split())[:34] or "1"
    taken = set(policy.versions.values_list("label", flat=True))
    label, n = wanted, 2
    while label in taken:
        label, n = f"{wanted}.{n}", n + 1
    return label


def claims_of(document: Document) -> dict[str, Any]:
    """What the document says of itself, as text, with what could not be placed."""
    return {
        **{key: document.dates.get(key, "") for key in DATES},
        "cover": document.cover,
        "unplaced": document.unplaced,
        "signatures": [{"label": s.label, "filled": s.is_filled} for s in document.signatures],
    }


def last_day_claimed(version: Version) -> date | None:
    """The last day on which the board can have approved, by the document's own words."""
    found = dates_in(version.claimed.get("governors_approval", ""))
    return found[-1].last_day if found else None


def write_clauses(version: Version, sections: Sequence[tuple[str, str, list[Proposed]]]) -> None:
    """Rows for what was proposed; a clause known to the policy keeps its identity."""
    known = _Known(version.policy)
    rows: list[tuple[ClauseVersion, Proposed]] = []
    for place, (number, title, clauses) in enumerate(sections, 1):
        section = Section.objects.create(version=version, number=number, title=title[:200], position=place)
        rows += [(_clause_row(version, section, known, one, len(rows) + i), one) for i, one in enumerate(clauses, 1)]
    Clause.objects.bulk_create(known.new)
    ClauseVersion.objects.bulk_create([row for row, _ in rows])
    write_duties(rows)


def _clause_row(version: Version, section: Section, known: "_Known", one: Proposed, position: int) -> ClauseVersion:
    return ClauseVersion(
        version=version,
        section=section,
        clause=known.clause_for(one),
        number=one.number,
        position=position,
        lead_in=one.lead_in,
        wording=one.wording,
        title=one.title[:160],
        restatement=one.restatement,
        audience=one.audience,
        force=one.force,
        breach=one.breach,
        is_unsure=one.is_unsure,
    )


class _Known:
    """The clauses a policy has had: found again by register entry, else by the same words."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.new: list[Clause] = []
        self.by_code = {c.register_code: c for c in policy.clauses.exclude(register_code="")}
        rows = ClauseVersion.objects.filter(clause__policy=policy, clause__register_code="").select_related("clause")
        self.by_words = {_folded(row.wording): row.clause for row in rows}

    def clause_for(self, one: Proposed) -> Clause:
        pool, key = (self.by_code, one.register_code) if one.register_code else (self.by_words, _folded(one.wording))
        found = pool.pop(key, None)
        if found is None:
            found = Clause(policy=self.policy, register_code=one.register_code)
            self.new.append(found)
        return found


def _folded(wording: str) -> str:
    return " ".join(wording.lower().split())


def _first_code(text: str) -> str:
    found = dates_in(text)
    return found[0].code if found else ""


def _label_of(document: Document, today: date) -> str:
    found = dates_in(document.dates.get("governors_approval", "") or document.dates.get("written", ""))
    return str(found[-1].year if found else today.year)
