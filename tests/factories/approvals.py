"""Official posts as the tests need them: an account, an official user, and a post in any state in one call.

Posts are made by the actions that people use, so that a post in a state got there as posts do.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from approvals import actions
from approvals.actions import Asked
from approvals.delivery import follow_targets
from approvals.models import (
    Account,
    Activity,
    OfficialUser,
    PostRequest,
    PostVersion,
    Scope,
    Suggestion,
    VersionAccount,
    VersionEditor,
)
from approvals.states import OUT, WITH_LANE, OfficialStatus, PostStatus, TargetStatus, Verdict
from approvals.wording import Words, current
from policy.models import Policy, Version
from policy.states import VersionStatus
from school.models import Person
from tests.factories.school import OfficeHolderFactory, StaffFactory

THEN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class AccountFactory(DjangoModelFactory):
    class Meta:
        model = Account

    platform = "facebook"
    handle = factory.Sequence(lambda n: f"Lough View {n}")
    url = "https://www.facebook.com/loughview"
    holder = factory.LazyFunction(StaffFactory)
    second_holder = factory.LazyFunction(StaffFactory)
    recovery_contact = "office@school.example"
    added_by = factory.SelfAttribute("holder")
    added_at = THEN


def PolicyInForceFactory(slug: str = "social-media") -> Version:
    """An approved version of a policy, in force since 2020."""
    policy, _ = Policy.objects.get_or_create(slug=slug, defaults={"title": "Social media policy"})
    person = StaffFactory()
    return Version.objects.create(
        policy=policy,
        label="2020",
        status=VersionStatus.APPROVED,
        effective_from=date(2020, 9, 1),
        fingerprint="a" * 64,
        created_at=THEN,
        created_by=person,
        approved_at=THEN,
        approved_by=person,
    )


def OfficialUserFactory(
    *accounts: Account,
    person: Person | None = None,
    status: str = OfficialStatus.ACTIVE,
    named_by: Person | None = None,
    starts_on: date = date(2026, 9, 1),
    ends_on: date = date(2027, 8, 31),
) -> OfficialUser:
    """An entry in the register, in any state."""
    signed = status in (OfficialStatus.ACKNOWLEDGED, OfficialStatus.ACTIVE, OfficialStatus.SUSPENDED)
    named_by = named_by or OfficeHolderFactory("slt")
    entry = OfficialUser.objects.create(
        person=person or StaffFactory(),
        status=status,
        starts_on=starts_on,
        ends_on=ends_on,
        nominated_by=named_by,
        nominated_at=THEN,
        approved_by=named_by,
        approved_at=THEN,
        acknowledged_at=THEN if signed else None,
        policy_version=(Version.objects.first() or PolicyInForceFactory()) if signed else None,
        ended_on=date(2026, 10, 1) if status == OfficialStatus.ENDED else None,
        end_reason="revoked" if status == OfficialStatus.ENDED else "",
    )
    Scope.objects.bulk_create(Scope(official_user=entry, account=account) for account in accounts)
    return entry


@dataclass
class Desk:
    """The people around a post: who writes, and the two who may decide."""

    account: Account
    author: Person
    principal: Person
    vice_principal: Person


def DeskFactory() -> Desk:
    principal = OfficeHolderFactory("principal")
    vice_principal = OfficeHolderFactory("vice_principal")
    account = AccountFactory()
    author = OfficialUserFactory(account, named_by=principal).person
    return Desk(account, author, principal, vice_principal)


def words(account: Account, text: str = "Sports day is on Friday.", *others: Account, **more: datetime | str) -> Words:
    accounts = (one.pk for one in (account, *others))
    return Words.of(text, str(more.pop("link", "")), *accounts, **more)  # type: ignore[arg-type]


def decide_on(post: PostRequest, verdict: str, by: Person, now: datetime, comment: str = "") -> None:
    """A decision as the page sends it: on the version that stands now."""
    post.refresh_from_db()
    version = current(post)
    comment = comment or ("" if verdict == Verdict.APPROVE else "Please give the time, too.")
    actions.decide(
        pk=post.pk,
        version_id=version.pk,
        digest=version.digest,
        row_version=post.row_version,
        verdict=verdict,
        comment=comment,
        by=by.pk,
        now=now,
    )


def _words(desk: Desk, others: list[Account], more: dict[str, datetime | str]) -> Words:
    text = str(more.pop("text", "Sports day is on Friday."))
    return words(desk.account, text, *others, **more)


VERDICTS = {
    PostStatus.CHANGES_REQUESTED: Verdict.CHANGES,
    PostStatus.REJECTED: Verdict.REJECT,
    **dict.fromkeys(sorted(WITH_LANE), Verdict.APPROVE),
}


def publish(post: PostRequest, by: Person, now: datetime, account: Account | None = None) -> None:
    """By hand, as the page sends it."""
    post.refresh_from_db()
    actions.record_publication(
        pk=post.pk,
        digest=current(post).digest,
        permalink=f"https://www.facebook.com/loughview/posts/{post.reference}",
        account_id=account.pk if account else None,
        by=by.pk,
        now=now,
    )


def PostFactory(
    desk: Desk, status: str = PostStatus.DRAFT, now: datetime = THEN, **more: datetime | str
) -> PostRequest:
    """A post of the desk's author, taken to the state by the actions that lead there."""
    by, others = desk.author.pk, []
    if status == PostStatus.PARTLY_PUBLISHED:
        others.append(another_account(desk))
    window = {"not_before": now + timedelta(hours=1)} if status == PostStatus.EXPIRED else {}
    post = actions.draft_post(once=uuid.uuid4(), words=_words(desk, others, {**window, **more}), by=by, now=now)
    if status == PostStatus.WITHDRAWN:
        actions.withdraw_post(pk=post.pk, by=by, now=now)
    elif status != PostStatus.DRAFT:
        actions.submit_post(pk=post.pk, by=by, now=now)
    if verdict := VERDICTS.get(PostStatus(status)):
        decide_on(post, verdict, desk.principal, now)
    if status in OUT - {PostStatus.PUBLISHING}:
        publish(post, desk.author, now, desk.account)
    if status == PostStatus.ON_HOLD:
        actions.put_on_hold(pk=post.pk, reason="A word with the office first.", by=desk.principal.pk, now=now)
    elif status == PostStatus.PUBLISHING:
        post.targets.get().move_to(TargetStatus.PUBLISHING, now=now)
        follow_targets(PostRequest.objects.get(pk=post.pk), now=now)
    elif status == PostStatus.TAKEN_DOWN:
        actions.take_down(
            pk=post.targets.get().pk, reason="error", evidence="Its address shows nothing.", by=by, now=now
        )
    elif status == PostStatus.EXPIRED:
        actions.expire_lapsed(now + timedelta(hours=2))
    return PostRequest.objects.get(pk=post.pk)


