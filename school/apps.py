from django.apps import AppConfig


class SchoolConfig(AppConfig):
    """Who is who at the school, and when."""

    name = "school"

    def ready(self) -> None:
        from audit.register import add_events
        from notices.register import add_addresses, add_kind, add_menu, add_waiting
        from school import announcing, events

        add_events(events.EVENTS)
        for kind, sentence in events.NOTICES.items():
            add_kind(kind, sentence=sentence)
        for (code, sentence), address in (
            (events.ADDRESS_GONE, announcing.former_address),
            (events.CHANGED, announcing.own_address),
        ):
            add_kind(code, sentence=sentence, address=address)
        announcing.add_subjects()
        add_addresses(announcing.addresses)
        add_menu(announcing.menu)
        add_waiting(announcing.waiting)
