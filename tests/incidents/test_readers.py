"""Who can see a case and who opened it, as the case itself shows; and what stands apart on the child-protection route."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Entry as AuditEntry
from incidents import actions
from incidents.models import Incident, Reading
from incidents.states import WrongState
from school.standing import standing_of
from tests.factories.incidents import THEN, ReportFactory
from tests.factories.school import PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
P, VP, DT, DDT = "principal", "vice_principal", "designated_teacher", "deputy_designated_teacher"


@pytest.fixture
def case(offices):
    return ReportFactory(concerned=[PupilFactory().person], words="Vanillaword.").incidents.get()


def page(case, name="case"):
    return reverse(f"incidents:{name}", args=[case.pk])


class TestOpenings:
    def test_the_first_and_the_last_are_kept_in_one_row(self, case, offices):
        for hours in (0, 2, 5):
            actions.read_case(case, by=offices[VP].pk, now=THEN + timedelta(hours=hours))

        row = Reading.objects.get()
        assert (row.person, row.first_opened_at, row.last_opened_at) == (
            offices[VP], THEN, THEN + timedelta(hours=5),
        )  # fmt: skip
        assert AuditEntry.objects.of(case).named("incident.read").count() == 3

    def test_counting_is_one_statement_and_reads_nothing(self, case, offices):
        actions.read_case(case, by=offices[VP].pk, now=THEN)
        with CaptureQueriesContext(connection) as seen:
            actions.read_case(case, by=offices[VP].pk, now=THEN)

        about = [one["sql"] for one in seen if "incidents_reading" in one["sql"]]
        assert len(about) == 1
        assert about[0].startswith("INSERT")

    def test_they_stand_beside_each_name(self, case, offices, client_of):
        helper = StaffFactory()
        actions.name_assignee(pk=case.pk, person=helper.pk, by=offices[P].pk, now=THEN)
        actions.read_case(case, by=helper.pk, now=THEN)
        actions.read_case(case, by=helper.pk, now=THEN + timedelta(days=1))

        text = client_of(offices[P]).get(page(case)).content.decode()

        assert "first 9 November 2026, 09:00, last 10 November 2026, 09:00" in text
        assert text.count("Has not opened it") == 4

    def test_who_reads_it_no_more_is_still_named_as_having_opened_it(self, case, offices, client_of):
        actions.read_case(case, by=offices[VP].pk, now=THEN)
        actions.declare_conflict(pk=case.pk, relation="relative", by=offices[VP].pk, now=THEN)

        text = client_of(offices[P]).get(page(case)).content.decode()

        assert offices[VP].display_name in text.split("Opened it before")[1]

    @pytest.mark.parametrize(("who", "may"), [(P, True), (DT, True), (DDT, True), (VP, False), ("helper", False)])
    def test_only_for_those_whose_log_it_is(self, who, may, case, offices, client_of):
        helper = StaffFactory()
        actions.name_assignee(pk=case.pk, person=helper.pk, by=offices[P].pk, now=THEN)
        client = client_of({**offices, "helper": helper}[who])

        assert ("Has not opened it" in client.get(page(case)).content.decode()) is may
        assert ("Who opened it" in client.get(page(case, "history")).content.decode()) is may

    def test_the_leader_by_name_may_know(self, case, offices, client_of):
        actions.take_case(pk=case.pk, by=offices[VP].pk, now=THEN)

        assert "Has not opened it" in client_of(offices[VP]).get(page(case)).content.decode()


class TestNaming:
    def test_nobody_is_named_for_an_emergency(self, case, offices):
        with pytest.raises(WrongState, match="Nobody is named"):
            actions.name_assignee(pk=case.pk, person=StaffFactory().pk, role="emergency", by=offices[P].pk, now=THEN)

    def test_a_second_leader_by_name_ends_the_first(self, case, offices):
        one, other = StaffFactory(), StaffFactory()
        for person in (one, other):
            actions.name_assignee(pk=case.pk, person=person.pk, role="lead", by=offices[P].pk, now=THEN)

        assert [row.person for row in case.accesses.live()] == [other]


class TestTheChildProtectionRoute:
    @pytest.fixture
    def taken(self, case, offices):
        self.helper = StaffFactory()
        actions.name_assignee(pk=case.pk, person=self.helper.pk, by=offices[P].pk, now=THEN)
        actions.take_to_child_protection(pk=case.pk, by=offices[DT].pk, now=THEN)
        case.refresh_from_db()
        return case

    def test_who_was_named_loses_it_with_the_other_readers(self, taken, offices):
        for person in (self.helper, offices[VP]):
            assert not Incident.objects.visible_to(standing_of(person.pk, THEN)).exists()

    @pytest.mark.parametrize("office", [P, DT, DDT])
    def test_it_leaves_the_list_and_the_search_and_leaves_a_pointer_with_the_reference_alone(
        self, office, taken, offices, client_of
    ):
        client = client_of(offices[office])

        assert taken.reference not in client.get("/incidents/").content.decode()
        found = client.post("/incidents/search/", {"words": "vanillaword"}, follow=True).content.decode()
        assert taken.reference not in found
        pointers = client.get("/incidents/child-protection/").content.decode()
        assert taken.reference in pointers
        assert "With the Designated Teacher" in pointers
        assert str(taken.concerned[0]) not in pointers

    def test_whoever_is_named_afterwards_finds_it_on_their_own_list(self, taken, offices, client_of):
        helper = StaffFactory()
        actions.name_assignee(pk=taken.pk, person=helper.pk, by=offices[DT].pk, now=THEN)

        assert taken.reference in client_of(helper).get("/incidents/").content.decode()

    @pytest.mark.parametrize("name", ["case", "history"])
    def test_it_asks_once_a_session_before_it_is_read(self, name, taken, offices, client_of):
        client = client_of(offices[P])
        first = client.get(page(taken, name)).content.decode()
        assert "This is a child-protection record" in first
        assert "Vanillaword" not in first
        assert not Reading.objects.exists()

        opened = client.post(page(taken, "open_record"), follow=True).content.decode()

        assert "Vanillaword" in opened
        assert Reading.objects.get().person == offices[P]
        assert "This is a child-protection record" not in client.get(page(taken, name)).content.decode()

    def test_nothing_is_asked_before_an_ordinary_case(self, case, offices, client_of):
        assert "Vanillaword" in client_of(offices[P]).get(page(case)).content.decode()
        assert client_of(StaffFactory()).post(reverse("incidents:open_record", args=[uuid.uuid4()])).status_code == 404
