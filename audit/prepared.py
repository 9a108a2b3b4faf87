"""A question that is asked often, put together once: Django's queryset becomes SQL the first time and is kept.

Only the making of the SQL is saved, never an answer: each call asks the database anew, also (elide_empty) where
Django itself would ask nothing because the rows are none(). The rule stays where it is written, in the querysets.
"""

import re
from collections.abc import Callable, Hashable, Sequence
from copy import copy
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import DateField, DateTimeField, Model, QuerySet, UUIDField
from django.db.models.fields import AutoFieldMixin
from django.db.models.query import ModelIterable

SOME_MOMENT = datetime(1, 2, 3, 4, 5, 6, 7, tzinfo=UTC)
MOST_KEPT = 1024
A_TIME = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT, A_DAY, A_PERSON = DateTimeField(), DateField(), UUIDField()
Made = tuple[Any, bool, str, list[tuple[int, Any]], dict[int, Any]]


class Prepared:
    """`Prepared(rows)(shape, *given)`: the list that `rows(shape, *given)` would be, its SQL put together once.

    `rows` makes a queryset of whole objects or a values_list(), with select_related() and only() as it likes; what it
    prefetches is not fetched. `given` are people and records (UUID), days, moments, or collections of UUIDs, each put in
    the place where the queryset has it. The shape is everything else that the SQL depends on.

    A moment or day that was not given would be kept for ever, so it is refused when the SQL is put together.
    """

    def __init__(self, rows: Callable[..., QuerySet[Any, Any]]) -> None:
        self.rows = rows
        self.made: dict[tuple[Hashable, ...], Made] = {}

    def __call__(self, shape: Hashable = None, *given: Any) -> list[Any]:
        sizes = tuple(_room(one) for one in given)
        if 0 in sizes:
            return []
        key = connection.vendor, shape, sizes
        compiler, is_values, sql, places, converters = self.made.get(key) or self._make(key, given)
        values = _flat(given, sizes)
        ready = copy(compiler)
        ready.connection = connection
        bound = sql, tuple(kept if place < 0 else values[place] for place, kept in places)
        ready.as_sql = lambda *args, **kwargs: bound
        ready.get_converters = lambda expressions: converters
        if is_values:
            return list(ready.results_iter(tuple_expected=True))
        query = SimpleNamespace(get_compiler=lambda using: ready)
        rows: Any = SimpleNamespace(db=connection.alias, query=query, _known_related_objects={})
        return list(ModelIterable(rows))

    def _make(self, key: tuple[Any, ...], given: tuple[Any, ...]) -> Made:
        """The compiler that knows the columns, whether they are values, the SQL, where each parameter comes from, and what turns columns into values."""
        marks = _marks(given, key[2])
        rows = self.rows(key[1], *marks)
        compiler = rows.query.get_compiler(connection=connection, elide_empty=False)
        sql, params = compiler.as_sql()
        places = {one: place for place, one in enumerate(_flat(tuple(marks), key[2]))}
        found = [(places.get(one, -1), one) for one in params]
        if any(place < 0 and _is_a_time(one) for place, one in found):
            raise ValueError("A day or moment of its own would be kept: give it to the queryset.")
        if len(self.made) >= MOST_KEPT:
            self.made.clear()
        converters = compiler.get_converters([one for one, _, _ in compiler.select])
        self.made[key] = compiler, rows._iterable_class is not ModelIterable, sql, found, converters
        return self.made[key]


def hold(record: Model, **rows: list[Any]) -> None:
    """Let a record's related rows be those just read: `record.name.all()` is then `rows["name"]`, as after prefetch_related()."""
    cache: dict[str, Any] = record.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, found in rows.items():
        back = record._meta.get_field(name).remote_field.name  # type: ignore[union-attr]
        for row in found:
            setattr(row, back, record)
        held = getattr(record, name).get_queryset()
        held._result_cache, held._prefetch_done = found, True
        cache[name] = held


_inserts: dict[tuple[Hashable, ...], str] = {}


def insert(
    rows: Sequence[Model], *, ignore_conflicts: bool = False, on: Sequence[str] = (), update: Sequence[str] = ()
) -> None:
    """Put new rows of one model into its table in one statement, as bulk_create() does, its SQL put together once.

    `on`, `update`: where a row with the same values in the columns `on` is there, its columns `update` are set instead.
    For models without a parent model. A number that the database gives is not read back.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = [one for one in model._meta.local_concrete_fields if not isinstance(one, AutoFieldMixin)]
    key = connection.vendor, model, len(rows), ignore_conflicts, tuple(on), tuple(update)
    sql = _inserts.get(key)
    if sql is None:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in fields)
        one = f"({', '.join(['%s'] * len(fields))})"
        sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES {', '.join([one] * len(rows))}"  # noqa: S608
        if ignore_conflicts:
            sql = f"{sql} ON CONFLICT DO NOTHING"
        elif update:
            changed = ", ".join(f"{quote(one)} = EXCLUDED.{quote(one)}" for one in update)
            sql = f"{sql} ON CONFLICT ({', '.join(map(quote, on))}) DO UPDATE SET {changed}"
        _inserts[key] = sql
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _room(one: Any) -> int:
    """For how many parameters there is room: 1 for a single value, a power of two for a collection."""
    if isinstance(one, UUID | date):
        return 1
    return 1 << (len(one) - 1).bit_length() if one else 0


def _is_a_time(one: Any) -> bool:
    """A day or a moment, also as a database without such columns takes it."""
    return isinstance(one, date) or (isinstance(one, str) and bool(A_TIME.match(one)))


def _marks(given: tuple[Any, ...], sizes: Any) -> list[Any]:
    """Values that no row holds, to see where in the SQL each of `given` stands."""
    found: list[Any] = []
    for place, (one, size) in enumerate(zip(given, sizes, strict=True)):
        base = 2**127 + place * 2**20
        if isinstance(one, datetime):
            found.append(SOME_MOMENT.replace(year=1 + place))
        elif isinstance(one, date):
            found.append(date(1, 2, 3 + place))
        elif isinstance(one, UUID):
            found.append(UUID(int=base))
        else:
            found.append([UUID(int=base + number) for number in range(size)])
    return found


def _flat(given: tuple[Any, ...], sizes: Any) -> list[Any]:
    """Every single value as the database takes it; a collection is filled up with its first."""
    found = []
    for one, size in zip(given, sizes, strict=True):
        if isinstance(one, datetime):
            found.append(_moment(one))
        elif isinstance(one, date):
            found.append(_day(one))
        elif isinstance(one, UUID):
            found.append(_person(one))
        else:
            ids = [_person(value) for value in one]
            found += ids + ids[:1] * (size - len(ids))
    return found


def _moment(value: datetime) -> Any:
    return MOMENT.get_db_prep_value(value, connection)


def _person(value: UUID) -> Any:
    return A_PERSON.get_db_prep_value(value, connection)


def _day(value: date) -> Any:
    return A_DAY.get_db_prep_value(value, connection)
