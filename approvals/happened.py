"""What somebody who comes too late is told: who did what and when, and what can still be done."""

from __future__ import annotations

from datetime import datetime

from approvals.models import Decision, Hold, PostRequest, PostVersion, Publication, Takedown
from approvals.states import PostStatus, Verdict
from audit.models import Entry
from school.days import LONDON
from school.models import Person

_DECIDED = {
    Verdict.APPROVE: "already approved",
    Verdict.CHANGES: "already sent back for changes",
    Verdict.REJECT: "already rejected",
}
_OPEN = (PostStatus.APPROVED, PostStatus.PARTLY_PUBLISHED)
_LIVE = (PostStatus.PUBLISHED, PostStatus.PARTLY_PUBLISHED)


def _at(moment: datetime) -> str:
    local = moment.astimezone(LONDON)
    return f"at {local:%H:%M} on {local.day} {local:%B %Y}"


def _decided(decision: Decision) -> str:
    did = _DECIDED[Verdict(decision.verdict)]
    return f"This post was {did} by {decision.actor} ({decision.held_as}) {_at(decision.at)}."


def told_to_the_loser(version: PostVersion, but: str) -> str:
    """The sentence for whoever was second, ending with what can still be done; "" when nothing is known."""
    decision = Decision.objects.select_related("actor", "appointment").filter(version=version).first()
    post = PostRequest.objects.get(pk=version.request_id)
    found = [_decided(decision)] if decision else []
    found += _since(post)
    if not found:
        return ""
    return " ".join([*found, but, *_still(post)])


def _since(post: PostRequest) -> list[str]:
    """What came after a decision, or instead of one: the last of each."""
    found = []
    if post.status == PostStatus.WITHDRAWN:
        entry = Entry.objects.of(post).named("post.withdrawn").last()
        person = Person.objects.filter(pk=entry.actor).first() if entry else None
        if entry and person:
            found.append(f"{person} withdrew it {_at(entry.at)}.")
    for hold in Hold.objects.open().filter(request=post).select_related("by")[:1]:
        found.append(f"{hold.by or 'The portal'} put it on hold {_at(hold.at)}.")
    out = Publication.objects.filter(target__request=post, target__takedown=None).select_related("published_by")
    for publication in out.order_by("-published_at")[:1]:
        found.append(f"{publication.published_by} published it {_at(publication.published_at)}.")
    for down in Takedown.objects.filter(target__request=post).select_related("by")[:1]:
        found.append(f"{down.by} took it down {_at(down.at)}.")
    return found


def _still(post: PostRequest) -> list[str]:
    """Either approver may always stop: before it is out by holding it, afterwards by taking it down."""
    if post.status in _LIVE:
        return ["You can still take it down below."]
    return ["You can still put it on hold below."] if post.status in _OPEN else []
