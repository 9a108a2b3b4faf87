"""The review as a list of tasks: what is done, what is missing, and whose turn it is (domain part 5)."""

from dataclasses import dataclass
from datetime import date

from policy.models import Line, Review, Signature
from policy.review_states import AWAITS_THE_BOARD, Decision, ReviewStatus
from policy.reviewing import signers, text_under_review
from school.models import Office, Person, School

DONE, NOW, TODO = "done", "now", "todo"
KEEPS = "the clerk or the Principal"


@dataclass(frozen=True)
class Task:
    """One line of the list. `code` names the page where it is done; `may_be_redone` keeps its link."""

    code: str
    title: str
    state: str
    who: str = ""
    note: str = ""
    on: date | None = None
    may_be_redone: bool = False
    line: str = ""

    @property
    def is_linked(self) -> bool:
        return bool(self.code) and (self.state == NOW or self.may_be_redone)


def tasks_of(review: Review, today: date) -> list[Task]:
    """Every task in its order; the ones that can be done now are marked."""
    return [
        _text(review, today),
        _staff_review(review),
        _meeting(review),
        *_signatures(review, today),
        _minute(review),
        _next_due(review),
    ]


def _text(review: Review, today: date) -> Task:
    text = text_under_review(review, today)
    note = f"Version {text.label}, {'a new text' if text.is_draft else 'the text in force'}" if text else "No text"
    is_early = review.status in AWAITS_THE_BOARD
    return Task("choose_text", "Text before the board", DONE, note=note, may_be_redone=is_early)


def _staff_review(review: Review) -> Task:
    row = review.staff_review
    is_early = review.status in AWAITS_THE_BOARD
    if row is None:
        return Task("staff_review", "Staff review", NOW if review.is_open else TODO, KEEPS)
    took_part = f"{row.get_form_display()}, {row.took_part} took part"
    return Task("staff_review", "Staff review", DONE, row.recorded_by.display_name, took_part, row.held_on, is_early)


def _meeting(review: Review) -> Task:
    row = review.board_meeting
    title = "Board meeting and decision"
    if row is None:
        state = NOW if review.status == ReviewStatus.STAFF_REVIEWED else TODO
        note = "" if state == NOW else "After the staff review"
        return Task("meeting", title, state, KEEPS, note)
    note = f"{Decision(row.decision).label}: {row.votes_for} for, {row.votes_against} against, {row.votes_abstained} abstained"
    return Task("", title, DONE, note=note, on=row.met_on)


def _signatures(review: Review, today: date) -> list[Task]:
    second = Office(School.get().second_signatory).label
    able = signers(today) if review.awaits_signatures else {}
    titles = {Line.CHAIR: "Signature of the Chair", Line.SECOND: f"Signature of the {second}"}
    return [_signature(review, line, title, able.get(line, [])) for line, title in titles.items()]


def _signature(review: Review, line: str, title: str, able: list[Person]) -> Task:
    row: Signature | None = review.signature_on(line)
    if row is not None:
        return Task("", title, DONE, row.person.display_name, row.capacity, row.signed_on)
    if not review.awaits_signatures:
        return Task("sign", title, TODO, note="After the board's approval" if review.is_open else "", line=line)
    who = ", ".join(one.display_name for one in able)
    missing = "" if who else "Nobody holds this office today: appoint somebody, or somebody acting, first"
    return Task("sign", title, NOW, who, missing, line=line)


def _minute(review: Review) -> Task:
    row = review.minute
    title = "Minute reference and confirmation"
    if row is None:
        state = NOW if review.board_meeting else TODO
        return Task("minute", title, state, KEEPS, "Never holds up the signatures" if state == NOW else "")
    if row.confirmed_on is None:
        return Task("minute", title, NOW, KEEPS, f"{row.reference}; confirmation still missing")
    return Task("minute", title, DONE, row.recorded_by.display_name, row.reference, row.confirmed_on, True)


def _next_due(review: Review) -> Task:
    if review.next_due is None:
        return Task("", "Next review due", TODO, note="Twelve months after the board's approval, once both have signed")
    return Task("", "Next review due", DONE, on=review.next_due)
