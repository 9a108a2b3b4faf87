"""Everything the pages of one post show: where it stands, its versions, what changed, who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from approvals.acknowledging import is_overdue
from approvals.comparing import word_changes
from approvals.deciders import deciders_of
from approvals.delivery import WAITING
from approvals.gates import judge, snapshot_of
from approvals.lane_page import lane_of
from approvals.models import (
    Comment,
    GateRun,
    Hold,
    HoldCause,
    PostRequest,
    PostTarget,
    PostVersion,
    Stage,
    Suggestion,
    TakedownReason,
)
from approvals.models.lanes import Outcome, Why
from approvals.models.officials import Leave, leave_of
from approvals.models.pictures import TaskCause, TaskOutcome
from approvals.permissions import (
    obstacle_to_asking,
    obstacle_to_checking,
    obstacle_to_commenting,
    obstacle_to_deciding,
    obstacle_to_editing,
    obstacle_to_holding,
    obstacle_to_keeping_up,
    obstacle_to_picturing,
    obstacle_to_publishing,
    obstacle_to_recalling,
    obstacle_to_settling,
    obstacle_to_submitting,
    obstacle_to_taking_down,
    obstacle_to_withdrawing,
)
from approvals.picture_files import may_see, may_see_shots
from approvals.picture_page import Shown as PictureShown
from approvals.picture_page import may_change, pictured, tasks_of
from approvals.states import ENDED, OUT, POST_MOVES, POST_TURN, PostStatus, TargetStatus
from approvals.wording import current, words_of
from audit.models import Entry
from audit.register import ids_in, sentence
from school.models import Person
from school.standing import Standing

OPEN = (PostStatus.DRAFT, PostStatus.SUBMITTED, PostStatus.CHANGES_REQUESTED)
VERDICTS = {"approve": "approved", "changes": "changes asked for", "reject": "rejected"}
# What the record calls by a code, in the words that the forms use.
CODED = {
    "post.held": HoldCause,
    "post.taken_down": TakedownReason,
    "post.task_opened": TaskCause,
    "post.task_settled": TaskOutcome,
    "post.self_authorised": Why,
    "post.reviewed": Outcome,
}
WORDS = {
    name: {value: str(label)[:1].lower() + str(label)[1:] for value, label in choices.choices}
    for name, choices in CODED.items()
}


def history_of(post: PostRequest) -> list[dict[str, Any]]:
    """What happened, from the record itself, in plain sentences. Two queries."""
    entries = list(Entry.objects.about("approvals.PostRequest", post.pk))
    names: dict[Any, str] = {person.pk: person.display_name for person in Person.objects.filter(pk__in=ids_in(entries))}
    names |= {post.pk: post.reference, **VERDICTS}
    return [{"at": entry.at, "sentence": sentence(entry, names | WORDS.get(entry.name, {}))} for entry in entries]


def versions_of(post: PostRequest) -> list[PostVersion]:
    rows = post.versions.select_related(
        "account", "created_by", "requested_by", "decision__actor", "decision__appointment", "based_on"
    )
    return list(rows.prefetch_related("placements__account", "pictures", "editors").order_by("-n"))


@dataclass(frozen=True)
class Shown:
    """One account of an approved post, with what this reader may do there."""

    target: PostTarget
    may_publish: bool
    may_take_down: bool
    may_check: bool
    may_prove: bool
    may_see_shots: bool


def targets_of(post: PostRequest, standing: Standing, leave: Leave | None) -> list[Shown]:
    """Where it stands on each account, with the screenshots of it. Three queries."""
    found = []
    late = leave is not None and is_overdue(standing.person_id, standing.today)
    for target in PostTarget.objects.filter(request=post).for_pages().prefetch_related("publication__screenshots__by"):
        account, publication = target.account, getattr(target, "publication", None)
        is_on = account.is_enabled
        publishing = obstacle_to_publishing(standing, leave, account.pk, is_enabled=is_on, is_overdue=late)
        is_live = target.status == TargetStatus.PUBLISHED
        is_checked = publication is not None and hasattr(publication, "check_by_another")
        found.append(
            Shown(
                target,
                may_publish=target.status == TargetStatus.QUEUED and not publishing,
                may_take_down=is_live and not obstacle_to_taking_down(standing, leave),
                may_check=is_live
                and publication is not None
                and not is_checked
                and not obstacle_to_checking(standing, leave, publication.published_by_id),
                may_see_shots=may_see_shots(standing, target),
                may_prove=is_live and publication is not None and not obstacle_to_taking_down(standing, leave),
            )
        )
    return found


def threads_of(post: PostRequest) -> list[dict[str, Any]]:
    """Comments with their answers below them, oldest first. One query."""
    rows = list(Comment.objects.filter(request=post).select_related("by", "version", "about_picture"))
    tops = {row.pk: {"top": row, "answers": []} for row in rows if row.answers_id is None}
    root = {row.pk: row.answers_id for row in rows}
    for row in rows:
        parent = row.answers_id
        while parent is not None and root[parent] is not None:
            parent = root[parent]
        if parent is not None:
            tops[parent]["answers"].append(row)
    return list(tops.values())


def put_beside(pictures: list[PictureShown], threads: list[dict[str, Any]], version: PostVersion) -> None:
    """A thread about a picture stands at that picture; one whose picture was left out says so among the others."""
    beside = {one.placed.picture_id: one for one in pictures}
    for thread in threads:
        about = getattr(thread["top"], "about_picture", None)
        thread["spot"] = about.spot if about else ""
        thread["is_gone"] = about is not None and about.picture_id not in beside
        thread["is_earlier"] = thread["top"].version_id != version.pk
        thread["place"] = beside.get(about.picture_id) if about else None
        if thread["place"] is not None:
            thread["place"].threads.append(thread)


def gates_of(version: PostVersion, post: PostRequest, now: datetime) -> list[dict[str, Any]]:
    """What the gates say now while something is open; afterwards what they said last."""
    if post.status in OPEN:
        stage = Stage.APPROVE if post.status == PostStatus.SUBMITTED else Stage.SUBMIT
        return [{"gate": one} for one in judge(snapshot_of(version, stage=stage, now=now))]
    run = GateRun.objects.filter(version=version).first()
    return [{"gate": one} for one in run.results] if run else []


def _other_accounts(before: PostVersion | None, version: PostVersion) -> tuple[str, str] | None:
    """The accounts before and now, where they or words of their own differ."""
    if before is None or words_of(before).accounts == words_of(version).accounts:
        return None
    return _named(before), _named(version)


def _named(version: PostVersion) -> str:
    return ", ".join(f"{one.account}{' (own words)' if one.body else ''}" for one in version.placements.all())


def _own_changes(before: PostVersion | None, version: PostVersion) -> list[dict[str, Any]]:
    """Word by word what changed on each account that has, or had, words of its own."""
    if before is None:
        return []
    earlier = {one.account_id: one.body for one in before.placements.all()}
    found = []
    for one in version.placements.all():
        was = earlier.get(one.account_id)
        if was is None or was == one.body:
            continue
        found.append({"account": one.account, "runs": word_changes(was or before.text, one.body or version.text)})
    return found


def _shown(post: PostRequest, version: PostVersion, versions: list[PostVersion]) -> dict[str, Any]:
    before = next((one for one in versions if one.pk == version.based_on_id), None)
    decision = getattr(version, "decision", None)
    reads = list(version.placements.all())
    for one in reads:
        one.version = version
    return {
        "post": post,
        "version": version,
        "versions": versions,
        "reads": reads,
        "is_one_wording": len({one.wording() for one in reads}) == 1,
        "before": before,
        "changes": word_changes(before.text, version.text) if before else [],
        "own_changes": _own_changes(before, version),
        "other_accounts": _other_accounts(before, version),
        "decision": decision,
        "last_decision": next((one.decision for one in versions if hasattr(one, "decision")), None),
    }


def _lacks_words(one: PictureShown) -> bool:
    """Whether somebody still has to say what a picture shows, or who is in it."""
    return not one.placed.refused and (one.placed.declared_by is None or not (one.alt or one.is_decorative))


def page_of_post(post: PostRequest, standing: Standing, now: datetime) -> dict[str, Any]:
    """The whole page for this reader. The number of queries does not depend on the post's history."""
    versions = versions_of(post)
    version = next(one for one in versions if one.pk == post.current_version_id)
    version.request = post
    leave = leave_of(standing.person_id, standing.today)
    deciders = deciders_of(version, standing.today) if post.status in (PostStatus.DRAFT, PostStatus.SUBMITTED) else []
    holds = list(Hold.objects.open().filter(request=post).select_related("by", "account", "freeze"))
    may_talk = not obstacle_to_commenting(standing, post.author_id)
    shown = pictured(version, post, standing.today)
    threads = threads_of(post) if may_talk else []
    put_beside(shown, threads, version)
    targets = targets_of(post, standing, leave)
    is_author = post.author_id == standing.person_id
    in_part = post.status == PostStatus.PARTLY_PUBLISHED and any(one.target.status in WAITING for one in targets)
    return _shown(post, version, versions) | {
        "pictures": shown,
        "source": Suggestion.objects.filter(post=post).select_related("from_person").first() if may_talk else None,
        "hides_pictures": not may_see(standing, post),
        "tasks": tasks_of(post),
        "may_keep_up": not obstacle_to_keeping_up(standing),
        "may_picture": not obstacle_to_editing(standing, post.author_id)
        and not obstacle_to_picturing(standing, leave)
        and (may_change(post) or bool(shown)),
        "gates": gates_of(version, post, now) if may_talk else [],
        "targets": targets,
        "holds": holds,
        "threads": [one for one in threads if one["place"] is None],
        "has_picture_threads": any(one["place"] is not None for one in threads),
        "copy_once": uuid4(),
        "lane": lane_of(post, version, standing),
        "deciders": deciders,
        "nobody_decides": bool(deciders) and not any(one.may for one in deciders),
        "no_offices": post.status == PostStatus.SUBMITTED and not deciders,
        # Why something was refused or sent back is between the author and those who decide (0145).
        "history": history_of(post) if may_talk else [],
        "is_author": is_author,
        "turn": POST_TURN[post.status].replace("the author", "you" if is_author else "the author"),
        "pictures_wait": any(_lacks_words(one) for one in shown),
        "knows_all": may_talk,
        "may": _may(post, version, standing, leave, is_held=bool(holds), is_waiting_in_part=in_part),
        "deciding_obstacle": obstacle_to_deciding(standing, version.hands()),
    }


