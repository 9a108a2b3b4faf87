"""The demo's cases: every state, every concern, made by the actions that people use, each at its own time."""

import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from incidents import actions
from incidents.actions import Intake, Named, SplitOff, Spoke, Told
from incidents.demo import stories
from incidents.demo.evidence import show
from incidents.demo.records import what_was_done
from incidents.demo.stories import STORIES, Story
from incidents.models import Incident, Report, Service
from incidents.reading import clauses_of_case
from incidents.states import Finding
from notices.actions import mark_read
from school.days import LONDON, add_school_days, local_date
from school.models import Person

Act = Callable[[datetime], None]


def build(world: Any, now: datetime) -> None:
    """Play all stories at once, in the order of time."""
    acts: list[tuple[datetime, int, Act]] = [(world.at(72), -1, lambda at: name_for_emergencies(world, at))]
    for number, story in enumerate(STORIES):
        player = Player(world, story)
        acts += [(at, number, act) for at, act in player.acts()]
    acts.append((world.at(5), len(STORIES), lambda at: open_in_emergency(world, at)))
    acts.sort(key=lambda one: one[:2])
    begin_list(world, acts[0][0])
    for at, _, act in acts:
        act(min(at, now))
    for role in ("principal", "vice.principal", "designated.teacher", "deputy.dt", "chair"):
        mark_read(person_id=world.people[role].pk, now=world.at(4))


def name_for_emergencies(world: Any, now: datetime) -> None:
    """Whom the Chair appointed to be reached when no leader can be."""
    row = actions.name_emergency_reader(person=world.people["slt"].pk, by=world.people["chair"].pk, now=now)
    actions.confirm_emergency_reader(pk=row.pk, by=world.people["principal"].pk, now=now)


def open_in_emergency(world: Any, now: datetime) -> None:
    """One Friday nobody who leads could be reached."""
    reference = Incident.objects.live().filter(concerns="parent", lead_office="principal").newest_first()[0].reference
    actions.open_in_emergency(
        once=uuid.uuid4(),
        reference=reference,
        reason="A parent is at the door about this case, and nobody who leads it can be reached.",
        by=world.people["slt"].pk,
        now=now,
    )


def begin_list(world: Any, now: datetime) -> None:
    """The Principal began the list of services, and has looked at a few of them so far."""
    by = world.people["principal"].pk
    for one in actions.begin_services(by=by, now=now):
        if one.kind == "video":
            actions.change_service(pk=one.pk, name=one.name, kind=one.kind, minimum_age=one.minimum_age, by=by, now=now)


