"""A link between two cases that was made by mistake is undone, and stays on record."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.utils import DatabaseError, IntegrityError
from django.urls import reverse

from audit.models import Entry as AuditEntry
from incidents import actions
from incidents.models import Incident, Link, Unlinking, linked_with
from incidents.states import WrongState
from notices.models import Notice
from school.standing import standing_of
from tests.factories.incidents import THEN, ReportFactory
from tests.factories.school import StaffFactory

pytestmark = pytest.mark.django_db
P, VP = "principal", "vice_principal"


@pytest.fixture
def ends(offices):
    """Two cases about parents that the Principal led and linked."""
    one, two = (ReportFactory(concerns="parent").incidents.get() for _ in range(2))
    actions.link_cases(pk=one.pk, reference=two.reference, by=offices[P].pk, now=THEN)
    return one, two


def undo(one, other, by, reason="Another family of the same name."):
    return actions.undo_link(pk=one.pk, other=other.pk, reason=reason, by=by.pk, now=THEN)


def shown(one, person):
    return linked_with(one, standing_of(person.pk, THEN))


@pytest.mark.parametrize("turn", [1, -1])
def test_it_is_undone_from_either_end_and_stays_on_record(turn, ends, offices):
    one, two = ends[::turn]

    row = undo(one, two, offices[P])

    assert shown(one, offices[P]) == shown(two, offices[P]) == []
    assert (row.link, row.reason, Link.objects.count()) == (Link.objects.get(), "Another family of the same name.", 1)
    entry = AuditEntry.objects.newest_first().first()
    assert (entry.name, entry.actor) == ("incident.unlinked", offices[P].pk)
    assert "family" not in entry.body


def test_the_other_leader_who_knew_of_it_is_told(ends, offices):
    one, two = ends
    actions.hand_over(pk=two.pk, to=offices[VP].pk, by=offices[P].pk, now=THEN)

    undo(one, two, offices[P])

    told = Notice.objects.filter(kind="case.unlinked").values_list("recipient_id", "about_id")
    assert list(told) == [(offices[VP].pk, two.pk)]


def test_only_whoever_leads_undoes_it_and_for_strangers_there_is_none(ends, offices):
    one, two = ends
    with pytest.raises(PermissionDenied, match="Only the leader"):
        undo(one, two, offices[VP])
    with pytest.raises(Incident.DoesNotExist):
        undo(one, two, StaffFactory())
    assert shown(one, offices[P]) == [two]


def test_an_end_that_one_may_not_know_of_answers_as_none(ends, offices):
    one, two = ends
    helper = StaffFactory()
    actions.name_assignee(pk=one.pk, person=helper.pk, role="lead", by=offices[P].pk, now=THEN)

    for other in (two, ReportFactory(concerns="parent").incidents.get()):
        with pytest.raises(Link.DoesNotExist):
            undo(one, other, helper)
    assert not Unlinking.objects.exists()


def test_it_asks_why_and_is_undone_once(ends, offices):
    one, two = ends
    with pytest.raises(WrongState, match="Say why"):
        undo(one, two, offices[P], reason=" ")
    undo(one, two, offices[P])
    with pytest.raises(Link.DoesNotExist):
        undo(one, two, offices[P])
    assert Unlinking.objects.count() == 1


def test_what_comes_from_one_report_stays_together(offices):
    first, second = StaffFactory(), StaffFactory()
    case = ReportFactory(concerns="staff", concerned=[first, second]).incidents.get()
    moved = [case.people.get(person=second).pk]
    part = actions.SplitOff(concerns="staff", words="Hers.", moved=moved)
    [new] = actions.split(pk=case.pk, once=uuid4(), into=[part], by=offices[P].pk, now=THEN)

    with pytest.raises(PermissionDenied, match="come from one report"):
        undo(case, new, offices[P])


def test_two_cases_that_were_parted_can_be_linked_again_and_never_twice_at_a_time(ends, offices):
    one, two = ends
    undo(one, two, offices[P])

    link = actions.link_cases(pk=one.pk, reference=two.reference, by=offices[P].pk, now=THEN)

    assert shown(one, offices[P]) == [two]
    with pytest.raises(WrongState, match="linked already"):
        actions.link_cases(pk=two.pk, reference=one.reference, by=offices[P].pk, now=THEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.create(first=one, second=two, made_at=THEN, made_by=offices[P], again=link.again)
    undo(one, two, offices[P])
    assert shown(one, offices[P]) == []


def test_the_database_changes_no_unlinking(ends, offices):
    row = undo(*ends, offices[P])

    for change in (lambda: Unlinking.objects.update(reason="Other."), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_page_of_the_case_offers_it_to_the_leader_alone(ends, offices, client_of):
    one, two = ends
    case, address = (reverse("incidents:case", args=[one.pk]), reverse("incidents:undo_link", args=[one.pk, two.pk]))
    assert address in client_of(offices[P]).get(case).content.decode()
    assert address not in client_of(offices[VP]).get(case).content.decode()
    assert client_of(offices[VP]).get(address).status_code == 403

    done = client_of(offices[P]).post(address, {"reason": "Wrong one."}, follow=True).content.decode()

    assert "no longer linked" in done
    assert "Linked cases" not in done
    assert client_of(offices[P]).get(address).status_code == 404
