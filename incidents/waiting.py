"""What this person has to do next in cases: what, why, by when, and one button. A constant number of queries."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from audit.prepared import Prepared
from incidents import routes
from incidents.limits import THE_SCHOOLS_OWN, who_set_the_limits
from incidents.models import Access, Allegation, EmergencyReader, Incident, IncidentQuerySet, IncidentStep
from incidents.models.access import GIVEN_ROLES
from incidents.permissions import (
    leader_words,
    obstacle_to_ending,
    obstacle_to_keeping_emergency_readers,
    office_words,
)
from incidents.reading import ordinary_cases
from incidents.states import Finding, IncidentStatus
from notices.models import Notice
from notices.register import MOST_WAITING, Item
from policy.models import StepSource
from school.days import local_date
from school.standing import Standing

AT_RISK = "A child may be at risk"
ASKED_BY = {
    StepSource.POLICY: "The policy asks for it",
    StepSource.LAW: "Law or guidance asks for it",
    StepSource.SCHOOL: "The school asks for it",
}


def may_have_cases(standing: Standing) -> bool:
    """Whether "Cases" stands in the menu: by office, or while named in one."""
    if standing.offices & routes.READING_OFFICES:
        return True
    return bool(_named(standing.shape, standing.person_id, standing.today, timezone.now()))


_named = Prepared(
    lambda shape, person_id, today, now: (
        Access.objects.of(replace(shape, person_id=person_id, today=today), now).order_by().values_list("pk")[:1]
    )
)


def waiting(standing: Standing, now: datetime) -> list[Item]:
    """Reports to take up, steps to do, what is overdue with somebody else, and cases to bring to an end."""
    if not may_have_cases(standing):
        return []
    visible = Incident.objects.visible_to(standing)
    led = visible.led_by(standing)
    lines = (
        _to_confirm(standing, led)
        + _steps(standing, visible, led)
        + _gone_up(standing, visible, led)
        + _to_end(standing, led)
        + _emergency_readers_to_confirm(standing)
    )
    return sorted(lines, key=lambda item: (not item.is_urgent, item.due or date.max))[:MOST_WAITING]


def case_url(incident_id: UUID) -> str:
    return reverse("incidents:case", args=[incident_id])


def _item(incident: Incident, what: str, *, why: str, button: str, **facts: object) -> Item:
    """One line about a case; a child at risk is said, and puts it on top."""
    risk = f" ({AT_RISK.lower()})" if incident.is_urgent else ""
    url = str(facts.pop("url", "") or case_url(incident.pk))
    return Item(
        f"Case {incident.reference}{risk}: {what}",
        url,
        kind="case",
        why=why,
        button=button,
        is_urgent=incident.is_urgent,
        **facts,  # type: ignore[arg-type]
    )


def _to_confirm(standing: Standing, led: IncidentQuerySet) -> list[Item]:
    anew = Q(status=IncidentStatus.BEING_HANDLED, kinds=None)  # its author turned out to be somebody of the school
    received = led.filter(Q(status=IncidentStatus.RECEIVED) | anew).order_by("-is_urgent", "confirm_by", "id")
    found = list(received.select_related("report__speaker")[:MOST_WAITING])
    ordinary = ordinary_cases(found)
    return [_to_take_up(one, is_ordinary=one.pk in ordinary and not obstacle_to_ending(standing, one)) for one in found]


def _to_take_up(one: Incident, *, is_ordinary: bool) -> Item:
    """An ordinary case is dealt with on one page, so its button leads there."""
    return _item(
        one,
        "it looks like an ordinary case." if is_ordinary else "confirm what kind of case it is.",
        why=f"It was reported on {local_date(one.opened_at):%-d %B}, and you lead it.",
        button="Deal with it" if is_ordinary else "Take it up",
        url=reverse("incidents:deal_with", args=[one.pk]) if is_ordinary else "",
        due=local_date(one.opened_at) if one.is_urgent else one.confirm_by,
        set_by="" if one.is_urgent else THE_SCHOOLS_OWN,
    )


def _emergency_readers_to_confirm(standing: Standing) -> list[Item]:
    if obstacle_to_keeping_emergency_readers(standing):
        return []
    waiting = EmergencyReader.objects.standing().filter(confirmed_at=None).exclude(named_by_id=standing.person_id)
    return [
        Item(
            f"Confirm that {one.person} may open cases in an emergency.",
            reverse("incidents:emergency"),
            kind="case",
            why="Two people say so: the Principal and the Chair.",
            button="Look at it",
        )
        for one in waiting.exclude(person_id=standing.person_id).select_related("person")[:MOST_WAITING]
    ]


def _steps(standing: Standing, visible: IncidentQuerySet, led: IncidentQuerySet) -> list[Item]:
    """Steps of one's own office; the leader's; and, in a case one is named in, those of nobody's office."""
    for_me = Q(for_office__in=standing.offices) & ~Q(for_office="")
    if standing.holds(routes.DDT):  # either of them looks first
        for_me |= Q(for_office=routes.DT)
    mine = Access.objects.of(standing).filter(role__in=GIVEN_ROLES)
    named = mine.values("incident")
    asked = for_me | Q(for_office="", incident__in=led) | Q(for_office="", incident__in=named)
    ready = IncidentStep.objects.open().obligatory().ready().filter(asked, incident__in=visible.live())
    found = ready.annotate(is_led=Exists(led.filter(pk=OuterRef("incident"))))
    found = found.select_related("step", "incident", "clause_version", "subject__person").order_by(
        "-incident__is_urgent", F("due_on").asc(nulls_last=True), "step__order", "id"
    )
    first_of_case: dict[UUID, IncidentStep] = {}
    for one in found[: MOST_WAITING * 5]:  # one line a case
        first_of_case.setdefault(one.incident_id, one)
    set_by = who_set_the_limits()
    return [
        _item(
            one.incident,
            _what(one, standing),
            why=_why(one),
            button="Do this step",
            **_press(one, standing),
            url=f"{case_url(one.incident_id)}#steps",
            due=one.due_on,
            set_by=set_by.get(one.step_id, THE_SCHOOLS_OWN),
        )
        for one in list(first_of_case.values())[:MOST_WAITING]
    ]


