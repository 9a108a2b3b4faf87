"""Home: what waits for somebody first, the most pressing on top; an empty one says what will stand there."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notices import register
from notices.register import Item, MenuItem
from notices.waiting import lines as shown
from school.models import Office
from tests.factories.school import AppointmentFactory, OfficeHolderFactory, StaffFactory

pytestmark = pytest.mark.django_db
HOME = "/"


@pytest.fixture
def lines(monkeypatch):
    """Only these sources: fill `waiting` and `yours`."""
    found = {"waiting": [], "yours": []}
    monkeypatch.setattr("notices.waiting.waiting_lines", [lambda standing, now: found["waiting"]])
    monkeypatch.setattr("notices.views.own_lines", [lambda standing, now: found["yours"]])
    return found


def test_an_empty_home_says_what_will_stand_there(lines, client_of):
    page = client_of(StaffFactory()).get(HOME).content.decode()

    assert "Nothing is waiting for you" in page
    assert "You have nothing open" in page


def test_what_is_due_first_stands_first_and_seven_are_enough(lines, client_of):
    lines["waiting"] = [Item("no day", "/x/")] + [Item(f"day {n}", "/x/", date(2020, 1, n)) for n in range(9, 0, -1)]
    lines["yours"] = [Item("mine", "/y/")]

    answer = client_of(StaffFactory()).get(HOME)

    assert [line.item.sentence for line in answer.context["waiting"]] == [f"day {n}" for n in range(1, 8)]
    page = answer.content.decode()
    assert "rows-late" in page
    assert "mine" in page
    assert "3 more wait for you" in page
    assert reverse("notices:waiting") in page


def test_what_is_urgent_stands_before_what_is_late(lines, client_of):
    lines["waiting"] = [Item("late", "/x/", date(2020, 1, 1)), Item("urgent", "/x/", is_urgent=True)]

    answer = client_of(StaffFactory()).get(HOME)

    assert [line.item.sentence for line in answer.context["waiting"]] == ["urgent", "late"]


@pytest.mark.parametrize(
    ("today", "due", "words"),
    [
        (date(2026, 11, 10), date(2026, 11, 10), "Due today"),
        (date(2026, 11, 10), date(2026, 11, 11), "Due on Wednesday 11 November"),
        (date(2026, 12, 18), date(2027, 1, 5), "Due on Tuesday 5 January 2027"),
        (date(2026, 11, 10), date(2026, 11, 9), "Overdue by 1 school day"),
        (date(2026, 11, 10), date(2026, 11, 6), "Overdue by 2 school days"),
        # Before the Halloween break, and read after it: only Monday has begun since.
        (date(2026, 11, 2), date(2026, 10, 23), "Overdue by 1 school day"),
        (date(2026, 11, 7), date(2026, 11, 6), "Was due on Friday 6 November"),
    ],
)
def test_a_day_is_said_in_school_days(today, due, words):
    (line,) = shown([Item("x", "/x/", due)], today)

    assert (line.when, line.is_late) == (words, due < today)


def test_a_line_says_what_why_by_when_and_has_one_button(lines, client_of):
    lines["waiting"] = [
        Item(
            "Look at it", "/look/", date(2020, 1, 3), why="A pupil is concerned.", button="Do it", set_by="our target"
        ),
        Item("Say yes", "/first/", press_url="/yes/", press_label="Yes"),
    ]

    page = client_of(StaffFactory()).get(HOME).content.decode()
    rows = page.split('<ul class="rows">')[1].split("</ul>")[0].split("<li")[1:]

    assert [row.count("button-small") for row in rows] == [1, 1]
    assert "Overdue by" in rows[0]
    assert " (our target)." in rows[0]
    assert "A pupil is concerned." in rows[0]
    assert rows[0].count('href="/look/"') == 1
    assert '<form method="post" action="/yes/">' in rows[1]
    assert "csrfmiddlewaretoken" in rows[1]
    assert 'href="/first/"' in rows[1]


def test_everything_that_waits_has_a_page_and_none_is_left_out(lines, client_of):
    lines["waiting"] = [Item(f"line {n:03}", "/x/", date(2020, 1, 1), button="Go") for n in range(60)]
    client, url, seen = client_of(StaffFactory()), reverse("notices:waiting"), []
    address = url
    while address:
        answer = client.get(address)
        seen += [line.item.sentence for line in answer.context["waiting"]]
        address = answer.context["next_url"] and url + answer.context["next_url"]

    assert seen == [f"line {n:03}" for n in range(60)]
    assert client.get(url, {"page": "x"}).status_code == client.get(url, {"page": "99"}).status_code == 200
    lines["waiting"] = []
    assert "Nothing is waiting for you" in client.get(url).content.decode()


def test_too_many_to_count_are_not_counted(lines, client_of):
    lines["waiting"] = [Item("one", "/x/", button="Go")] * register.MOST_WAITING

    client = client_of(StaffFactory())

    assert "Many more wait for you" in client.get(HOME).content.decode()
    assert "There is more than fits here" in client.get(reverse("notices:waiting")).content.decode()


def test_registering_twice_counts_once(monkeypatch):
    for name, add in (
        ("waiting_lines", register.add_waiting),
        ("own_lines", register.add_yours),
        ("menus", register.add_menu),
        ("addresses", register.add_addresses),
    ):
        monkeypatch.setattr(register, name, [])

        def source(*_):
            return []

        add(source)
        add(source)
        assert getattr(register, name) == [source]


def test_nobody_has_an_address_when_nobody_knows_one(monkeypatch):
    monkeypatch.setattr(register, "addresses", [])

    assert register.address_of(StaffFactory().pk) == ""


def test_the_menu_holds_what_this_person_may_open(client_of):
    principal, teacher = OfficeHolderFactory("principal"), StaffFactory()

    assert f'href="{reverse("school:people")}"' in client_of(principal).get(HOME).content.decode()
    assert f'href="{reverse("school:people")}"' not in client_of(teacher).get(HOME).content.decode()
    assert MenuItem("People", "school:people") in client_of(principal).get(HOME).context["menu"]


def test_what_waits_for_a_second_person_stands_on_the_home_of_those_who_confirm(client_of):
    chair = OfficeHolderFactory("chair")
    row = AppointmentFactory(office=Office.GOVERNOR, confirmed_at=None)

    assert reverse("school:confirm", args=[row.pk]) in client_of(chair).get(HOME).content.decode()
    assert reverse("school:confirm", args=[row.pk]) not in client_of(StaffFactory()).get(HOME).content.decode()


@pytest.mark.parametrize("office", ["principal", "chair", "clerk"])
def test_home_asks_as_much_for_many_as_for_one(office, client_of):
    client = client_of(OfficeHolderFactory(office))

    def asked():
        with CaptureQueriesContext(connection) as seen:
            client.get(HOME)
        return len(seen)

    AppointmentFactory(office=Office.GOVERNOR, confirmed_at=None)
    asked()
    first = asked()
    for _ in range(30):
        AppointmentFactory(office=Office.GOVERNOR, confirmed_at=None)

    assert asked() == first


def test_home_is_for_those_who_signed_in(client):
    assert client.get(HOME).url.startswith(reverse("account_login"))
