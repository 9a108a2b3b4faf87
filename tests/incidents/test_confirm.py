"""One press by the lead: kind and clauses as alleged, and from them exactly the steps that the rows ask for."""

from pathlib import Path

import pytest
import yaml
from django.core.exceptions import PermissionDenied
from django.urls import reverse

import policy.register
from audit.models import Entry as AuditEntry
from incidents import actions
from incidents.models import Incident, KindClause, KindStep
from incidents.states import WrongState
from notices.models import Notice
from policy.models import Step
from tests.factories.incidents import THEN, PolicyFactory, ReportFactory, clause, do, look
from tests.factories.school import PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
REGISTER = Path(policy.register.__file__).with_name("social_media.yaml")


def confirm(incident, by, *clauses, kinds=()):
    return actions.confirm(pk=incident.pk, clauses=[one.pk for one in clauses], kinds=kinds, by=by.pk, now=THEN)


def codes(incident):
    return sorted(incident.steps.values_list("step_id", flat=True))


@pytest.fixture
def pupil_case(offices, rules):
    return ReportFactory(concerned=[PupilFactory().person]).incidents.get()


def test_the_steps_of_a_known_kind_follow(pupil_case, offices, rules):
    confirm(pupil_case, offices["principal"], clause(rules, "7.0a"))

    pupil_case.refresh_from_db()
    assert pupil_case.status == "being_handled"
    assert [kind.code for kind in pupil_case.kinds.all()] == ["pupil_account"]
    assert codes(pupil_case) == ["DECIDE_FURTHER_ACTION", "DT_TRIAGE", "INFORM_PARENTS"]
    assert pupil_case.allegations.get().finding == "alleged"


def test_a_clause_the_register_does_not_know_gives_exactly_its_own_steps(pupil_case, offices, rules):
    before = set(codes(pupil_case))

    confirm(pupil_case, offices["principal"], clause(rules, "unknown"))

    assert set(codes(pupil_case)) - before == {"SUPPORT_PUPIL", "CONSIDER_REDRESS"}
    assert [kind.code for kind in pupil_case.kinds.all()] == ["general_pupil"]


def test_a_step_the_school_made_up_needs_no_line_of_code(pupil_case, offices):
    Step.objects.create(code="WRITE_TO_GRANNY", text="Write to the grandmother")
    own = PolicyFactory({"own": ("pupil", ["WRITE_TO_GRANNY"])}, slug="another-policy")

    confirm(pupil_case, offices["principal"], clause(own, "own"))

    assert codes(pupil_case) == ["DT_TRIAGE", "WRITE_TO_GRANNY"]


def test_the_next_version_changes_new_cases_and_not_the_old_one(offices, rules):
    from datetime import UTC, datetime

    later = datetime(2026, 11, 10, 9, tzinfo=UTC)
    old = ReportFactory(concerned=[PupilFactory().person]).incidents.get()
    second = PolicyFactory({"unknown": ("pupil", ["CONSIDER_REDRESS"])}, label="2", approved_at=later)
    new = ReportFactory(concerned=[PupilFactory().person], now=later).incidents.get()

    confirm(old, offices["principal"], clause(rules, "unknown"))
    actions.confirm(
        pk=new.pk,
        clauses=[clause(second, "unknown").pk, clause(rules, "7.0a").pk],
        by=offices["principal"].pk,
        now=later,
    )

    assert codes(old) == ["CONSIDER_REDRESS", "DT_TRIAGE", "SUPPORT_PUPIL"]
    assert codes(new) == ["CONSIDER_REDRESS", "DT_TRIAGE"], "a clause of another version is not offered"


def test_a_restriction_waits_for_the_finding(pupil_case, offices, rules):
    confirm(pupil_case, offices["principal"], clause(rules, "7.3"))
    assert "RESTRICT_ICT" not in codes(pupil_case)

    row = pupil_case.allegations.get()
    actions.settle_finding(
        pk=pupil_case.pk, allegation=row.pk, finding="found", reason="Seen.", by=offices["principal"].pk, now=THEN
    )

    assert {"RESTRICT_ICT", "REVIEW_RESTRICTION"} <= set(codes(pupil_case))


def test_each_pupil_concerned_has_a_step_of_their_own(offices, rules):
    one, two = PupilFactory().person, PupilFactory().person
    incident = ReportFactory(concerned=[one, two]).incidents.get()

    confirm(incident, offices["principal"], clause(rules, "7.0a"))

    parents = incident.steps.filter(step="INFORM_PARENTS")
    assert {step.subject.person for step in parents} == {one, two}
    assert incident.allegations.count() == 2
    assert incident.steps.filter(step="DECIDE_FURTHER_ACTION").count() == 1


def test_a_matter_about_staff_is_investigated_and_the_person_heard(offices, rules):
    incident = ReportFactory(concerns="staff", concerned=[StaffFactory("supply")]).incidents.get()

    confirm(incident, offices["principal"], clause(rules, "9.1"))

    assert codes(incident) == ["DT_TRIAGE", "HEAR_SUBJECT", "HOME_ORGANISATION", "INFORM_PARENTS", "INVESTIGATE"]
    row = incident.allegations.get()
    do(incident, incident.steps.get(step="HEAR_SUBJECT"), by=offices["principal"])
    actions.settle_finding(
        pk=incident.pk, allegation=row.pk, finding="found", reason="Seen.", by=offices["principal"].pk, now=THEN
    )
    assert {"RECORD_ACTION", "EMPLOYER_PROCEDURE"} <= set(codes(incident))


def test_without_a_clause_or_kind_it_falls_into_the_general_kind(offices):
    incident = ReportFactory(concerns="parent").incidents.get()

    confirm(incident, offices["principal"])

    assert [kind.code for kind in incident.kinds.all()] == ["general_parent"]
    assert not incident.steps.exists()


