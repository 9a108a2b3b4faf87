"""The school's policies: read, confirmed clause by clause, kept as they were approved."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "policy"
    verbose_name = "Policy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from policy import review_announcing

        review_announcing.register()
