from datetime import timedelta

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Reports of incidents and the cases that are led because of them."""

    name = "incidents"

    def ready(self) -> None:
        _tell_the_record()
        _tell_the_inbox()
        _tell_home()
        _tell_the_files()
        _listen()


def _tell_the_record() -> None:
    from audit.register import add_events
    from incidents import events

    add_events(events.EVENTS)


def _tell_the_inbox() -> None:
    """What people are told, how fast, whether it still holds, and whom it may be told."""
    from incidents import announcing, causes, events, waiting
    from incidents.models import EmergencyOpening, Incident, Report, Restriction
    from notices.register import add_kind, add_subject
    from notices.states import Pace
    from school.hearing import seen_ones, visible_ones

    paces = {Pace.AT_ONCE: events.URGENT, Pace.SOON: events.SOON, Pace.DAILY: events.NOTICES}
    for pace, kinds in paces.items():
        for code, (sentence, many) in kinds.items():
            waits = events.WAITS.get(code, timedelta(0))
            add_kind(code, sentence=sentence, many=many, pace=pace, still=causes.STILL[code], waits=waits)
    for label, may_be_told, url, of in (
        ("incidents.Report", announcing.may_hear_of_report, announcing.report_url, Report),
        ("incidents.Restriction", announcing.may_hear_of_restriction, announcing.restriction_url, Restriction),
    ):
        add_subject(label, may_be_told=may_be_told, url=url, which=visible_ones(of), seen=seen_ones(of))
    add_subject(
        "incidents.Incident",
        may_be_told=announcing.may_hear_of_case,
        url=waiting.case_url,
        which=announcing.cases_heard_of,
        seen=Incident.objects.visible_to,
    )
    for label, which, seen in (
        ("incidents.EmergencyOpening", announcing.emergencies_heard_of, EmergencyOpening.objects.heard_by),
        ("incidents.EmergencyReader", announcing.emergency_readers_known, announcing.emergency_readers_seen),
    ):
        add_subject(label, may_be_told=announcing.one_of(which), url=announcing.emergency_url, which=which, seen=seen)


def _tell_home() -> None:
    from incidents import announcing, waiting
    from incidents.asked_of_review import asked_of
    from notices.register import add_menu, add_waiting, add_yours
    from policy.asking import add_source

    add_source(asked_of)
    add_menu(announcing.menu)
    add_waiting(waiting.waiting)
    add_yours(announcing.supervised)
    add_yours(announcing.yours)


def _tell_the_files() -> None:
    """Who reads what was sent as evidence, and what becomes of it later."""
    from files.register import Owner, add_owner
    from incidents import announcing
    from incidents.actions.keeping import read_file, settle_file

    add_owner(
        "incidents.Evidence",
        Owner(may_read=announcing.may_read_file, note_reading=read_file, settled=settle_file),
    )


def _listen() -> None:
    """What is done by the clock, and whenever offices, families or accounts change."""
    from files.rescanning import scan_what_waits
    from incidents import announcing
    from incidents.actions.conflicts import recompute_shut_outs
    from incidents.actions.reminding import remind
    from notices.beats import add_duty
    from school.changes import on_change

    add_duty("incidents.leaders", every=announcing.DAY, duty=announcing.look_again)
    add_duty("incidents.stand_ins", every=announcing.MINUTE, duty=announcing.stand_in)
    add_duty("files.scan", every=announcing.MINUTE, duty=scan_what_waits)
    add_duty("incidents.clocks", every=announcing.QUARTER, duty=remind)
    on_change(recompute_shut_outs)
