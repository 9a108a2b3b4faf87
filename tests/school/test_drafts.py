"""A draft is its writer's alone, is never overwritten by another window, and does not outlive its use."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from notices.beats import duties
from notices.models import Notice
from school.actions import drafts
from school.actions.drafts import Typed, forget_drafts, keep_draft, settle_draft
from school.models import Draft
from tests.factories.school import StaffFactory

pytestmark = pytest.mark.django_db


def typed(page=None, words="Two pupils", **more):
    return Typed(page=page or uuid.uuid4(), address="/somewhere/", title="a report", fields={"words": [words]}, **more)


def words_of(writer):
    return sorted(one.fields["words"][0] for one in Draft.objects.of(writer.pk).unsent())


@pytest.fixture
def writer():
    return StaffFactory()


def test_a_page_that_is_kept_again_is_one_draft_with_the_newer_words(writer, now):
    first = typed()
    keep_draft(first, by=writer.pk, now=now)
    kept = keep_draft(typed(first.page, "Two pupils showed me"), by=writer.pk, now=now + timedelta(seconds=5))

    assert words_of(writer) == ["Two pupils showed me"]
    assert (kept.begun_at, kept.saved_at) == (now, now + timedelta(seconds=5))


def test_a_page_filled_from_a_draft_takes_its_place_and_keeps_when_it_was_begun(writer, now):
    first = typed()
    keep_draft(first, by=writer.pk, now=now)
    kept = keep_draft(typed(words="Going on", grew_from=first.page), by=writer.pk, now=now + timedelta(days=1))

    assert words_of(writer) == ["Going on"]
    assert kept.begun_at == now


def test_two_windows_filled_from_one_draft_become_two_drafts(writer, now):
    first = typed()
    keep_draft(first, by=writer.pk, now=now)
    for words in ("In one window", "In the other"):
        keep_draft(typed(words=words, grew_from=first.page), by=writer.pk, now=now)

    assert words_of(writer) == ["In one window", "In the other"]


def test_a_sent_form_leaves_no_words_and_a_save_that_comes_after_it_nothing_either(writer, now):
    first = typed()
    keep_draft(first, by=writer.pk, now=now)
    going_on = typed(grew_from=first.page)
    settle_draft(going_on, by=writer.pk, now=now)

    assert keep_draft(going_on, by=writer.pk, now=now) is None
    assert words_of(writer) == []
    assert not Draft.objects.exclude(fields={}).exists()


def test_the_database_itself_keeps_no_words_of_a_sent_form(writer, now):
    kept = keep_draft(typed(), by=writer.pk, now=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=kept.pk).update(sent_at=now)


def test_nobody_else_reaches_a_draft_by_its_number(writer, now):
    first = typed()
    keep_draft(first, by=writer.pk, now=now)
    other = StaffFactory()
    keep_draft(typed(first.page, "Mine now"), by=other.pk, now=now)
    keep_draft(typed(words="And this", grew_from=first.page), by=other.pk, now=now)
    settle_draft(typed(first.page, grew_from=first.page), by=other.pk, now=now)

    assert words_of(writer) == ["Two pupils"]


def test_a_draft_is_forgotten_after_fourteen_days_by_the_worker(writer, now):
    keep_draft(typed(words="Old"), by=writer.pk, now=now)
    keep_draft(typed(words="Newer"), by=writer.pk, now=now + timedelta(days=1))
    duty = duties["school.drafts"][1]

    duty(now + timedelta(days=13, hours=23))
    assert words_of(writer) == ["Newer", "Old"]
    duty(now + timedelta(days=14))
    assert words_of(writer) == ["Newer"]


def test_an_old_draft_is_not_offered_even_while_the_worker_stands_still(writer, now):
    keep_draft(typed(), by=writer.pk, now=now)

    assert not Draft.objects.of(writer.pk).alive(now + timedelta(days=14)).exists()


def test_the_mark_of_a_sent_form_is_gone_after_a_day(writer, now):
    settle_draft(typed(), by=writer.pk, now=now)
    forget_drafts(now + timedelta(days=1))

    assert not Draft.objects.exists()


def test_nobody_fills_the_disk_with_drafts(writer, now, monkeypatch):
    monkeypatch.setattr(drafts, "MOST", 3)
    kept = [keep_draft(typed(), by=writer.pk, now=now) for _ in range(4)]

    assert [bool(one) for one in kept] == [True, True, True, False]


def test_a_draft_is_in_no_entry_of_the_record_and_in_no_notice(writer, now):
    before = Entry.objects.count(), Notice.objects.count()
    first = typed()
    keep_draft(first, by=writer.pk, now=now)
    settle_draft(first, by=writer.pk, now=now)

    assert (Entry.objects.count(), Notice.objects.count()) == before
