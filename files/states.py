"""Whether the virus scanner has seen a file, and what it said."""

from django.db import models


class Scan(models.TextChoices):
    SCANNED = "scanned", "Scanned"
    NOT_SCANNED = "not_scanned", "Not scanned"
    HELD = "held", "Held until it is scanned"
    HARMFUL = "harmful", "Found harmful"


MOVES: dict[str, frozenset[str]] = {
    Scan.SCANNED: frozenset(),
    Scan.NOT_SCANNED: frozenset({Scan.SCANNED, Scan.HARMFUL}),
    Scan.HELD: frozenset({Scan.SCANNED, Scan.HARMFUL}),
    Scan.HARMFUL: frozenset(),
}
TERMINAL: frozenset[str] = frozenset({Scan.SCANNED, Scan.HARMFUL})
TURN: dict[str, str] = {
    Scan.SCANNED: "nobody",
    Scan.NOT_SCANNED: "the task worker, once a scanner is set up; until then it is served",
    Scan.HELD: "the task worker, once the scanner answers; nobody sees it until then",
    Scan.HARMFUL: "nobody; it is never served",
}
WORKFLOWS = {"scan of a file": (Scan, MOVES)}

WAITING: frozenset[str] = frozenset({Scan.NOT_SCANNED, Scan.HELD})
SERVED: frozenset[str] = frozenset({Scan.SCANNED, Scan.NOT_SCANNED})
