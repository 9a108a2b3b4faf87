"""A question put together once is asked anew each time, with what is given and nothing that was kept by mistake."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.prepared import Prepared, insert
from notices.models import Notice
from school.models import Person
from tests.factories.school import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def notice(**facts):
    made = {"recipient_id": uuid.uuid4(), "kind": "a", "about_kind": "b", "about_id": uuid.uuid4(), "created_at": NOON}
    return Notice(**made | facts)


def test_whole_objects_come_as_the_queryset_itself_would_make_them():
    users = [UserFactory() for _ in range(3)]
    asked = Prepared(lambda _, ids: type(users[0]).objects.filter(pk__in=ids).select_related("person").order_by("pk"))

    found = asked(None, [one.pk for one in users])

    assert found == sorted(users, key=lambda one: one.pk)
    with CaptureQueriesContext(connection) as seen:
        assert {one.person.display_name for one in found} == {one.person.display_name for one in users}
    assert len(seen) == 0


def test_columns_that_were_left_out_are_fetched_when_somebody_wants_them():
    person = PersonFactory()
    found = Prepared(lambda _, pk: Person.objects.filter(pk=pk).only("given_name"))(None, person.pk)[0]

    assert found.get_deferred_fields() >= {"family_name"}
    assert found.family_name == person.family_name


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8])
def test_any_number_of_records_is_asked_for_and_no_other(count):
    people = [PersonFactory() for _ in range(9)]
    asked = Prepared(lambda _, ids: Person.objects.filter(pk__in=ids).order_by().values_list("pk"))

    assert {pk for (pk,) in asked(None, [one.pk for one in people[:count]])} == {one.pk for one in people[:count]}


def test_nothing_is_asked_for_no_records():
    with CaptureQueriesContext(connection) as seen:
        assert Prepared(lambda _, ids: Person.objects.filter(pk__in=ids))(None, []) == []
    assert len(seen) == 0


def test_each_call_sees_what_the_database_holds_then():
    asked = Prepared(lambda _, person: Notice.objects.filter(recipient_id=person, read_at=None))
    one = notice()
    assert asked(None, one.recipient_id) == []
    one.save()
    assert asked(None, one.recipient_id) == [one]
    Notice.objects.update(read_at=NOON)
    assert asked(None, one.recipient_id) == []


def test_another_shape_is_another_question():
    mine, other = notice(kind="a"), notice(kind="c")
    Notice.objects.bulk_create([mine, other])
    asked = Prepared(lambda kind: Notice.objects.filter(kind=kind))

    assert [asked("a"), asked("c"), asked("a")] == [[mine], [other], [mine]]


def test_two_moments_do_not_change_places():
    rows = [notice(created_at=NOON + timedelta(hours=hour)) for hour in range(4)]
    Notice.objects.bulk_create(rows)
    asked = Prepared(
        lambda _, first, last: Notice.objects.filter(created_at__gte=first, created_at__lt=last).order_by("created_at")
    )

    assert asked(None, NOON + timedelta(hours=1), NOON + timedelta(hours=3)) == rows[1:3]
    assert asked(None, NOON, NOON + timedelta(hours=1)) == rows[:1]


@pytest.mark.parametrize("own", [NOON, date(2026, 3, 2)])
def test_a_moment_of_its_own_is_refused_because_it_would_be_kept(own):
    with pytest.raises(ValueError, match="would be kept"):
        Prepared(lambda _: Notice.objects.filter(created_at__gt=own))()


def test_rows_are_put_in_as_django_would_put_them():
    ours, theirs = notice(key="x", read_at=NOON), notice(key="x", read_at=NOON)
    insert([ours])
    theirs.save()

    stored = Notice.objects.in_bulk()
    differ = ("id", "recipient_id", "about_id")
    facts = [
        {field.name: getattr(stored[one.pk], field.attname) for field in Notice._meta.concrete_fields}
        for one in (ours, theirs)
    ]
    assert {k: v for k, v in facts[0].items() if k not in differ} == {
        k: v for k, v in facts[1].items() if k not in differ
    }
    ours.key = "y"
    ours.save()
    assert Notice.objects.count() == 2


def test_a_row_that_is_there_already_is_refused_or_left_alone():
    first = notice()
    insert([first])
    again = notice(recipient_id=first.recipient_id, about_id=first.about_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([again])

    insert([again], ignore_conflicts=True)

    assert list(Notice.objects.all()) == [first]
