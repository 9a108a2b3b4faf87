"""What staff declare of themselves: nobody has to, nobody dates it back, and no more is told than whether and since when."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from audit.models import Entry
from notices.models import Notice
from school import actions, register_announcing
from school.declarations import declared, renewed_before, to_note
from school.models import Declaration
from school.standing import standing_of
from school.states import WrongState
from tests.factories.school import OfficeHolderFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
FRIEND, MOBILE, CHECK = "friend_declaration", "mobile_sharing", "privacy_check"
TODAY = date(2026, 11, 10)


@pytest.fixture
def teacher(school):
    return StaffFactory()


@pytest.fixture
def slt(school):
    return OfficeHolderFactory("slt")


def declare(person, kind=FRIEND, *, now, **more):
    return actions.declare(kind=kind, whom="A. B.", once=uuid.uuid4(), by=person, now=now, **more)


def test_a_declaration_is_told_as_whether_and_since_when_and_nothing_more(teacher, now):
    declare(teacher, now=now)

    found = declared(teacher.pk, FRIEND, TODAY)

    assert (found.name, found.since, found.stood) == ("Friendship outside school", now, True)
    assert "A. B." not in repr(found)
    assert declared(teacher.pk, MOBILE, TODAY) is None


def test_one_made_later_does_not_stand_on_the_day_before(teacher, now):
    declare(teacher, now=now)

    assert declared(teacher.pk, FRIEND, TODAY - timedelta(days=1)).stood is False
    assert declared(teacher.pk, FRIEND, TODAY).stood is True


def test_a_renewal_counts_from_the_first_time_and_an_ended_one_until_its_end(teacher, now):
    first = declare(teacher, now=now - timedelta(days=400))
    assert local(first) < renewed_before(TODAY)
    second = actions.renew_declaration(pk=first.pk, by=teacher, now=now)
    assert (second.renews, second.whom, local(second)) == (first, "A. B.", TODAY)
    assert declared(teacher.pk, FRIEND, TODAY).since == first.declared_at

    actions.end_declaration(pk=second.pk, by=teacher, now=now)
    assert declared(teacher.pk, FRIEND, TODAY).stood is True
    assert declared(teacher.pk, FRIEND, TODAY + timedelta(days=1)) is None
    for act in (actions.renew_declaration, actions.end_declaration):
        for row in (first, second):
            with pytest.raises(WrongState, match="ended or renewed already"):
                act(pk=row.pk, by=teacher, now=now)


def local(row):
    return row.declared_at.date()


def test_a_form_sent_twice_declares_once(teacher, now):
    once = uuid.uuid4()

    rows = [actions.declare(kind=CHECK, once=once, by=teacher, now=now) for _ in range(2)]

    assert rows[0] == rows[1]
    assert [entry.name for entry in Entry.objects.all()] == ["declaration.made"]


def test_only_those_who_work_here_declare_and_only_for_themselves(teacher, now):
    row, principal = declare(teacher, now=now), OfficeHolderFactory("principal")

    with pytest.raises(PermissionDenied):
        declare(UserFactory().person, now=now)
    for act in (actions.renew_declaration, actions.end_declaration):
        with pytest.raises(PermissionDenied, match="person who declared"):
            act(pk=row.pk, by=principal, now=now)
    assert Declaration.objects.count() == 1


def test_the_senior_leaders_hear_of_a_number_and_one_of_them_notes_it_once(teacher, slt, now):
    row = declare(teacher, MOBILE, reason="A trip", now=now)
    assert set(Notice.objects.values_list("kind", "recipient_id")) == {("declaration.note", slt.pk)}
    assert list(to_note(standing_of(slt.pk, now))) == [row]
    (line,) = register_announcing.waiting(standing_of(slt.pk, now), now)
    assert line.sentence == "Mobile number shared: 1 to note"

    note = actions.note_declaration(pk=row.pk, by=slt, now=now)

    assert (note.noted_by, note.noted_at) == (slt, now)
    assert register_announcing.waiting(standing_of(slt.pk, now), now) == []
    with pytest.raises(WrongState, match="noted this already"):
        actions.note_declaration(pk=row.pk, by=OfficeHolderFactory("principal"), now=now)


def test_nobody_notes_a_declaration_of_their_own_or_one_that_needs_no_note(slt, now):
    own, friend = declare(slt, MOBILE, now=now), declare(slt, now=now)

    assert not to_note(standing_of(slt.pk, now)).exists()
    with pytest.raises(PermissionDenied, match="your own"):
        actions.note_declaration(pk=own.pk, by=slt, now=now)
    with pytest.raises(PermissionDenied):
        actions.note_declaration(pk=friend.pk, by=OfficeHolderFactory("principal"), now=now)
    with pytest.raises(PermissionDenied):
        actions.note_declaration(pk=own.pk, by=StaffFactory(), now=now)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_dates_nothing_back(change, teacher, now):
    rows = Declaration.objects.filter(pk=declare(teacher, now=now).pk)

    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(declared_at=now - timedelta(days=9)) if change == "update" else rows.delete()


# Pages ----------------------------------------------------------------------------------------------


def test_everybody_reads_their_own_and_declares_in_one_form(teacher, client_of):
    client = client_of(teacher)
    page = client.get("/declarations/").content.decode()
    assert "You need not declare anything" in page

    url = f"/declarations/of-{MOBILE}/"
    missing = client.post(url, {"once": uuid.uuid4(), "whom": "Mr Jonathan Smith-Boyd", "is_so": "on"}).content.decode()
    assert "There is a problem" in missing
    done = client.post(url, {"once": uuid.uuid4(), "whom": "P6", "reason": "A trip", "is_so": "on"}, follow=True)

    row = Declaration.objects.get()
    assert (row.person, row.whom, row.reason) == (teacher, "P6", "A trip")
    assert "Your declaration is entered" in done.content.decode()
    for name, said in (("renew", "renewed"), ("end", "ended")):
        row = Declaration.objects.standing().get()
        assert said in client.post(f"/declarations/{row.pk}/{name}/", follow=True).content.decode()
    assert client.get("/declarations/of-nothing/").status_code == 404


def test_the_list_shows_each_reader_only_the_kinds_they_read(teacher, slt, client_of, now):
    declare(teacher, now=now)
    declare(teacher, MOBILE, now=now)
    actions.declare(kind=CHECK, once=uuid.uuid4(), by=teacher, now=now)

    pages = {
        office: client_of(OfficeHolderFactory(office)).get("/declarations/register/").content.decode()
        for office in ("principal", "vice_principal", "chair")
    } | {"slt": client_of(slt).get("/declarations/register/").content.decode()}

    shown = {
        office: {kind for kind in (FRIEND, MOBILE, CHECK) if f'id="{kind}"' in page} for office, page in pages.items()
    }
    assert shown == {
        "principal": {FRIEND, MOBILE, CHECK}, "vice_principal": {FRIEND, MOBILE, CHECK}, "slt": {MOBILE}, "chair": {CHECK},
    }  # fmt: skip
    assert str(teacher) not in pages["chair"]
    assert "1 person has ticked this" in pages["chair"]
    assert pages["principal"].count(str(teacher)) >= 2


def test_a_senior_leader_notes_a_number_on_one_page(teacher, slt, client_of, now):
    row = declare(teacher, MOBILE, reason="A trip", now=now)
    friend = declare(teacher, now=now)
    client = client_of(slt)

    page = client.get(f"/declarations/{row.pk}/note/").content.decode()
    assert "That is no approval" in page
    assert "It is noted" in client.post(f"/declarations/{row.pk}/note/", follow=True).content.decode()
    assert "noted this already" in client.post(f"/declarations/{row.pk}/note/", follow=True).content.decode()
    assert client.get(f"/declarations/{friend.pk}/note/").status_code == 404


def test_a_declaration_a_year_old_is_asked_about_at_home(teacher, client_of, now):
    declare(teacher, now=now - timedelta(days=500))

    (line,) = register_announcing.unfinished(standing_of(teacher.pk, now), now)

    assert line.sentence == "Still so? Friendship outside school"
