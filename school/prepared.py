"""A question that every page asks, put together once: Django's queryset becomes SQL the first time and is kept.

Only the making of the SQL is saved, never an answer: each call asks the database anew. The rule stays where it is
written, in the querysets; what may differ from call to call are one person and one day.
"""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import DateField, QuerySet, UUIDField

SOME_PERSON, SOME_DAY = UUID(int=2**127 + 4711), date(1, 2, 3)
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
        made: Made = self.rows(SOME_PERSON, SOME_DAY).query.get_compiler(connection=connection).as_sql()
        self.made[connection.vendor] = made
        return made


def _person(value: UUID) -> Any:
    return UUIDField().get_db_prep_value(value, connection)


def _day(value: date) -> Any:
    return DateField().get_db_prep_value(value, connection)
