"""The calendar of posts: each sees what is theirs, as a month, as a list, and by a secret address."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals import actions
from approvals.calendar import lines, month_of, next_month, weeks
from approvals.models import Account, CalendarAddress, PostRequest
from approvals.wording import current
from audit.models import Entry
from school.models import Person
from school.standing import standing_of
from tests.factories.approvals import Desk, OfficialUserFactory, PostFactory, another_account, publish, words
from tests.factories.school import OfficeHolderFactory, StaffFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]
SECRET_WORDS = "Aoife Donnelly won the cup."


def timed(desk: Desk, *, days: int = 0, author: Person | None = None) -> None:
    """A post that waits, and is to go out after so many days."""
    by = author or desk.author
    now = timezone.now()
    said = words(desk.account, SECRET_WORDS, not_before=now + timedelta(days=days, hours=2))
    post = actions.draft_post(once=uuid.uuid4(), words=said, by=by.pk, now=now)
    actions.submit_post(pk=post.pk, by=by.pk, now=now)


def feed_of(person: Person) -> str:
    address = actions.make_calendar_address(by=person.pk, now=timezone.now())
    return reverse("approvals:feed", args=[address.pk, address.secret])


def test_the_month_and_the_list_show_ones_own_and_those_who_decide_see_all(desk: Desk, client_of: ClientOf) -> None:
    timed(desk)
    other = OfficialUserFactory(desk.account).person
    month = f"?month={timezone.now() + timedelta(hours=2):%Y-%m}"

    strangers = (StaffFactory(), OfficeHolderFactory("chair"), other)  # it is not approved yet
    for view in (month, f"{month}&view=list"):
        for reader in (desk.author, desk.principal, desk.vice_principal):
            page = client_of(reader).get(reverse("approvals:calendar") + view).content.decode()
            assert SECRET_WORDS.split()[0] in page
            assert str(desk.account) in page
        for stranger in strangers:
            page = client_of(stranger).get(reverse("approvals:calendar") + view).content.decode()
            assert SECRET_WORDS.split()[0] not in page


def test_a_published_post_stands_on_the_day_it_came_out(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, "published")
    standing = standing_of(desk.principal.pk, now)
    out = post.targets.get().publication.published_at

    assert [line.post for line in lines(standing, out.date(), out.date())] == [post]
    assert lines(standing, out.date() + timedelta(days=1), out.date() + timedelta(days=9)) == []


def test_months_follow_each_other_and_a_mangled_one_is_this_one() -> None:
    today = date(2026, 11, 10)

    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)
    for text in ("", "x", "9999-99", "0001-01", "2026-13"):
        assert month_of(text, today) == date(2026, 11, 1)
    assert month_of("2027-02", today) == date(2027, 2, 1)
    grid = weeks(date(2026, 11, 1), [])
    assert {len(week) for week in grid} == {7}
    assert sum(day.is_in_month for week in grid for day in week) == 30


def test_the_feed_holds_no_word_and_no_name(desk: Desk) -> None:
    timed(desk)

    answer = Client().get(feed_of(desk.author))

    text = answer.content.decode()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private"
    assert text.count("BEGIN:VEVENT") == 1
    assert "waiting for a decision" in text.replace("\r\n ", "")
    for hidden in (SECRET_WORDS, "Aoife", str(desk.author), desk.author.family_name):
        assert hidden not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_feed_shows_what_its_person_may_see_now(desk: Desk) -> None:
    timed(desk)
    stranger = feed_of(StaffFactory())

    assert "BEGIN:VEVENT" not in Client().get(stranger).content.decode()
    assert "BEGIN:VEVENT" in Client().get(feed_of(desk.principal)).content.decode()


def test_ended_replaced_mangled_and_unknown_addresses_are_one_answer(desk: Desk, client_of: ClientOf) -> None:
    first = feed_of(desk.author)
    client_of(desk.author).post(reverse("approvals:new_address"))
    second = CalendarAddress.objects.open().get()
    kept = reverse("approvals:feed", args=[second.pk, second.secret])
    assert Client().get(kept).status_code == 200
    unknown = uuid.uuid4()
    gone = [
        first,
        reverse("approvals:feed", args=[second.pk, "x"]),
        reverse("approvals:feed", args=[unknown, CalendarAddress(pk=unknown).secret]),
    ]
    client_of(desk.author).post(reverse("approvals:end_address"))
    for url in (*gone, kept):
        answer = Client().get(url)
        assert (answer.status_code, answer.content) == (404, render_to_string("404.html").encode())
    assert [e.name for e in Entry.objects.of(second)] == ["calendar.made", "calendar.ended"]


def test_whoever_left_has_no_feed(desk: Desk) -> None:
    person = StaffFactory()
    url = feed_of(person)
    person.staff_roles.update(ends_on=date(2020, 1, 1), starts_on=date(2019, 1, 1))

    assert Client().get(url).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.make_calendar_address(by=person.pk, now=timezone.now())


def test_nobody_has_two_addresses_at_once(desk: Desk) -> None:
    feed_of(desk.author)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarAddress.objects.create(person=desk.author, made_at=timezone.now())


def test_the_calendar_asks_as_much_for_many_as_for_one(desk: Desk, client_of: ClientOf) -> None:
    timed(desk)
    browser, anyone, url = client_of(desk.principal), Client(), feed_of(desk.principal)
    addresses = [(browser, reverse("approvals:calendar")), (browser, "/posts/calendar/?view=list"), (anyone, url)]

    def asked() -> list[int]:
        found = []
        for client, address in addresses:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            found.append(len(queries))
        return found

    asked()
    few = asked()
    for _ in range(8):
        timed(desk)
    assert asked() == few


def window(desk: Desk, now: datetime, starts: datetime | None, until: datetime | None, *others: Account) -> PostRequest:
    said = words(desk.account, SECRET_WORDS, *others, not_before=starts, not_after=until)
    post = actions.draft_post(once=uuid.uuid4(), words=said, by=desk.author.pk, now=now)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=now)
    return post


def test_a_post_stands_on_every_day_of_its_window_and_on_its_last_day_when_it_has_no_first(
    desk: Desk, now: datetime
) -> None:
    standing = standing_of(desk.principal.pk, now)
    spread = window(desk, now, now + timedelta(days=1), now + timedelta(days=3))
    at_last = window(desk, now, None, now + timedelta(days=5))
    today = now.date()

    days = {
        day.day: [line.post for line in day.lines]
        for week in weeks(today.replace(day=1), lines(standing, today, today + timedelta(days=10)))
        for day in week
        if day.lines
    }

    assert days == {
        **{today + timedelta(days=n): [spread] for n in (1, 2, 3)},
        today + timedelta(days=5): [at_last],
    }
    # A month that begins within the window shows it too.
    assert [one.post for one in lines(standing, today + timedelta(days=2), today + timedelta(days=2))] == [spread]


def test_each_account_stands_at_its_own_time_and_a_narrowed_window_as_it_was_narrowed(
    desk: Desk, now: datetime
) -> None:
    standing = standing_of(desk.principal.pk, now)
    other = another_account(desk)
    post = window(desk, now, None, now + timedelta(days=8), other)
    version = current(PostRequest.objects.select_related("current_version").get(pk=post.pk))
    actions.decide(
        pk=post.pk, version_id=version.pk, digest=version.digest, row_version=PostRequest.objects.get().row_version,
        verdict="approve", by=desk.principal.pk, now=now,
        narrowing=actions.Narrowing(not_before=now + timedelta(days=2), not_after=now + timedelta(days=6)),
    )  # fmt: skip
    for days, account in ((3, desk.account), (5, other)):
        publish(post, desk.author, now + timedelta(days=days), account)
        found = lines(standing, now.date(), now.date() + timedelta(days=30))
        if days == 3:
            assert [(line.day, line.last_day, line.accounts) for line in found] == [
                (now.date() + timedelta(days=2), now.date() + timedelta(days=6), str(other)),
                (now.date() + timedelta(days=3), now.date() + timedelta(days=3), str(desk.account)),
            ]
    assert [(line.day, line.accounts) for line in found] == [
        (now.date() + timedelta(days=3), str(desk.account)),
        (now.date() + timedelta(days=5), str(other)),
    ]


def test_what_is_too_much_for_a_page_is_cut_at_its_end_and_never_at_random(
    desk: Desk, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("approvals.calendar.MOST", 3)
    posts = [window(desk, now, now + timedelta(hours=hours), None) for hours in (9, 3, 7, 1, 5)]
    standing = standing_of(desk.principal.pk, now)

    found = lines(standing, now.date(), now.date() + timedelta(days=1))

    assert [line.post for line in found] == [posts[3], posts[1], posts[4]]
