"""Who leads: reports that go to both, taking a case, handing it over, stepping back from it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from audit.models import Entry as AuditEntry
from audit.verify import verify_records
from incidents import actions
from incidents.actions.conflicts import Holders, leaders
from incidents.actions.leading import possible_leaders
from incidents.models import Access, Incident, ShutOut
from incidents.states import WrongState
from notices.models import Notice
from school.models import Appointment
from school.standing import standing_of
from tests.factories.incidents import THEN, IncidentFactory, PolicyFactory, ReportFactory, clause
from tests.factories.school import OfficeHolderFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
P, VP, DT, DDT, CH = "principal", "vice_principal", "designated_teacher", "deputy_designated_teacher", "chair"


@pytest.fixture
def both_rule(db):
    """A rule whose own row sends a report to the Principal or the Vice-Principal, whatever its number."""
    version = PolicyFactory({"3.3": ("staff", ["INVESTIGATE"])}, slug="second", tell=["principal_or_vice_principal"])
    return clause(version, "3.3")


def sees(person, incident):
    return Incident.objects.visible_to(standing_of(person.pk, THEN)).filter(pk=incident.pk).exists()


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient_id", flat=True))


def now_leading(incident):
    incident.refresh_from_db()
    return leaders(incident, holders=Holders.on(THEN.date()))


class TestAReportThatGoesToBoth:
    def test_both_read_it_and_are_told_and_the_principal_leads(self, offices, both_rule):
        case = ReportFactory(concerns="staff", concerned=[StaffFactory()], clauses=[both_rule.pk]).incidents.get()

        assert sees(offices[P], case)
        assert sees(offices[VP], case)
        assert told("case.waiting") == {offices[P].pk, offices[VP].pk}
        assert now_leading(case) == {offices[P].pk}

    def test_a_clause_confirmed_later_lets_the_vice_principal_in(self, offices, both_rule):
        case = ReportFactory(concerns="staff", concerned=[StaffFactory()]).incidents.get()
        assert not sees(offices[VP], case)

        actions.confirm(pk=case.pk, clauses=[both_rule.pk], by=offices[P].pk, now=THEN)

        assert sees(offices[VP], case)
        assert offices[VP].pk in told("case.told")

    @pytest.mark.parametrize(("concerned", "reads"), [(P, {CH}), (VP, {P}), (DT, {P})])
    def test_one_who_is_concerned_is_not_reached(self, concerned, reads, offices, both_rule):
        case = ReportFactory(concerns="staff", concerned=[offices[concerned]], clauses=[both_rule.pk]).incidents.get()

        assert {office for office, person in offices.items() if sees(person, case)} == reads
        assert told("case.waiting") <= {offices[one].pk for one in reads}

    def test_other_staff_matters_stay_the_principals(self, offices, rules):
        case = ReportFactory(
            concerns="staff", concerned=[StaffFactory()], clauses=[clause(rules, "9.1").pk]
        ).incidents.get()

        assert not sees(offices[VP], case)


class TestTaking:
    def test_one_press_makes_the_vice_principal_lead_and_tells_the_principal(self, client_of, offices):
        case = ReportFactory(concerns="parent").incidents.get()
        page = reverse("incidents:case", args=[case.pk])
        vice, principal = client_of(offices[VP]), client_of(offices[P])
        assert "Take this case" in vice.get(page).content.decode()
        assert "Take this case" not in principal.get(page).content.decode()

        answer = vice.post(reverse("incidents:take_case", args=[case.pk]), follow=True)

        assert "You lead the case now" in answer.content.decode()
        assert now_leading(case) == {offices[VP].pk}
        assert told("case.taken") == {offices[P].pk}
        assert sees(offices[P], case)
        assert AuditEntry.objects.of(case).named("incident.taken").count() == 1
        assert f"Case {case.reference}" in vice.get("/").content.decode()
        assert f"Case {case.reference}: confirm" not in principal.get("/").content.decode()

    def test_twice_or_by_the_wrong_person_changes_nothing(self, offices):
        case = ReportFactory(concerns="parent").incidents.get()
        for office in (P, DT):
            with pytest.raises((PermissionDenied, Incident.DoesNotExist)):
                actions.take_case(pk=case.pk, by=offices[office].pk, now=THEN)
        actions.take_case(pk=case.pk, by=offices[VP].pk, now=THEN)
        with pytest.raises(PermissionDenied, match="lead this case already"):
            actions.take_case(pk=case.pk, by=offices[VP].pk, now=THEN)

        assert Access.objects.count() == 1

    def test_not_from_somebody_who_was_named_to_lead(self, offices):
        case = ReportFactory(concerns="parent").incidents.get()
        actions.name_assignee(pk=case.pk, person=offices["slt"].pk, role="lead", by=offices[P].pk, now=THEN)

        with pytest.raises(WrongState, match="named to lead"):
            actions.take_case(pk=case.pk, by=offices[VP].pk, now=THEN)
        assert now_leading(case) == {offices["slt"].pk}

    def test_not_by_the_reporter_of_a_matter_about_staff(self, offices, both_rule):
        case = ReportFactory(
            concerns="staff", concerned=[StaffFactory()], clauses=[both_rule.pk], by=offices[VP]
        ).incidents.get()

        with pytest.raises(PermissionDenied, match="You reported"):
            actions.take_case(pk=case.pk, by=offices[VP].pk, now=THEN)

    def test_not_once_it_has_ended(self, offices):
        case = IncidentFactory("recorded_in_error", lead=offices[P], concerns="parent")

        with pytest.raises(PermissionDenied, match="ended"):
            actions.take_case(pk=case.pk, by=offices[VP].pk, now=THEN)


class TestHandingOver:
    def test_over_and_back_by_the_page(self, client_of, offices):
        case = ReportFactory(concerns="parent").incidents.get()
        address = reverse("incidents:hand_over", args=[case.pk])
        principal, vice = client_of(offices[P]), client_of(offices[VP])
        text = principal.get(address).content.decode()
        assert offices[VP].display_name in text
        assert offices[CH].display_name not in text

        assert "There is a problem" in principal.post(address, {}, follow=True).content.decode()
        principal.post(address, {"to": str(offices[VP].pk)}, follow=True)
        assert now_leading(case) == {offices[VP].pk}
        assert told("case.handed") == {offices[VP].pk}
        vice.post(address, {"to": str(offices[P].pk)}, follow=True)

        assert now_leading(case) == {offices[P].pk}
        assert case.lead_id is None
        assert not case.accesses.live().exists()
        assert AuditEntry.objects.of(case).named("incident.handed_over").count() == 2

    def test_the_principal_takes_it_back(self, offices):
        case = ReportFactory(concerns="parent").incidents.get()
        actions.take_case(pk=case.pk, by=offices[VP].pk, now=THEN)

        actions.hand_over(pk=case.pk, to=offices[P].pk, by=offices[P].pk, now=THEN)

        assert now_leading(case) == {offices[P].pk}

    @pytest.mark.parametrize(
        ("facts", "choices"),
        [
            ({"concerns": "pupil"}, {VP}),
            ({"concerns": "staff"}, {VP}),
            ({"concerns": "staff", "about": [P]}, {"vice_chair"}),
            ({"concerns": "staff", "about": [VP]}, set()),
            ({"concerns": "staff", "about": [CH]}, {P}),
            ({"concerns": "staff", "about": ["governor"]}, {"vice_chair"}),
        ],
    )
    def test_only_to_those_who_could_lead_it(self, facts, choices, offices):
        case = ReportFactory(**facts).incidents.get()

        found = possible_leaders(case, holders=Holders.on(THEN.date()))

        assert found == {offices[one].pk: one for one in choices}

    def test_a_child_protection_case_stays_in_the_safeguarding_team_and_with_the_principal(self, offices):
        case = ReportFactory(concerned=[PupilFactory().person]).incidents.get()
        actions.take_to_child_protection(pk=case.pk, by=offices[DT].pk, now=THEN)
        case.refresh_from_db()

        assert set(possible_leaders(case, holders=Holders.on(THEN.date()))) == {offices[DDT].pk, offices[P].pk}

    def test_never_to_somebody_shut_out_or_to_the_reporter_of_a_staff_matter(self, offices):
        about = ReportFactory(concerns="parent", concerned=[offices[VP]]).incidents.get()
        reported = ReportFactory(concerns="staff", by=offices[VP]).incidents.get()

        for case in (about, reported):
            with pytest.raises(WrongState, match="cannot lead the case today"):
                actions.hand_over(pk=case.pk, to=offices[VP].pk, by=offices[P].pk, now=THEN)
            assert now_leading(case) == {offices[P].pk}

    def test_by_nobody_but_the_leader(self, offices):
        case = ReportFactory(concerns="parent").incidents.get()

        with pytest.raises(PermissionDenied):
            actions.hand_over(pk=case.pk, to=offices[VP].pk, by=offices[VP].pk, now=THEN)
        assert now_leading(case) == {offices[P].pk}

    def test_a_leader_by_name_whose_account_ends_gives_the_case_back(self, offices):
        from school.changes import announce

        case = ReportFactory(concerns="parent").incidents.get()
        actions.take_case(pk=case.pk, by=offices[VP].pk, now=THEN)
        offices[VP].user.is_active = False
        offices[VP].user.save()
        announce([], THEN)

        assert now_leading(case) == {offices[P].pk}


class TestSteppingBack:
    def step_back(self, case, person, relation="relative"):
        return actions.declare_conflict(pk=case.pk, relation=relation, by=person.pk, now=THEN)

    @pytest.mark.parametrize(
        ("facts", "who", "next_in_line"),
        [
            ({"concerns": "parent"}, P, VP),
            ({"concerns": "staff"}, P, VP),
            ({"concerns": "staff", "about": [P]}, CH, "vice_chair"),
            ({"concerns": "staff", "about": [VP]}, P, CH),
        ],
    )
    def test_the_next_in_line_leads_and_is_told(self, facts, who, next_in_line, offices):
        case = ReportFactory(**facts).incidents.get()

        self.step_back(case, offices[who])

        assert not sees(offices[who], case)
        assert now_leading(case) == {offices[next_in_line].pk}
        assert sees(offices[next_in_line], case)
        assert offices[next_in_line].pk in told("case.waiting")

    def test_it_is_a_shut_out_and_earlier_readings_stay(self, client_of, offices):
        case = ReportFactory(concerns="parent").incidents.get()
        client, page = client_of(offices[P]), reverse("incidents:case", args=[case.pk])
        client.get(page)

        answer = client.post(
            reverse("incidents:declare_conflict", args=[case.pk]), {"relation": "partner"}, follow=True
        )

        assert "The case goes on without you" in answer.content.decode()
        assert case.reference not in answer.content.decode()
        assert client.get(page).status_code == 404
        assert ShutOut.objects.get(person=offices[P]).reason == "declared"
        history = client_of(offices[VP]).get(reverse("incidents:history", args=[case.pk])).content.decode()
        assert "declared a conflict of interest (partner)" in history
        assert AuditEntry.objects.of(case).named("incident.read").filter(actor=offices[P].pk).exists()

    def test_a_relation_has_to_be_chosen(self, client_of, offices):
        case = ReportFactory(concerns="parent").incidents.get()

        answer = client_of(offices[P]).post(reverse("incidents:declare_conflict", args=[case.pk]), {})

        assert "Choose what makes you step back" in answer.content.decode()
        assert sees(offices[P], case)

    def test_a_reader_who_does_not_lead_steps_back_and_the_leader_hears_of_it(self, offices):
        case = ReportFactory(concerns="parent").incidents.get()

        self.step_back(case, offices[VP])

        assert now_leading(case) == {offices[P].pk}
        assert told("case.stepped_back") == {offices[P].pk}

    def test_the_deputy_looks_when_the_designated_teacher_steps_back(self, offices):
        case = ReportFactory(concerned=[PupilFactory().person]).incidents.get()
        assert told("case.look") == {offices[DT].pk}

        self.step_back(case, offices[DT])

        assert told("case.look") == {offices[DT].pk, offices[DDT].pk}

    def test_a_named_helpers_access_ends_with_it(self, offices):
        helper, case = StaffFactory(), ReportFactory(concerns="parent").incidents.get()
        actions.name_assignee(pk=case.pk, person=helper.pk, by=offices[P].pk, now=THEN)

        self.step_back(case, helper, "close_friend")

        assert not case.accesses.live().exists()
        with pytest.raises(PermissionDenied, match="cannot take part"):
            actions.name_assignee(pk=case.pk, person=helper.pk, by=offices[P].pk, now=THEN)

    def test_nobody_steps_back_from_a_case_that_nobody_else_could_lead(self, offices):
        Appointment.objects.exclude(office=P).delete()
        case = ReportFactory(concerns="parent").incidents.get()

        with pytest.raises(WrongState, match="Nobody else"):
            self.step_back(case, offices[P])

        assert sees(offices[P], case)
        assert not ShutOut.objects.exists()

    def test_not_twice_and_not_by_a_stranger(self, offices):
        case = ReportFactory(concerns="parent").incidents.get()
        self.step_back(case, offices[VP])

        for person in (offices[VP], StaffFactory()):
            with pytest.raises(Incident.DoesNotExist):
                self.step_back(case, person)

    def test_another_office_of_the_same_person_opens_nothing(self, offices):
        case = ReportFactory(concerns="parent", affected=[PupilFactory().person]).incidents.get()
        OfficeHolderFactory(DDT, person=offices[VP])

        self.step_back(case, offices[VP])

        assert not sees(offices[VP], case)


@pytest.mark.parametrize("office", [P, VP])
def test_a_leader_who_reported_a_staff_matter_does_not_look_into_it(office, offices, rules):
    case = ReportFactory(concerns="staff", concerned=[StaffFactory()], by=offices[office]).incidents.get()
    other = offices[VP if office == P else P]
    assert now_leading(case) == {other.pk}
    actions.confirm(pk=case.pk, clauses=[clause(rules, "9.1").pk], by=other.pk, now=THEN)
    step = case.steps.get(step="INVESTIGATE")

    with pytest.raises((PermissionDenied, Incident.DoesNotExist)):
        actions.do_step(pk=case.pk, step=step.pk, by=offices[office].pk, now=THEN)
    with pytest.raises(PermissionDenied):
        actions.name_assignee(pk=case.pk, person=offices[office].pk, role="investigator", by=other.pk, now=THEN)


class TestTheRecord:
    """An access that ends because another begins is sealed in the same entry, or the record would call it altered."""

    @pytest.fixture
    def case(self, offices):
        case = ReportFactory(concerns="parent").incidents.get()
        actions.name_assignee(pk=case.pk, person=offices[VP].pk, role="lead", by=offices[P].pk, now=THEN)
        return case

    def is_whole(self):
        return not [one for one in verify_records() if "Access" in one.sentence]

    def test_of_another_who_is_named_to_lead(self, case, offices):
        actions.name_assignee(pk=case.pk, person=StaffFactory().pk, role="lead", by=offices[VP].pk, now=THEN)
        assert self.is_whole()

    def test_of_a_case_handed_back_to_its_office(self, case, offices):
        actions.hand_over(pk=case.pk, to=offices[P].pk, by=offices[VP].pk, now=THEN)
        assert self.is_whole()
