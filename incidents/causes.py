"""Whether what somebody was told of a case is still so: asked at the moment an e-mail goes out."""

from datetime import datetime

from audit.models import Entry
from incidents import routes
from incidents.clocks import Thing, Turns, thing_of
from incidents.models import Access, EmergencyReader, Incident, IncidentStep, Report, Restriction
from incidents.permissions import leads
from incidents.states import ReportStatus
from notices.register import Still, Told
from school.days import local_date
from school.standing import standing_of


def _case(told: Told) -> Incident | None:
    return Incident.objects.live().select_related("report").filter(pk=told.about_id).first()


def has_seen_it(told: Told) -> bool:
    """Whether the person has opened the case, or done anything in it, since."""
    since = Entry.objects.about("incidents.Incident", told.about_id).filter(actor=told.person_id, at__gt=told.at)
    return since.exists()


def is_live_and_unseen(told: Told, now: datetime) -> bool:
    return _case(told) is not None and not has_seen_it(told)


def is_unseen(told: Told, now: datetime) -> bool:
    return not has_seen_it(told)


def still_leads(told: Told, now: datetime) -> bool:
    """The case waits for them to take it up."""
    case = _case(told)
    return case is not None and leads(standing_of(told.person_id, now), case) and not has_seen_it(told)


def still_looks(told: Told, now: datetime) -> bool:
    """The look for child protection is still missing."""
    open_steps = IncidentStep.objects.open().filter(incident_id=told.about_id, for_office__in=routes.SAFEGUARDING)
    return _case(told) is not None and open_steps.exists() and not has_seen_it(told)


def step_is_open(told: Told, now: datetime) -> bool:
    """The step they were asked for."""
    return _case(told) is not None and IncidentStep.objects.open().filter(pk=told.key).exists()


def is_still_named(told: Told, now: datetime) -> bool:
    return Access.objects.live().filter(pk=told.key).exists() and not has_seen_it(told)


def _theirs(told: Told, thing: Thing, now: datetime) -> bool:
    return told.person_id in Turns([thing.incident], now).doers(thing.incident, thing.for_office)


def still_due(told: Told, now: datetime) -> bool:
    """It is still to be done, still theirs, and its day has not passed: then another reminder speaks."""
    thing = thing_of(told.about_id, told.key, now)
    return thing is not None and thing.due >= local_date(now) and _theirs(told, thing, now)


def still_overdue(told: Told, now: datetime) -> bool:
    thing = thing_of(told.about_id, told.key, now)
    return thing is not None and _theirs(told, thing, now)


def still_overdue_with_another(told: Told, now: datetime) -> bool:
    thing = thing_of(told.about_id, told.key, now)
    if thing is None:
        return False
    return told.person_id in Turns([thing.incident], now).one_level_up(thing.incident, thing.for_office)


def is_still_closed(told: Told, now: datetime) -> bool:
    report = Report.objects.prefetch_related("incidents").filter(pk=told.about_id).first()
    return report is not None and report.status == ReportStatus.CLOSED


def is_so_for_good(told: Told, now: datetime) -> bool:
    """What happened stays so; reading it in the inbox is what ends it."""
    return True


def waits_for_confirmation(told: Told, now: datetime) -> bool:
    return EmergencyReader.objects.filter(pk=told.about_id, confirmed_at=None, ended_at=None).exists()


def still_supervises(told: Told, now: datetime) -> bool:
    """The restriction runs, and they are named in it."""
    return Restriction.objects.visible_to(standing_of(told.person_id, now)).filter(pk=told.about_id).exists()


STILL: dict[str, Still] = {
    "case.urgent": is_live_and_unseen,
    "case.told_at_once": is_unseen,
    "case.look": still_looks,
    "case.waiting": still_leads,
    "case.step": step_is_open,
    "case.told": is_unseen,
    "case.named": is_still_named,
    "case.added": is_unseen,
    "case.due": still_due,
    "case.overdue": still_overdue,
    "case.overdue_above": still_overdue_with_another,
    "restriction.named": still_supervises,
    "report.closed": is_still_closed,
    "case.word_passed_on": is_unseen,
    "case.taken": is_unseen,
    "case.handed": still_leads,
    "case.stepped_back": is_unseen,
    "case.unlinked": is_unseen,
    "case.file_held": is_unseen,
    "case.file_released": is_unseen,
    "case.file_harmful": is_unseen,
    "case.opened_in_emergency": is_unseen,
    "emergency.opened": is_so_for_good,
    "emergency.confirmed": is_so_for_good,
    "emergency.named": waits_for_confirmation,
}
