"""Periodic duties: each is done by one worker a period, and what a dead worker left is taken up."""

from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from notices import beats
from notices.actions import tell
from notices.models import Beat
from notices.tasks import send_owed

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_one_caller_a_period_has_the_duty(now):
    first = [beats.claim("x", MINUTE, now) for _ in range(5)]
    early = beats.claim("x", MINUTE, now + timedelta(seconds=59))
    second = [beats.claim("x", MINUTE, now + MINUTE) for _ in range(5)]

    assert (first.count(True), early, second.count(True)) == (1, False, 1)
    assert str(Beat.objects.get()) == "x"


def test_due_duties_are_done_in_order_and_named(monkeypatch, now):
    done = []
    monkeypatch.setattr(beats, "duties", {})
    for name in ("b", "a"):
        beats.add_duty(name, every=MINUTE, duty=lambda moment, name=name: done.append((name, moment)))

    assert beats.run_due(now) == ["a", "b"]
    assert beats.run_due(now) == []
    assert done == [("a", now), ("b", now)]


def test_after_a_long_sleep_a_duty_is_done_once(now):
    beats.claim("x", MINUTE, now)

    later = now + timedelta(days=3)
    assert [beats.claim("x", MINUTE, later) for _ in range(3)] == [True, False, False]


def a_task(**values):
    send_owed.enqueue()
    task = DBTaskResult.objects.latest("enqueued_at")
    DBTaskResult.objects.filter(pk=task.pk).update(**values)
    return task


def test_a_task_left_running_by_a_dead_worker_is_taken_up_again(now):
    dead = a_task(status="RUNNING", started_at=now - timedelta(minutes=16))
    busy = a_task(status="RUNNING", started_at=now - timedelta(minutes=14))

    beats.revive_stuck_tasks(now)

    assert DBTaskResult.objects.get(pk=dead.pk).status == "READY"
    assert DBTaskResult.objects.get(pk=busy.pk).status == "RUNNING"
    assert DBTaskResult.objects.ready().filter(pk=dead.pk).exists()


def test_finished_tasks_are_forgotten_after_a_week(now):
    old = a_task(status="SUCCESSFUL", finished_at=now - timedelta(days=8))
    new = a_task(status="FAILED", finished_at=now - timedelta(days=6))
    waiting = a_task()

    beats.forget_finished_tasks(now)

    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {new.pk, waiting.pk}
    assert old.pk != new.pk


def test_nothing_is_enqueued_before_something_is_due(stage, person, now):
    with transaction.atomic():
        tell("test.daily", [person], about=stage.about, now=now)
    beats.send_what_is_owed(now)
    assert not DBTaskResult.objects.exists()

    beats.send_what_is_owed(now + timedelta(days=1))
    assert DBTaskResult.objects.count() == 1


def test_the_worker_does_its_duties_beside_its_tasks(monkeypatch):
    """It ends when the tasks' own worker ends, and a duty that fails does not end it."""
    import threading

    from notices.management.commands import work

    done = threading.Event()

    def duties(now):
        done.set()
        raise RuntimeError

    monkeypatch.setattr(work, "run_due", duties)
    monkeypatch.setattr(work, "EVERY", 0.01)
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    monkeypatch.setattr(work, "call_command", lambda *args, **options: done.wait(5))
    command = work.Command()

    command.handle()

    assert done.is_set()
