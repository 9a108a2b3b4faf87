"""The school's policies: read, confirmed clause by clause, kept as they were approved."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "policy"
    verbose_name = "Policy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from audit.register import add_events
        from notices.register import add_kind, add_menu, add_subject, add_waiting
        from policy import announcing, events, review_announcing
        from policy.models import Version
        from school.hearing import seen_ones, visible_ones

        add_events(events.EVENTS)
        for kind, sentence in events.NOTICES.items():
            add_kind(kind, sentence=sentence, still=announcing.STILL.get(kind))
        add_subject(
            "policy.Version",
            may_be_told=announcing.may_hear_of_version,
            url=announcing.version_url,
            which=visible_ones(Version),
            seen=seen_ones(Version),
        )
        add_menu(announcing.menu)
        add_waiting(announcing.waiting)
        review_announcing.register()
