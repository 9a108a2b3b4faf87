"""The demo school that `make run` shows: one world, built app by app from the ground up."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from school.days import LONDON, is_school_day, local_date

APPS = ("school", "policy", "incidents", "approvals")


class People(dict[str, Any]):
    """Persons by the part they play, which is how their address begins: vice.principal, also as vice_principal."""

    def __setitem__(self, role: str, person: Any) -> None:
        super().__setitem__(_role(role), person)

    def __getitem__(self, role: str) -> Any:
        return super().__getitem__(_role(role))

    def __contains__(self, role: object) -> bool:
        return super().__contains__(_role(str(role)))

    def get(self, role: str, default: Any = None) -> Any:
        return super().get(_role(role), default)


def _role(name: str) -> str:
    return name.replace("_", ".")


class World(dict[str, Any]):
    """What the apps hand on to each other while the demo is built: people, and whatever an app puts in by a key."""

    def __init__(self, now: datetime | None = None, policy_file: Path | None = None) -> None:
        super().__init__()
        self.now = now or datetime.now(UTC)
        self.policy_file = policy_file
        self.people = People()
        self._school_days: dict[date, bool] = {}

    def at(self, days_ago: int, hour: int = 10, minute: int = 0) -> datetime:
        """That time of a school day, `days_ago` days back or the nearest school day before it; never after `now`."""
        day = local_date(self.now) - timedelta(days=days_ago)
        while not self._is_school_day(day):
            day -= timedelta(days=1)
        moment = datetime.combine(day, time(hour, minute), tzinfo=LONDON)
        return min(moment, self.now)

    def _is_school_day(self, day: date) -> bool:
        if day not in self._school_days:
            self._school_days[day] = is_school_day(day)
        return self._school_days[day]


def build(world: World) -> Iterator[tuple[str, bool]]:
    """Build the demo, app by app; yields each app's name and whether it has a demo."""
    for app in APPS:
        has_demo = find_spec(f"{app}.demo") is not None
        if has_demo:
            import_module(f"{app}.demo").build(world, world.now)
        yield app, has_demo
