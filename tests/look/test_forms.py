"""Every form asks and complains in the same way: label, hint, error, answer, and a list of what is wrong."""

import re

from django import forms

from notices.gallery import Sample

WRONG = {"words": "", "one": "?"}


class Whole(forms.Form):
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("These two do not fit together.")


def test_an_error_stands_between_the_hint_and_the_answer(show):
    html = show("django/forms/field.html", field=Sample(WRONG)["words"]).html

    places = [html.index(part) for part in ("<label", "One line is enough.", "This field is required.", "<input")]

    assert places == sorted(places)


def test_an_error_and_a_hint_are_read_out_with_the_answer(show):
    rendered = show("django/forms/field.html", field=Sample(WRONG)["words"])
    answer = rendered.all("input")[0].attrs

    assert answer["aria-invalid"] == "true"
    assert set(answer["aria-describedby"].split()) == {"id_words_helptext", "id_words_error"} <= set(rendered.ids())


def test_a_good_answer_is_not_called_wrong(show):
    rendered = show("django/forms/field.html", field=Sample({"words": "Something"})["words"])

    assert "aria-invalid" not in rendered.all("input")[0].attrs
    assert "field-wrong" not in rendered.html


def test_a_group_of_choices_has_its_question_as_legend(show):
    rendered = show("django/forms/field.html", field=Sample(WRONG)["one"])
    group = rendered.all("fieldset")[0]

    assert rendered.all("legend")[0].text.strip() == "What should happen"
    assert set(group.attrs["aria-describedby"].split()) <= set(rendered.ids())


def test_what_may_be_left_out_says_so(show):
    assert "(optional)" in show("django/forms/field.html", field=Sample()["day"]).html
    assert "(optional)" not in show("django/forms/field.html", field=Sample()["words"]).html


def test_a_hint_cannot_smuggle_in_markup(show):
    form = Sample()
    form.fields["words"].help_text = "<b>bold</b>"

    assert "&lt;b&gt;" in show("django/forms/field.html", field=form["words"]).html


def test_the_list_of_errors_is_announced_and_leads_to_each_answer(show):
    form = Sample(WRONG)
    summary = show("components/error_summary.html", form=form)
    answers = show("components/own_words.html", words="", who="").ids() + re.findall(r'id="([^"]+)"', str(form))
    box = summary.all("div")[0].attrs

    assert (box["role"], box["tabindex"]) == ("alert", "-1")
    assert "There is a problem" in summary.html
    assert len(summary.all("a")) == len(form.errors)
    assert {link.attrs["href"].removeprefix("#") for link in summary.all("a")} <= set(answers)


def test_errors_of_the_whole_form_and_of_hidden_answers_are_listed_too(show):
    summary = show("components/error_summary.html", form=Whole({"token": ""}))

    assert "These two do not fit together." in summary.html
    assert "This field is required." in summary.html


def test_a_form_without_errors_has_no_list(show):
    assert show("components/error_summary.html", form=Sample()).elements == []


def test_the_title_says_error_first(show):
    wrong = show("account/password_reset.html", form=Sample(WRONG), redirect_field="", request=None)
    right = show("account/password_reset.html", form=Sample(), redirect_field="", request=None)

    assert wrong.all("title")[0].text.startswith("Error: ")
    assert not right.all("title")[0].text.startswith("Error")
