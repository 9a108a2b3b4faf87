"""What must hold of every case after every step, asked of the portal and held against the second writing of the rules."""

from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from incidents.announcing import may_hear_of_case
from incidents.models import (
    RECORDS,
    Allegation,
    DisclosureClaim,
    Entry,
    Evidence,
    Incident,
    IncidentStep,
    Report,
    ReportAddition,
    ShutOut,
    ShutOutReason,
)
from incidents.states import ENDED, Finding, StepStatus, WrongState
from incidents.waiting import waiting
from school.days import local_date
from school.standing import Standing, standing_of
from tests.proofs import rules_of_casework as rules
from tests.proofs.casework_world import HELD, START, World
from tests.proofs.paths import visible_models
from tests.proofs.trying import Trying

PEOPLE = st.integers(0, len(HELD) + 3)


class Promises(Trying):
    """An example's school and its cases, and the promises about them."""

    world: World
    start = START
    refusals = (WrongState,)
    school: rules.School

    def __init__(self) -> None:
        super().__init__()
        self.cases: dict[UUID, rules.Case] = {}
        self.order: list[UUID] = []
        self.never_moves: dict[tuple[str, UUID], tuple[Any, ...]] = {}

    def case(self, index: int) -> UUID:
        return self.order[index % len(self.order)]

    # Promising -------------------------------------------------------------------------------------

    def grow(self) -> None:
        """What shuts people out, by the rules. Whether an ended case marks who comes to hold a shut office at once, or
        when it is opened again, they leave open: those marks, which only ever shut, are taken over."""
        for case in self.cases.values():
            case.grow(self.school, local_date(self.now))
        ended = [pk for pk, case in self.cases.items() if case.has_ended]
        marks = ShutOut.objects.live().filter(incident__in=ended, reason=ShutOutReason.OFFICE)
        for pk, person in marks.values_list("incident_id", "person_id"):
            self.cases[pk].shut_by_office.add(person)

    def everything_holds(self) -> None:
        self.holds_for_everybody()
        self.nobody_shut_out_finds_it_anywhere()
        self.nothing_written_has_moved()

    def holds_for_everybody(self) -> None:
        self.holds({person.pk: standing_of(person.pk, self.now) for person in self.world.people})

    def holds(self, standings: dict[UUID, Standing] | None = None) -> None:
        """Every case is read by those who may and nobody else, is led by somebody, and is closed only when settled."""
        self.grow()
        seen = {
            person: set(Incident.objects.visible_to(standing).values_list("pk", flat=True))
            for person, standing in (standings or self.some_standings()).items()
        }
        for pk, incident in Incident.objects.in_bulk(self.order).items():
            case = self.cases[pk]
            told = f"{incident.route}, {incident.status}: {case}, {self.school}"
            assert incident.route == case.route, told
            assert case.is_live == (incident.status not in ENDED), told
            readers = case.readers(self.school, incident.lead_office, self.now)
            read = {person for person, cases in seen.items() if pk in cases}
            assert read == readers & seen.keys(), f"read by {read - readers}, not by {readers - read}: {told}"
            assert not {one for one in readers if case.is_shut_to(one, self.school)}
            self.somebody_can_lead(incident, case, readers)
        closed = {"incident__in": self.order, "incident__status": "closed"}
        assert not IncidentStep.objects.filter(status=StepStatus.OPEN, force="obligatory", **closed).exists()
        assert not Allegation.objects.filter(finding=Finding.ALLEGED, **closed).exists()
        ended = {"incident__in": self.order, "incident__status__in": ENDED}
        assert not DisclosureClaim.objects.unanswered().filter(**ended).exists()

    def some_standings(self) -> dict[UUID, Standing]:
        """Three of the people in turn: everybody is asked when offices change, and at the end."""
        everybody = list(self.expected_standings().items())
        first = 3 * self.tried % len(everybody)
        return dict((everybody + everybody)[first : first + 3])

    def expected_standings(self) -> dict[UUID, Standing]:
        """What the portal's own `standing_of` must say, without asking it."""
        today, nothing = local_date(self.now), frozenset[str]()
        return {
            one.pk: Standing(one.pk, frozenset(self.school.offices.get(one.pk, ())), frozenset({"teacher"}), today)
            if one.pk in self.school.active
            else Standing(one.pk, nothing, nothing, today, is_active=False)
            for one in self.world.people
        }

    def somebody_can_lead(self, incident: Incident, case: rules.Case, readers: set[UUID]) -> None:
        """Somebody who reads the case leads it; only when nobody at all is free does the page say whom to telephone."""
        if not case.is_live:
            return
        leading = case.free(incident.lead_office, self.school) | ({incident.lead_id} & self.school.active)
        leading -= case.sources
        if case.possible_leaders(self.school):
            assert leading & readers, f"{case.route}: somebody is free, and yet nobody leads"
        elif incident.lead_id is None:
            assert incident.lead_office == "", "nobody is free, and the page does not say whom to telephone"

    def nobody_shut_out_finds_it_anywhere(self) -> None:
        """By no queryset, no notice and no line of home."""
        for person in [one.pk for one in self.world.people]:
            hidden = {pk for pk, case in self.cases.items() if case.is_shut_to(person, self.school)}
            standing = standing_of(person, self.now)
            for model, path in visible_models():
                if model is not Report:  # a report stays its reporter's, whatever else they are
                    assert not model.objects.visible_to(standing).filter(**{f"{path}__in": hidden}).exists(), model
            assert not [pk for pk in hidden if may_hear_of_case(person, pk, self.now)]
            if hidden:
                lines = " ".join(f"{item.sentence} {item.url}" for item in waiting(standing, self.now))
                references = Incident.objects.filter(pk__in=hidden).values_list("reference", flat=True)
                assert not [one for one in [*references, *map(str, hidden)] if one in lines]

    def nothing_written_has_moved(self) -> None:
        for row in Entry.objects.filter(incident__in=self.order):
            kept = self.never_moves.setdefault(("entry", row.pk), (row.text, row.at, row.author_id, row.corrects_id))
            assert kept == (row.text, row.at, row.author_id, row.corrects_id)
        for note in Evidence.objects.filter(incident__in=self.order):
            facts = (note.description, note.holder, note.at, note.author_id, note.corrects_id)
            assert self.never_moves.setdefault(("evidence", note.pk), facts) == facts
        for model in RECORDS.values():
            for row in model.objects.filter(incident__in=self.order):
                facts = tuple(getattr(row, name) for name in ("at", "written_by_id", "corrects_id", *row.FACTS))
                assert self.never_moves.setdefault(("record", row.pk), facts) == facts
        for row in ReportAddition.objects.filter(report__incidents__in=self.order):
            assert self.never_moves.setdefault(("addition", row.pk), (row.text, row.at)) == (row.text, row.at)
        rows = {row.pk: (row.filed_at, row.words, row.reporter_id) for row in Report.objects.all()}
        assert rows == {pk: kept for (sort, pk), kept in self.never_moves.items() if sort == "report"}
        there = {("entry", pk) for pk in Entry.objects.values_list("pk", flat=True)}
        assert {key for key in self.never_moves if key[0] == "entry"} == there
