"""A question that every page asks, put together once: Django's queryset becomes SQL the first time and is kept.

Only the making of the SQL is saved, never an answer: each call asks the database anew, also (elide_empty) where
Django itself would ask nothing because the rows are none(). The rule stays where it is
written, in the querysets; what may differ from call to call are one person and one day.
"""

from collections.abc import Callable, Collection, Hashable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import DateField, DateTimeField, QuerySet, UUIDField

SOME_PERSON, SOME_DAY = UUID(int=2**127 + 4711), date(1, 2, 3)
SOME_MOMENT = datetime(1, 2, 3, 4, 5, 6, 7, tzinfo=UTC)
MOST_KEPT = 256
Made = tuple[str, tuple[Any, ...]]


class Prepared:
    """`Prepared(rows)(person_id, day)`: the rows of `rows(person_id, day)`, which must be a values_list()."""

    def __init__(self, rows: Callable[[UUID, date], QuerySet[Any, Any]]) -> None:
        self.rows = rows
        self.made: dict[str, Made] = {}

    def __call__(self, person_id: UUID, day: date) -> list[tuple[Any, ...]]:
        sql, params = self.made.get(connection.vendor) or self._make()
        given = {_person(SOME_PERSON): _person(person_id), _day(SOME_DAY): _day(day)}
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(one, one) for one in params])
            return list(cursor.fetchall())

    def _make(self) -> Made:
        made: Made = (
            self.rows(SOME_PERSON, SOME_DAY).query.get_compiler(connection=connection, elide_empty=False).as_sql()
        )
        self.made[connection.vendor] = made
        return made


class AmongThese:
    """`AmongThese(rows)(shape, person_id, now, ids)`: which of these records the rows hold.

    `rows(shape, person_id, now, ids)` is a queryset filtered by those ids. The shape is everything else that its SQL
    depends on, such as the offices that somebody holds: for each shape, and each power of two of ids, it is put
    together once.
    """

    def __init__(self, rows: Callable[[Any, UUID, datetime, list[UUID]], QuerySet[Any, Any]]) -> None:
        self.rows = rows
        self.made: dict[tuple[Hashable, ...], tuple[str, list[tuple[int, Any]]]] = {}

    def __call__(self, shape: Hashable, person_id: UUID, now: datetime, ids: Collection[UUID]) -> set[UUID]:
        if not ids:
            return set()
        room = 1 << (len(ids) - 1).bit_length()
        key = connection.vendor, shape, room
        sql, params = self.made.get(key) or self._make(key, room)
        asked = list(ids) if connection.features.has_native_uuid_field else [one.hex for one in ids]
        given = [_person(person_id), _moment(now), *asked, *asked[:1] * (room - len(asked))]
        with connection.cursor() as cursor:
            cursor.execute(sql, [value if place < 0 else given[place] for place, value in params])
            return {one if isinstance(one, UUID) else UUID(one) for (one,) in cursor.fetchall()}

    def _make(self, key: tuple[Hashable, ...], room: int) -> tuple[str, list[tuple[int, Any]]]:
        """The SQL, and for each of its parameters the place of what is given each time, or -1 and the value itself."""
        ids = [UUID(int=2**126 + number) for number in range(room)]
        rows = self.rows(key[1], SOME_PERSON, SOME_MOMENT, ids).order_by().values_list("pk", flat=True)
        sql, params = rows.query.get_compiler(connection=connection, elide_empty=False).as_sql()
        given = [_person(SOME_PERSON), _moment(SOME_MOMENT), *map(_person, ids)]
        places = {one: place for place, one in enumerate(given)}
        if len(self.made) >= MOST_KEPT:
            self.made.clear()
        self.made[key] = sql, [(places.get(one, -1), one) for one in params]
        return self.made[key]


def _moment(value: datetime) -> Any:
    return DateTimeField().get_db_prep_value(value, connection)


def _person(value: UUID) -> Any:
    return UUIDField().get_db_prep_value(value, connection)


def _day(value: date) -> Any:
    return DateField().get_db_prep_value(value, connection)
