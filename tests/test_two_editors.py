"""Two people change one thing at once: the second sees both, keeps theirs, and overwrites nothing unseen."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approvals.models import PostRequest
from approvals.wording import current
from policy.models import ClauseVersion
from school.models import Person, Pupil, School
from tests.factories.approvals import DeskFactory, PostFactory
from tests.factories.policy import ClauseVersionFactory
from tests.factories.school import OfficeHolderFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db


def post(_: Person | None) -> tuple[str, str, Callable[[], str]]:
    made = PostFactory(DeskFactory())
    address = reverse("approvals:edit", args=[made.pk])
    return address, "text", lambda: current(PostRequest.objects.get()).text


def clause(_: Person) -> tuple[str, str, Callable[[], str]]:
    row = ClauseVersionFactory()
    return (
        reverse("policy:confirm_clause", args=[row.pk]),
        "restatement",
        lambda: ClauseVersion.objects.get().restatement,
    )


def name(_: Person) -> tuple[str, str, Callable[[], str]]:
    made = StaffFactory()
    return reverse("school:rename", args=[made.pk]), "known_as", lambda: Person.objects.get(pk=made.pk).known_as


def settings(_: Person) -> tuple[str, str, Callable[[], str]]:
    return reverse("school:change_settings"), "complaints_contact", lambda: School.get().complaints_contact


class Window:
    """A browser that sends a form as the page gave it, but for one answer."""

    def __init__(self, person: Person, address: str) -> None:
        self.client, self.address = Client(), address
        self.client.force_login(person.user)
        self.read(self.client.get(address))

    def read(self, answer: Any) -> None:
        self.page = unescape(answer.content.decode())
        form = answer.context["form"]
        self.fields = {one.html_name: one.value() for one in form if one.value() not in (None, "", [])}

    def send(self, **answers: str) -> int:
        answer = self.client.post(self.address, self.fields | answers)
        if answer.status_code == 200:
            self.read(answer)
        return answer.status_code


@pytest.mark.parametrize("record", [post, clause, name, settings])
def test_the_second_editor_sees_both_and_then_decides(school, record):
    if record is post:
        address, field, stands = record(None)
        principal = Person.objects.get(appointments__office="principal")
    else:
        principal = OfficeHolderFactory("principal")
        address, field, stands = record(principal)
    first, second = Window(principal, address), Window(principal, address)

    assert first.send(**{field: "By the first"}) == 302
    assert second.send(**{field: "By the second"}) == 200

    assert stands() == "By the first"
    assert "Somebody changed this while your page was open" in second.page
    assert "How it reads now" in second.page
    assert "By the first" in second.page
    assert "By the second" in second.page
    assert second.send() == 302
    assert stands() == "By the second"


def test_a_pupils_class_and_birth_date_too(school):
    principal, pupil = OfficeHolderFactory("principal"), PupilFactory()
    address = reverse("school:change_pupil", args=[pupil.person_id])
    first, second = Window(principal, address), Window(principal, address)
    days = [f"{day}/3/{pupil.born_on.year}" for day in (11, 12)]

    assert first.send(born_on=days[0]) == 302
    assert second.send(born_on=days[1]) == 200
    assert Pupil.objects.get().born_on.day == 11
    assert second.send() == 302
    assert Pupil.objects.get().born_on.day == 12


def test_an_unchanged_record_is_saved_at_the_first_press(school):
    principal = OfficeHolderFactory("principal")
    window = Window(principal, reverse("school:change_settings"))

    assert window.send(complaints_contact="The office") == 302


def test_a_draft_that_is_taken_up_again_does_not_hide_what_changed_meanwhile(school):
    """The words come from the draft, and so does the mark of what its writer had seen."""
    address, _, stands = post(None)
    author = PostRequest.objects.get().author
    first = Window(Person.objects.get(appointments__office="principal"), address)
    second = Window(author, address)
    token = re.search(r'name="draft_page" value="([^"]+)"', second.page)[1]
    second.send(text="Half of mine", draft_page=token, draft_keep="yes")
    first.send(text="By the first")

    again = Window(author, address)
    assert "Half of mine" in again.page
    assert again.send() == 200
    assert "By the first" in again.page
    assert stands() == "By the first"