def _what(one: IncidentStep, standing: Standing) -> str:
    """What is to be done, said to whoever does it: the look is not explained to those whose it is."""
    if is_own_look(one, standing):
        return "look at it for child protection."
    return f"{one.step.text}{f' ({one.subject})' if one.subject else ''}."


def is_own_look(one: IncidentStep, standing: Standing) -> bool:
    """Whether this step is the look for child protection, and this person's to take."""
    return not one.record and one.for_office in routes.SAFEGUARDING and standing.holds(*routes.SAFEGUARDING)


def _press(one: IncidentStep, standing: Standing) -> dict[str, str]:
    """The Designated Teacher's usual answer is one press from home; everything else she writes on the case."""
    if one.incident.is_urgent or not is_own_look(one, standing):
        return {}  # nobody says so unread where a child may be at risk
    address = reverse("incidents:do_step", args=[one.incident_id, one.pk], query={"answer": "nothing"})
    return {"press_url": address, "press_label": "Nothing for child protection"}


def _why(one: Any) -> str:
    """`one` is an IncidentStep with `is_led`: whether this reader leads its case."""
    if one.step.at_once == "pupil":
        return f"A pupil is concerned or affected, so the {office_words(one.for_office)} looks first."
    asked_by = (
        f"Rule {one.clause_version.number} asks for it" if one.clause_version else ASKED_BY[StepSource(one.step.source)]
    )
    if one.for_office:
        return f"{asked_by}, and it is for the {office_words(one.for_office)}."
    return f"{asked_by}, and {'you lead this case' if one.is_led else 'you are named in this case'}."


def _gone_up(standing: Standing, visible: IncidentQuerySet, led: IncidentQuerySet) -> list[Item]:
    """What is overdue with somebody else and has come to this person: once, and only while it is so."""
    told = Notice.objects.to(standing.person_id).filter(kind="case.overdue_above").values("about_id")
    others = visible.live().filter(pk__in=told)
    mine = Q(for_office__in=standing.offices)
    steps = (
        IncidentStep.objects.overdue(standing.today)
        .obligatory()
        .ready()
        .exclude(mine)
        .filter(Q(incident__in=others) & ~Q(for_office="", incident__in=led))
    )
    found = steps.select_related("step", "incident").order_by("due_on", "id")[:MOST_WAITING]
    lines = [_overdue(one.incident, one.step.text, one.for_office, due=one.due_on) for one in found]
    late = others.filter(status=IncidentStatus.RECEIVED, confirm_by__lt=standing.today).exclude(pk__in=led)
    return lines + [
        _overdue(one, "nobody has confirmed what kind of case it is", "", due=one.confirm_by)
        for one in late.order_by("confirm_by", "id")[:MOST_WAITING]
    ]


def _overdue(incident: Incident, what: str, office: str, **facts: object) -> Item:
    holder = f"the {office_words(office)}" if office else leader_words(incident)
    why = f"It is overdue with {holder}, so it has come to you."
    return _item(incident, f"{what}.", why=why, button="See to it", **facts)


def _claims(led: IncidentQuerySet) -> list[Item]:
    """Somebody claims a disclosure in the public interest: nothing is found about them until that is answered."""
    why = "Nothing is found about them, and the case does not end, until you have taken advice and answered."
    what = "somebody claims a disclosure in the public interest."
    return [
        _item(one, what, why=why, button="Answer it", url=f"{case_url(one.pk)}#findings")
        for one in led.live().filter(is_paused=True).order_by("opened_at", "id")[:MOST_WAITING]
    ]


def _to_end(standing: Standing, led: IncidentQuerySet) -> list[Item]:
    """Nothing is left to do in them, but somebody has to say so."""
    open_steps = IncidentStep.objects.open().obligatory().filter(incident=OuterRef("pk"))
    alleged = Allegation.objects.filter(incident=OuterRef("pk"), finding=Finding.ALLEGED)
    done = led.filter(~Exists(open_steps), status=IncidentStatus.BEING_HANDLED, kinds__isnull=False).distinct()
    done = done.annotate(is_unsettled=Exists(alleged))
    lines = _claims(led)
    for one in (
        done.filter(is_paused=False).select_related("report__speaker").order_by("opened_at", "id")[:MOST_WAITING]
    ):
        if one.is_unsettled:
            why = "Every step is done, and a finding is still missing."
            url = f"{case_url(one.pk)}#findings"
            lines.append(_item(one, "settle what was found.", why=why, button="Settle it", url=url))
        elif not obstacle_to_ending(standing, one):
            why = "Every step and every finding is settled."
            url = reverse("incidents:close", args=[one.pk])
            lines.append(_item(one, "it can be closed.", why=why, button="Close it", url=url))
    return lines
