"""Answers from a file: first line by line what would change, then all of it or nothing, and the same file again nothing."""

import csv
import io
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.models import Entry
from school import actions
from school.consent_file import MOST_LINES, CannotRead, decoded, questions, read, template
from school.models import Consent
from tests.factories.school import (
    FamilyLinkFactory,
    OfficeHolderFactory,
    PersonFactory,
    PupilFactory,
    answered,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 10)
URL = "/consents/file/"


@pytest.fixture
def principal(school):
    return OfficeHolderFactory("principal")


@pytest.fixture
def pupil(principal):
    return PupilFactory(person=PersonFactory(given_name="Órla", family_name="O'Neill"))


def filled(*lines, **changed):
    """The template's first lines, filled in like this: each of `lines` changes a line of its own."""
    rows = list(csv.DictReader(io.StringIO(template(TODAY))))
    for row, line in zip(rows, lines or [{}], strict=False):
        row |= {"Evidence": "Paper form", "Dated": "03/09/2026"} | dict.fromkeys(questions(), "with name")
        row |= line | changed
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows[: len(lines or [{}])])
    return out.getvalue()


def faults(text, by):
    found = read(text, by_id=by.pk, today=TODAY)
    return [(line.number, *fault) for line in found.lines for fault in line.faults]


def test_the_template_has_every_child_and_reads_back(pupil, principal):
    found = read(filled(), by_id=principal.pk, today=TODAY)

    assert [(line.number, line.name, line.pupil, line.new, line.faults) for line in found.lines] == [
        (2, "Órla O'Neill", pupil, 8, [])
    ]


def test_a_file_is_entered_whole_and_the_same_file_again_changes_nothing(pupil, principal, now):
    other = PupilFactory()
    text = filled({}, {})

    for expected in (16, 0):
        answers = read(text, by_id=principal.pk, today=TODAY).answers
        rows = actions.bring_in_consents(answers=answers, once=uuid.uuid4(), by=principal, now=now)
        assert len(rows) == expected

    assert read(text, by_id=principal.pk, today=TODAY).new == 0
    assert {row.pupil_id for row in Consent.objects.all()} == {pupil.pk, other.pk}
    assert list(Entry.objects.values_list("name", flat=True)) == ["consent.brought_in"]


@pytest.mark.parametrize(
    ("changed", "column", "remedy"),
    [
        ({"Surname": "Nobody"}, "Surname", "No pupil has this name"),
        ({"Date of birth": "14.03.2015"}, "Surname", "No pupil has this name"),
        ({"Date of birth": "soon"}, "Date of birth", "03/09/2026"),
        ({"Dated": ""}, "Dated", "03/09/2026"),
        ({"Dated": "11/11/2026"}, "Dated", "still to come"),
        ({"Until": "01/09/2026"}, "Until", "before the day"),
        ({"Evidence": "hearsay"}, "Evidence", "Write one of: Paper form"),
        ({"Answered by": "The milkman"}, "Answered by", "Mary O'Neill"),
        ({"Press: Publicity": "yes"}, "Press: Publicity", "“with name”, “without name” or “no”"),
    ],
)
def test_each_fault_is_named_with_its_line_its_column_and_what_to_do(changed, column, remedy, pupil, principal):
    FamilyLinkFactory(pupil=pupil, adult=PersonFactory(given_name="Mary", family_name="O'Neill"))

    ((line, where, said),) = faults(filled(**changed), principal)

    assert (line, where) == (2, column)
    assert remedy in said


def test_two_lines_of_one_child_and_a_yes_that_is_too_old_are_faults(pupil, principal, now):
    answered(pupil, "no", by=principal, now=now)
    text = filled()
    both = text + text.split("\r\n", 1)[1]

    said = faults(both, principal)

    assert ("Line 2 is about the same child" in said[-1][2], said[-1][0]) == (True, 3)
    assert "An answer of 10 November 2026 stands" in said[0][2]


def test_a_child_of_the_own_family_is_left_to_a_colleague(pupil, principal):
    FamilyLinkFactory(pupil=pupil, adult=principal)

    assert "own family" in faults(filled(), principal)[0][2]


