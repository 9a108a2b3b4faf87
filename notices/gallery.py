"""Every component of the look on one page, for those who write templates and for the test that renders it."""

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from notices.register import Item
from notices.waiting import Line

STEPS = [
    {"state": "done", "title": "Tell the Designated Teacher", "who": "Designated Teacher", "when": "3 November"},
    {"state": "now", "title": "Speak with the parents", "who": "Principal", "when": "by 10 November"},
    {"state": "late", "title": "Keep a copy of the page", "who": "ICT co-ordinator", "when": "was due 4 November"},
    {"state": "excused", "title": "Tell the police", "note": "Nothing here is against the law."},
    {"state": "todo", "title": "Write to the reporter", "who": "Principal"},
]
ROWS = [
    (
        Item(
            "Case K7M-4QXH: look at it for child protection.",
            "#rows",
            date(2025, 11, 6),
            why="A pupil is concerned, so the Designated Teacher looks first.",
            button="Do this step",
            set_by="the school's own target",
        ),
        "Overdue by 2 school days",
        True,
    ),
    (
        Item("A post waits for your decision.", "#rows", date(2025, 11, 10), press_url="#", press_label="Approve"),
        "Due today",
        False,
    ),
    (Item("Sign the review of the policy.", "#rows", why="The board has approved it.", button="Sign"), "", False),
    (Item("Your report K7M-4QXH is being handled.", "#rows"), "", False),
    (Item("The review of the policy is open.", "#rows", date(2025, 12, 1)), "Due on Monday 1 December", False),
]
PEOPLE = [
    {"id": "a", "name": "Robin Example", "note": "P5, Miss Sample's class, born in March"},
    {"id": "b", "name": "Robin Example", "note": "P7, Mr Specimen's class, born in June"},
]


class Sample(forms.Form):
    """One of each kind of question."""

    words = forms.CharField(label="Your words", help_text="One line is enough.")
    story = forms.CharField(
        label="What happened",
        help_text="What you saw and heard, in the child's own words where you can.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    day = forms.DateField(label="When", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    kind = forms.ChoiceField(label="Which account", choices=[("a", "The school's page"), ("b", "The nursery's page")])
    one = forms.ChoiceField(
        label="What should happen",
        help_text="Only one of these.",
        choices=[("yes", "Approve"), ("change", "Ask for changes"), ("no", "Reject")],
        widget=forms.RadioSelect,
    )
    several = forms.MultipleChoiceField(
        label="Whom to tell",
        choices=[("dt", "Designated Teacher"), ("p", "Principal")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agree = forms.BooleanField(label="I have read the policy", help_text="You can read it again at any time.")
    picture = forms.FileField(label="A picture", required=False)


class Who(forms.Form):
    """The first question of the first journey."""

    about = forms.ChoiceField(
        label="Who is it about?",
        choices=[
            ("pupil", "A pupil"),
            ("parent", "A parent or carer"),
            ("staff", "A member of staff"),
            ("outside", "Someone outside the school"),
        ],
        widget=forms.RadioSelect,
    )


def samples() -> dict[str, object]:
    """The form stands empty and wrong, so that the look of an error is always in sight."""
    return {
        "steps": STEPS,
        "rows": [Line(item, when, is_late) for item, when, is_late in ROWS],
        "people": PEOPLE,
        "chosen": "",
        "numbers": [("Designated Teacher", "028 9018 0001"), ("Gateway Service", "028 9018 0002"), ("Police", "999")],
        "fresh": Sample(auto_id="fresh_%s"),
        "wrong": Sample({"words": "", "one": "?"}, auto_id="wrong_%s"),
        "who": Who(),
        "summary": [("Reference", "K7M-4QXH"), ("Received", "3 November 2025, 14:02"), ("State", "Being handled")],
    }


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery.html", samples())
