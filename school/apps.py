from django.apps import AppConfig


class SchoolConfig(AppConfig):
    """Who is who at the school, and when."""

    name = "school"

    def ready(self) -> None:
        from audit.register import add_events
        from notices.register import add_addresses, add_kind, add_menu, add_subject, add_waiting

        from school import announcing, events

        add_events(events.EVENTS)
        for kind, sentence in events.NOTICES.items():
            add_kind(kind, sentence=sentence)
        add_subject("school.Appointment", may_be_told=announcing.may_hear_of_appointment, url=announcing.appointment_url)
        add_subject("school.User", may_be_told=announcing.may_hear_of_account, url=announcing.account_url)
        add_addresses(announcing.addresses)
        add_menu(announcing.menu)
        add_waiting(announcing.waiting)
