"""What a reporter tells beside the three answers: kept as told, sealed, never twice, and shown to those who may read it."""

import json
import uuid
from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from audit.models import Entry as AuditEntry
from incidents import actions
from incidents.actions import Intake, Named, Spoke, Told
from incidents.case_page import case_facts
from incidents.intake_page import intake_facts
from incidents.models import Circumstances, Incident, Report, ReportSpeaker, ReportTelling
from school.standing import standing_of
from tests.factories.incidents import THEN, IncidentFactory, ReportFactory
from tests.factories.school import PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db

DAY = THEN.date()
EVERYTHING = {
    "learned_on": DAY,
    "learned_at": time(8, 30),
    "place": "travelling",
    "on_school_equipment": True,
    "on_school_network": True,
    "on_own_device": True,
    "service_words": "A new app",
    "address": "@foxglove",
    "images": "not_known",
    "past_pupil_initials": "J. M.",
    "past_pupil_left": 2024,
}
TOLD = (
    Told("principal", DAY, "in_person", time(8, 40)),
    Told("other", DAY, "telephone", name="the bus driver"),
)
SAID = Spoke(kind="pupil", words="She wrote that I smell.", as_described="A girl in P6")


def seals(name: str) -> set[str]:
    return {one["kind"] for one in json.loads(AuditEntry.objects.named(name).get().body)["records"]}


def facts_of(report: Report, term: str) -> str:
    return dict(intake_facts(report)["intake_rows"]).get(term, "")


def test_every_fact_is_kept_as_it_was_told(offices):
    report = ReportFactory(intake=Intake(**EVERYTHING, told=TOLD, spoke=SAID))

    kept = Circumstances.objects.get(report=report)
    assert {name: getattr(kept, name) for name in EVERYTHING} == EVERYTHING
    assert [(one.whom, one.name, one.told_on, one.told_at, one.how) for one in report.tellings.all()] == [
        (one.whom, one.name, one.told_on, one.told_at, one.how) for one in TOLD
    ]
    speaker = ReportSpeaker.objects.get(report=report)
    said = ("pupil", "She wrote that I smell.", "A girl in P6", False)
    assert (speaker.kind, speaker.words, str(speaker), speaker.may_be_named) == said
    assert report.words == "Something happened online.", "the reporter's own words stay apart"


def test_the_entry_vouches_for_all_of_it(offices):
    ReportFactory(intake=Intake(**EVERYTHING, told=TOLD, spoke=SAID))

    assert {"incidents.Circumstances", "incidents.ReportTelling", "incidents.ReportSpeaker"} <= seals("report.filed")


def test_three_answers_make_no_further_rows(offices):
    ReportFactory()

    assert not Circumstances.objects.exists()
    assert not ReportTelling.objects.exists()
    assert not ReportSpeaker.objects.exists()


@pytest.mark.parametrize("model", [Circumstances, ReportTelling, ReportSpeaker])
def test_none_of_it_is_ever_changed(offices, model):
    ReportFactory(intake=Intake(**EVERYTHING, told=TOLD, spoke=SAID))
    row = model.objects.first()

    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(audit_key=b"0" * 32)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).delete()


def test_a_role_of_somebody_affected_is_never_changed(offices):
    report = ReportFactory(affected=[PupilFactory().person])

    with pytest.raises(DatabaseError), transaction.atomic():
        report.people.filter(part="affected").update(role="shown")


def test_sending_again_makes_no_second_row_of_anything(offices):
    teacher, once = StaffFactory(), uuid.uuid4()
    intake = Intake(**EVERYTHING, told=(*TOLD, TOLD[0]), spoke=SAID)

    first = ReportFactory(by=teacher, once=once, intake=intake)
    again = ReportFactory(by=teacher, once=once, intake=intake)

    assert first == again
    assert Circumstances.objects.count() == ReportSpeaker.objects.count() == 1
    assert ReportTelling.objects.count() == len(TOLD), "nor does one telling written twice"


