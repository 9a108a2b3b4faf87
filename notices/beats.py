"""Periodic duties, each done by exactly one worker a period, however many there are."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from notices.gathering import gather
from notices.models import Beat, Letter
from notices.sending import give_back
from notices.tasks import send_owed

Duty = Callable[[datetime], None]
duties: dict[str, tuple[timedelta, Duty]] = {}


def add_duty(name: str, *, every: timedelta, duty: Duty) -> None:
    """Upper apps register reminders here in AppConfig.ready(); a duty takes `now` and may run twice."""
    duties[name] = (every, duty)


def claim(name: str, every: timedelta, now: datetime) -> bool:
    """True for exactly one caller a period: whoever moves the time on."""
    Beat.objects.get_or_create(name=name, defaults={"next_at": now})
    return Beat.objects.filter(name=name, next_at__lte=now).update(next_at=now + every) == 1


def run_due(now: datetime) -> list[str]:
    """Do what is due at `now`; returns the names of what was done."""
    done = []
    for name, (every, duty) in sorted(duties.items()):
        if claim(name, every, now):
            duty(now)
            done.append(name)
    return done


def revive_stuck_tasks(now: datetime) -> None:
    """A killed worker leaves its task running for ever: put it back after fifteen minutes."""
    stuck = DBTaskResult.objects.running().filter(started_at__lt=now - timedelta(minutes=15))
    stuck.update(status="READY", started_at=None)


def send_what_is_owed(now: datetime) -> None:
    """What has become due is gathered; mail that failed, or whose sender died, is tried again every minute."""
    give_back(now - timedelta(minutes=10))
    gather(now)
    if Letter.objects.unsent().exists():
        send_owed.enqueue()


def forget_finished_tasks(now: datetime) -> None:
    """Every notice enqueues a task; what came of it is of no use after a week."""
    DBTaskResult.objects.finished().filter(finished_at__lt=now - timedelta(days=7)).delete()


add_duty("notices.forget", every=timedelta(days=1), duty=forget_finished_tasks)
add_duty("notices.revive", every=timedelta(minutes=5), duty=revive_stuck_tasks)
add_duty("notices.owed", every=timedelta(minutes=1), duty=send_what_is_owed)
