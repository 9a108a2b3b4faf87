"""The inbox hides what its reader may no longer know of, and leaves no trace of having done so."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notices import register
from notices.actions import tell
from notices.inbox import COUNTED, PAGE, count_unread, lines_of, place
from notices.models import Notice
from school.models import Person
from tests.factories.school import SchoolClassFactory, UserFactory

KINDS = ("test.kind", "test.urgent")


def told(stage, person, now, count, step=1):
    """That many lines, a second apart, each about a record of its own; newest last."""
    records = []
    with transaction.atomic():
        for number in range(count):
            record = SchoolClassFactory()
            records.append(record)
            tell("test.kind", [person], about=record, now=now + timedelta(seconds=number * step))
    return records


def pages(person, now):
    """Every page of an inbox to its end."""
    found, mark = [], ""
    while True:
        lines, mark = lines_of(person, now, place(mark))
        found.append([line.url for line in lines])
        if not mark:
            return found


def test_lines_run_newest_first_over_pages_and_none_is_lost(stage, person, now):
    records = told(stage, person, now, 60)

    found = pages(person, now)

    assert [len(page) for page in found] == [25, 25, 10]
    assert [url for page in found for url in page] == [f"/about/{one.pk}/" for one in reversed(records)]


def test_many_lines_of_one_moment_are_all_shown_once(stage, person, now):
    told(stage, person, now, 60, step=0)

    urls = [url for page in pages(person, now) for url in page]

    assert len(urls) == len(set(urls)) == 60


@pytest.mark.parametrize("which", [True, False])
def test_two_inboxes_that_differ_in_hidden_lines_alone_look_the_same(which, stage, person, now):
    """Whoever was shut out of a case must not see by the paging or the number in the menu that there is one."""
    if not which:
        register.add_subject("school.SchoolClass", may_be_told=stage.may_be_told, url=lambda one: f"/about/{one}/")
    records = told(stage, person, now, 30)
    before = pages(person, now), count_unread(person, now)
    hidden = told(stage, person, now + timedelta(milliseconds=1), 240)
    stage.hidden = {(person, one.pk) for one in hidden}

    assert (pages(person, now), count_unread(person, now)) == before
    assert len(records) == 30
    assert before[1] == (30 if which else 0)


def test_the_menu_counts_new_lines_up_to_a_limit(stage, person, now):
    told(stage, person, now, COUNTED + 10)

    assert count_unread(person, now) == COUNTED
    Notice.objects.update(read_at=now)
    assert count_unread(person, now) == 0


def test_a_kind_that_is_gone_is_not_shown(stage, person, now):
    told(stage, person, now, 1)
    Notice.objects.update(kind="test.gone")

    assert pages(person, now) == [[]]


def test_another_persons_lines_are_not_mine(stage, person, now):
    told(stage, person, now, 3)

    assert pages(uuid4(), now) == [[]]


@pytest.mark.parametrize(
    "text", ["", "x", "~", "2026-13-45T00:00~x", "2026-11-10T10:00~" + "0" * 32, "9" * 500, "\0~\0"]
)
def test_a_mangled_mark_is_no_mark(text):
    assert place(text) is None


def test_the_page_shows_lines_marks_them_and_leads_on(stage, now, client_of):
    reader = Person.objects.get(pk=UserFactory().person_id)
    told(stage, reader.pk, now - timedelta(days=400), PAGE + 1)
    client = client_of(reader)

    page = client.get(reverse("notices:inbox"))
    second = client.get(reverse("notices:inbox") + page.context["next_url"])
    assert (
        page.content.decode().count("Something needs you."),
        second.content.decode().count("Something needs you."),
    ) == (25, 1)
    assert "26 new" in page.content.decode()

    answer = client.post(reverse("notices:mark_read"), follow=True).content.decode()
    assert "marked as read" in answer
    assert "new)" not in answer
    assert client.get(reverse("notices:mark_read")).status_code == 405
    assert client.get(reverse("notices:inbox"), {"after": "nonsense"}).status_code == 200


def test_the_inbox_asks_as_much_for_a_page_as_for_a_line(stage, now, client_of):
    reader = Person.objects.get(pk=UserFactory().person_id)
    client = client_of(reader)

    def asked():
        stage.asked = 0
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("notices:inbox"))
        return len(seen), stage.asked

    told(stage, reader.pk, now, 1)
    asked()
    first = asked()
    told(stage, reader.pk, now, 60)

    assert asked() == first


@pytest.mark.django_db
def test_what_answers_for_many_answers_as_for_one(now):
    """`which` is a second way to ask `may_be_told`; the two must never part. Asked of records nobody knows."""
    reader = UserFactory().person_id
    for label, subject in register.subjects.items():
        unknown = uuid4()
        if subject.which:
            one = subject.may_be_told(reader, unknown, now)
            assert (unknown in subject.which(reader, {unknown}, now)) is one, label
            assert subject.which(reader, set(), now) == set(), label
