"""Opening a case in an emergency: for the named alone, for a while, told, and never to somebody shut out."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from audit.models import Entry as AuditEntry
from incidents import actions
from incidents.actions import recompute_shut_outs
from incidents.models import EmergencyOpening, EmergencyReader, Incident
from incidents.states import WrongState
from incidents.waiting import waiting
from notices.models import Notice
from school.models import Appointment
from school.standing import standing_of
from tests.factories.incidents import THEN, ReportFactory
from tests.factories.school import OfficeHolderFactory, ParentFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
P, VP, DT, CH, VCH = "principal", "vice_principal", "designated_teacher", "chair", "vice_chair"
OPEN = "/incidents/emergency/open/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(THEN, tick=False):
        yield


def name(person, offices):
    row = actions.name_emergency_reader(person=person.pk, by=offices[CH].pk, now=THEN)
    return actions.confirm_emergency_reader(pk=row.pk, by=offices[P].pk, now=THEN)


@pytest.fixture
def reader(offices):
    person = StaffFactory()
    name(person, offices)
    return person


def open_case(person, case, once=None, reason="The hospital rang."):
    return actions.open_in_emergency(
        once=once or uuid.uuid4(), reference=case.reference, reason=reason, by=person.pk, now=THEN
    )


def sees(person, case, now=THEN):
    return Incident.objects.visible_to(standing_of(person.pk, now)).filter(pk=case.pk).exists()


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient_id", flat=True))


class TestOpening:
    def test_by_the_page_for_an_hour_and_no_longer(self, reader, offices, client_of):
        case = ReportFactory(concerns="parent", words="Hazelword.").incidents.get()
        client = client_of(reader)
        assert "/incidents/emergency/open/" in client.get("/").content.decode()
        data = {"once": str(uuid.uuid4()), "reference": f" {case.reference.lower()} ", "reason": "The hospital rang."}

        assert "Hazelword." in client.post(OPEN, data, follow=True).content.decode()
        with time_machine.travel(THEN + timedelta(minutes=59), tick=False):
            assert sees(reader, case)
        with time_machine.travel(THEN + timedelta(minutes=60), tick=False):
            assert client.get(reverse("incidents:case", args=[case.pk])).status_code == 404

    @pytest.mark.parametrize(
        ("facts", "leading", "office"),
        [
            ({"concerns": "parent"}, {P}, P),
            ({"concerns": "staff", "about": [P]}, {CH}, CH),
            ({"concerns": "staff", "about": [P, CH]}, {VCH}, VCH),
            ({"concerns": "staff", "about": [CH]}, {VCH, P}, P),
            ({"concerns": "staff", "about": ["governor"]}, {CH}, CH),
        ],
    )
    def test_the_leader_and_the_principal_or_the_chair_hear_of_it(self, facts, leading, office, reader, offices):
        case = ReportFactory(**facts).incidents.get()

        opening = open_case(reader, case)

        assert opening.told_office == office
        assert told("case.opened_in_emergency") == {offices[one].pk for one in leading}
        assert told("emergency.opened") == {offices[one].pk for one in {office} - leading}
        entry = AuditEntry.objects.of(case).named("incident.opened_in_emergency").get()
        assert entry.actor == reader.pk
        assert "hospital" not in entry.body

    def test_the_chair_hears_of_an_ordinary_case_that_is_shut_to_the_principal_without_its_reference(
        self, reader, offices, client_of
    ):
        pupil = PupilFactory()
        ParentFactory(pupil, person=offices[P])
        case = ReportFactory(concerned=[pupil.person]).incidents.get()

        assert open_case(reader, case).told_office == CH

        assert told("emergency.opened") == {offices[CH].pk}
        text = client_of(offices[CH]).get("/incidents/emergency/").content.decode()
        assert f"{reader.display_name} opened a case." in text
        assert case.reference not in text
        assert "hospital" not in text
        assert (
            reader.display_name + " opened" not in client_of(offices[P]).get("/incidents/emergency/").content.decode()
        )

    def test_those_who_read_the_case_see_when_and_why(self, reader, offices, client_of):
        case = ReportFactory(concerns="parent").incidents.get()
        open_case(reader, case)
        client = client_of(offices[P])

        assert "The hospital rang." in client.get("/incidents/emergency/").content.decode()
        text = client.get(reverse("incidents:case", args=[case.pk])).content.decode()
        assert "opened this case in an emergency, for 60 minutes" in text
        assert "until 9 November 2026, 10:00" in text

    def test_it_opens_to_read_and_gives_no_work(self, reader, offices):
        case = ReportFactory(concerns="parent").incidents.get()
        actions.confirm(pk=case.pk, clauses=[], kinds=[], by=offices[P].pk, now=THEN)
        open_case(reader, case)

        assert waiting(standing_of(reader.pk, THEN), THEN) == []
        with pytest.raises(PermissionDenied):
            actions.close(pk=case.pk, outcome="x", calls_for_review=False, by=reader.pk, now=THEN)

    def test_a_form_sent_again_opens_once(self, reader, offices):
        case, once = ReportFactory(concerns="parent").incidents.get(), uuid.uuid4()

        assert open_case(reader, case, once=once) == open_case(reader, case, once=once)
        assert EmergencyOpening.objects.count() == 1

    def test_whoever_leads_a_case_by_name_keeps_it(self, reader, offices):
        case = ReportFactory(concerns="parent").incidents.get()
        actions.name_assignee(pk=case.pk, person=reader.pk, role="lead", by=offices[P].pk, now=THEN)

        with pytest.raises(WrongState, match="already"):
            open_case(reader, case)
        with time_machine.travel(THEN + timedelta(hours=2), tick=False):
            assert sees(reader, case)
        assert not EmergencyOpening.objects.exists()

    def test_it_can_be_opened_again_when_it_ran_out_and_the_person_be_named(self, reader, offices):
        case = ReportFactory(concerns="parent").incidents.get()
        open_case(reader, case)
        with time_machine.travel(THEN + timedelta(hours=2), tick=False):
            assert open_case(reader, case)
        actions.name_assignee(pk=case.pk, person=reader.pk, by=offices[P].pk, now=THEN + timedelta(hours=3))

        assert case.accesses.filter(ended_at=None).count() == 1

    def test_the_leader_takes_it_back(self, reader, offices):
        case = ReportFactory(concerns="parent").incidents.get()
        opening = open_case(reader, case)

        actions.end_access(pk=case.pk, access=opening.access_id, by=offices[P].pk, now=THEN)

        assert not sees(reader, case)

    def test_a_reason_is_asked_for(self, reader, offices, client_of):
        case = ReportFactory(concerns="parent").incidents.get()
        data = {"once": str(uuid.uuid4()), "reference": case.reference, "reason": ""}

        text = client_of(reader).post(OPEN, data).content.decode()

        assert "Say why it cannot wait" in text
        assert case.reference in text
        with pytest.raises(WrongState):
            open_case(reader, case, reason=" ")
        assert not sees(reader, case)


class TestNeverToSomebodyShutOut:
    def shut_cases(self, reader, offices):
        pupil = PupilFactory()
        ParentFactory(pupil, person=reader)
        OfficeHolderFactory("slt", person=reader)
        yield "subject", ReportFactory(concerns="staff", concerned=[reader])
        yield "family", ReportFactory(concerned=[pupil.person])
        yield "by office", ReportFactory(concerns="staff", about=[P])
        yield "the reporter of a staff matter", ReportFactory(concerns="staff", by=reader)

    def test_a_hidden_and_an_unknown_reference_answer_alike(self, reader, offices, client_of):
        client, pages, entries = client_of(reader), {}, {}
        cases = {why: report.incidents.get().reference for why, report in self.shut_cases(reader, offices)}
        for why, reference in {**cases, "unknown": "ZZZ-ZZZZ", "nonsense": "\u2603'\""}.items():
            before = AuditEntry.objects.count()
            answer = client.post(OPEN, {"once": str(uuid.uuid4()), "reference": reference, "reason": "Now."})
            text = answer.content.decode().replace(reference, "REFERENCE").replace("\u2603&#x27;&quot;", "REFERENCE")
            text = re.sub(r'(nonce|name="once" value|name="csrfmiddlewaretoken" value)="[^"]+"', "", text)
            pages[why] = (answer.status_code, text)
            entries[why] = [one.name for one in AuditEntry.objects.filter(number__gt=before)]

        assert "No case can be opened with this reference" in pages["unknown"][1]
        assert set(pages.values()) == {pages["unknown"]}
        assert all(names == ["emergency.refused"] for names in entries.values())
        assert not EmergencyOpening.objects.exists()

    def test_nor_to_a_governor_when_a_governor_is_concerned(self, offices):
        name(offices["governor"], offices)
        case = ReportFactory(concerns="staff", about=["governor"]).incidents.get()

        assert open_case(offices["governor"], case) is None

    def test_nor_to_somebody_who_stepped_back(self, reader, offices):
        case = ReportFactory(concerns="parent").incidents.get()
        actions.name_assignee(pk=case.pk, person=reader.pk, by=offices[P].pk, now=THEN)
        actions.declare_conflict(pk=case.pk, relation="relative", by=reader.pk, now=THEN)

        assert open_case(reader, case) is None

    def test_who_turns_out_to_be_concerned_loses_what_is_open(self, reader, offices):
        case = ReportFactory(concerns="outsider").incidents.get()
        open_case(reader, case)
        actions.name_author(pk=case.pk, concerns="staff", person=reader.pk, by=offices[P].pk, now=THEN)

        assert not sees(reader, case)


class TestWhoMay:
    def test_one_names_and_the_other_confirms_and_both_hear_of_it(self, offices, client_of):
        person, principal, chair = StaffFactory(), client_of(offices[P]), client_of(offices[CH])
        found = chair.post("/incidents/emergency/name/", {"person_search": person.family_name, "search": "x"})
        assert str(person.pk) in found.content.decode()
        assert "choose them from the list" in chair.post("/incidents/emergency/name/", {}).content.decode()
        chair.post("/incidents/emergency/name/", {"person": str(person.pk)})
        row = EmergencyReader.objects.get()
        assert told("emergency.named") == {offices[P].pk}
        assert "Confirm that" in principal.get("/").content.decode()
        assert client_of(person).get(OPEN).status_code == 404

        assert chair.post(reverse("incidents:confirm_emergency_reader", args=[row.pk])).status_code == 403
        principal.post(reverse("incidents:confirm_emergency_reader", args=[row.pk]))

        assert client_of(person).get(OPEN).status_code == 200
        assert told("emergency.confirmed") == {person.pk, offices[CH].pk}
        chair.post(reverse("incidents:end_emergency_reader", args=[row.pk]))
        assert client_of(person).get(OPEN).status_code == 404

    def test_ending_it_shuts_what_is_open(self, reader, offices):
        case = ReportFactory(concerns="parent").incidents.get()
        open_case(reader, case)

        actions.end_emergency_reader(pk=EmergencyReader.objects.get().pk, by=offices[P].pk, now=THEN)

        assert not sees(reader, case)
        with pytest.raises(WrongState):
            actions.end_emergency_reader(pk=EmergencyReader.objects.get().pk, by=offices[P].pk, now=THEN)

    def test_administrators_gain_nothing(self, reader, offices, client_of):
        case = ReportFactory(concerns="parent").incidents.get()
        teaches = OfficeHolderFactory("administrator", person=StaffFactory())
        for person, why in ((offices["administrator"], "works for the school"), (teaches, "administrator opens no")):
            with pytest.raises(PermissionDenied, match=why):
                actions.name_emergency_reader(person=person.pk, by=offices[P].pk, now=THEN)
        Appointment.objects.create(person=reader, office="administrator", starts_on=THEN.date())

        assert client_of(reader).get(OPEN).status_code == 404
        with pytest.raises(PermissionDenied):
            open_case(reader, case)

    @pytest.mark.parametrize("office", [VP, DT, "slt", "governor", "clerk", "administrator", VCH])
    def test_nobody_else_names_confirms_or_ends(self, office, reader, offices):
        row, by = EmergencyReader.objects.get(), {"by": offices[office].pk, "now": THEN}
        with pytest.raises(PermissionDenied):
            actions.name_emergency_reader(person=StaffFactory().pk, **by)
        for act in (actions.confirm_emergency_reader, actions.end_emergency_reader):
            with pytest.raises(PermissionDenied):
                act(pk=row.pk, **by)

    def test_nobody_names_himself_and_nobody_is_named_twice(self, reader, offices):
        with pytest.raises(PermissionDenied, match="himself"):
            actions.name_emergency_reader(person=offices[P].pk, by=offices[P].pk, now=THEN)
        with pytest.raises(WrongState, match="named already"):
            actions.name_emergency_reader(person=reader.pk, by=offices[P].pk, now=THEN)
        row = actions.name_emergency_reader(person=offices[P].pk, by=offices[CH].pk, now=THEN)
        with pytest.raises(PermissionDenied, match="second person"):
            actions.confirm_emergency_reader(pk=row.pk, by=offices[P].pk, now=THEN)

    def test_the_unnamed_open_nothing(self, offices):
        case = ReportFactory(concerns="parent").incidents.get()
        recompute_shut_outs([], THEN)

        for person in offices.values():
            with pytest.raises(PermissionDenied):
                open_case(person, case)


def test_a_long_search_for_whom_to_name_comes_back_whole(offices, client_of):
    words = "Aoife " * 30

    page = client_of(offices[P]).post("/incidents/emergency/name/", {"person_search": words, "search": "1"})

    assert words in page.content.decode()
