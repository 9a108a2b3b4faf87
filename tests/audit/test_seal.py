"""A seal is the same for the row in hand and the row read back, and for nothing else."""

import datetime as dt
import decimal
import enum
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, models
from django.db.models import F
from django.test.utils import isolate_apps

from audit import canonical
from audit.models import Disposal, Sealed
from files.models import StoredFile

BELFAST = ZoneInfo("Europe/London")


class Verdict(models.TextChoices):
    APPROVED = "approved"


with isolate_apps("audit"):

    class Everything(models.Model):
        """Every kind of field that anyone may seal; its table is made for the test alone."""

        id = models.UUIDField(primary_key=True, default=uuid.uuid4)
        key = models.BinaryField(default=b"\x00\xff")
        words = models.TextField(default='Ó Súilleabháin \U0001f600 \u2028 "quoted"\r\n\ttail ')
        code = models.CharField(max_length=20, default=Verdict.APPROVED)
        moment = models.DateTimeField(default=dt.datetime(2026, 10, 25, 1, 30, 0, 5, tzinfo=BELFAST))
        day = models.DateField(default=dt.date(2028, 2, 29))
        clock = models.TimeField(default=dt.time(23, 59, 59, 999999))
        span = models.DurationField(default=dt.timedelta(days=-1, microseconds=7))
        share = models.DecimalField(max_digits=9, decimal_places=3, default=decimal.Decimal("1.5"))
        zero = models.DecimalField(max_digits=9, decimal_places=2, default=decimal.Decimal("-0"))
        size = models.BigIntegerField(default=2**62)
        fraction = models.FloatField(default=0.1 + 0.2)
        yes = models.BooleanField(default=True)
        nothing = models.DateTimeField(null=True)
        address = models.GenericIPAddressField(default="2001:0db8::0001")
        tree = models.JSONField(default=lambda: {"b": [1, 2.0, 1e16, 1e-7, None, True], "a": {"é": "ü"}})
        file = models.FileField(default="a/b.pdf")
        other = models.ForeignKey("self", models.DO_NOTHING, db_constraint=False, default=uuid.UUID(int=9))

        class Meta:
            app_label = "audit"
            managed = False
            db_table = "audit_everything"


def as_stored(row):
    return {field.name: canonical.as_stored(field, getattr(row, field.attname)) for field in row._meta.concrete_fields}


@pytest.fixture
def table(transactional_db):
    with connection.schema_editor() as editor:
        editor.create_model(Everything)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Everything)


def test_every_kind_of_field_reads_back_as_it_was_sealed(table):
    fresh = Everything()
    fresh.save()

    stored = Everything.objects.get()

    assert canonical.dump(as_stored(fresh)) == canonical.dump(as_stored(stored))
    assert as_stored(stored)["moment"] == "2026-10-25T00:30:00.000005+00:00"
    assert as_stored(stored)["share"] == "1.500"


@pytest.mark.django_db
def test_a_fresh_row_and_the_same_row_read_back_have_one_seal(make_row):
    row = make_row(agreed_at=dt.datetime(2026, 7, 1, 9, 0, tzinfo=BELFAST), record_id=str(uuid.uuid4()))

    assert row.seal() == Disposal.objects.get(pk=row.pk).seal() == row.seal()


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["table", "record_id", "agreed_by", "agreed_at", "retention_class", "audit_key"])
def test_any_change_to_a_sealed_field_or_the_key_changes_the_seal(make_row, field):
    row = make_row()
    other = make_row(table="other", agreed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), retention_class="post")
    before = row.seal()

    setattr(row, field, getattr(other, field))

    assert row.seal() != before


@pytest.mark.django_db
def test_two_rows_with_the_same_contents_have_different_seals(make_row):
    row = make_row()
    twin = Disposal(**{name: getattr(row, name) for name in Disposal.SEALED}, audit_key=row.audit_key)

    assert row.seal() != twin.seal()


@pytest.mark.django_db
def test_a_seal_made_before_a_field_was_added_still_holds(make_row, monkeypatch):
    row = make_row()
    monkeypatch.setattr(Disposal, "SEALED", Disposal.SEALED[:4])
    before = row.seal()

    monkeypatch.undo()

    assert row.seal(first=4) == before != row.seal()


def test_a_value_the_database_has_yet_to_work_out_is_refused():
    with pytest.raises(TypeError, match="back from the database"):
        canonical.as_stored(StoredFile._meta.get_field("size"), F("size") + 1)


def test_a_value_that_cannot_be_written_down_is_refused():
    class Colour(enum.Enum):
        RED = object()

    with pytest.raises(TypeError, match="cannot be recorded"):
        canonical.plain(Colour.RED)


@isolate_apps("audit")
def test_a_model_that_seals_nothing_or_something_unknown_is_reported():
    class Careless(Sealed):
        class Meta:
            app_label = "audit"
            managed = False

    class Mistaken(Sealed):
        SEALED = ("no_such_field",)

        id = models.UUIDField(primary_key=True)

        class Meta:
            app_label = "audit"
            managed = False

    assert {problem.id for problem in Careless.check()} >= {"audit.E001", "audit.E003"}
    assert {problem.id for problem in Mistaken.check()} >= {"audit.E002"}
    assert Disposal.check() == StoredFile.check() == []
