"""A step stays whose it is: not settled, undone or rewritten by a way round, and never by whoever reported the matter."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from incidents import actions
from incidents.models import RECORDS
from incidents.models.records import ParentContact
from incidents.states import Finding, WrongState
from school.models import Office
from tests.factories.incidents import THEN, IncidentFactory, PolicyFactory, ReportFactory, clause, do
from tests.factories.school import OfficeHolderFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
P, VP, DT, DDT = "principal", "vice_principal", "designated_teacher", "deputy_designated_teacher"


@pytest.fixture
def case(offices, rules):
    """A pupil's case in which harm by an adult is alleged: the referral is the Designated Teacher's step."""
    case = ReportFactory(concerned=[PupilFactory().person]).incidents.get()
    actions.confirm(
        pk=case.pk,
        clauses=[clause(rules, "7.0a").pk],
        kinds=["improper_contact"],
        is_harm_alleged=True,
        by=offices[P].pk,
        now=THEN,
    )
    return case


def step(case, code):
    return case.steps.get(step=code)


def who(case, code, by):
    return {"pk": case.pk, "step": step(case, code).pk, "by": by.pk, "now": THEN}


def corrected(case, kept, by, **facts):
    given = {name: getattr(kept, name) for name in kept.FACTS} | facts
    return actions.correct_record(
        pk=case.pk, step=kept.step_id, first=kept.pk, once=uuid.uuid4(), at=THEN, by=by.pk, now=THEN, **given
    )


def referral(case, offices):
    do(case, step(case, "DT_TRIAGE"), by=offices[DT])
    do(case, step(case, "CP_ROUTE"), by=offices[DT])
    return RECORDS["referral_decision"].objects.get(step=step(case, "CP_ROUTE"))


class TestARecordOfTheDesignatedTeacher:
    def test_is_not_rewritten_by_the_leader(self, case, offices, client_of):
        kept = referral(case, offices)

        with pytest.raises(PermissionDenied, match="Designated Teacher or the Deputy"):
            corrected(case, kept, offices[P])
        page = client_of(offices[P]).get(reverse("incidents:records", args=[case.pk, kept.step_id])).content.decode()
        assert "Correct it" not in page

    def test_is_corrected_by_her_and_by_the_deputy(self, case, offices):
        kept = referral(case, offices)

        again = corrected(case, kept, offices[DDT])

        assert corrected(case, again, offices[DT]).corrects == again

    def test_correcting_it_does_not_do_the_step_that_was_opened_again(self, case, offices):
        kept = referral(case, offices)
        actions.reopen_step(**who(case, "CP_ROUTE", offices[DT]))

        with pytest.raises(PermissionDenied):
            corrected(case, kept, offices[P])
        assert step(case, "CP_ROUTE").is_open


class TestAnExcuse:
    def test_is_taken_back_only_by_whoever_may_excuse(self, case, offices):
        do(case, step(case, "DT_TRIAGE"), by=offices[DT])
        actions.excuse_step(**who(case, "INFORM_PARENTS", offices[DT]), reason="It would put her at risk.")
        helper = StaffFactory()
        actions.name_assignee(pk=case.pk, person=helper.pk, by=offices[P].pk, now=THEN)

        for person in (offices[P], offices[VP], helper):
            with pytest.raises(PermissionDenied, match="Designated Teacher or the Deputy"):
                actions.reopen_step(**who(case, "INFORM_PARENTS", person))
        assert step(case, "INFORM_PARENTS").reason == "It would put her at risk."

        actions.reopen_step(**who(case, "INFORM_PARENTS", offices[DT]))
        assert step(case, "INFORM_PARENTS").is_open


class TestACorrection:
    def test_settles_no_step_before_its_turn(self, offices, rules):
        case = IncidentFactory(
            "being_handled", lead=offices[P], concerned=[PupilFactory().person], clauses=[clause(rules, "7.0a")]
        )
        do(case, step(case, "DT_TRIAGE"), by=offices[DT])
        do(case, step(case, "INFORM_PARENTS"), by=offices[P])
        kept = ParentContact.objects.get(step=step(case, "INFORM_PARENTS"))
        actions.reopen_step(**who(case, "INFORM_PARENTS", offices[P]))
        actions.reopen_step(**who(case, "DT_TRIAGE", offices[DT]))

        with pytest.raises(WrongState, match="comes first"):
            corrected(case, kept, offices[P])
        assert step(case, "INFORM_PARENTS").is_open


class TestWhoeverReportedAMatterAboutStaff:
    @pytest.fixture
    def case(self, offices, rules):
        """Reported by the Principal, so that the Vice-Principal leads; the Principal reads it all the same."""
        case = ReportFactory(concerns="staff", by=offices[P], concerned=[StaffFactory()]).incidents.get()
        actions.confirm(pk=case.pk, clauses=[clause(rules, "9.1").pk], by=offices[VP].pk, now=THEN)
        return case

    @pytest.mark.parametrize("code", ["INVESTIGATE", "HEAR_SUBJECT"])
    def test_excuses_no_step(self, code, case, offices):
        with pytest.raises(PermissionDenied, match="You reported"):
            actions.excuse_step(**who(case, code, offices[P]), reason="I saw it myself.")
        assert step(case, code).is_open

    def test_finds_nothing_although_of_the_office_that_leads(self, offices, rules):
        second = OfficeHolderFactory(Office.PRINCIPAL, is_acting=True)
        case = ReportFactory(concerns="staff", by=second, concerned=[StaffFactory()]).incidents.get()
        actions.confirm(pk=case.pk, clauses=[clause(rules, "9.1").pk], by=offices[P].pk, now=THEN)
        row = case.allegations.get()

        with pytest.raises(PermissionDenied, match="You reported"):
            actions.settle_finding(
                pk=case.pk, allegation=row.pk, finding=Finding.NOT_FOUND, reason="No.", by=second.pk, now=THEN
            )


class TestOnWhoseBehalfItWasReported:
    """A source like the reporter: never the one who looks into it, by whichever door."""

    @pytest.fixture
    def case(self, offices):
        spoke = actions.Spoke(kind="parent", words="I saw it.", person_id=offices[VP].pk)
        return ReportFactory(
            concerns="staff", concerned=[StaffFactory()], intake=actions.Intake(spoke=spoke)
        ).incidents.get()

    def test_is_handed_no_case(self, case, offices):
        with pytest.raises(WrongState, match="cannot lead"):
            actions.hand_over(pk=case.pk, to=offices[VP].pk, by=offices[P].pk, now=THEN)

    def test_takes_none(self, offices, rules):
        spoke = actions.Spoke(kind="parent", words="I saw it.", person_id=offices[VP].pk)
        both = PolicyFactory({"3.3": ("staff", [])}, slug="second", tell=["principal_or_vice_principal"])
        case = ReportFactory(
            concerns="staff",
            concerned=[StaffFactory()],
            clauses=[clause(both, "3.3").pk],
            intake=actions.Intake(spoke=spoke),
        ).incidents.get()

        with pytest.raises(PermissionDenied, match="somebody else looks into it"):
            actions.take_case(pk=case.pk, by=offices[VP].pk, now=THEN)
