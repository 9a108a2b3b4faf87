"""What is drawn without a template, or only once, is what the template would have drawn."""

from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test.html import parse_html
from django.utils.safestring import mark_safe

from school.forms.selects import PlainSelect

CHOICES = [("", "All"), ("a", "Tom & “Jerry” <b>"), ("Rules", [("r1", "7.1 One"), ('r"2', "7.2 Two")])]


def drawn(widget: type[forms.Select], chosen: str) -> object:
    class Choosing(forms.Form):
        kind = forms.ChoiceField(required=False, choices=CHOICES, widget=widget)

    return parse_html(str(Choosing({"kind": chosen})["kind"]))


def test_a_list_of_choices_is_the_same_with_and_without_templates():
    for chosen in ("", "a", "r1", 'r"2', "unknown"):
        assert drawn(PlainSelect, chosen) == drawn(forms.Select, chosen)


def test_words_that_were_once_marked_as_safe_make_no_others_so():
    class Choosing(forms.Form):
        kind = forms.ChoiceField(choices=[("x", mark_safe("<i>words</i>"))], widget=PlainSelect)

    class Later(forms.Form):
        kind = forms.ChoiceField(choices=[("x", "<i>words</i>")], widget=PlainSelect)

    assert "<i>" not in str(Choosing()["kind"])
    assert "<i>" not in str(Later()["kind"])


def test_a_state_drawn_once_is_the_component_and_is_escaped():
    shown = Template("{% load pills %}{% pill words 'wait' %}")

    for words in ("received", "<b>"):
        assert shown.render(Context({"words": words})) == render_to_string(
            "components/pill.html", {"text": words, "tone": "wait"}
        )
    assert "<b>" not in shown.render(Context({"words": "<b>"}))
