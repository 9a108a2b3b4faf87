"""The rows of a case's steps: written by one format each, since a case has a dozen and a template asks for the same forty things once a row."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime

from incidents.models import Incident
from school.drafts import token_of
from school.templatetags.icons import drawn

if TYPE_CHECKING:
    from incidents.case_page import StepLine

ROW = (
    '<li id="step-{}" class="step-{}">{}\n<div class="step-body"><p><strong>{}</strong>{}</p>\n'
    '<p class="step-meta"><span class="step-state">{}</span>{}</p>\n{}\n<div class="step-acts">{}{}</div></div></li>\n'
)
STATES = {  # what the list calls a step, and its icon
    "done": ("Done", "solid", "check-circle"),
    "late": ("Late", "outline", "exclamation-triangle"),
    "excused": ("Not needed", "outline", "minus-circle"),
    "left": ("Not done", "outline", "minus-circle"),
    "todo": ("To do", "outline", "clock"),
}
DO = (
    '<form method="post" action="{url}"><input type="hidden" name="csrfmiddlewaretoken" value="{csrf}"><div class="field">'
    '<label for="how_{pk}">How was it done? <span class="optional">(optional)</span></label>'
    '<div class="search-line field-answer"><input class="input" id="how_{pk}" name="how" maxlength="2000">'
    '<button class="button button-quiet">Done<span class="sr-only">: {step}</span></button></div></div>'
    '<div class="draft" data-draft="{url}"><input type="hidden" name="draft_page" value="{draft}">\n\n'
    '<p class="draft-state small" role="status" data-draft-state></p></div>\n</form>'
)
LOOK = (
    '<form class="cluster" method="post" action="{url}"><input type="hidden" name="csrfmiddlewaretoken" value="{csrf}">'
    '<input type="hidden" name="how" value="Nothing for child protection.">'
    '<button class="button button-quiet">Nothing for child protection</button> <a href="{url}">Say more</a></form>'
)
WRITE = '<p><a class="button button-quiet" href="{}">Write it down<span class="sr-only">: {}</span></a></p>'
FOR_STEP = '<p><a href="{}">{}<span class="sr-only">{}: {}</span></a></p>'
NO_STEP = UUID(int=0)
SMALL, SPAN = '<p class="small">{}</p>', "<span>{}</span>"


class StepRows:
    """Draws the steps of one case for one reader; `csrf` is the token that this page's forms carry."""

    def __init__(self, incident: Incident, *, reader: UUID, csrf: str) -> None:
        self.incident, self.reader, self.csrf = incident, reader, csrf
        self.addresses: dict[str, list[str]] = {}

    def of(self, lines: Iterable["StepLine"]) -> str:
        return format_html_join("", "{}", ((self._row(one),) for one in lines))

    def _row(self, line: "StepLine") -> str:
        step = line.step
        state, style, icon = STATES[line.state]
        subject = format_html(' <span class="quiet">({})</span>', step.subject) if step.subject else ""
        said = format_html_join("", SMALL, ((one,) for one in (step.how, step.reason) if one))
        on_record = self._link("records", line, "What is on record", " for") if line.has_record else ""
        return format_html(
            ROW, step.pk, line.state, drawn(style, icon), step.step.text, subject, state, _meta(line), said, on_record, self._acts(line)
        )  # fmt: skip

    def _acts(self, line: "StepLine") -> str:
        is_live = self.incident.is_live
        if line.step.is_open and is_live:
            excuse = self._link("excuse_step", line, "Not needed") if line.may_excuse else ""
            return format_html("{}\n{}", self._way_to_do(line), excuse)
        if line.may_take_back_word:
            return format_html(
                '<p class="small">This is your word, written down by {}. <a href="{}">I did not say that</a></p>',
                line.step.settled_by.display_name if line.step.settled_by else "",
                self._url("take_back_word", line),
            )
        return self._link("reopen_step", line, "Take the tick back") if line.may_reopen and is_live else ""

    def _way_to_do(self, line: "StepLine") -> str:
        if line.waits_for:
            return format_html('<p class="small quiet">First: {}.</p>', line.waits_for)
        if line.may_do and line.step.record:
            return format_html(WRITE, self._url("keep_record", line), line.step.step.text)
        if line.may_do:
            url = self._url("do_step", line)
            draft = "" if line.is_look else token_of(self.reader, url, uuid4())
            form = LOOK if line.is_look else DO
            return format_html(form, url=url, csrf=self.csrf, pk=line.step.pk, step=line.step.step.text, draft=draft)
        if line.is_look and line.may_pass_on_word:
            words = "I spoke to her: write down her word"
            return format_html('<p><a href="{}">{}</a></p>', self._url("pass_on_word", line), words)
        return ""

    def _link(self, name: str, line: "StepLine", words: str, about: str = "") -> str:
        return format_html(FOR_STEP, self._url(name, line), words, about, line.step.step.text)

    def _url(self, name: str, line: "StepLine") -> str:
        if name not in self.addresses:
            address = reverse(f"incidents:{name}", args=[self.incident.pk, NO_STEP])
            self.addresses[name] = address.split(str(NO_STEP))
        return str(line.step.pk).join(self.addresses[name])


def _meta(line: "StepLine") -> str:
    """How much it binds, where it comes from, by when, and who settled it."""
    step, rule = line.step, line.step.clause_version
    parts = [step.get_force_display(), f"{step.step.get_source_display()}{f', rule {rule.number}' if rule else ''}"]
    if line.state != "left" and step.is_open and step.due_at:
        parts.append(f"by {date_format(localtime(step.due_at), 'j F, H:i')}, {line.set_by}")
    elif line.state != "left" and step.is_open and step.due_on:
        parts.append(f"by {date_format(step.due_on, 'j F')}, {line.set_by}")
    if step.settled_at and step.settled_by:
        parts.append(f"{step.settled_by.display_name}, {date_format(localtime(step.settled_at), 'j F Y, H:i')}")
    return format_html_join("", SPAN, ((one,) for one in parts))
