"""A step is done by writing down what the law, the policy or fairness wants on record; a record is corrected, never changed."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from audit.models import Entry as AuditEntry
from audit.verify import verify_records
from incidents import actions
from incidents.demo.records import what_was_done
from incidents.forms.records import form_for
from incidents.models import RECORDS, Incident, IncidentStep, StepShape
from incidents.models.records import ParentContact, RemovalResult
from incidents.states import WrongState
from policy.models import Step
from tests.factories.incidents import THEN, IncidentFactory, PolicyFactory, ReportFactory, clause, do
from tests.factories.school import ParentFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupil():
    return PupilFactory()


@pytest.fixture
def case(offices, rules, pupil):
    case = IncidentFactory(
        "being_handled", lead=offices["principal"], concerned=[pupil.person], clauses=[clause(rules, "7.0a")]
    )
    do(case, case.steps.get(step="DT_TRIAGE"), by=offices["designated_teacher"])
    return case


def told(case, by, **facts):
    step = case.steps.get(step="INFORM_PARENTS")
    given = {"told": "Mother", "means": "telephone", "said": "She had not known.", "once": uuid.uuid4(), "at": THEN}
    return actions.keep_record(pk=case.pk, step=step.pk, by=by.pk, now=THEN, **(given | facts))


def test_the_record_does_the_step_and_says_so_in_one_line(case, offices):
    kept = told(case, offices["principal"])

    step = case.steps.get(step="INFORM_PARENTS")
    assert (step.status, step.settled_by, step.settled_at) == ("done", offices["principal"], THEN)
    assert step.how == "9 November 2026, 09:00. Mother. By telephone. She had not known."
    assert kept.facts()[0] == ("Who was told", "Mother")
    assert AuditEntry.objects.named("incident.record_kept").of(case).count() == 1
    assert not [one for one in verify_records() if "ParentContact" in one.sentence or "IncidentStep" in one.sentence]


def test_a_form_sent_twice_makes_one_record(case, offices):
    once = uuid.uuid4()

    assert told(case, offices["principal"], once=once) == told(case, offices["principal"], once=once)
    assert ParentContact.objects.count() == 1


def test_the_form_of_another_step_is_not_taken_again(case, offices, rules):
    once = uuid.uuid4()
    told(case, offices["principal"], once=once)
    other = IncidentFactory(
        "being_handled", lead=offices["principal"], concerned=[PupilFactory().person], clauses=[clause(rules, "7.0a")]
    )
    do(other, other.steps.get(step="DT_TRIAGE"), by=offices["designated_teacher"])

    with pytest.raises(PermissionDenied, match="was sent before"):
        told(other, offices["principal"], once=once)


def test_what_is_told_again_is_a_correction(case, offices):
    told(case, offices["principal"])

    with pytest.raises(WrongState, match="Correct its record instead"):
        told(case, offices["principal"])


def test_the_order_holds_for_records_too(offices, rules, pupil):
    case = IncidentFactory(
        "being_handled", lead=offices["principal"], concerned=[pupil.person], clauses=[clause(rules, "7.0a")]
    )

    with pytest.raises(WrongState, match="comes first"):
        told(case, offices["principal"])
    assert not ParentContact.objects.exists()


def test_a_stranger_and_somebody_whose_step_it_is_not_keep_nothing(case, offices):
    with pytest.raises(Incident.DoesNotExist):
        told(case, StaffFactory())
    with pytest.raises(PermissionDenied, match="This step is for"):
        told(case, offices["designated_teacher"])
    assert not ParentContact.objects.exists()
    assert case.steps.get(step="INFORM_PARENTS").is_open


def test_a_step_without_a_record_is_ticked_with_a_sentence(case, offices):
    with pytest.raises(WrongState, match="done with a sentence"):
        actions.keep_record(
            pk=case.pk, step=case.steps.get(step="DT_TRIAGE").pk, once=uuid.uuid4(), at=THEN,
            by=offices["designated_teacher"].pk, now=THEN,
        )  # fmt: skip


def test_a_correction_is_shown_in_the_place_of_the_first_and_both_stay(case, offices, client_of):
    first = told(case, offices["principal"])
    step = case.steps.get(step="INFORM_PARENTS")
    facts = {"told": "His father", "means": "in_person", "said": "Met at the gate.", "at": THEN}

    new = actions.correct_record(
        pk=case.pk, step=step.pk, first=first.pk, once=uuid.uuid4(), by=offices["principal"].pk, now=THEN, **facts
    )

    step.refresh_from_db()
    assert new.corrects == first
    assert "His father" in step.how
    assert list(ParentContact.objects.current()) == [new]
    page = client_of(offices["principal"]).get(reverse("incidents:records", args=[case.pk, step.pk])).content.decode()
    assert page.index("His father") < page.index("Written first") < page.index("Mother")
    assert page.count("Correct it") == 1
    with pytest.raises(WrongState, match="corrected already"):
        actions.correct_record(
            pk=case.pk, step=step.pk, first=first.pk, once=uuid.uuid4(), by=offices["principal"].pk, now=THEN, **facts
        )


def test_only_the_writer_or_the_leader_corrects(case, offices):
    first = told(case, offices["principal"])

    with pytest.raises(PermissionDenied, match="Only whoever wrote"):
        actions.correct_record(
            pk=case.pk, step=first.step_id, first=first.pk, once=uuid.uuid4(), at=THEN, told="X", means="app",
            by=offices["vice_principal"].pk, now=THEN,
        )  # fmt: skip


@pytest.mark.parametrize("code", sorted(RECORDS))
def test_the_database_itself_changes_and_deletes_no_record(code, case, offices):
    step = case.steps.first()
    step.record = code
    model = RECORDS[code]
    facts = {} if code == "safeguarding_look" else what_was_done(step, THEN)
    row = model.objects.create(
        incident=case, step=step, once=uuid.uuid4(), at=THEN, written_by=offices["principal"], written_at=THEN, **facts
    )

    for change in (lambda: model.objects.filter(pk=row.pk).update(at=THEN + timedelta(days=1)), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert model.objects.filter(pk=row.pk, at=THEN).exists()


@pytest.mark.parametrize("code", sorted(set(RECORDS) - {"safeguarding_look", "consent_check"}))
def test_no_record_is_kept_without_what_it_is_for(code, case, offices):
    """The form says it beside the field; the database holds it whatever door it comes through."""
    step = case.steps.select_related("step", "subject__person").first()
    step.record = code
    form = form_for(step)({"once": str(uuid.uuid4()), "at": "2026-11-09T09:00"}, step=step)
    assert set(form.errors) & set(RECORDS[code].FACTS)

    wanted = {f.name: f for f in RECORDS[code]._meta.fields}
    empty = {name: "" for name in RECORDS[code].FACTS if wanted[name].get_internal_type() in ("CharField", "TextField")}
    facts = what_was_done(step, THEN) | empty
    if "decided" in facts:
        facts["decided"] = "other"
    if "state" in facts:
        facts["state"] = "chased"
    with pytest.raises(IntegrityError), transaction.atomic():
        RECORDS[code].objects.create(
            incident=case, step=step, once=uuid.uuid4(), at=THEN, written_by=offices["principal"], written_at=THEN,
            **facts,
        )  # fmt: skip


def test_every_record_that_a_step_may_ask_for_exists_and_every_record_is_asked_for():
    asked = set(StepShape.objects.exclude(record="").values_list("record", flat=True))

    assert asked == set(RECORDS) - {"safeguarding_look"}


@pytest.fixture
def parent_case(offices):
    rules = PolicyFactory({"8.1": ("parent", ["ASK_REMOVE"])})
    return IncidentFactory(
        "being_handled", lead=offices["principal"], concerns="parent", concerned=[ParentFactory(PupilFactory())],
        clauses=[clause(rules, "8.1")],
    )  # fmt: skip


def test_nothing_further_is_a_full_answer(case, offices):
    """Gap G16: the policy leaves open what "further" means, so none may be needed, and no reason is forced."""
    step = case.steps.get(step="DECIDE_FURTHER_ACTION")
    facts = {"once": uuid.uuid4(), "at": THEN, "decided": "none", "why": ""}

    kept = actions.keep_record(pk=case.pk, step=step.pk, by=offices["principal"].pk, now=THEN, **facts)

    step.refresh_from_db()
    assert step.status == "done"
    assert kept.facts() == [("Anything further", "None")]


def test_no_question_sends_anybody_to_a_pupils_page(case):
    """Gap G10: read literally, the rule forbids it to those who look into a case as well."""
    said = {code: _questions(code, case.steps.select_related("step", "subject__person").first()) for code in RECORDS}
    about_pages = {
        code: [one for one in texts if re.search(r"\bpages?\b|profile", one)] for code, texts in said.items()
    }

    assert "Nobody opens a pupil’s page for this." in " ".join(about_pages.pop("investigation"))
    assert "Nobody enters a private or a pupil’s page." in " ".join(about_pages.pop("removal_result"))
    assert {code: texts for code, texts in about_pages.items() if texts} == {}


def _questions(code, step):
    step.record = code
    return [f"{field.label} {field.help_text}" for field in form_for(step)(step=step).fields.values()]


def test_asking_leads_to_seeing_what_became_of_it(parent_case, offices):
    assert not parent_case.steps.filter(step="REMOVAL_RESULT").exists()

    do(parent_case, parent_case.steps.get(step="ASK_REMOVE"), by=offices["principal"])

    follow_up = parent_case.steps.get(step="REMOVAL_RESULT")
    assert follow_up.is_open
    assert follow_up.due_on.isoformat() == "2026-11-16", "five school days later"


def test_a_chase_leaves_the_step_open_until_its_new_day(parent_case, offices):
    do(parent_case, parent_case.steps.get(step="ASK_REMOVE"), by=offices["principal"])
    step = parent_case.steps.get(step="REMOVAL_RESULT")
    later = THEN.date() + timedelta(days=14)

    do(parent_case, step, by=offices["principal"], state="chased", chase_on=later, seen="Rang twice.")

    step.refresh_from_db()
    assert (step.status, step.due_on) == ("open", later)
    assert "I asked again" in step.how
    do(parent_case, step, by=offices["principal"], state="removed", seen="It is gone.")
    step.refresh_from_db()
    assert step.status == "done"
    assert RemovalResult.objects.count() == 2


def test_not_asking_is_a_decision_with_its_reason(parent_case, offices, client_of):
    client = client_of(offices["principal"])
    step = parent_case.steps.get(step="ASK_REMOVE")
    address = reverse("incidents:keep_record", args=[parent_case.pk, step.pk])
    facts = {"once": str(uuid.uuid4()), "at": "2026-11-09T09:00"}

    asked = client.post(address, facts | {"is_asked": "on", "what": "To take it down."}).content.decode()
    assert "Say who was asked" in asked
    assert "To take it down." in asked, "what was typed is kept"
    client.post(address, facts | {"what": "It praises us; nothing to ask."})
    step.refresh_from_db()
    assert step.status == "done"


def test_a_data_breach_has_its_clock_of_72_hours(offices):
    rules = PolicyFactory({"6.2b": ("all", [])})
    case = IncidentFactory(
        "being_handled", lead=offices["principal"], concerns="staff", concerned=[StaffFactory()],
        affected=[PupilFactory().person], clauses=[clause(rules, "6.2b")],
    )  # fmt: skip

    step = case.steps.get(step="BREACH_ASSESS")

    assert step.due_at == THEN + timedelta(hours=72)
    assert step.due_on.isoformat() == "2026-11-12", "the law counts every hour, weekends too"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"risk": "likely"}, "regulator_told_at"),
        ({"risk": "high", "regulator_told_at": "2026-11-09T09:00"}, "people_told"),
    ],
)
def test_a_risk_is_told_before_it_is_written_down(facts, field):
    step = IncidentStep(step=Step(code="X", text="X"), record="breach_assessment")
    given = {
        "once": str(uuid.uuid4()), "at": "2026-11-09T09:00", "aware_at": "2026-11-09T08:00", "data": "A list.",
        "people_count": "30", "contained": "Deleted.", "reasons": "Names.",
    }  # fmt: skip

    form = form_for(step)(given | facts, step=step)

    assert field in form.errors


@pytest.mark.parametrize("wrong", ["2999-01-01T10:00", "soon", ""])
def test_when_it_was_done_is_a_moment_that_has_been(wrong, case, offices, client_of):
    step = case.steps.get(step="DECIDE_FURTHER_ACTION")
    address = reverse("incidents:keep_record", args=[case.pk, step.pk])

    page = client_of(offices["principal"]).post(
        address, {"once": str(uuid.uuid4()), "at": wrong, "decided": "none", "why": "Kept words."}
    )

    assert "There is a problem" in page.content.decode()
    assert "Kept words." in page.content.decode()
    assert case.steps.get(step="DECIDE_FURTHER_ACTION").is_open


def test_the_pupils_own_parents_are_offered_by_name(case, offices, pupil, client_of):
    mother = ParentFactory(pupil)
    step = case.steps.get(step="INFORM_PARENTS")
    address = reverse("incidents:keep_record", args=[case.pk, step.pk])
    client = client_of(offices["principal"])

    assert f'value="{mother.display_name}"' in client.get(address).content.decode()
    client.post(
        address,
        {"once": str(uuid.uuid4()), "at": "2026-11-09T09:00", "means": "telephone", "told_other": "The aunt"},
    )
    kept = ParentContact.objects.get()
    assert kept.told == "The aunt"
    correcting = client.get(reverse("incidents:correct_record", args=[case.pk, step.pk, kept.pk])).content.decode()
    assert 'value="The aunt"' in correcting


def test_what_is_on_record_is_for_readers_of_the_case_alone(case, offices, client_of):
    told(case, offices["principal"])
    step = case.steps.get(step="INFORM_PARENTS")
    address = reverse("incidents:records", args=[case.pk, step.pk])

    assert client_of(offices["vice_principal"]).get(address).status_code == 200
    assert client_of(offices["chair"]).get(address).status_code == 404
    unrecorded = case.steps.get(step="DECIDE_FURTHER_ACTION")
    nothing = reverse("incidents:records", args=[case.pk, unrecorded.pk])
    assert client_of(offices["principal"]).get(nothing).status_code == 404
    other = ReportFactory(concerned=[PupilFactory().person]).incidents.get()
    assert (
        client_of(offices["principal"]).get(reverse("incidents:records", args=[other.pk, step.pk])).status_code == 404
    )


def test_reading_what_is_on_record_is_a_reading_of_the_case(case, offices, client_of):
    told(case, offices["principal"])
    step = case.steps.get(step="INFORM_PARENTS")
    before = AuditEntry.objects.named("incident.read").of(case).count()

    client_of(offices["principal"]).get(reverse("incidents:records", args=[case.pk, step.pk]))

    assert AuditEntry.objects.named("incident.read").of(case).count() == before + 1
