"""A month at a school: people record, look, forget, fall ill and catch up; the real worker sends what comes of it.

Everything happens through the actions that the pages use, and who does what next is read from the lines of their own
home page. People act by chance, but by the same chance every time.
"""

import statistics
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from incidents import actions
from incidents.actions import Named
from incidents.demo.records import what_was_done
from incidents.models import Incident, IncidentStep, Report
from incidents.reading import suggested_of
from incidents.states import Finding, IncidentStatus, WrongState
from incidents.waiting import waiting
from notices.beats import run_due
from notices.models import Letter, Notice
from notices.states import CALM, MailState, Pace
from policy.models import ClauseVersion
from policy.register import shipped_clauses
from school.days import LONDON, is_school_day, local_date
from school.models import Person
from school.standing import standing_of
from tests.factories.incidents import Offices, PolicyFactory
from tests.factories.school import PupilFactory, StaffFactory

HALF_AN_HOUR = timedelta(minutes=30)
# How often each office looks at home on a school day, and how much of what it finds there it does at once.
LOOKS = {
    "designated_teacher": ((9, 11, 13, 15), 0.85),
    "deputy_designated_teacher": ((12,), 0.3),
    "principal": ((8, 16), 0.75),
    "vice_principal": ((16,), 0.6),
    "chair": ((19,), 0.5),
    "vice_chair": ((19,), 0.4),
}
CONCERNS = (("pupil", 70), ("staff", 15), ("parent", 12), ("outsider", 3))


