"""One person's chronology: the parts that a reader may see, and nothing that tells of the others."""

import re
import uuid
from datetime import date

import pytest
from django.urls import reverse

from audit.models import Entry as AuditEntry
from audit.register import facts_of
from incidents import actions
from school.changes import announce
from tests.factories.incidents import THEN, IncidentFactory, ReportFactory, clause
from tests.factories.school import ParentFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
P, VP, DT, DDT, CH = "principal", "vice_principal", "designated_teacher", "deputy_designated_teacher", "chair"


@pytest.fixture
def pupil():
    return PupilFactory()


def of(person):
    return reverse("incidents:chronology", args=[person.pk])


def masked(answer):
    return re.sub(r'(nonce|value)="[^"]+"|\d\d:\d\d\.</p>', "", answer.content.decode())


def test_it_shows_each_case_with_what_was_found_and_is_reached_from_a_case(client_of, offices, rules, pupil):
    case = IncidentFactory("closed", lead=offices[P], concerned=[pupil.person], clauses=[clause(rules, "7.0a")])
    client = client_of(offices[P])
    assert of(pupil.person) in client.get(reverse("incidents:case", args=[case.pk])).content.decode()

    text = client.get(of(pupil.person)).content.decode()

    assert case.reference in text
    assert "Rule 7.0a: as written, but no fault" in text
    assert "A talk was enough." in text
    assert "Person concerned" in text


def test_earlier_school_years_are_folded(client_of, offices, pupil):
    for day in (date(2026, 11, 2), date(2026, 9, 1), date(2026, 8, 31), date(2025, 3, 3)):
        ReportFactory(concerned=[pupil.person], happened_on=day)

    text = client_of(offices[P]).get(of(pupil.person)).content.decode()

    now, *folded = text.split('<details class="fold">')
    assert "School year 2026 to 2027" in now
    assert now.count('class="reference"') == 2
    assert len(folded) == 2
    assert "School year 2025 to 2026: 1 record<" in folded[0]
    assert "School year 2024 to 2025: 1 record<" in folded[1]


def test_hidden_parts_leave_no_gap(client_of, offices):
    teacher = StaffFactory()
    ReportFactory(concerns="parent", affected=[teacher])
    client = client_of(offices[VP])
    before = masked(client.get(of(teacher)))

    ReportFactory(concerns="staff", concerned=[teacher])
    ReportFactory(concerns="staff", concerned=[teacher, offices[P]])

    assert masked(client.get(of(teacher))) == before


def test_a_person_of_whom_one_may_know_nothing_is_unknown(client_of, offices, pupil):
    teacher = StaffFactory()
    ReportFactory(concerns="staff", concerned=[teacher])
    ReportFactory(concerned=[pupil.person])
    unknown = client_of(offices[P]).get(reverse("incidents:chronology", args=[uuid.uuid4()]))
    parent = ParentFactory(pupil, person=offices[DDT])
    announce([parent.pk], THEN)

    for reader, person in [
        (offices[VP], teacher), (offices[CH], pupil.person), (teacher, teacher), (parent, pupil.person),
        (offices["administrator"], pupil.person), (offices["slt"], pupil.person),
    ]:  # fmt: skip
        answer = client_of(reader).get(of(person))
        assert answer.status_code == 404
        assert answer.content == unknown.content


def test_seeing_it_is_on_record_with_the_cases_shown(client_of, offices, pupil):
    case = ReportFactory(concerned=[pupil.person]).incidents.get()

    client_of(offices[VP]).get(of(pupil.person))

    entry = AuditEntry.objects.get(name="incidents.chronology_read")
    assert (entry.actor, facts_of(entry)) == (offices[VP].pk, {"shown": 1, "cases": [str(case.pk)]})


def test_a_child_protection_case_is_a_pointer_in_it(client_of, offices, pupil):
    case = ReportFactory(concerned=[pupil.person]).incidents.get()
    actions.take_to_child_protection(pk=case.pk, by=offices[DT].pk, now=THEN)

    text = client_of(offices[P]).get(of(pupil.person)).content.decode()

    assert case.reference in text
    assert "With the Designated Teacher" in text
    assert "Person concerned" not in text
    assert client_of(offices[VP]).get(of(pupil.person)).status_code == 404


class TestRepeats:
    def records(self, offices, rules, pupil, days):
        rule = clause(rules, "7.0a")
        return [
            IncidentFactory(
                "being_handled", lead=offices[P], concerned=[pupil.person, PupilFactory().person], clauses=[rule],
                happened_on=day,
            )
            for day in days
        ]  # fmt: skip

    @pytest.mark.parametrize(("office", "is_told"), [(DT, True), (DDT, True), (P, False), (VP, False)])
    def test_the_designated_teacher_alone_is_told(self, office, is_told, offices, rules, pupil, client_of):
        case = self.records(offices, rules, pupil, [date(2026, 9, 2), date(2026, 10, 5), date(2026, 11, 2)])[-1]

        text = client_of(offices[office]).get(reverse("incidents:case", args=[case.pk])).content.decode()

        told = f"{pupil.person.display_name}: third record this school year under rule 7.0a."
        assert (told in text) is is_told
        assert ("For the Designated Teacher" in text) is is_told

    def test_other_years_people_and_what_was_not_found_do_not_count(self, offices, rules, pupil, client_of):
        old, unfound, case = self.records(
            offices, rules, pupil, [date(2026, 6, 2), date(2026, 10, 5), date(2026, 11, 2)]
        )
        row = unfound.allegations.get(subject__person=pupil.person)
        actions.settle_finding(
            pk=unfound.pk, allegation=row.pk, finding="not_found", reason="No.", by=offices[P].pk, now=THEN
        )

        text = client_of(offices[DT]).get(reverse("incidents:case", args=[case.pk])).content.decode()

        assert "record this school year" not in text
        assert old.pk
