"""The case that is led. Its route, flags and named rows say who may know that it exists."""

import uuid
from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from audit.models import Sealed
from incidents import routes
from incidents.models.access import Access, ShutOut, ShutOutReason, readers_by_name
from incidents.models.intake import ReportSpeaker
from incidents.models.reports import Concerns, Part, Report
from incidents.models.services import ANOTHER_SERVICE
from incidents.models.severity import Severity
from incidents.routes import Route, Shut
from incidents.states import ENDED, MOVES, IncidentStatus, StepStatus, WrongState
from school.models import Appointment
from school.names import folded
from school.references import new_reference
from school.standing import Standing


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, standing: Standing, now: datetime | None = None) -> Self:
        """Decision 9: by office or by name, unless shut out as a person or by any office held."""
        if not standing.is_active:
            return self.none()
        offices = standing.offices & routes.READING_OFFICES
        named = Access.objects.of(standing, now).filter(incident=OuterRef("pk"))
        mine = Q(Exists(named))
        if offices:
            mine |= Q(route__in=routes.read_by(offices)) | Q(lead_office__in=offices & routes.LEADING_OFFICES)
            mine |= Q(has_child=True, route__in=routes.read_with_child_by(offices))
            if when_sent := routes.read_when_sent_by(offices):
                mine |= Q(reaches_both=True, route__in=when_sent)
        return self.filter(mine).not_shut_to(standing, now)

    def not_shut_to(self, standing: Standing, now: datetime | None = None) -> Self:
        """Cases from which neither this person is shut out, nor an office of theirs, but where they were let in all the same.

        Whether they read them is another question.
        """
        shut = ShutOut.objects.live().filter(incident=OuterRef("pk"), person_id=standing.person_id)
        open_doors = {office.column: False for office in Shut if standing.holds(office)}
        if not standing.holds(*routes.LET_IN):
            return self.filter(~Exists(shut), **open_doors)
        let_in = Access.objects.live(now).filter(person_id=standing.person_id, is_let_in=True).values("incident")
        opened = {Shut(office).column for office in routes.LET_IN_WITH}
        by_office = ~Exists(shut.by_office()) & Q(**{door: False for door in open_doors if door in opened})
        for_good = {door: False for door in open_doors if door not in opened}
        others = shut.exclude(reason=ShutOutReason.OFFICE)
        return self.filter(by_office | Q(pk__in=let_in), ~Exists(others), **for_good)

    def matching(self, words: str) -> Self:
        """Cases whose words, people, clauses or entries hold every one of these words."""
        asked = folded(words).split()
        return self.filter(search_text__text__words=" ".join(asked)) if asked else self

    def live(self) -> Self:
        return self.exclude(status__in=ENDED)

    def under_child_protection(self) -> Self:
        return self.filter(route=Route.CHILD_PROTECTION)

    def on_ordinary_lists(self, standing: Standing) -> Self:
        """Child-protection cases stand apart for the offices that read them (domain 2.0, rule 3)."""
        if standing.offices & routes.TABLE[Route.CHILD_PROTECTION].reads:
            return self.exclude(route=Route.CHILD_PROTECTION)
        return self

    def newest_first(self) -> Self:
        return self.order_by("-opened_at", "-id")

    def on_service(self, service: str) -> Self:
        """Cases whose report names this service; a case that was split off says nothing of where it was."""
        whole = self.filter(opened_by=None)
        if service == ANOTHER_SERVICE:
            return whole.filter(report__circumstances__isnull=False).exclude(report__circumstances__service_words="")
        return whole.filter(report__circumstances__service=service)

    def with_list_facts(self) -> Self:
        people = models.Prefetch("people", IncidentPerson.objects.select_related("person"))
        return self.prefetch_related(people, "kinds")

    def without_a_leader(self, day: date) -> Self:
        """Whoever is named to lead works here no more, or nobody holds the office that leads."""
        held = Appointment.objects.effective(day).filter(person__user__is_active=True).values("office")
        has_left = Q(lead_id__isnull=False) & ~Q(lead__in=readers_by_name(day))
        return self.filter(has_left | Q(lead_id=None) & ~Q(lead_office__in=held))

    def led_by(self, standing: Standing) -> Self:
        """Cases in which this person decides: by name; by office while nobody is named to lead, never as a source.

        Somebody named who has ceased to work here leads no more from that very day on (decision 0153).
        """
        offices = standing.offices & routes.LEADING_OFFICES
        beside = [route for route, rule in routes.TABLE.items() if rule.leads_beside & offices]
        by_office = Q(lead_office__in=offices) | Q(route__in=beside)
        if offices:
            by_office &= Q(lead_id=None) | ~Q(lead__in=readers_by_name(standing.today))
        spoke = ReportSpeaker.objects.filter(report=OuterRef("report"), person=standing.person_id)
        is_source = Q(report__reporter=standing.person_id) | Exists(spoke)
        told_of_staff = Q(route__in=routes.LOOKED_INTO_BY_ANOTHER) & is_source
        return self.filter(Q(lead_id=standing.person_id) | by_office & ~told_of_staff)

    def with_overdue_step(self, today: date) -> Self:
        return self.filter(steps__status=StepStatus.OPEN, steps__due_on__lt=today).distinct()


