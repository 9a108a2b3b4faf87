"""What reviews put before people: signatures that wait, the next task, and what is due or overdue."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from notices.actions import tell
from notices.register import MOST_WAITING, Item, MenuItem, Told
from policy.models import Policy, Review
from policy.review_permissions import RESPONSIBLE, obstacle_to_reading
from policy.review_states import ReviewStatus
from policy.reviewing import ReviewStanding, SigningRight, signing_right, standings_of_reviews
from school.days import local_date
from school.hearing import all_or_none, seen_ones, visible_ones
from school.models import Office
from school.offices import holder_ids
from school.standing import Standing, standing_of

# Days before the next review is due on which the responsible people are told, besides the day after.
ALERTS = (60, 30, 0)
SOON = timedelta(days=ALERTS[0])
ENTERS = (Office.CLERK, Office.PRINCIPAL)
YEARLY = "The policy is to be reviewed every year."


def menu(standing: Standing) -> list[MenuItem]:
    return [] if obstacle_to_reading(standing) else [MenuItem("Review", "admin:index")]


def may_hear_of_review(person_id: UUID, object_id: UUID, now: datetime) -> bool:
    return not obstacle_to_reading(standing_of(person_id, now))


def is_still_to_sign(told: Told, now: datetime) -> bool:
    """The review waits for this person's signature."""
    standing = standing_of(told.person_id, now)
    review = Review.objects.open().filter(pk=told.about_id).prefetch_related("signatures").first()
    return review is not None and _waits_for_signature(review, signing_right(standing), standing)


def review_url(object_id: UUID) -> str:
    return reverse("admin:policy_review_change", args=[object_id])


def waiting(standing: Standing, now: datetime) -> list[Item]:
    """Signatures first, then the next task of each review, then what is due without one."""
    if obstacle_to_reading(standing):
        return []
    reviews = list(Review.objects.open().select_related("policy").prefetch_related("signatures"))
    right = signing_right(standing)
    to_sign = {review.policy_id: review for review in reviews if _waits_for_signature(review, right, standing)}
    policies = list(Policy.objects.all())
    standings = standings_of_reviews(policies, standing.today)
    items = [_to_sign(review, standings[review.policy_id]) for review in to_sign.values()]
    if not standing.holds(*RESPONSIBLE):
        return items
    items += _minutes_missing(standing)
    under_review = {review.policy_id: review for review in reviews}
    for policy in (policy for policy in policies if policy.pk not in to_sign):
        item = _due_line(policy, standings[policy.pk], under_review.get(policy.pk), standing)
        items += [item] if item else []
    return items


def _minutes_missing(standing: Standing) -> list[Item]:
    """The clerk's: the board has decided, and nothing says yet where the minutes have it."""
    if not standing.holds(Office.CLERK):
        return []
    decided = Review.objects.filter(meeting__isnull=False, minutes=None).exclude(status=ReviewStatus.REFERRED_BACK)
    return [
        Item(
            f"Record the minute reference of the decision on the {review.policy}",
            reverse("admin:policy_review_minute", args=[review.pk]),
            None,
            "review",
            why="The board has decided; the minutes are to say where.",
            button="Record it",
        )
        for review in decided.select_related("policy").newest_first()[:MOST_WAITING]
    ]


def yours(standing: Standing, now: datetime) -> list[Item]:
    """For members of the board without a task in it: how the open reviews stand."""
    if obstacle_to_reading(standing) or standing.holds(*RESPONSIBLE):
        return []
    reviews = Review.objects.open().select_related("policy").prefetch_related("signatures").newest_first()[:7]
    return [
        Item(f"Review of the {review.policy}: {review.turn}", review_url(review.pk), None, "review")
        for review in reviews
    ]


def _waits_for_signature(review: Review, right: SigningRight | None, standing: Standing) -> bool:
    if right is None or not review.awaits_signatures:
        return False
    return not any(row.line == right.line or row.person_id == standing.person_id for row in review.signatures.all())


