"""An approver's own text, let out alone: a setting, for text only, never called approved, and always reviewed."""

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.models import Authorisation, Decision, PostRequest, RetrospectiveReview
from approvals.models.versions import VersionPicture
from approvals.states import WrongState
from approvals.wording import current, seal
from audit.models import Entry
from notices.models import Notice
from school.models import Appointment, Person, School
from school.standing import standing_of
from tests.factories.approvals import Desk, OfficialUserFactory, PostFactory, publish

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]
REASON = "The boiler burst and the Vice-Principal is on a plane."


@pytest.fixture
def on(school: School) -> None:
    School.objects.update(self_authorised_lane=True)


@pytest.fixture
def draft(desk: Desk, now: datetime) -> PostRequest:
    """The Principal's own draft."""
    OfficialUserFactory(desk.account, person=desk.principal, named_by=desk.vice_principal)
    return PostFactory(Desk(desk.account, desk.principal, desk.vice_principal, desk.vice_principal), now=now)


def authorise(post: PostRequest, by: Person, now: datetime, **more: object) -> Authorisation:
    given = {"why": "absent", "reason": REASON, "shows_no_pupil": True, **more}
    return actions.authorise_own(pk=post.pk, by=by.pk, now=now, **given)  # type: ignore[arg-type]


def review(found: Authorisation, by: Person, now: datetime, outcome: str = "confirmed", note: str = "") -> None:
    actions.review_own(pk=found.pk, outcome=outcome, note=note, by=by.pk, now=now)


def test_it_is_off_until_the_school_says_otherwise(desk: Desk, draft: PostRequest, now: datetime) -> None:
    with pytest.raises(PermissionDenied, match="does not let anybody"):
        authorise(draft, desk.principal, now)
    assert PostRequest.objects.get().status == "draft"


@pytest.mark.usefixtures("on")
def test_it_goes_out_in_its_own_lane_and_the_other_is_told(desk: Desk, draft: PostRequest, now: datetime) -> None:
    made = authorise(draft, desk.principal, now)

    draft.refresh_from_db()
    assert (draft.status, draft.lane) == ("approved", "self_authorised")
    assert not Decision.objects.exists()
    assert made.review_due > now.date()
    told = set(Notice.objects.filter(kind="post.review_wanted").values_list("recipient_id", flat=True))
    assert told == {desk.vice_principal.pk}
    assert Entry.objects.named("post.self_authorised").count() == 1
    publish(draft, desk.principal, now)
    assert PostRequest.objects.get().status == "published"


@pytest.mark.usefixtures("on")
def test_only_an_approver_for_a_post_of_their_own(desk: Desk, draft: PostRequest, now: datetime) -> None:
    with pytest.raises(PermissionDenied):
        authorise(draft, desk.vice_principal, now)
    theirs = PostFactory(desk, now=now)
    for by in (desk.author, desk.principal):
        with pytest.raises(PermissionDenied):
            authorise(theirs, by, now)
    assert not Authorisation.objects.exists()


@pytest.mark.usefixtures("on")
def test_without_anybody_to_review_it_the_chair_is_named(desk: Desk, draft: PostRequest, now: datetime) -> None:
    Appointment.objects.filter(person=desk.vice_principal).update(ends_on=now.date().replace(year=2025))

    with pytest.raises(PermissionDenied, match="Ask the Chair"):
        authorise(draft, desk.principal, now)


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"why": ""}, "why it cannot wait"),
        ({"reason": "Hm."}, "why it cannot wait"),
        ({"shows_no_pupil": False}, "names or shows a pupil"),
        ({"row_version": 7}, "has changed since"),
    ],
)
def test_what_is_not_said_is_asked_for(
    desk: Desk, draft: PostRequest, now: datetime, more: dict[str, object], says: str
) -> None:
    with pytest.raises(WrongState, match=says):
        authorise(draft, desk.principal, now, **more)
    assert PostRequest.objects.get().status == "draft"


@pytest.mark.usefixtures("on")
def test_a_picture_needs_an_approval(desk: Desk, draft: PostRequest, now: datetime) -> None:
    version = current(draft)
    VersionPicture.objects.create(version=version, order=1, sha256="a" * 64, alt="Two dogs")
    seal(version)

    with pytest.raises(WrongState, match="picture needs an approval"):
        authorise(draft, desk.principal, now)


@pytest.mark.usefixtures("on")
def test_an_amber_gate_needs_somebody_else(desk: Desk, draft: PostRequest, now: datetime) -> None:
    actions.mark_other_policy(pk=draft.pk, which="Anti-bullying", by=desk.principal.pk, now=now)

    with pytest.raises(WrongState, match="ordinary way"):
        authorise(draft, desk.principal, now)