def test_names_are_found_however_they_are_spelt_and_a_parent_by_name(pupil, principal):
    link = FamilyLinkFactory(pupil=pupil, adult=PersonFactory(given_name="Mary", family_name="Ní Néill"))
    text = filled(**{"First name": "ORLA", "Surname": "O’Neill", "Answered by": "mary ni neill"})

    (line,) = read(text, by_id=principal.pk, today=TODAY).lines

    assert line.faults == []
    assert line.said.given_by_id == link.adult_id


@pytest.mark.parametrize("marks", [",", ";", "\t"])
def test_a_spreadsheets_own_ways_are_read(marks, pupil, principal):
    rows = list(csv.reader(io.StringIO(filled())))
    out = io.StringIO()
    csv.writer(out, delimiter=marks).writerows([*rows, [""] * len(rows[0])])

    for content in (out.getvalue().encode("utf-8-sig"), out.getvalue().encode("cp1252")):
        (line,) = read(decoded(content), by_id=principal.pk, today=TODAY).lines
        assert (line.pupil, line.faults) == (pupil, [])


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("", "no lines"),
        ("First name\n", "no lines"),
        ("First name,Nonsense\nA,B\n", "“Nonsense” is none of the template’s"),
        ("First name,Surname\nA,B\n", "“Date of birth” is missing"),
        ("First name,First name,Surname,Date of birth,Evidence,Dated\na,b,c,d,e,f\n", "twice"),
        ("First name,Surname,Date of birth,Evidence,Dated\n" + "a,b,c,d,e\n" * (MOST_LINES + 1), "in parts"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(text, remedy, principal):
    with pytest.raises(CannotRead, match=remedy):
        read(text, by_id=principal.pk, today=TODAY)


@pytest.mark.parametrize(("content", "remedy"), [(b"x" * 1_000_001, "one megabyte"), (b"PK\0\0", "no CSV file")])
def test_what_is_too_large_or_no_text_is_refused_in_words(content, remedy):
    with pytest.raises(CannotRead, match=remedy):
        decoded(content)


def test_no_name_is_taken_for_a_formula(principal):
    PupilFactory(person=PersonFactory(given_name="=Ann", family_name="+Boyd"))

    text = filled()

    assert "'=Ann,'+Boyd" in text
    assert faults(text, principal) == []


def test_the_page_shows_first_and_enters_by_a_second_press(pupil, principal, client_of):
    client = client_of(principal)
    blank = client.get(reverse("consents:blank"))
    assert blank.content.decode("utf-8-sig").startswith("First name,")

    shown = client.post(URL, {"file": SimpleUploadedFile("a.csv", filled().encode())})
    assert not Consent.objects.exists()
    context = shown.context
    assert "8 new answers in 1 line" in shown.content.decode()

    again = {"text": context["text"], "once": context["once"]}
    pages = [client.post(URL, again, follow=True).content.decode() for _ in range(2)]
    assert "8 answers are entered" in pages[0]
    assert Consent.objects.count() == 8
    assert "notice-done" in pages[1]


def test_the_page_enters_nothing_of_a_file_with_one_fault(pupil, principal, client_of):
    PupilFactory()
    text = filled({}, {"Evidence": "hearsay"})
    client = client_of(principal)

    for data in ({"file": SimpleUploadedFile("a.csv", text.encode())}, {"text": text}):
        page = client.post(URL, data).content.decode()
        assert "What to put right" in page
        assert "Write one of" in page
    assert not Consent.objects.exists()


def test_a_file_that_cannot_be_read_is_told_on_the_page(principal, client_of):
    client = client_of(principal)

    assert "no CSV file" in client.post(URL, {"file": SimpleUploadedFile("a.csv", b"\0")}).content.decode()
    assert "Choose the file" in client.post(URL, {}).content.decode()
    page = client.post(URL, {"file": SimpleUploadedFile("a.csv", b"one,two\n1,2\n")}, follow=True).content.decode()
    assert "is missing" in page


def test_what_is_wrong_with_the_columns_stands_beside_the_file_a_line_each(principal, client_of):
    sent = SimpleUploadedFile("a.csv", b"First name,Family name,Nonsense\nAnn,Boyd,yes\n")

    page = client_of(principal).post(URL, {"file": sent})

    errors = page.context["form"].errors["file"]
    assert [one for one in errors if "Nonsense" in one] == [
        "The column “Nonsense” is none of the template’s: take it out or rename it."
    ]
    assert len(errors) > 3
    assert 'href="#id_file"' in page.content.decode()
