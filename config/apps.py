from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The installation itself: settings, addresses, and commands that span the apps."""

    name = "config"