def another_account(desk: Desk) -> Account:
    """A second account that the desk's author may post on."""
    account = AccountFactory()
    Scope.objects.create(official_user=desk.author.official_uses.get(), account=account)
    return account


def many_submitted(desk: Desk, count: int, now: datetime = THEN) -> list[PostRequest]:
    """Many posts that wait for a decision, made in a few statements: for lists and for races."""
    by = desk.author
    posts = PostRequest.objects.bulk_create(
        PostRequest(author=by, status=PostStatus.SUBMITTED, created_at=now, changed_at=now) for _ in range(count)
    )
    for n, post in enumerate(posts):
        asked = {"created_at": now, "created_by": by}
        post.current_version = PostVersion(request=post, n=1, account=desk.account, text=f"Post {n}.", **asked)
    versions = PostVersion.objects.bulk_create(current(post) for post in posts)
    VersionAccount.objects.bulk_create(VersionAccount(version=one, account=desk.account) for one in versions)
    for version in versions:
        version.write_digest()
        version.requested_at, version.requested_by = now, by
    PostVersion.objects.bulk_update(versions, ["canonical", "digest", "requested_at", "requested_by"], batch_size=200)
    VersionEditor.objects.bulk_create(VersionEditor(version=version, person=by, at=now) for version in versions)
    PostRequest.objects.bulk_update(posts, ["current_version"], batch_size=200)
    return posts


def SuggestionFactory(sender: Person | None = None, now: datetime = THEN, text: str = "P6 won the quiz.") -> Suggestion:
    return actions.suggest(once=uuid.uuid4(), text=text, by=(sender or StaffFactory()).pk, now=now)


def ActivityFactory(teacher: Person, *, now: datetime = THEN, approved_by: Person | None = None) -> Activity:
    """An activity that waits for a decision, or one that was approved."""
    today = now.date()
    asked = Asked("Video site", "together", today + timedelta(days=20), today, stage="p6", devices="T1\nT2")
    row = actions.ask_for_activity(once=uuid.uuid4(), asked=asked, by=teacher.pk, now=now)
    if approved_by is not None and row.current is not None:
        actions.decide_on_activity(
            pk=row.pk,
            version_id=row.current.pk,
            digest=row.current.digest,
            verdict="approve",
            by=approved_by.pk,
            now=now,
        )
    return row