def _may(
    post: PostRequest,
    version: PostVersion,
    standing: Standing,
    leave: Leave | None,
    *,
    is_held: bool,
    is_waiting_in_part: bool,
) -> dict[str, bool]:
    """Which buttons to show. The actions ask again; these only spare people a refusal."""
    moves = POST_MOVES[post.status]
    is_waiting = post.status == PostStatus.SUBMITTED
    is_author = not obstacle_to_recalling(standing, post.author_id)
    may_edit = not obstacle_to_editing(standing, post.author_id)
    is_open = post.status == PostStatus.DRAFT or PostStatus.DRAFT in moves
    accounts = [one.account_id for one in version.placements.all()]
    may_decide = not obstacle_to_deciding(standing, version.hands())
    return {
        "decide": is_waiting and may_decide,
        "edit": may_edit and is_open,
        "submit": PostStatus.SUBMITTED in moves
        and not obstacle_to_submitting(standing, post.author_id, leave, *accounts),
        "recall": is_waiting and is_author,
        "restore": is_author and is_open,
        "withdraw": PostStatus.WITHDRAWN in moves and not obstacle_to_withdrawing(standing, post.author_id),
        "hold": post.status in (PostStatus.APPROVED, PostStatus.PARTLY_PUBLISHED) and not obstacle_to_holding(standing),
        "copy": post.status in ENDED and not obstacle_to_asking(standing, leave),
        "ask_again": post.status == PostStatus.EXPIRED
        and not obstacle_to_submitting(standing, post.author_id, leave, *accounts),
        "settle": is_waiting_in_part and not obstacle_to_settling(standing, post.author_id),
        "release": is_held and may_decide,
        "comment": not obstacle_to_commenting(standing, post.author_id),
        "mark": post.status not in OUT and not obstacle_to_commenting(standing, post.author_id),
    }


def current_version_of(post: PostRequest) -> PostVersion:
    version = current(post)
    version.request = post
    return version