class Player:
    """One story, from the report to where it stands today."""

    def __init__(self, world: Any, story: Story) -> None:
        self.world, self.story = world, story
        self.report: Report
        self.has_opened: set[uuid.UUID] = set()

    @property
    def case(self) -> Incident:
        return Incident.objects.select_related("report").get(report=self.report, opened_by=None)

    def acts(self) -> list[tuple[datetime, Act]]:
        """Three acts a school day, in office hours; a story of today happens within the last minutes."""
        story = self.story
        acts: list[Act] = [self.file, *self._later()]
        if story.days_ago == 0:
            return [(self.world.now - timedelta(minutes=20 - place), act) for place, act in enumerate(acts)]
        first = local_date(self.world.at(story.days_ago))
        found = []
        for place, act in enumerate(acts):
            day = add_school_days(first, place // 3)
            hour = time(9 + 2 * (place % 3) + story.days_ago % 2, (7 * story.days_ago + 11 * place) % 60)
            found.append((datetime.combine(day, hour, tzinfo=LONDON), act))
        return found

    def _later(self) -> list[Act]:
        story, found = self.story, []
        found += [self._adding(text) for text in story.additions]
        if story.is_taken:
            found.append(self.take)
        if story.named and story.until == stories.REPORTED:
            found.append(self.name_people)
        if story.until == stories.ERROR:
            return [*found, self.look, self.record_in_error]
        if story.until >= stories.LOOKED_AT:
            found.append(self.look)
        if story.until >= stories.CONFIRMED:
            found += [self.confirm, self.name_people]
        if story.severity:
            found.append(self.weigh)
        if story.claim:
            found.append(self.claim)
        if story.split_off:
            found.append(self.split)
        found += [self._writing(role, text) for role, text in story.entries]
        found += [self._showing(role, what) for role, what in story.evidence]
        if story.until >= stories.HALF_DONE:
            found.append(self.do_first_steps)
        if story.until >= stories.SETTLED:
            found += [self.hear, self.settle]
        if story.supervised_by:
            found.append(self.restrict)
        if story.until >= stories.CLOSED:
            found += [self.do_all_steps, self.close]
        if story.until == stories.AGAIN:
            found.append(self.open_again)
        return found

    def someone(self, name: str) -> Person:
        kind, *rest = name.split(".")
        if kind == "parent" and rest:
            stage, place = rest
            pupil = self.world["pupils"][stage][int(place)]
            person: Person = self.world["parents"][pupil.pk][0]
            return person
        if rest and rest[-1].isdigit():
            child: Person = self.world["pupils"][kind][int(rest[0])].person
            return child
        account: Person = self.world.people[name]
        return account

    def _named(self, part: str, names: tuple[str, ...], role: str = "") -> list[Named]:
        return [
            Named(part, as_described=one, role=role)
            if one[0].isupper()
            else Named(part, person_id=self.someone(one).pk, role=role)
            for one in names
        ]

    def _intake(self, now: datetime) -> Intake:
        """Learned and told within the hour before it was written down."""
        story, here = self.story, now.astimezone(LONDON)
        if not (story.service or story.told or story.spoke or story.more):
            return Intake()
        learned, told = (
            (here - timedelta(minutes=minutes)).time().replace(second=0, microsecond=0) for minutes in (50, 35)
        )
        service = Service.objects.live().filter(name=story.service).first()
        return Intake(
            **story.more,
            learned_on=here.date(),
            learned_at=learned,
            service_id=service.pk if service else None,
            told=[Told(whom=whom, how=how, told_on=here.date(), told_at=told) for whom, how in story.told],
            spoke=self._spoke(),
        )

    def _spoke(self) -> Spoke | None:
        if not self.story.spoke:
            return None
        kind, who, words = self.story.spoke
        one = self._named("", (who,))[0]
        return Spoke(kind=kind, words=words, person_id=one.person_id, as_described=one.as_described, how="in_person")

    def file(self, now: datetime) -> None:
        story = self.story
        self.report = actions.record_report(
            once=uuid.uuid4(),
            concerns=story.concerns,
            words=story.words,
            happened_on=now.date(),
            child_at_risk=story.at_risk,
            about=story.about,
            people=self._named("concerned", story.concerned) + self._named("affected", story.affected, story.role),
            intake=self._intake(now),
            by=self.someone(story.by).pk,
            now=now,
        )

    def _who(self, now: datetime, role: str = "") -> dict[str, Any]:
        """Who acts has opened the case before, as people do."""
        person = self.someone(role or self.story.lead).pk
        if person not in self.has_opened:
            self.has_opened.add(person)
            actions.read_case(self.case, by=person, now=now)
        return {"pk": self.case.pk, "by": person, "now": now}

    def _adding(self, text: str) -> Act:
        def add(now: datetime) -> None:
            by = self.someone(self.story.by).pk
            actions.add_to_report(pk=self.report.pk, text=text, once=uuid.uuid4(), by=by, now=now)

        return add

    def _writing(self, role: str, text: str) -> Act:
        def write(now: datetime) -> None:
            actions.add_entry(**self._who(now, role), text=text, once=uuid.uuid4())

        return write

    def _showing(self, role: str, what: str) -> Act:
        def act(now: datetime) -> None:
            show(self.case, what, by=self.someone(role).pk, now=now)

        return act

    def look(self, now: datetime) -> None:
        """The Designated Teacher's look, on every case that asks for one."""
        for step in self.case.steps.open().filter(for_office="designated_teacher", step__at_once="pupil"):
            how = "Nothing for child protection here." if not self.story.at_risk else "I take this one."
            actions.do_step(**self._who(now, self._safeguarding()), step=step.pk, how=how)
        if self.story.is_child_protection:
            actions.take_to_child_protection(**self._who(now, "designated.teacher"))

    def _safeguarding(self) -> str:
        return "deputy.dt" if "designated.teacher" in self.story.concerned else "designated.teacher"

    def confirm(self, now: datetime) -> None:
        chosen = [one.pk for one in clauses_of_case(self.case) if one.clause.register_code in self.story.rules]
        actions.confirm(**self._who(now), clauses=chosen, kinds=self.story.kinds)
        actions.read_case(self.case, by=self.someone(self.story.lead).pk, now=now)

    def take(self, now: datetime) -> None:
        actions.take_case(**self._who(now, "vice.principal"))

    def split(self, now: datetime) -> None:
        """Somebody who was not in the report, in a case of their own."""
        name, words = self.story.split_off
        part = SplitOff(concerns="staff", words=words, picked=[self.someone(name).pk])
        actions.split(**self._who(now), once=uuid.uuid4(), into=[part])

    def name_people(self, now: datetime) -> None:
        for role, what_for in self.story.named:
            actions.name_assignee(**self._who(now), person=self.someone(role).pk, role=what_for)

    def _do(self, now: datetime, most: int) -> None:
        """Step after step; what one leads to comes after it."""
        for _ in range(most):
            step = self.case.steps.open().in_order().first()
            if step is None:
                return
            who = self._who(now, self._safeguarding() if step.for_office else self.story.lead)
            if step.record:
                facts = what_was_done(step, now)
                actions.keep_record(**who, step=step.pk, once=uuid.uuid4(), at=now, **facts)
            else:
                actions.do_step(**who, step=step.pk, how="Done by telephone, and noted here.")

    def do_first_steps(self, now: datetime) -> None:
        self._do(now, 2)

    def hear(self, now: datetime) -> None:
        """Whatever comes before a finding."""
        for step in self.case.steps.open().filter(before_finding=True):
            facts = what_was_done(step, now)
            actions.keep_record(**self._who(now), step=step.pk, once=uuid.uuid4(), at=now, **facts)

    def do_all_steps(self, now: datetime) -> None:
        self._do(now, 50)

    def settle(self, now: datetime) -> None:
        for row in self.case.allegations.filter(finding=Finding.ALLEGED):
            actions.settle_finding(
                **self._who(now), allegation=row.pk, finding=self.story.finding, reason="By their own account."
            )

    def weigh(self, now: datetime) -> None:
        severity, reason = self.story.severity
        actions.set_severity(**self._who(now), severity=severity, reason=reason, once=uuid.uuid4())

    def claim(self, now: datetime) -> None:
        """The person concerned says that they spoke up; nobody has answered yet."""
        actions.claim_disclosure(
            **self._who(now), subject=self.case.concerned[0].pk, claimed_on=local_date(now), how="writing",
            words=self.story.claim, once=uuid.uuid4(),
        )  # fmt: skip

    def restrict(self, now: datetime) -> None:
        """Supervised use for each pupil found, and who sees to it."""
        for step in self.case.steps.open().filter(record="ict_restriction").in_order():
            facts = what_was_done(step, now)
            actions.keep_record(**self._who(now), step=step.pk, once=uuid.uuid4(), at=now, **facts)
        for row in self.case.restrictions.all():
            for name in self.story.supervised_by:
                actions.name_supervisor(**self._who(now), restriction=row.pk, person=self.someone(name).pk)

    def close(self, now: datetime) -> None:
        actions.close(**self._who(now), outcome=self.story.outcome, calls_for_review=self.story.review)

    def open_again(self, now: datetime) -> None:
        actions.reopen(**self._who(now), reason="The same page posted again.")

    def record_in_error(self, now: datetime) -> None:
        actions.record_in_error(**self._who(now), reason=self.story.outcome)
