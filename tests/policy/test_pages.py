"""The policy's pages: read by everybody, kept by the Principal and the clerk."""

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from policy.models import ClauseVersion, Step, Version
from tests.factories.policy import ClauseVersionFactory, VersionFactory
from tests.factories.school import OfficeHolderFactory, StaffFactory

TEXT = b"""# Gate Policy

## Pupils

- Pupils must not climb the gate.
- Pupils should tell an adult when the gate stands open.

## Staff

- Staff must close the gate behind them.
"""


@pytest.fixture
def principal(school):
    return OfficeHolderFactory("principal")


@pytest.fixture
def signed_in(principal, client_of):
    return client_of(principal)


def gate(name="gate.md"):
    return SimpleUploadedFile(name, TEXT, "text/markdown")


@pytest.fixture
def draft(signed_in):
    signed_in.post(reverse("policy:import"), {"file": gate(), "once": uuid.uuid4()})
    return Version.objects.get()


def save(client, clause, **changes):
    fields = {
        "audience": clause.audience,
        "force": clause.force,
        "restatement": clause.restatement,
        "steps": [row.step_id for row in clause.clause_steps.all()],
    }
    return client.post(reverse("policy:confirm_clause", args=[clause.pk]), fields | changes)


def test_a_document_becomes_a_draft_to_be_confirmed(signed_in, draft):
    page = signed_in.get(reverse("policy:confirm", args=[draft.pk])).content.decode()

    assert draft.policy.title == "Gate Policy"
    assert draft.clause_versions.count() == 3
    assert "Pupils must not climb the gate." in page


def test_a_form_sent_twice_makes_one_draft(signed_in):
    once = uuid.uuid4()

    for _ in range(2):
        signed_in.post(reverse("policy:import"), {"file": gate(), "once": once})

    assert Version.objects.count() == 1


def test_a_second_draft_of_the_same_policy_is_refused_with_a_sentence(signed_in, draft):
    answer = signed_in.post(reverse("policy:import"), {"file": gate(), "once": uuid.uuid4()})

    assert "There is already a draft of the Gate Policy" in answer.content.decode()
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("policy.md", b"", "This file is empty"),
        ("policy.docx", b"PK\x03\x04", "This kind of file can&#x27;t be read yet"),
        ("policy.txt", b"\x00\x01\x02" * 400, "This file isn&#x27;t text"),
        ("policy.txt", b"words " * 200_000, "larger than one megabyte"),
    ],
)
def test_a_file_that_is_no_policy_is_answered_with_a_sentence(signed_in, name, content, said):
    file = SimpleUploadedFile(name, content, "text/plain")

    answer = signed_in.post(reverse("policy:import"), {"file": file, "once": uuid.uuid4()})

    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_a_confirmed_clause_has_what_the_person_gave_it(signed_in, draft):
    clause = draft.clause_versions.get(number="1.1")

    save(
        signed_in,
        clause,
        audience="pupil",
        force="must_not",
        breach="climbed the gate",
        tell_1="parents",
        tell_1_when="same_day",
        steps=["INVESTIGATE"],
        own_step="Check the hinges",
        own_step_force="recommended",
    )

    clause.refresh_from_db()
    assert (clause.breach, clause.is_unsure) == ("CLIMBED_THE_GATE", False)
    assert [(rule.whom, rule.how_fast) for rule in clause.tell_rules.all()] == [("parents", "same_day")]
    assert [row.step.text for row in clause.clause_steps.all()][1] == "Check the hinges"
    assert Step.objects.get(text="Check the hinges").source == "school"


def test_joining_a_clause_takes_over_what_the_rule_asks_for(signed_in, draft):
    clause = draft.clause_versions.get(number="1.2")
    step = Step.objects.get(code="INVESTIGATE")

    signed_in.post(reverse("policy:join", args=[clause.pk]), {"register_code": "9.10"})

    clause = ClauseVersion.objects.get(pk=clause.pk)
    assert clause.clause.register_code == "9.10"
    assert list(clause.steps.all()) == [step]


def test_many_clauses_are_accepted_at_once(signed_in, draft):
    shown = [str(pk) for pk in draft.clause_versions.values_list("pk", flat=True)]

    signed_in.post(reverse("policy:accept", args=[draft.pk]), {"shown": shown, "all": "yes"})

    assert not draft.clause_versions.filter(is_unsure=True).exists()


