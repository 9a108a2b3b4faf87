"""Every kind of case and every clause that can be broken, played through the pages from intake to close.

What each must bring stands in stories.yaml, by hand. The steps are done through the forms that people fill in.
"""

import re
import uuid
from pathlib import Path

import pytest
import yaml
from django.urls import reverse

from incidents.demo.records import what_was_done
from incidents.models import RECORDS, Incident, IncidentStep, Kind
from incidents.models.records import CodesField
from notices.models import Notice
from policy.models import StepForce
from policy.register import shipped_clauses
from tests.factories.incidents import Offices, PolicyFactory, clause
from tests.factories.school import ParentFactory, PupilFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
STORIES = yaml.safe_load(Path(__file__).with_name("stories.yaml").read_text())["stories"]
NAMES = [f"{one.get('clause') or one['kind']}{'-harm' * one.get('harm', False)}-{n}" for n, one in enumerate(STORIES)]
READING = ["vice_principal", "designated_teacher", "deputy_designated_teacher", "chair", "slt", "governor", "clerk"]


@pytest.fixture
def register(school):
    """The whole shipped register in force, with the steps that each entry asks for."""
    return PolicyFactory({one["code"]: (one["audience"], one.get("steps", [])) for one in shipped_clauses()})


class Play:
    """One story, by the people who would be in it."""

    def __init__(self, story, register, client_of) -> None:
        self.story, self.client_of = story, client_of
        self.offices = Offices()
        self.teacher = StaffFactory()
        self.clause = clause(register, story["clause"]) if "clause" in story else None
        self.case = self.file()

    def people(self):
        pupil, other = PupilFactory(), PupilFactory()
        ParentFactory(pupil)
        ParentFactory(other)
        parent = ParentFactory(PupilFactory())
        staff = StaffFactory("supply" if self.story.get("from_elsewhere") else "teacher")
        concerned = {"pupil": pupil.person, "parent": parent, "staff": staff}.get(self.story["about"])
        return concerned, other.person if self.story.get("child") else None

    def file(self):
        concerned, affected = self.people()
        facts = {"once": str(uuid.uuid4()), "words": "This is what I saw.", "happened_on": "2026-11-09"}
        facts |= {"concerned": str(concerned.pk)} if concerned else {"concerned_words": "An account called Owl"}
        facts |= {"affected": str(affected.pk)} if affected else {}
        facts |= {"clauses": [str(self.clause.pk)]} if self.clause else {}
        answer = self.client_of(self.teacher).post(reverse("incidents:file", args=[self.story["about"]]), facts)
        assert answer.status_code == 302
        return Incident.objects.get()

    def post(self, office, name, /, *args, **facts):
        return self.client_of(self.offices[office]).post(
            reverse(f"incidents:{name}", args=[self.case.pk, *args]), facts, follow=True
        )

    def confirm(self):
        facts = {"clauses": [str(self.clause.pk)]} if self.clause else {"kinds": [self.story["kind"]]}
        facts |= {"is_harm_alleged": "on"} if self.story.get("harm") else {}
        assert self.post("principal", "confirm", **facts).status_code == 200
        self.case.refresh_from_db()

    def do_everything(self):
        """Every open step, obligatory or not, in the order the page gives them."""
        while step := self.case.steps.open().in_order().first():
            office = "designated_teacher" if step.for_office else "principal"
            if step.record:
                answer = self.post(office, "keep_record", step.pk, **as_typed(step))
                assert "It is on record." in answer.content.decode(), step.step_id
            else:
                answer = self.post(office, "do_step", step.pk, how="By telephone.")
                assert "The step is ticked." in answer.content.decode(), step.step_id

    def steps(self):
        return {f"{'' if one.is_obligatory else '+'}{one.step_id}" for one in self.case.steps.all()}