@pytest.mark.usefixtures("on")
def test_what_was_sent_for_approval_is_not_let_out_alone(desk: Desk, draft: PostRequest, now: datetime) -> None:
    actions.submit_post(pk=draft.pk, by=desk.principal.pk, now=now)

    with pytest.raises(WrongState, match="ordinary way"):
        authorise(draft, desk.principal, now)


# Its review --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("on")
def test_the_other_reviews_it_once_and_its_author_never(desk: Desk, draft: PostRequest, now: datetime) -> None:
    made = authorise(draft, desk.principal, now)
    waiting = Authorisation.objects.review_waits_for

    assert waiting(standing_of(desk.vice_principal.pk, now)).get() == made
    assert not waiting(standing_of(desk.principal.pk, now)).exists()
    for by in (desk.principal, desk.author):
        with pytest.raises(PermissionDenied):
            review(made, by, now)
    review(made, desk.vice_principal, now)
    review(made, desk.vice_principal, now)
    with pytest.raises(WrongState, match="reviewed it already"):
        review(made, desk.vice_principal, now, "learning", "Ring me next time, please.")
    assert not waiting(standing_of(desk.vice_principal.pk, now)).exists()
    assert Entry.objects.named("post.reviewed").count() == 1


@pytest.mark.usefixtures("on")
def test_what_should_not_stay_is_held_at_once(desk: Desk, draft: PostRequest, now: datetime) -> None:
    made = authorise(draft, desk.principal, now)
    with pytest.raises(WrongState, match="what you found"):
        review(made, desk.vice_principal, now, "take_down")
    review(made, desk.vice_principal, now, "take_down", "The date is wrong in it.")

    assert PostRequest.objects.get().status == "on_hold"
    with pytest.raises(PermissionDenied, match="Nobody approves their own"):
        actions.release(pk=draft.pk, by=desk.principal.pk, now=now)


# The database ------------------------------------------------------------------------------------


def test_the_database_knows_only_the_author_s_own_word_on_the_exact_version(
    desk: Desk, draft: PostRequest, now: datetime
) -> None:
    actions.submit_post(pk=draft.pk, by=desk.principal.pk, now=now)
    version = current(PostRequest.objects.get())
    office = Appointment.objects.get(person=desk.principal)
    row = {"version": version, "digest": version.digest, "by": desk.principal, "at": now, "appointment": office}
    more = {"why": "urgent", "reason": REASON, "review_due": now.date(), "lane": "self_authorised"}

    with pytest.raises(IntegrityError), transaction.atomic():
        Authorisation.objects.create(**{**row, "by": desk.vice_principal}, **more)
    with pytest.raises(IntegrityError), transaction.atomic():
        Authorisation.objects.create(**{**row, "digest": "b" * 64}, **more)
    Authorisation.objects.create(**row, **more)


@pytest.mark.usefixtures("on")
def test_by_sql_nobody_reviews_their_own_and_no_review_changes(desk: Desk, draft: PostRequest, now: datetime) -> None:
    made = authorise(draft, desk.principal, now)
    office = Appointment.objects.get(person=desk.principal)
    with pytest.raises(IntegrityError), transaction.atomic():
        RetrospectiveReview.objects.create(
            authorisation=made, outcome="confirmed", by=desk.principal, appointment=office, at=now
        )
    review(made, desk.vice_principal, now)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE approvals_retrospectivereview SET outcome = 'learning'")


# The pages ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("on")
def test_from_the_draft_to_the_review_on_the_pages(
    desk: Desk, draft: PostRequest, now: datetime, client_of: ClientOf
) -> None:
    author, other = client_of(desk.principal), client_of(desk.vice_principal)
    page, url = (reverse(f"approvals:{name}", args=[draft.pk]) for name in ("detail", "authorise"))
    assert url in author.get(page).text
    assert url not in other.get(page).text
    form = {"why": "absent", "reason": REASON, "row_version": draft.row_version}
    assert "Tick this" in author.post(url, form).text
    author.post(url, {**form, "shows_no_pupil": "on"})
    made = Authorisation.objects.get()
    shown = author.get(page).text
    assert "Authorised by its own author" in shown
    assert "not reviewed yet" in shown.lower()
    assert ">approved<" not in shown.lower()

    review_url = reverse("approvals:review", args=[made.pk])
    assert review_url in other.get(page).text
    assert review_url in other.get(reverse("notices:home")).text
    assert other.get(review_url).status_code == 200
    other.post(review_url, {"outcome": "learning", "note": "Ring me next time, please."})
    assert "Ring me next time" in author.get(page).text
    assert author.get(review_url).status_code == 403


def test_where_it_is_off_the_page_does_not_offer_it(
    desk: Desk, draft: PostRequest, now: datetime, client_of: ClientOf
) -> None:
    page = client_of(desk.principal).get(reverse("approvals:detail", args=[draft.pk])).text

    assert reverse("approvals:authorise", args=[draft.pk]) not in page
    assert client_of(desk.principal).get(reverse("approvals:authorise", args=[uuid.uuid4()])).status_code == 404
