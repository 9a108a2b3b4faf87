from datetime import timedelta

from django.apps import AppConfig


class SchoolConfig(AppConfig):
    """Who is who at the school, and when."""

    name = "school"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from audit.register import add_events
        from notices.beats import add_duty
        from notices.register import add_addresses, add_kind, add_menu, add_waiting, add_yours, set_calendar
        from notices.states import Pace
        from school import announcing, days, events, register_announcing, sessions
        from school.actions.drafts import forget_drafts

        still = {**announcing.STILL, "declaration.note": register_announcing.still_to_note}
        add_events(events.EVENTS)
        for kind, sentence in events.NOTICES.items():
            add_kind(kind, sentence=sentence, still=still.get(kind))
        for kind, sentence in events.OWN_ACCOUNT.items():
            add_kind(kind, sentence=sentence, pace=Pace.ACCOUNT, address=announcing.ADDRESSES.get(kind))
        set_calendar(days)
        announcing.add_subjects()
        register_announcing.add_subjects()
        add_addresses(announcing.addresses)
        add_menu(announcing.menu)
        add_menu(register_announcing.menu)
        add_waiting(announcing.waiting)
        add_waiting(register_announcing.waiting)
        add_yours(announcing.unfinished)
        add_yours(register_announcing.unfinished)
        add_duty("school.drafts", every=timedelta(days=1), duty=forget_drafts)
        user_logged_in.connect(sessions.mark, dispatch_uid="school.signed_in_until")
