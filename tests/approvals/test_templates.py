"""Standing templates: approved once as text, used at once, and nothing but their typed blanks can change them."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.blanks import BadBlank, Blank, filled, read_blanks
from approvals.models import Authorisation, Decision, PostRequest, Publication, StandingTemplate, VersionPicture
from approvals.states import WrongState
from approvals.wording import current
from audit.models import Entry
from notices.models import Notice
from school.models import Person
from tests.factories.approvals import Desk, OfficialUserFactory, publish
from tests.factories.school import StaffFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]

TEXT = "The school is closed on {day} because of {reason}."
BLANKS = [Blank("day", "date"), Blank("reason", "choice", ("snow", "no heating"))]
VALUES = {"day": "2026-11-24", "reason": "snow"}


def write(desk: Desk, now: datetime, by: Person | None = None, text: str = TEXT) -> StandingTemplate:
    return actions.write_template(
        once=uuid.uuid4(),
        name="Closure",
        text=text,
        blanks=BLANKS,
        expires_on=now.date() + timedelta(days=200),
        by=(by or desk.author).pk,
        now=now,
    )


@pytest.fixture
def template(desk: Desk, now: datetime) -> StandingTemplate:
    made = write(desk, now)
    return actions.decide_template(pk=made.pk, is_approved=True, by=desk.principal.pk, now=now)


def use(template: StandingTemplate, desk: Desk, now: datetime, **more: object) -> PostRequest:
    given = {"once": uuid.uuid4(), "values": VALUES, "account_ids": [desk.account.pk], "by": desk.author.pk}
    return actions.use_template(**{"pk": template.pk, "now": now, **given, **more})  # type: ignore[arg-type]


# Its blanks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "reads"),
    [
        ("date", "2026-02-28", "Saturday 28 February 2026"),
        ("time", "09:30", "09:30"),
        ("number", "007", "7"),
        ("choice", "no heating", "no heating"),
    ],
)
def test_a_blank_reads_as_people_write_it(kind: str, value: str, reads: str) -> None:
    assert Blank("it", kind, ("snow", "no heating") if kind == "choice" else ()).reads(value) == reads


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("date", "soon"),
        ("date", "2026-02-30"),
        ("time", "half nine"),
        ("number", "-1"),
        ("number", "10000"),
        ("number", "٣"),
        ("choice", "Snow"),
        ("choice", ""),
        ("choice", "snow. Call P. Murphy"),
    ],
)
def test_nothing_else_fits_a_blank(kind: str, value: str) -> None:
    with pytest.raises(BadBlank):
        Blank("it", kind, ("snow",) if kind == "choice" else ()).reads(value)


@pytest.mark.parametrize("values", [{}, {"day": "2026-11-24"}, {**VALUES, "more": "words"}])
def test_every_blank_is_filled_and_no_other(values: dict[str, str]) -> None:
    with pytest.raises(BadBlank):
        filled(TEXT, BLANKS, values)


def test_what_somebody_types_becomes_blanks() -> None:
    assert read_blanks("day: date\nreason: choice: snow, no heating", TEXT) == BLANKS


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("day: date", "is not in this list"),
        ("day: date\nreason: choice: snow\nhour: time", "has no {hour}"),
        ("day: date\nreason: words", "date, time, number or choice"),
        ("day: date\nreason: choice", "Give the words"),
        ("day: date: noon\nreason: choice: snow", "Only a choice"),
        ("Day!: date\nreason: choice: snow", "is no name"),
        ("day: date\nday: time\nreason: choice: snow", "name of its own"),
    ],
)
def test_a_line_that_is_no_blank_is_explained(lines: str, says: str) -> None:
    with pytest.raises(BadBlank, match=says):
        read_blanks(lines, TEXT)


# Writing and approving ---------------------------------------------------------------------------


def test_a_template_is_approved_by_somebody_who_did_not_write_it(desk: Desk, now: datetime) -> None:
    own = write(desk, now, by=desk.principal)

    with pytest.raises(PermissionDenied, match="Nobody approves their own words"):
        actions.decide_template(pk=own.pk, is_approved=True, by=desk.principal.pk, now=now)
    with pytest.raises(PermissionDenied):
        actions.decide_template(pk=own.pk, is_approved=True, by=desk.author.pk, now=now)
    actions.decide_template(pk=own.pk, is_approved=True, by=desk.vice_principal.pk, now=now)
    own.refresh_from_db()
    assert (own.status, own.approved_by_id) == ("approved", desk.vice_principal.pk)
    assert set(Notice.objects.filter(kind="template.decided").values_list("recipient_id", flat=True)) == {
        desk.principal.pk
    }
    with pytest.raises(WrongState, match="no longer open"):
        actions.decide_template(pk=own.pk, is_approved=False, by=desk.vice_principal.pk, now=now)


def test_staff_who_are_no_official_users_write_none(desk: Desk, now: datetime) -> None:
    with pytest.raises(PermissionDenied):
        write(desk, now, by=StaffFactory())
    assert not StandingTemplate.objects.exists()


@pytest.mark.parametrize("days", [0, 400])
def test_a_template_lasts_at_most_a_year(desk: Desk, now: datetime, days: int) -> None:
    with pytest.raises(WrongState, match="twelve months"):
        actions.write_template(
            once=uuid.uuid4(), name="x", text="Closed.", blanks=[], expires_on=now.date() + timedelta(days=days),
            by=desk.author.pk, now=now,
        )  # fmt: skip


# Using -------------------------------------------------------------------------------------------


def test_an_official_user_lets_it_out_at_once_and_both_approvers_hear(
    desk: Desk, template: StandingTemplate, now: datetime
) -> None:
    post = use(template, desk, now)

    assert (post.status, post.lane) == ("approved", "standing_template")
    assert current(post).text == "The school is closed on Tuesday 24 November 2026 because of snow."
    assert not Decision.objects.exists()
    told = set(Notice.objects.filter(kind="post.from_template").values_list("recipient_id", flat=True))
    assert told == {desk.principal.pk, desk.vice_principal.pk}
    publish(post, desk.author, now)
    assert PostRequest.objects.get().status == "published"
    assert Entry.objects.about("approvals.PostRequest", post.pk).named("post.from_template").count() == 1


def test_using_it_twice_with_one_form_is_one_post(desk: Desk, template: StandingTemplate, now: datetime) -> None:
    once = uuid.uuid4()
    assert use(template, desk, now, once=once) == use(template, desk, now, once=once)
    assert Authorisation.objects.count() == 1


@pytest.mark.parametrize("why", ["waiting", "refused", "ended", "expired"])
def test_a_template_that_is_not_in_use_lets_nothing_out(desk: Desk, now: datetime, why: str) -> None:
    made = write(desk, now)
    if why != "waiting":
        actions.decide_template(pk=made.pk, is_approved=why != "refused", by=desk.principal.pk, now=now)
    if why == "ended":
        actions.end_template(pk=made.pk, by=desk.author.pk, now=now)
    later = now + timedelta(days=201) if why == "expired" else now

    with pytest.raises(WrongState, match="not in use"):
        use(made, desk, later)
    assert not PostRequest.objects.exists()


def test_neither_other_accounts_nor_free_words_nor_strangers_use_it(
    desk: Desk, template: StandingTemplate, now: datetime
) -> None:
    other = OfficialUserFactory(named_by=desk.principal).person
    for by in (other, StaffFactory(), desk.principal):
        with pytest.raises(PermissionDenied):
            use(template, desk, now, by=by.pk)
    with pytest.raises(WrongState, match="choose one of the words"):
        use(template, desk, now, values={**VALUES, "reason": "something of mine"})
    assert not PostRequest.objects.exists()


def test_during_a_freeze_it_is_held_from_the_start(desk: Desk, template: StandingTemplate, now: datetime) -> None:
    actions.freeze(reason="A day of mourning.", by=desk.principal.pk, now=now)
    post = use(template, desk, now)

    assert PostRequest.objects.get(pk=post.pk).status == "on_hold"


def test_changed_words_need_an_approval(desk: Desk, template: StandingTemplate, now: datetime) -> None:
    post = use(template, desk, now)
    from approvals.wording import words_of

    actions.edit_post(
        pk=post.pk, words=words_of(current(post)).now_saying("Closed until Monday."), by=desk.author.pk, now=now
    )
    post.refresh_from_db()
    assert (post.status, post.lane) == ("draft", "")
    with pytest.raises(WrongState):
        publish(post, desk.author, now)


def test_what_is_not_used_lapses_like_an_approval(desk: Desk, template: StandingTemplate, now: datetime) -> None:
    post = use(template, desk, now)
    actions.expire_lapsed(now + timedelta(days=15))
    assert PostRequest.objects.get(pk=post.pk).status == "expired"


# The database ------------------------------------------------------------------------------------


def refused(sql: str, *values: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, list(values))


def test_by_sql_its_words_never_change_and_nobody_skips_its_approval(
    desk: Desk, template: StandingTemplate, now: datetime
) -> None:
    waiting = write(desk, now)
    key = StandingTemplate._meta.pk.get_db_prep_value(waiting.pk, connection)
    for column in ("text", "name"):
        refused(f"UPDATE approvals_standingtemplate SET {column} = 'x'")
    refused("UPDATE approvals_standingtemplate SET status = 'approved' WHERE id = %s", key)
    refused("DELETE FROM approvals_standingtemplate")
    use(template, desk, now)
    refused("UPDATE approvals_authorisation SET digest = 'x'")
    refused("DELETE FROM approvals_authorisation")


def test_a_draft_without_an_authorisation_never_gets_a_lane(desk: Desk, now: datetime) -> None:
    from tests.factories.approvals import PostFactory

    PostFactory(desk, now=now)
    for lane in ("approved", "self_authorised", "standing_template"):
        refused("UPDATE approvals_postrequest SET status = 'approved', lane = %s", lane)


def test_by_sql_a_lane_never_turns_into_an_approval(desk: Desk, template: StandingTemplate, now: datetime) -> None:
    use(template, desk, now)
    refused("UPDATE approvals_postrequest SET lane = 'approved'")
    with pytest.raises(IntegrityError), transaction.atomic():
        VersionPicture.objects.create(version=current(PostRequest.objects.get()), order=1, sha256="a" * 64)
    assert not Publication.objects.exists()


# The pages ---------------------------------------------------------------------------------------


def test_a_snowy_morning_on_the_pages(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    writer, approver = client_of(desk.author), client_of(desk.principal)
    new = {"once": uuid.uuid4(), "name": "Closure", "text": TEXT, "blanks": "day: date", "expires_on": "2027-06-01"}
    url = reverse("approvals:write_template")
    assert "is not in this list" in writer.post(url, new).text
    answer = writer.post(url, {**new, "blanks": "day: date\nreason: choice: snow, no heating"})
    made = StandingTemplate.objects.get()
    page = answer.headers["Location"]
    assert page == reverse("approvals:template", args=[made.pk])
    assert "Approve it for use" not in writer.get(page).text
    assert "Approve it for use" in approver.get(page).text
    approver.post(reverse("approvals:decide_template", args=[made.pk]), {"verdict": "approve"})
    assert "Closure" in writer.get(reverse("approvals:templates")).text

    use_url = reverse("approvals:use_template", args=[made.pk])
    assert "no heating" in writer.get(use_url).text
    filled_in = {"once": uuid.uuid4(), "blank_day": "2026-11-24", "blank_reason": "snow", "account": [desk.account.pk]}
    assert "Select a valid choice" in writer.post(use_url, {**filled_in, "blank_reason": "ghosts"}).text
    answer = writer.post(use_url, filled_in)
    post = PostRequest.objects.get()
    assert answer.headers["Location"] == reverse("approvals:detail", args=[post.pk])
    shown = writer.get(answer.headers["Location"]).text
    assert "From a standing template" in shown
    assert reverse("approvals:publish_on", args=[post.pk, desk.account.pk]) in shown
    assert writer.get(reverse("approvals:publish", args=[post.pk])).status_code == 200
    writer.post(reverse("approvals:end_template", args=[made.pk]))
    assert StandingTemplate.objects.get().status == "ended"
    assert date(2026, 11, 24) == date.fromisoformat(made.uses.get().blanks["day"])


# A template that is over -------------------------------------------------------------------------


def test_what_a_template_let_out_is_held_when_it_is_ended(
    desk: Desk, template: StandingTemplate, now: datetime
) -> None:
    post = use(template, desk, now)

    actions.end_template(pk=template.pk, by=desk.principal.pk, now=now)

    post.refresh_from_db()
    assert post.status == "on_hold"
    assert Notice.objects.filter(kind="post.held", recipient_id=desk.author.pk).exists()
    with pytest.raises(WrongState, match="Withdraw it, copy its words"):
        actions.release(pk=post.pk, by=desk.vice_principal.pk, now=now)
    with pytest.raises(WrongState):
        publish(post, desk.author, now)
    actions.withdraw_post(pk=post.pk, by=desk.author.pk, now=now)


def test_what_is_out_already_stays_when_its_template_is_ended(
    desk: Desk, template: StandingTemplate, now: datetime
) -> None:
    post = use(template, desk, now)
    publish(post, desk.author, now)

    actions.end_template(pk=template.pk, by=desk.principal.pk, now=now)

    post.refresh_from_db()
    assert post.status == "published"


def test_nothing_goes_out_by_a_template_that_is_over(desk: Desk, template: StandingTemplate, now: datetime) -> None:
    """Also where it was not ended by anybody, and where the hold was lost."""
    last = template.expires_on
    late = now + (last - now.date())
    post = use(template, desk, late)

    with pytest.raises(WrongState, match="no longer in use"):
        publish(post, desk.author, late + timedelta(days=1))
    StandingTemplate.objects.filter(pk=template.pk).update(status="ended")
    with pytest.raises(WrongState, match="no longer in use"):
        publish(post, desk.author, late)
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    ("blanks", "said"),
    [
        (BLANKS[:1], "has a blank {reason}"),
        ([*BLANKS, Blank("hour", "time")], "has no {hour}"),
        ([*BLANKS, BLANKS[0]], "a name of its own"),
        ([BLANKS[0], Blank("reason", "words")], "is no blank"),
    ],
)
def test_a_template_whose_blanks_do_not_fit_its_words_is_not_kept(
    desk: Desk, now: datetime, blanks: list[Blank], said: str
) -> None:
    with pytest.raises(WrongState, match=said):
        actions.write_template(
            once=uuid.uuid4(),
            name="Closure",
            text=TEXT,
            blanks=blanks,
            expires_on=now.date() + timedelta(days=20),
            by=desk.author.pk,
            now=now,
        )
    assert not StandingTemplate.objects.exists()
