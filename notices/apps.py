from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What people are told: the inbox, content-free e-mail, and the home page."""

    name = "notices"