@dataclass
class Month:
    """One run. `days` are school days; `ill` looks at nothing on the days `ill_on`, counted from 0."""

    staff: int
    records: int
    days: int
    starts_on: date = date(2026, 11, 2)
    ill: str = "principal"
    ill_on: range = range(7, 14)
    chance: Random = field(default_factory=lambda: Random(2026))
    refused: int = 0

    def run(self) -> None:
        """Build the school, then live through the days, half hour by half hour."""
        with time_machine.travel(self._at(self.starts_on, 6), tick=False):
            self.build()
        records = self.plan()
        for now in self.half_hours():
            with time_machine.travel(now, tick=False):
                while records and records[-1] <= now:
                    records.pop()
                    self.record(now)
                self.look(now)
                run_due(now)
                call_command("db_worker", batch=True, interval=0, queue_name="*", startup_delay=False, verbosity=0)

    def build(self) -> None:
        entries = {entry["code"]: entry for entry in shipped_clauses()}
        self.version = PolicyFactory(
            {code: (entry["audience"], entry.get("steps", [])) for code, entry in entries.items()},
            speeds={code: tuple(entry["tell"][0]) for code, entry in entries.items() if entry.get("tell")},
        )
        breaches = {code for code, entry in entries.items() if entry.get("breach")}
        rows = ClauseVersion.objects.filter(version=self.version, number__in=breaches)
        self.clauses: dict[str, list[uuid.UUID]] = defaultdict(list)
        for row in rows.order_by("position"):
            self.clauses[row.audience].append(row.pk)
        self.offices = Offices()
        # The policy's author is one of them.
        others = self.staff - Person.objects.filter(user__isnull=False).count()
        self.people = [*self.offices.values(), *(StaffFactory() for _ in range(others))]
        self.recorders = [one for one in self.people if standing_of(one.pk, timezone.now()).is_staff]
        self.pupils = [PupilFactory().person for _ in range(max(5, self.records // 4))]

    def plan(self) -> list[datetime]:
        """When each record is made: mostly in school hours, some in the evening; the last first."""
        days = [day for day in self.calendar() if is_school_day(day)]
        hours = [8, 9, 10, 10, 11, 12, 13, 13, 14, 15, 16, 20]
        moments = [
            self._at(self.chance.choice(days), self.chance.choice(hours), self.chance.randrange(60))
            for _ in range(self.records)
        ]
        return sorted(moments, reverse=True)

    def calendar(self) -> Iterator[date]:
        day, seen = self.starts_on, 0
        while seen < self.days:
            yield day
            seen += is_school_day(day)
            day += timedelta(days=1)

    def half_hours(self) -> Iterator[datetime]:
        """Every half hour of the day, every three hours of the night and of days without school."""
        for day in self.calendar():
            is_day = is_school_day(day)
            for number in range(48):
                if number % 6 == 0 or (is_day and 14 <= number <= 40):
                    yield self._at(day, 0) + number * HALF_AN_HOUR

    @staticmethod
    def _at(day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), tzinfo=LONDON)

    # What people do ---------------------------------------------------------------------------------

    def record(self, now: datetime) -> Report:
        concerns = self.chance.choices([one for one, _ in CONCERNS], [weight for _, weight in CONCERNS])[0]
        who = self.chance.choice(self.recorders)
        staff = [one for one in self.people if one != who]
        named = {"pupil": self.pupils, "staff": staff}.get(concerns)
        people = [
            Named("concerned", self.chance.choice(named).pk) if named else Named("concerned", as_described="Unknown")
        ]
        clauses = self.clauses.get(concerns, [])
        return self.attempt(
            actions.record_report,
            once=uuid.uuid4(),
            concerns=concerns,
            words="Something happened online.",
            happened_on=local_date(now),
            child_at_risk=concerns == "pupil" and self.chance.random() < 0.03,
            people=people,
            clauses=[self.chance.choice(clauses)] if clauses and self.chance.random() < 0.8 else [],
            by=who.pk,
            now=now,
        )

    def look(self, now: datetime) -> None:
        """Whoever looks at home at this hour does some of what stands there, and forgets the rest for today."""
        here = now.astimezone(LONDON)
        if here.minute or not is_school_day(here.date()):
            return
        for office, (hours, diligence) in LOOKS.items():
            if here.hour in hours and not (office == self.ill and (here.date() - self.starts_on).days in self.ill_on):
                standing = standing_of(self.offices[office].pk, now)
                for line in waiting(standing, now):
                    if self.chance.random() < diligence:
                        self.act(Incident.objects.get(pk=line.url.split("/")[2]), self.offices[office], now)

    def act(self, case: Incident, person: Person, now: datetime) -> None:
        """The next thing in this case that this person may do."""
        who = {"pk": case.pk, "by": person.pk, "now": now}
        actions.read_case(case, by=person.pk, now=now)
        for step in case.steps.open().ready().order_by("due_on"):
            if step.record:
                facts = what_was_done(step, now)
                self.attempt(actions.keep_record, **who, step=step.pk, once=uuid.uuid4(), at=now, **facts)
            else:
                self.attempt(actions.do_step, **who, step=step.pk, how="Done.")
        case.refresh_from_db()
        if case.status == IncidentStatus.RECEIVED:
            self.attempt(actions.confirm, **who, clauses=[one.pk for one in suggested_of(case)])
        elif not case.steps.open().obligatory().exists():
            for row in case.allegations.filter(finding=Finding.ALLEGED):
                finding = self.chance.choice([Finding.FOUND, Finding.NOT_FOUND, Finding.AS_WRITTEN])
                self.attempt(actions.settle_finding, **who, allegation=row.pk, finding=finding, reason="Seen.")
            self.attempt(actions.close, **who, outcome="Settled.", calls_for_review=False)

    def attempt(self, act: Any, **facts: Any) -> Any:
        """What a person may not do, or what has moved on, is a sentence on their page."""
        try:
            return act(**facts)
        except (PermissionDenied, WrongState, Incident.DoesNotExist):
            self.refused += 1
            return None

    # What came of it --------------------------------------------------------------------------------

    def ended_at(self) -> datetime:
        return list(self.half_hours())[-1]

    def mails(self) -> Counter[uuid.UUID]:
        return Counter(Letter.objects.filter(state=MailState.SENT).values_list("recipient_id", flat=True))

    def mails_a_week(self) -> dict[uuid.UUID, float]:
        """Of each member of staff, also of those who got none."""
        found = self.mails()
        return {one.pk: found[one.pk] / (self.days / 5) for one in self.people}

    def rates_by_office(self) -> dict[str, float]:
        """E-mails a week to whoever leads or looks."""
        rates = self.mails_a_week()
        return {office: round(rates[self.offices[office].pk], 2) for office in LOOKS}

    def figures(self) -> dict[str, float]:
        rates = sorted(self.mails_a_week().values())
        return {
            "records": Report.objects.count(),
            "cases closed": Incident.objects.filter(status=IncidentStatus.CLOSED).count(),
            "steps": IncidentStep.objects.count(),
            "e-mails": sum(self.mails().values()),
            "of them at once": Letter.objects.filter(state=MailState.SENT, pace=Pace.AT_ONCE).count(),
            "median": round(statistics.median(rates), 2),
            "nine in ten have at most": round(rates[int(len(rates) * 0.9)], 2),
            "most": round(rates[-1], 2),
            "steps and confirmations that were late": len(self.late_things()),
            "of them reminded": len(self.late_things()) - len(self.forgotten()),
            "of them told one level up": len(self.late_things()) - self.never_went_up(),
            "pairs of e-mails to one person about one case within an hour": len(self.crowded()),
            "calm e-mails out of hours": len(self.out_of_hours()),
            "notices lost": len(self.lost()),
        }

    def late_things(self) -> list[tuple[uuid.UUID, str]]:
        """Case and key of every obligatory step and confirmation that was still open on a school day after its day."""
        end = self.ended_at()
        steps = IncidentStep.objects.obligatory().filter(due_on__lt=local_date(end))
        found = [(one.incident_id, f"{one.pk} {one.due_on}", one.due_on, one.settled_at) for one in steps]
        found += [
            (one.pk, f"confirm {one.confirm_by}", one.confirm_by, one.confirmed_at)
            for one in Incident.objects.filter(confirm_by__lt=local_date(end))
        ]
        return [(case, key) for case, key, due, done in found if self._was_late(due, local_date(done or end), not done)]

    @staticmethod
    def _was_late(due: date, done: date, is_open: bool) -> bool:
        """Some school day began after its day and ended without it."""
        days = range(1, (done - due).days + is_open)
        return any(is_school_day(due + timedelta(days=day)) for day in days)

    def forgotten(self) -> list[tuple[uuid.UUID, str]]:
        """Late, and nobody was ever reminded."""
        told = set(Notice.objects.filter(kind="case.overdue").values_list("about_id", "key"))
        return [one for one in self.late_things() if one not in told]

    def never_went_up(self) -> int:
        """Late, and known to nobody but whoever was late: the case exists for nobody else."""
        above = set(Notice.objects.filter(kind="case.overdue_above").values_list("about_id", "key"))
        return len([one for one in self.late_things() if one not in above])

    def crowded(self) -> list[tuple[Letter, Letter]]:
        """Two e-mails to one person within an hour about one case; but for the urgent one after a calm one."""
        found = []
        letters = Letter.objects.filter(state=MailState.SENT).order_by("recipient_id", "sent_at")
        by_person: dict[uuid.UUID, list[tuple[Letter, set[uuid.UUID]]]] = defaultdict(list)
        for letter in letters.prefetch_related("notices"):
            about = {row.about_id for row in letter.notices.all() if row.mail_state == MailState.SENT}
            for earlier, its in by_person[letter.recipient_id]:
                is_close = letter.sent_at - earlier.sent_at < timedelta(hours=1)
                is_alarm = letter.pace == Pace.AT_ONCE and earlier.pace in CALM
                if is_close and about & its and not is_alarm:
                    found.append((earlier, letter))
            by_person[letter.recipient_id].append((letter, about))
        return found

    def out_of_hours(self) -> list[Letter]:
        """Calm e-mail on a day without school, or outside the school's hours."""
        found = []
        for letter in Letter.objects.filter(state=MailState.SENT, pace__in=CALM):
            here = letter.sent_at.astimezone(LONDON)
            if not is_school_day(here.date()) or not time(8) <= here.time() < time(18):
                found.append(letter)
        return found

    def lost(self) -> list[Notice]:
        """Told before the last school day began, and neither mailed nor found to be over."""
        morning = self._at(local_date(self.ended_at()), 8)
        return list(Notice.objects.filter(mail_state=MailState.OWED, created_at__lt=morning))
