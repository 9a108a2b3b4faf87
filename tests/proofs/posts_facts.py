"""What people try about a post: for each action of a post, what it takes, made up from where the post stands.

`FACTS`: the action's name, and a function of the machine, the post's row and a Random that answers with what the action
takes beside `by` and `now` (the post's `pk` included), or None where there is nothing to do it to.
"""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from approvals.actions import Narrowing
from approvals.models import (
    Authorisation,
    Comment,
    PlacedPicture,
    PostRequest,
    PostTarget,
    Publication,
    RetrospectiveReview,
    TakedownTask,
)
from approvals.wording import Words, current, words_of

Facts = Callable[[Any, PostRequest, Random], dict[str, Any] | None]
WHY = "It cannot wait, and the other one is away."


def once_of(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def some_words(machine: Any, chance: Random) -> Words:
    """A text on one account or both, now and then with a time, a last time, a link or words of its own."""
    accounts = [one.pk for one in machine.world.accounts][: chance.choice([1, 1, 2])]
    bodies = tuple((one, f"Own words {chance.randrange(99)}." if chance.random() < 0.2 else "") for one in accounts)
    opens = machine.now + timedelta(hours=chance.choice([1, 4, 30])) if chance.random() < 0.2 else None
    closes = machine.now + timedelta(days=chance.choice([1, 9])) if chance.random() < 0.2 else None
    link = "https://school.example/news" if chance.random() < 0.2 else ""
    if opens and closes and closes <= opens:
        closes = None
    return Words(f"Words number {chance.randrange(10**6)}.", link, bodies, opens, closes)


def decide(machine: Any, row: PostRequest, chance: Random) -> dict[str, Any]:
    """Mostly on the words that stand; now and then on an older page."""
    version = current(row)
    if chance.random() < 0.15:
        version = chance.choice(list(row.versions.order_by("n")))
    verdict = chance.choice(["approve", "approve", "approve", "approve", "changes", "reject"])
    placed = [one.account_id for one in version.placements.all()]
    narrowing = Narrowing(frozenset(placed[1:])) if verdict == "approve" and chance.random() < 0.15 else Narrowing()
    return {
        "pk": row.pk, "version_id": version.pk, "digest": version.digest, "row_version": row.row_version,
        "verdict": verdict, "comment": "Please say when it begins.", "narrowing": narrowing,
        "accepted": {"no_freeze": "It goes out when the freeze is over.", "consents": "The office rang them.",
                     "other_policy": "The trips policy was read."},
        "looked_at": version.pictures.count(),
    }  # fmt: skip


def record_publication(machine: Any, row: PostRequest, chance: Random) -> dict[str, Any] | None:
    ready = list(PostTarget.objects.filter(request=row).order_by("pk"))
    if not ready:
        return None
    version = current(row) if chance.random() < 0.9 else chance.choice(list(row.versions.order_by("n")))
    permalink = f"https://www.facebook.com/loughview/posts/{row.reference}{chance.randrange(3)}"
    account = chance.choice([one for one in ready if one.status == "queued"] or ready).account_id
    return {"pk": row.pk, "digest": version.digest, "permalink": permalink, "account_id": account}


def take_down(machine: Any, row: PostRequest, chance: Random) -> dict[str, Any] | None:
    targets = list(PostTarget.objects.filter(request=row).order_by("pk"))
    live = [one for one in targets if one.status == "published"] or targets
    return {"pk": chance.choice(live).pk, "reason": "error", "evidence": "It is gone."} if live else None


def edit(machine: Any, row: PostRequest, chance: Random) -> dict[str, Any]:
    words = words_of(current(row)) if chance.random() < 0.1 else some_words(machine, chance)
    return {"pk": row.pk, "words": words}


def review(machine: Any, row: PostRequest, chance: Random) -> dict[str, Any] | None:
    found = Authorisation.objects.filter(version__request=row).order_by("at").last()
    if found is None or RetrospectiveReview.objects.filter(authorisation=found).exists():
        return None
    return {
        "pk": found.pk,
        "outcome": chance.choice(["confirmed", "learning", "take_down"]),
        "note": "Ask the other one.",
    }


def check(machine: Any, row: PostRequest, chance: Random) -> dict[str, Any] | None:
    found = Publication.objects.filter(version__request=row).order_by("published_at", "pk").first()
    return {"pk": found.pk} if found else None


def keep_up(machine: Any, row: PostRequest, chance: Random) -> dict[str, Any] | None:
    task = TakedownTask.objects.filter(target__request=row).order_by("opened_at", "pk").first()
    return {"pk": task.pk} if task else None


def comment(machine: Any, row: PostRequest, chance: Random) -> dict[str, Any]:
    earlier = Comment.objects.filter(request=row).order_by("at", "pk").first()
    return {"pk": row.pk, "once": once_of(chance), "text": "Is this the right day?",
            "answers": earlier.pk if earlier and chance.random() < 0.5 else None}  # fmt: skip


def restore(machine: Any, row: PostRequest, chance: Random) -> dict[str, Any] | None:
    """Mostly to a version that there is."""
    earlier = list(row.versions.exclude(pk=row.current_version_id).order_by("n").values_list("n", flat=True))
    return {"pk": row.pk, "n": chance.choice(earlier)} if earlier and chance.random() < 0.9 else None


def remove_picture(machine: Any, row: PostRequest, chance: Random) -> dict[str, Any] | None:
    placed = PlacedPicture.objects.filter(place__version=row.current_version_id).first()
    return {"pk": row.pk, "placed": placed.pk} if placed and chance.random() < 0.3 else None


FACTS: dict[str, Facts] = {
    "authorise_own": lambda machine, row, chance: {
        "pk": row.pk, "why": "absent", "reason": WHY, "shows_no_pupil": True, "row_version": row.row_version,
    },
    "ask_again": lambda machine, row, chance: {"pk": row.pk, "not_before": machine.now + timedelta(hours=2)},
    "check_publication": check,
    "comment": comment,
    "copy_post": lambda machine, row, chance: (
        {"pk": row.pk, "once": once_of(chance)} if len(machine.posts) < 9 else None
    ),
    "decide": decide,
    "edit_post": edit,
    "keep_up": keep_up,
    "mark_other_policy": lambda machine, row, chance: {"pk": row.pk, "which": chance.choice(["", "Trips"])},
    "put_on_hold": lambda machine, row, chance: {"pk": row.pk, "reason": "A word first."},
    "recall_post": lambda machine, row, chance: {"pk": row.pk},
    "record_publication": record_publication,
    "release": lambda machine, row, chance: {"pk": row.pk},
    "remove_picture": remove_picture,
    "restore_version": restore,
    "review_own": review,
    "set_return": lambda machine, row, chance: {"pk": row.pk, "back_at": chance.choice([None, machine.now])},
    "settle_rest": lambda machine, row, chance: {"pk": row.pk},
    "submit_post": lambda machine, row, chance: {"pk": row.pk},
    "take_down": take_down,
    "withdraw_post": lambda machine, row, chance: {"pk": row.pk} if chance.random() < 0.15 else None,
}  # fmt: skip
VERBS = sorted(FACTS)
# What leads on from where a post stands, tried more often than the rest.
USUAL = {
    "draft": ["submit_post", "submit_post", "submit_post", "edit_post", "authorise_own", "submit_post"],
    "submitted": ["decide", "decide", "decide", "decide", "edit_post", "recall_post", "comment"],
    "changes_requested": ["edit_post", "edit_post", "restore_version", "comment"],
    "approved": [
        "record_publication",
        "record_publication",
        "record_publication",
        "put_on_hold",
        "edit_post",
        "review_own",
    ],
    "on_hold": ["release", "release", "edit_post", "withdraw_post", "release"],
    "partly_published": [
        "record_publication",
        "record_publication",
        "take_down",
        "settle_rest",
        "put_on_hold",
        "release",
    ],
    "published": ["take_down", "check_publication", "copy_post", "review_own", "keep_up"],
    "expired": ["ask_again", "ask_again", "edit_post", "copy_post"],
    "rejected": ["copy_post"],
    "withdrawn": ["copy_post"],
    "taken_down": ["copy_post", "review_own"],
}
# The author's step, the approvers', or any official user's.
WHOSE = {
    **dict.fromkeys(["decide", "put_on_hold", "release", "review_own", "keep_up"], "deciders"),
    **dict.fromkeys(["record_publication", "take_down", "check_publication", "copy_post"], "official"),
}
# Actions of other things, tried by a rule of their own in posts.py, or that no post depends on.
A_RULE_OF_ITS_OWN = {
    "draft_post", "add_pictures", "describe_picture", "expire_lapsed", "freeze", "end_freeze", "set_account_enabled",
    "name_official_user", "acknowledge_official_user", "suspend_official_user", "resume_official_user", "end_official_user",
    "write_template", "decide_template", "end_template", "use_template",
}  # fmt: skip
NOT_TRIED = {
    "add_account": "no post depends on it",
    "decline_official_use": "what comes to nothing",
    "move_picture": "the order of pictures is in tests/approvals/test_pictures.py",
    "suggest": "what was passed on is no post",
    "decline_suggestion": "what was passed on is no post",
    "use_suggestion": "a draft as any other, in tests/approvals/test_pass_on.py",
    **dict.fromkeys(
        ["add_passed_pictures", "look_at_passed", "discard_passed_picture"],
        "what was passed on is no post: tests/approvals/test_pass_on_pictures.py",
    ),
    **dict.fromkeys(
        ["change_official_user", "renew_official_user", "acknowledge_again", "end_what_is_over", "expire_entries"],
        "each is an entry that is named, acknowledged or ended, as a rule tries it: tests/approvals/test_terms.py",
    ),
    "warn_of_lapses": "it tells and changes nothing",
    "appoint_stand_in": "an appointment as the rule of offices makes it: tests/approvals/test_lapses.py",
    "change_account": "who can get into an account lets nobody decide or publish",
    "keep_screenshot": "evidence beside a post: tests/approvals/test_beside_pictures.py",
    "make_calendar_address": "it shows posts and changes none",
    "end_calendar_address": "it shows posts and changes none",
    **dict.fromkeys(
        ["ask_for_activity", "call_off_activity", "change_activity", "complete_activity", "decide_on_activity",
         "resume_activity", "suspend_activity"], "activities are no posts: tests/approvals/test_activities.py",
    ),
}  # fmt: skip