class Incident(Sealed):
    """One case, led by somebody. Who may read it is computed from this row and its named rows alone."""

    SEALED: ClassVar[tuple[str, ...]] = (
        "reference",
        "report",
        "status",
        "concerns",
        "route",
        "has_child",
        "lead_office",
        "lead",
        "offices_concerned",
        "opened_at",
        "confirmed_at",
        "confirmed_by",
        "closed_at",
        "closed_by",
        "outcome",
        "calls_for_review",
        "shut_principal",
        "shut_vice_principal",
        "shut_slt",
        "shut_dt",
        "shut_ddt",
        "shut_chair",
        "shut_vice_chair",
        "is_harm_alleged",
        "reaches_both",
        "words",
        "opened_by",
        "severity",
        "is_paused",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    report = models.ForeignKey(Report, models.PROTECT, related_name="incidents")
    status = models.CharField(max_length=20, choices=IncidentStatus, default=IncidentStatus.RECEIVED)
    concerns = models.CharField(max_length=10, choices=Concerns)
    route = models.CharField(max_length=20, choices=Route)
    has_child = models.BooleanField(default=False)
    is_urgent = models.BooleanField(default=False)
    # Somebody says that an adult harmed a child: an allegation first, whatever else it may turn out to be (finding 5).
    is_harm_alleged = models.BooleanField(default=False)
    # A clause's own row sends the report to the Principal or the Vice-Principal: both read it, one leads.
    reaches_both = models.BooleanField(default=False)
    # The office that leads: the first in the route's order whose holder is free of conflict.
    lead_office = models.CharField(max_length=40, blank=True, db_index=True)
    # The office it went to on saving: what the reporter's receipt says, whatever happens later.
    sent_to = models.CharField(max_length=40, blank=True)
    lead = models.ForeignKey("school.Person", models.PROTECT, null=True, blank=True, related_name="+")
    # Offices held by a person concerned, at filing or since: they only ever grow.
    offices_concerned = models.JSONField(default=list)
    kinds = models.ManyToManyField("incidents.Kind", related_name="incidents")
    # A case split off by the handler has words of its own: its readers may be others than the report's.
    words = models.TextField(blank=True)
    opened_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    suggested = models.ManyToManyField("policy.ClauseVersion", related_name="+")
    opened_at = models.DateTimeField()
    confirm_by = models.DateField(null=True)  # the school's own target for taking up a report
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(blank=True)
    # Register clause 10.1b: every closing answers whether it calls for an early review of the policy.
    calls_for_review = models.BooleanField(null=True)
    # What a person chose last, or nothing yet: see SeverityNote. No step and no day depends on it.
    severity = models.CharField(max_length=10, choices=Severity, blank=True)
    # A claim of a disclosure in the public interest is not answered yet: see DisclosureClaim.
    is_paused = models.BooleanField(default=False)
    shut_principal = models.BooleanField(default=False)
    shut_vice_principal = models.BooleanField(default=False)
    shut_slt = models.BooleanField(default=False)
    shut_dt = models.BooleanField(default=False)
    shut_ddt = models.BooleanField(default=False)
    shut_chair = models.BooleanField(default=False)
    shut_vice_chair = models.BooleanField(default=False)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_confirmed_case_names_who_and_when",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_case_being_handled_was_confirmed",
                condition=~Q(status__in=[IncidentStatus.BEING_HANDLED, IncidentStatus.CLOSED])
                | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="an_ended_case_says_who_when_and_why",
                condition=Q(status__in=ENDED, closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")
                | ~Q(status__in=ENDED) & Q(closed_at=None, closed_by=None),
            ),
            models.CheckConstraint(
                name="a_closed_case_answers_the_review_question",
                condition=~Q(status=IncidentStatus.CLOSED) | Q(calls_for_review__isnull=False),
            ),
            models.CheckConstraint(
                name="a_case_split_off_has_words_of_its_own",
                condition=Q(opened_by=None, words="") | Q(opened_by__isnull=False) & ~Q(words=""),
            ),
            models.CheckConstraint(
                name="no_case_ends_while_a_disclosure_is_claimed", condition=~Q(status__in=ENDED, is_paused=True)
            ),
            models.CheckConstraint(name="a_case_has_a_known_route", condition=Q(route__in=Route.values)),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="incidents_newest"),
            models.Index(fields=["route", "has_child", "-opened_at"], name="incidents_route"),
            models.Index(fields=["status", "-opened_at"], name="incidents_status"),
            models.Index(fields=["severity", "-opened_at"], name="incidents_severity"),
            models.Index(
                fields=["shut_principal", "shut_vice_principal", "shut_slt", "shut_dt", "shut_ddt", "shut_chair"],
                name="incidents_shut",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_live(self) -> bool:
        return self.status not in ENDED

    @property
    def offices_shut(self) -> frozenset[str]:
        return frozenset(office.value for office in Shut if getattr(self, office.column))

    @property
    def is_split_off(self) -> bool:
        return self.opened_by_id is not None

    @property
    def present(self) -> list["IncidentPerson"]:
        """Who is in the case now; whoever was taken out of it stays shut out of it all the same."""
        return [one for one in self.people.all() if one.moved_at is None]

    @property
    def concerned(self) -> list["IncidentPerson"]:
        return [one for one in self.present if one.part == Part.CONCERNED]

    @property
    def affected(self) -> list["IncidentPerson"]:
        return [one for one in self.present if one.part == Part.AFFECTED]

    def move_to(self, target: str) -> None:
        """Take one legal step. Callers hold the row's lock: see actions."""
        if target not in MOVES[self.status]:
            now_is = IncidentStatus(self.status).label.lower()
            raise WrongState(f"This case is {now_is} already. Look at it again before you go on.")
        self.status = target


class IncidentPerson(Sealed):
    """A person concerned or affected, or somebody not known, as this case has it."""

    SEALED: ClassVar[tuple[str, ...]] = ("incident", "person", "as_described", "part", "moved_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="people")
    person = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="incidents_in")
    as_described = models.CharField(max_length=200, blank=True)
    part = models.CharField(max_length=10, choices=Part)
    position = models.PositiveSmallIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)  # taken out of this case, into one that was split off

    class Meta:
        ordering = ("part", "position", "id")
        constraints = [
            models.CheckConstraint(
                name="a_person_in_a_case_is_picked_or_described",
                condition=Q(person__isnull=False) | ~Q(as_described=""),
            ),
            models.UniqueConstraint(name="a_person_has_one_part_in_a_case", fields=["incident", "person", "part"]),
        ]

    def __str__(self) -> str:
        return self.person.display_name if self.person else self.as_described