def as_typed(step):
    """The demo's facts as a browser sends them."""
    facts = what_was_done(step, step.asked_at)
    typed = {"once": str(uuid.uuid4()), "at": "2026-11-09T09:00"}
    for name, value in facts.items():
        if value is True:
            typed[name] = "on"
        elif value is False or value is None:
            continue
        elif isinstance(RECORDS[step.record]._meta.get_field(name), CodesField):
            typed[name] = value.split(",")
        elif hasattr(value, "hour"):
            typed[name] = "2026-11-09T08:00"
        else:
            typed[name] = str(value)
    if step.record == "parent_contact" and step.subject and step.subject.person_id:
        typed["told_other"] = typed.pop("told")  # beside the parents who are offered by name
    return typed


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_from_intake_to_close(story, register, client_of):
    play = Play(story, register, client_of)
    told = set(Notice.objects.values_list("recipient_id", flat=True))
    assert play.offices["principal"].pk in told
    play.confirm()

    assert [kind.code for kind in play.case.kinds.all()] == [story["kind"]]
    assert play.steps() == set(story["asked"])
    assert readers(play) == set(story.get("readers", []))
    closes_only_when_all_is_settled(play)
    play.do_everything()
    for row in play.case.allegations.all():
        play.post("principal", "settle_finding", row.pk, finding="found", reason="By their own account.")
    for step in story.get("found", []):
        assert play.case.steps.filter(step=step, force=StepForce.OBLIGATORY).exists(), step
    play.do_everything()
    assert {one.lstrip("+") for one in play.steps()} == {
        one.lstrip("+") for one in [*story["asked"], *story.get("found", []), *story.get("leads_to", [])]
    }
    assert not play.case.steps.filter(step__in=story.get("never", [])).exists()

    play.post("principal", "close", outcome="Spoken with everybody.", calls_for_review="no")

    play.case.refresh_from_db()
    assert play.case.status == "closed"
    own = play.client_of(play.teacher).get(reverse("incidents:own", args=[play.case.report_id])).content.decode()
    assert "Closed" in own
    assert "Spoken with everybody." not in own
    assert Notice.objects.filter(kind="report.closed", recipient_id=play.teacher.pk).count() == 1


def closes_only_when_all_is_settled(play):
    if not play.case.steps.open().obligatory().exists() and not play.case.allegations.exists():
        return
    answer = play.post("principal", "close", outcome="Too early.", calls_for_review="no").content.decode()
    assert "Before this case can close" in answer
    play.case.refresh_from_db()
    assert play.case.status == "being_handled"


def readers(play):
    found = set()
    for office in READING:
        answer = play.client_of(play.offices[office]).get(reverse("incidents:case", args=[play.case.pk]))
        if answer.status_code == 200:
            found.add(office)
    return found


def test_no_clause_and_no_kind_is_without_its_story():
    breakable = {one["code"] for one in shipped_clauses() if one.get("breach")}
    assert {one["clause"] for one in STORIES if "clause" in one} == breakable
    assert len(breakable) == 33


@pytest.mark.django_db
def test_every_kind_has_a_story():
    assert {one["kind"] for one in STORIES} == set(Kind.objects.values_list("code", flat=True))


def test_the_teacher_who_reported_a_pupil_is_not_investigated(register, client_of):
    play = Play(next(one for one in STORIES if one.get("clause") == "7.1a"), register, client_of)
    play.confirm()

    assert not play.case.people.filter(person=play.teacher).exists()
    assert not IncidentStep.objects.filter(subject__person=play.teacher).exists()


def test_a_comment_is_not_called_malicious_before_the_allegation_was_looked_into(register, client_of):
    play = Play(next(one for one in STORIES if one.get("harm")), register, client_of)
    play.confirm()
    row = play.case.allegations.get()

    early = play.post("principal", "settle_finding", row.pk, finding="found", reason="It is a lie.").content.decode()

    assert "Before a clause is found broken" in early
    row.refresh_from_db()
    assert row.finding == "alleged"
    page = play.client_of(play.offices["principal"]).get(reverse("incidents:case", args=[play.case.pk]))
    asked = re.search(r"Ask the parent, courteously.*?First: ([^<]*)", page.content.decode(), re.DOTALL)
    assert asked, "nothing is asked of the parent before it either"
