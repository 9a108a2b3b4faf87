"""What a live post looks like, kept as evidence beside its address."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from approvals.entrance import demand_own_form, enter
from approvals.models import Publication, Screenshot
from approvals.models.officials import leave_of
from approvals.permissions import obstacle_to_taking_down
from approvals.states import TargetStatus, WrongState
from audit.actions import record
from files.accepting import MOST_BYTES_KEPT, Accepted
from files.actions import keep, keeping
from school.obstacles import demand

MOST_SCREENSHOTS = 5
KINDS = frozenset({"image/jpeg", "image/png"})


def keep_screenshot(*, pk: UUID, once: UUID, clean: Accepted, by: UUID, now: datetime) -> Screenshot:
    """Keep a screenshot of a post where it stands; `pk` is the publication's. Raises FileRefused, WrongState."""
    with keeping():
        rows = Publication.objects.select_for_update(no_key=True, of=("self",))
        publication = rows.select_related("version__request", "target").get(pk=pk)
        standing = enter(by, now)
        if known := Screenshot.objects.filter(pk=once).first():
            demand_own_form(known.by_id, by)
            return known
        demand(obstacle_to_taking_down(standing, leave_of(by, standing.today)))
        if publication.target and publication.target.status != TargetStatus.PUBLISHED:
            raise WrongState("The post is not up on this account any more, so no screenshot of it is kept now.")
        if publication.screenshots.count() >= MOST_SCREENSHOTS:
            raise WrongState(f"{MOST_SCREENSHOTS} screenshots are kept of it already. That is enough to show it.")
        shot = Screenshot(pk=once, publication=publication, by_id=by, at=now)
        clean.content.name = f"screenshot-{shot.pk.hex[:8]}"
        shot.file = keep(
            clean.content,
            owner=shot,
            by=by,
            now=now,
            limit_bytes=MOST_BYTES_KEPT,
            allowed=KINDS,
            scan=clean.scan,
        )
        shot.save(force_insert=True)
        record("post.screenshot_kept", publication.version.request, shot, shot.file, by=by, now=now)
    return shot