def test_whoever_may_not_record_leaves_nothing(offices):
    with pytest.raises(PermissionDenied):
        ReportFactory(by=offices["clerk"], intake=Intake(**EVERYTHING, told=TOLD, spoke=SAID))

    assert not Circumstances.objects.exists()
    assert not ReportTelling.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        Intake(past_pupil_left=2024),
        Intake(told=(Told("other", DAY, "in_person"),)),
        Intake(spoke=Spoke(kind="pupil", words="", as_described="A boy")),
        Intake(spoke=Spoke(kind="pupil", words="He did.")),
    ],
)
def test_half_a_fact_is_refused_with_the_whole_report(offices, wrong):
    with pytest.raises(IntegrityError):
        ReportFactory(intake=wrong)

    assert not Report.objects.exists()


# Times ------------------------------------------------------------------------------------------


def test_happened_learned_told_and_filed_stand_apart(offices):
    report = ReportFactory(
        happened_on=date(2026, 11, 6), happened_at_time=time(15, 0), intake=Intake(**EVERYTHING, told=TOLD)
    )

    row = dict(intake_facts(report)["moments"])
    assert list(row) == ["Happened", "Learned", "Told", "Filed"]
    assert [(one.day, one.clock) for one in row["Happened"]] == [(date(2026, 11, 6), time(15, 0))]
    assert [(one.day, one.clock) for one in row["Learned"]] == [(DAY, time(8, 30))]
    assert {one.note for one in row["Told"]} == {
        "The Principal, in person",
        "Somebody else (the bus driver), by telephone",
    }
    assert [(one.day, one.clock) for one in row["Filed"]] == [(DAY, time(9, 0))]


def test_what_was_told_nobody_before_is_told_with_the_report(offices):
    row = dict(intake_facts(ReportFactory())["moments"])

    assert [(one.day, one.clock, one.note) for one in row["Told"]] == [(DAY, time(9, 0), "with this report")]
    assert row["Learned"] == []


# Who it is about --------------------------------------------------------------------------------


def test_who_reports_something_of_their_own_is_the_person_concerned_and_keeps_the_status(offices):
    volunteer = StaffFactory()
    report = ReportFactory(concerns="staff", by=volunteer, concerned=[volunteer])

    case, standing = report.incidents.get(), standing_of(volunteer.pk, THEN)
    assert case.lead_office == "principal", "the normal lead"
    assert not Incident.objects.visible_to(standing).exists()
    assert Report.objects.visible_to(standing).get().status.label == "Received"
    assert "credit" in facts_of(report, "Self-report")


def test_ticking_me_is_enough_to_say_who(offices):
    volunteer = StaffFactory()
    report = actions.record_report(
        once=uuid.uuid4(),
        by=volunteer.pk,
        now=THEN,
        concerns="staff",
        words="It was me.",
        happened_on=DAY,
        intake=Intake(is_about_reporter=True),
    )

    assert [one.person_id for one in report.incidents.get().concerned] == [volunteer.pk]


def test_the_principals_own_report_of_herself_goes_to_the_chair(offices):
    report = ReportFactory(concerns="staff", by=offices["principal"], concerned=[offices["principal"]])

    case = report.incidents.get()
    assert case.lead_office == "chair"
    assert not Incident.objects.visible_to(standing_of(offices["vice_principal"].pk, THEN)).exists()


def test_a_report_of_somebody_else_is_no_self_report(offices):
    assert facts_of(ReportFactory(concerns="staff", concerned=[StaffFactory()]), "Self-report") == ""


@pytest.mark.parametrize("intake", [Intake(images="yes"), Intake(past_pupil_initials="J. M.")])
def test_a_child_in_a_picture_or_a_past_pupil_makes_it_a_childs_case(offices, intake):
    case = ReportFactory(concerns="staff", concerned=[StaffFactory()], intake=intake).incidents.get()

    assert case.has_child
    assert case.steps.filter(for_office="designated_teacher").exists()


@pytest.mark.parametrize("intake", [Intake(images="no"), Intake(images="not_known"), Intake(place="elsewhere")])
def test_other_facts_make_no_childs_case(offices, intake):
    assert not ReportFactory(concerns="parent", intake=intake).incidents.get().has_child


