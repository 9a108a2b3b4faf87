"""One way to write a value down, so that the same facts always give the same bytes.

A digest is only worth something if a row read back from SQLite or PostgreSQL
years later gives exactly what was digested when it was saved.
"""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import json
import uuid
from typing import Any

from django.db import models


def dump(value: object) -> str:
    """The canonical JSON text: sorted keys, no spaces, ASCII only, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def moment(value: dt.datetime) -> str:
    """A point in time as UTC with microseconds. A time without a zone is refused."""
    if value.tzinfo is None:
        raise ValueError("A time without a zone cannot be recorded.")
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds")


def plain(value: object) -> Any:
    """A Python value as something JSON can hold, the same on both databases."""
    if isinstance(value, enum.Enum):
        value = value.value
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.time):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return value // dt.timedelta(microseconds=1)
    if isinstance(value, uuid.UUID | decimal.Decimal):
        return str(value)
    raise TypeError(f"A {type(value).__name__} cannot be recorded.")


def tidy(value: Any) -> Any:
    """JSON as PostgreSQL gives it back: 1e16 and 2.0 come home as whole numbers."""
    if isinstance(value, dict):
        return {key: tidy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [tidy(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def as_stored(field: models.Field[Any, Any], value: Any) -> Any:
    """The value of a model field as the database will hold it."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if value is None:
        return None
    if hasattr(value, "resolve_expression"):
        raise TypeError(f"Read {field.name} back from the database before recording it.")
    if isinstance(field, models.BinaryField):
        return bytes(value).hex()
    if isinstance(field, models.JSONField):
        return tidy(json.loads(json.dumps(value, cls=field.encoder)))
    if isinstance(field, models.FileField):
        return str(value.name if hasattr(value, "name") else value)
    if isinstance(field, models.DecimalField):
        places = decimal.Decimal(1).scaleb(-field.decimal_places)
        return f"{decimal.Decimal(value).quantize(places) + 0:f}"
    if isinstance(value, enum.Enum):
        value = value.value
    return plain(field.to_python(value))
