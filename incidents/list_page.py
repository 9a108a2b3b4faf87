"""A page of the list of cases: rows, people and kinds in three questions whose SQL is kept, with the columns shown."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from audit.prepared import Prepared
from incidents.forms.acting import FilterForm
from incidents.models import Concerns, Incident, IncidentPerson, IncidentQuerySet, Part
from incidents.paging import PAGE, page_of
from incidents.states import IncidentStatus
from school.days import LONDON
from school.standing import Standing
from school.templatetags.pills import pill

SHOWN = ("reference", "status", "concerns", "severity", "is_urgent", "opened_at")
TONES = {
    IncidentStatus.RECEIVED: "wait",
    IncidentStatus.BEING_HANDLED: "calm",
    IncidentStatus.CLOSED: "done",
    IncidentStatus.RECORDED_IN_ERROR: "done",
}
Choices = tuple[tuple[str, str], ...]


def _newest(shape: Standing, person_id: UUID, today: date, now: datetime) -> IncidentQuerySet:
    standing = replace(shape, person_id=person_id, today=today)
    rows = Incident.objects.visible_to(standing, now).on_ordinary_lists(standing)
    return rows.newest_first().only(*SHOWN)[: PAGE + 1]


_first_page = Prepared(_newest)


def first_page(standing: Standing, now: datetime) -> tuple[list[Incident], str]:
    """What the list shows to whoever has narrowed nothing: the newest of their cases."""
    return page_of(_first_page(standing.shape, standing.person_id, standing.today, now), "")


_concerned = Prepared(
    lambda _, cases: (
        IncidentPerson.objects.filter(incident__in=cases, part=Part.CONCERNED, moved_at=None)
        .select_related("person")
        .only("incident", "as_described", "person__given_name", "person__family_name", "person__known_as")
    )
)
_kinds = Prepared(
    lambda _, cases: (
        Incident.kinds.through.objects.filter(incident__in=cases)
        .order_by("kind__position", "kind")
        .values_list("incident", "kind__name")
    )
)
ROW = (
    '<tr><th scope="row" data-label="Case"><a class="reference" href="{}">{}</a></th>'
    '<td data-label="About">{}<span class="quiet">{}</span></td><td data-label="Kind">{}</td>'
    '<td data-label="Recorded"><time datetime="{}">{}</time></td><td data-label="State">{}</td></tr>\n'
)
NOT_CONFIRMED = format_html('<span class="quiet">{}</span>', "not confirmed")
NOBODY = UUID(int=0)


def rows_of(cases: Sequence[Incident]) -> str:
    """The rows of the table: a template of its own would be asked for the same forty things once a row."""
    ids = [one.pk for one in cases]
    people: dict[UUID, list[str]] = defaultdict(list)
    for one in _concerned(None, ids):
        people[one.incident_id].append(f"{one}, ")
    kinds: dict[UUID, list[str]] = defaultdict(list)
    for case, name in _kinds(None, ids):
        kinds[case].append(name)
    before, after = reverse("incidents:case", args=[NOBODY]).split(str(NOBODY))
    rows = []
    for case in cases:
        day = case.opened_at.astimezone(LONDON).date()
        about, kind = "".join(people[case.pk]), ", ".join(kinds[case.pk]) or NOT_CONFIRMED
        concerns = Concerns(case.concerns).label.lower()
        address = f"{before}{case.pk}{after}"
        rows.append((address, case.reference, about, concerns, kind, day.isoformat(), _in_words(day), _state(case)))
    return format_html_join("", ROW, rows)


def _state(case: Incident) -> str:
    status = IncidentStatus(case.status)
    pills = [pill(status.label, TONES[status])]
    pills += [pill("At risk", "stop")] if case.is_urgent else []
    pills += [pill("Serious", "wait")] if case.severity == "serious" else []
    return format_html_join(" ", "{}", ((one,) for one in pills))


@lru_cache(maxsize=4096)
def _in_words(day: date) -> str:
    return date_format(day, "j F Y")


@lru_cache(maxsize=64)
def filters_without_choice(kinds: Choices, rules: Choices, services: Choices) -> str:
    """The fields that narrow the list, when nothing was chosen: drawn once for given choices."""
    form = FilterForm({}, kinds=list(kinds), rules=rules, services=services)
    return filters_drawn(form)


def filters_drawn(form: FilterForm) -> str:
    return format_html_join("", "{}", ((field.as_field_group(),) for field in form))