# On somebody's behalf ---------------------------------------------------------------------------


def test_whoever_spoke_does_not_look_into_a_matter_about_staff(offices):
    """The Chair told a teacher as a parent: a source like the reporter."""
    chair = offices["chair"]
    report = ReportFactory(
        concerns="staff",
        about=["principal"],
        intake=Intake(spoke=Spoke(kind="parent", words="He shouted at her.", person_id=chair.pk)),
    )

    assert report.incidents.get().lead_office == "vice_chair"


def test_whoever_spoke_is_named_in_no_matter_about_staff(offices):
    helper = StaffFactory()
    spoke = Spoke(kind="parent", words="He shouted.", person_id=helper.pk)
    who = {"person": helper.pk, "by": offices["principal"].pk, "now": THEN}
    about_staff, other = (
        ReportFactory(concerns=concerns, intake=Intake(spoke=spoke)).incidents.get() for concerns in ("staff", "parent")
    )

    with pytest.raises(PermissionDenied, match="somebody else"):
        actions.name_assignee(pk=about_staff.pk, **who)

    assert actions.name_assignee(pk=other.pk, **who)


def test_a_speaker_is_kept_from_the_person_concerned_unless_they_agreed(offices, client_of):
    for may_be_named, words in ((False, "Not to be named"), (True, "Agreed to be named")):
        spoke = Spoke(kind="parent", words="It is everywhere.", as_described="A mother", may_be_named=may_be_named)
        case = ReportFactory(concerns="parent", intake=Intake(spoke=spoke)).incidents.get()
        shown = client_of(offices["principal"]).get(f"/incidents/{case.pk}/").content.decode()
        assert words in shown


# Pages and search -------------------------------------------------------------------------------


def test_the_case_shows_it_to_its_readers_and_the_report_to_its_writer(offices, client_of):
    teacher, helper = StaffFactory(), StaffFactory()
    report = actions.record_report(
        once=uuid.uuid4(),
        by=teacher.pk,
        now=THEN,
        concerns="parent",
        words="Pictures of the fair.",
        happened_on=DAY,
        people=[Named("concerned", as_described="A page"), Named("affected", helper.pk, role="shown")],
        intake=Intake(**EVERYTHING, told=TOLD, spoke=SAID),
    )
    pages = [
        client_of(offices["principal"]).get(f"/incidents/{report.incidents.get().pk}/"),
        client_of(teacher).get(f"/incidents/mine/{report.pk}/"),
        client_of(teacher).get(f"/incidents/mine/{report.pk}/receipt/"),
    ]

    for page in pages:
        shown = page.content.decode()
        for words in ("A new app", "@foxglove", "J. M., left in 2024", "She wrote that I smell.", "the bus driver"):
            assert words in shown, page.request["PATH_INFO"]
        assert 'href="@foxglove' not in shown, "an address is text, never a link"
    for page in pages[:2]:
        assert "shown in a picture or video" in page.content.decode()


@pytest.mark.parametrize("words", ["foxglove", "new app", "smell", "girl p6", "bus driver"])
def test_a_case_is_found_by_what_was_told(offices, words):
    case = ReportFactory(intake=Intake(**EVERYTHING, told=TOLD, spoke=SAID)).incidents.get()

    assert Incident.objects.matching(words).get() == case


def test_a_case_page_asks_no_more_questions_for_more_tellings(offices, django_assert_max_num_queries):
    few = IncidentFactory(lead=offices["principal"], intake=Intake(told=TOLD[:1], spoke=SAID))
    many = IncidentFactory(
        lead=offices["principal"],
        intake=Intake(told=[Told("parents", DAY, "telephone", time(hour)) for hour in range(2, 8)], spoke=SAID),
    )
    standing = standing_of(offices["principal"].pk, THEN)
    counts = []
    for case in (few, many):
        with django_assert_max_num_queries(60) as asked:
            case_facts(Incident.objects.get(pk=case.pk), standing, THEN)
        counts.append(len(asked))

    assert counts[0] == counts[1]
