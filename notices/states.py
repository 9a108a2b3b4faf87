"""How fast a kind of notice travels by e-mail, and where its e-mail stands."""

from django.db import models


class Pace(models.TextChoices):
    """Every kind of notice has one, where it is registered; the default is the daily e-mail."""

    AT_ONCE = "at_once", "at once, at any hour"
    ACCOUNT = "account", "at once and alone: it is about the reader's own way in"
    SOON = "soon", "within the hour, while the school is open"
    DAILY = "daily", "with the daily e-mail"


CALM = frozenset({Pace.SOON, Pace.DAILY})


class MailState(models.TextChoices):
    OWED = "owed", "to be sent"
    SENDING = "sending", "being sent"
    SENT = "sent", "sent"
    NOT_DUE = "not_due", "no longer theirs, no longer so, or no address"