def _to_sign(review: Review, stands: ReviewStanding) -> Item:
    sentence = f"Sign the review of the {review.policy}" + (", which is overdue" if stands.is_overdue else "")
    why = "The board has approved it, and you are one of the two who sign."
    url = reverse("admin:policy_review_sign", args=[review.pk])
    return Item(sentence, url, stands.next_due, "review", why=why, button="Sign")


def _due_line(policy: Policy, stands: ReviewStanding, review: Review | None, standing: Standing) -> Item | None:
    if review is not None:
        return _next_task(policy, stands, review, standing)
    if stands.is_overdue:
        sentence = f"The review of the {policy} is overdue: open it"
    elif stands.next_due and stands.next_due - SOON <= standing.today:
        sentence = f"Open the next review of the {policy}"
    else:
        return None
    url = reverse("admin:policy_review_open", args=[policy.slug])
    return Item(sentence, url, stands.next_due, "review", why=YEARLY, button="Open it")


def _next_task(policy: Policy, stands: ReviewStanding, review: Review, standing: Standing) -> Item | None:
    enters = standing.holds(*ENTERS)
    if enters and review.status == ReviewStatus.OPENED:
        view, sentence, button = "staff_review", f"Record the staff review of the {policy}", "Record it"
    elif enters and review.status == ReviewStatus.STAFF_REVIEWED:
        view, sentence, button = "meeting", f"Record the board's decision on the {policy}", "Record it"
    elif stands.is_overdue:
        view, sentence, button = "change", f"The review of the {policy} is overdue: see what is missing", "Look"
    else:
        return None
    url = reverse(f"admin:policy_review_{view}", args=[review.pk])
    return Item(sentence, url, stands.next_due, "review", why=YEARLY, button=button)


def remind_of_due(now: datetime) -> None:
    """Tell Principal, Chair and clerk 60, 30 and 0 days before, and once overdue; each only once."""
    today = local_date(now)
    policies = list(Policy.objects.all())
    standings = standings_of_reviews(policies, today)
    responsible = holder_ids(*RESPONSIBLE, on=today)
    with transaction.atomic():
        for policy in policies:
            if key := _alert(standings[policy.pk], today):
                tell("review.due", responsible, about=policy, now=now, key=key)


def _alert(stands: ReviewStanding, today: date) -> str:
    """The key of the alert that stands today; empty when none does."""
    if stands.is_overdue:
        return f"overdue {stands.next_due or ''}".strip()
    if stands.next_due is None:
        return ""
    left = (stands.next_due - today).days
    passed = [days for days in ALERTS if left <= days]
    return f"{passed[-1]} {stands.next_due}" if passed else ""


def may_hear_of_due(person_id: UUID, object_id: UUID, now: datetime) -> bool:
    return standing_of(person_id, now).holds(*RESPONSIBLE)


def due_url(object_id: UUID) -> str:
    return reverse("admin:policy_policy_change", args=[object_id])


def register() -> None:
    """Called by the app when it is ready."""
    from audit.register import add_events
    from notices.beats import add_duty
    from notices.register import add_kind, add_menu, add_subject, add_waiting, add_yours
    from policy import review_events

    add_events(review_events.EVENTS)
    for kind, sentence in review_events.NOTICES.items():
        add_kind(kind, sentence=sentence, still=is_still_to_sign if kind == "review.sign" else None)
    add_subject(
        "policy.Review",
        may_be_told=may_hear_of_review,
        url=review_url,
        which=visible_ones(Review),
        seen=seen_ones(Review),
    )
    add_subject("policy.Policy", may_be_told=may_hear_of_due, url=due_url, which=all_or_none(may_hear_of_due))
    add_menu(menu)
    add_waiting(waiting)
    add_yours(yours)
    add_duty("policy.review_due", every=timedelta(days=1), duty=remind_of_due)