def test_a_kind_without_a_clause_brings_its_own_steps(offices):
    incident = ReportFactory(concerns="outsider").incidents.get()

    confirm(incident, offices["principal"], kinds=["third_party"])

    assert codes(incident) == ["MINIMAL_EVIDENCE", "REPORT_PLATFORM", "SUPPORT_AFFECTED"]


def test_somebody_outside_the_school_breaks_no_clause(offices, rules, client_of):
    """Gap G25: the policy does not bind them, so nothing is found against them, whatever a form sends."""
    incident = ReportFactory(concerns="outsider").incidents.get()

    page = client_of(offices["principal"]).get(reverse("incidents:confirm", args=[incident.pk])).content.decode()
    confirm(incident, offices["principal"], clause(rules, "9.1"), kinds=["third_party"])

    assert "Rule 9.1" not in page
    assert not incident.allegations.exists()
    assert incident.kinds.get().code == "third_party"


def test_how_harshly_a_clause_is_worded_brings_nothing_of_itself(offices):
    """Gap G12: the policy says "must not" of harmless things and "should not" of malicious ones."""
    asked = []
    for force in ("must_not", "should_not"):
        words = PolicyFactory({force: ("parent", ["ASK_REMOVE"])}, slug=force, force=force)
        incident = ReportFactory(concerns="parent").incidents.get()
        confirm(incident, offices["principal"], clause(words, force))
        asked.append(list(incident.steps.values_list("step_id", "force", "due_on")))

    assert asked[0] == asked[1] != []


def test_a_later_confirmation_adds_and_never_doubles(pupil_case, offices, rules):
    confirm(pupil_case, offices["principal"], clause(rules, "7.0a"))
    confirm(pupil_case, offices["principal"], clause(rules, "7.0a"), clause(rules, "unknown"))

    assert codes(pupil_case).count("INFORM_PARENTS") == 1
    assert pupil_case.allegations.count() == 2
    pupil_case.refresh_from_db()
    assert pupil_case.confirmed_at == THEN


def test_telling_the_leader_is_the_portals_own_work(offices):
    rules = PolicyFactory({"7.1a": ("pupil", ["INFORM_PRINCIPAL", "INFORM_PARENTS"])})
    incident = ReportFactory(concerned=[PupilFactory().person]).incidents.get()

    confirm(incident, offices["principal"], clause(rules, "7.1a"))

    step = incident.steps.get(step="INFORM_PRINCIPAL")
    assert step.status == "done"
    assert "portal told" in step.how


def test_a_principal_who_is_shut_out_is_not_a_step(offices):
    rules = PolicyFactory({"9.2": ("staff", ["INFORM_PRINCIPAL", "INVESTIGATE"])})
    incident = ReportFactory(concerns="staff", about=["principal"]).incidents.get()

    confirm(incident, offices["chair"], clause(rules, "9.2"))

    assert "INFORM_PRINCIPAL" not in codes(incident)


def test_those_whom_a_clause_wants_told_are_told_when_the_case_exists_for_them(offices, rules):
    own = PolicyFactory({"x": ("staff", [])}, slug="x", tell=["principal", "vice_principal", "chair"])
    incident = ReportFactory(concerns="staff", about=["principal"]).incidents.get()
    other = ReportFactory(concerns="staff").incidents.get()

    confirm(incident, offices["chair"], clause(own, "x"))
    confirm(other, offices["principal"], clause(own, "x"))

    assert not Notice.objects.filter(kind="case.told").exists()
    pupil_rules = PolicyFactory({"y": ("parent", [])}, slug="y", tell=["vice_principal", "chair"])
    third = ReportFactory(concerns="parent").incidents.get()
    confirm(third, offices["principal"], clause(pupil_rules, "y"))
    assert Notice.objects.get(kind="case.told").recipient_id == offices["vice_principal"].pk


@pytest.mark.parametrize("office", ["vice_principal", "designated_teacher"])
def test_only_the_leader_confirms(office, pupil_case, offices, rules):
    entries = AuditEntry.objects.count()

    with pytest.raises(PermissionDenied, match="Only the leader"):
        confirm(pupil_case, offices[office], clause(rules, "7.0a"))

    pupil_case.refresh_from_db()
    assert pupil_case.status == "received"
    assert not pupil_case.allegations.exists()
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize("office", ["chair", "slt", "governor", "clerk", "administrator"])
def test_for_those_shut_out_there_is_no_case_to_confirm(office, pupil_case, offices, rules):
    with pytest.raises(Incident.DoesNotExist):
        confirm(pupil_case, offices[office], clause(rules, "7.0a"))


def test_an_ended_case_is_not_confirmed(offices, pupil_case):
    look(pupil_case)
    actions.record_in_error(pk=pupil_case.pk, reason="Told twice.", by=offices["principal"].pk, now=THEN)

    with pytest.raises(WrongState, match="Reopen"):
        confirm(pupil_case, offices["principal"])


def test_every_clause_of_the_shipped_kinds_is_an_entry_of_the_register():
    register = yaml.safe_load(REGISTER.read_text())
    known = {entry["code"] for entry in register["entries"]}

    assert set(KindClause.objects.values_list("register_code", flat=True)) <= known


def test_every_entry_that_can_be_broken_belongs_to_a_kind():
    register = yaml.safe_load(REGISTER.read_text())
    breakable = {entry["code"] for entry in register["entries"] if entry.get("breach")}

    assert breakable == set(KindClause.objects.filter(is_companion=False).values_list("register_code", flat=True))


def test_no_kind_repeats_what_the_policy_itself_asks_for():
    """A step of the policy comes from the clause's row in the version in force, never from the kinds."""
    assert not KindStep.objects.filter(source="policy").exists()
