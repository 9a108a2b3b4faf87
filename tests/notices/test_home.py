"""Home: what waits for somebody first, the most pressing on top; an empty one says what will stand there."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notices import register
from notices.register import Item, MenuItem
from school.models import Office
from tests.factories.school import AppointmentFactory, OfficeHolderFactory, StaffFactory

pytestmark = pytest.mark.django_db
HOME = "/"


@pytest.fixture
def lines(monkeypatch):
    """Only these sources: fill `waiting` and `yours`."""
    found = {"waiting": [], "yours": []}
    monkeypatch.setattr("notices.views.waiting_lines", [lambda standing, now: found["waiting"]])
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

    assert [item.sentence for item in answer.context["waiting"]] == [f"day {n}" for n in range(1, 8)]
    assert answer.context["waiting_more"] == 3
    assert "rows-late" in answer.content.decode()
    assert "mine" in answer.content.decode()


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
