from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Reports of incidents and the cases that are led because of them."""

    name = "incidents"

    def ready(self) -> None:
        from audit.register import add_events
        from files.register import Owner, add_owner
        from files.rescanning import scan_what_waits
        from incidents import announcing, causes, events, waiting
        from incidents.actions.conflicts import recompute_shut_outs
        from incidents.actions.keeping import read_file, settle_file
        from incidents.actions.reminding import remind
        from incidents.models import Incident, Report
        from notices.beats import add_duty
        from notices.register import add_kind, add_menu, add_subject, add_waiting, add_yours
        from notices.states import Pace
        from school.changes import on_change
        from school.hearing import visible_ones
        from school.readers import add_reader_check

        add_events(events.EVENTS)
        paces = {Pace.AT_ONCE: events.URGENT, Pace.SOON: events.SOON, Pace.DAILY: events.NOTICES}
        for pace, kinds in paces.items():
            for code, (sentence, many) in kinds.items():
                add_kind(code, sentence=sentence, many=many, pace=pace, still=causes.STILL[code])
        add_subject(
            "incidents.Incident",
            may_be_told=announcing.may_hear_of_case,
            url=waiting.case_url,
            which=visible_ones(Incident),
        )
        add_subject(
            "incidents.Report",
            may_be_told=announcing.may_hear_of_report,
            url=announcing.report_url,
            which=visible_ones(Report),
        )
        for label, which in (
            ("incidents.EmergencyOpening", announcing.emergencies_heard_of),
            ("incidents.EmergencyReader", announcing.emergency_readers_known),
        ):
            add_subject(label, may_be_told=announcing.one_of(which), url=announcing.emergency_url, which=which)
        add_menu(announcing.menu)
        add_waiting(waiting.waiting)
        add_yours(announcing.yours)
        add_duty("incidents.leaders", every=announcing.DAY, duty=announcing.look_again)
        add_duty("files.scan", every=announcing.MINUTE, duty=scan_what_waits)
        add_owner(
            "incidents.Evidence",
            Owner(may_read=announcing.may_read_file, note_reading=read_file, settled=settle_file),
        )
        add_duty("incidents.clocks", every=announcing.QUARTER, duty=remind)
        on_change(recompute_shut_outs)
        add_reader_check(announcing.is_named_in_a_case)
