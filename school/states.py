"""What waits for a second person, and what may follow. The rest of this app has dates in the place of states."""

from django.db import models


class WrongState(Exception):
    """Somebody came too late, or the record is no longer where this step begins. The sentence is for the screen."""


class AppointmentStatus(models.TextChoices):
    WAITING = "waiting", "Waits for a second person"
    STANDS = "stands", "Stands between its dates"
    WITHDRAWN = "withdrawn", "Taken back"


class AddressStatus(models.TextChoices):
    WAITING = "waiting", "Waits for a second person"
    CONFIRMED = "confirmed", "Confirmed"
    WITHDRAWN = "withdrawn", "Taken back"


APPOINTMENT_MOVES: dict[str, frozenset[str]] = {
    AppointmentStatus.WAITING: frozenset({AppointmentStatus.STANDS, AppointmentStatus.WITHDRAWN}),
    AppointmentStatus.STANDS: frozenset({AppointmentStatus.WITHDRAWN}),
    AppointmentStatus.WITHDRAWN: frozenset(),
}
ADDRESS_MOVES: dict[str, frozenset[str]] = {
    AddressStatus.WAITING: frozenset({AddressStatus.CONFIRMED, AddressStatus.WITHDRAWN}),
    AddressStatus.CONFIRMED: frozenset(),
    AddressStatus.WITHDRAWN: frozenset(),
}
APPOINTMENT_TURN: dict[str, str] = {
    AppointmentStatus.WAITING: "whoever confirms this office",
    AppointmentStatus.STANDS: "nobody",
    AppointmentStatus.WITHDRAWN: "nobody",
}
ADDRESS_TURN: dict[str, str] = {
    AddressStatus.WAITING: "whoever confirms addresses",
    AddressStatus.CONFIRMED: "nobody",
    AddressStatus.WITHDRAWN: "nobody",
}
TURN: dict[str, dict[str, str]] = {"appointment": APPOINTMENT_TURN, "address_change": ADDRESS_TURN}
WORKFLOWS = {
    "appointment": (AppointmentStatus, APPOINTMENT_MOVES),
    "address_change": (AddressStatus, ADDRESS_MOVES),
}