def test_a_new_policy_comes_into_force_and_its_next_version_leaves_it_alone(signed_in, draft, principal):
    signed_in.post(
        reverse("policy:accept", args=[draft.pk]),
        {"shown": [str(pk) for pk in draft.clause_versions.values_list("pk", flat=True)], "all": "yes"},
    )
    today = Version.objects.get().created_at.date()

    signed_in.post(reverse("policy:bring_into_force", args=[draft.pk]), {"effective_from": today})
    signed_in.post(reverse("policy:draft", args=[draft.pk]), {"label": "next", "once": uuid.uuid4()})
    following = Version.objects.drafts().get()
    save(signed_in, following.clause_versions.get(number="1.1"), wording="Pupils stay off the gate.", audience="staff")

    first = Version.objects.in_force(today).get()
    assert first == draft
    assert first.sign_off == "incomplete"
    assert first.clause_versions.get(number="1.1").wording == "Pupils must not climb the gate."
    assert following.clause_versions.get(number="1.1").clause_id == first.clause_versions.get(number="1.1").clause_id
    assert following.clause_versions.get(number="1.1").wording == "Pupils stay off the gate."


def test_a_draft_with_unsure_clauses_does_not_come_into_force(signed_in, draft):
    signed_in.post(reverse("policy:bring_into_force", args=[draft.pk]), {"effective_from": "2030-01-01"})

    draft.refresh_from_db()
    assert draft.is_draft


def test_a_dropped_draft_is_gone_and_its_record_stays_sound(signed_in, draft):
    signed_in.post(reverse("policy:drop", args=[draft.pk]))

    assert not Version.objects.exists()


def test_the_policy_page_shows_what_concerns_one_audience(school, client_of):
    version = VersionFactory(
        clauses=[
            {"audience": "pupil", "wording": "Pupils walk.", "number": "1.1"},
            {"audience": "staff", "wording": "Staff lock up.", "number": "1.2", "steps": ["INVESTIGATE"]},
            {"audience": "all", "wording": "Everybody waves.", "number": "1.3", "tell": [("principal", "immediately")]},
        ],
        is_approved=True,
    )
    reader = client_of(StaffFactory())

    whole = reader.get(reverse("policy:read")).content.decode()
    pupils = reader.get(reverse("policy:read"), {"audience": "pupil"}).content.decode()

    assert version.effective_from == date(2020, 9, 1)
    assert 'id="clause-1.2"' in whole
    assert "The Principal (immediately)" in whole
    assert "Sign-off incomplete" in whole
    assert "Pupils walk." in pupils
    assert "Everybody waves." in pupils
    assert "Staff lock up." not in pupils


def test_a_teacher_sees_no_draft_and_keeps_none(client_of, draft):
    teacher = client_of(StaffFactory())

    assert teacher.get(reverse("policy:version", args=[draft.pk])).status_code == 404
    assert teacher.get(reverse("policy:confirm", args=[draft.pk])).status_code == 404
    assert teacher.get(reverse("policy:import")).status_code == 403


def test_the_chair_reads_a_draft_and_changes_nothing(client_of, draft):
    chair = client_of(OfficeHolderFactory("chair"))

    assert chair.get(reverse("policy:version", args=[draft.pk])).status_code == 200
    assert chair.get(reverse("policy:confirm", args=[draft.pk])).status_code == 403


def test_the_policy_page_asks_as_many_questions_for_two_clauses_as_for_sixty(
    school, client_of, django_assert_max_num_queries
):
    reader = client_of(StaffFactory())
    small = VersionFactory(clauses=[{"steps": ["INVESTIGATE"]}] * 2, is_approved=True)
    large = VersionFactory(clauses=[{"steps": ["INVESTIGATE"]}] * 60, is_approved=True)
    counts = []

    for version in (small, large):
        reader.get(reverse("policy:version", args=[version.pk]))
        with django_assert_max_num_queries(40) as asked:
            reader.get(reverse("policy:version", args=[version.pk]))
        counts.append(len(asked.captured_queries))

    assert counts[0] == counts[1]


def test_confirming_pages_come_forty_clauses_at_a_time(signed_in, principal):
    draft = VersionFactory(created_by=principal)
    for _ in range(45):
        ClauseVersionFactory(version=draft, is_unsure=True)
    address = reverse("policy:confirm", args=[draft.pk])

    first = signed_in.get(address)
    second = signed_in.get(address, {"after": "40"})

    assert first.content.decode().count('name="ids"') == 40
    assert second.content.decode().count('name="ids"') == 5
