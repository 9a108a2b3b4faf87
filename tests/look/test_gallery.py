"""The gallery shows every component, and nothing in it is undefined, unnamed or doubled."""

import re
from collections import Counter
from pathlib import Path

from notices.gallery import samples

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"


def included(name: str) -> set[str]:
    """What a template includes, and what that includes in turn."""
    found = set(re.findall(r'include "([^"]+)"', (TEMPLATES / name).read_text()))
    return found.union(*(included(each) for each in found)) if found else found


def test_every_component_is_rendered_without_an_undefined_variable(show):
    rendered = show("gallery.html", **samples())

    assert "Gallery of components" in rendered.html


def test_every_component_stands_in_the_gallery():
    shown = included("gallery.html") | included("base.html")
    missing = {f"components/{path.name}" for path in TEMPLATES.glob("components/*.html")} - shown

    assert missing == set()


def test_no_id_stands_twice(show):
    twice = [name for name, count in Counter(show("gallery.html", **samples()).ids()).items() if count > 1]

    assert twice == []


def test_every_question_has_a_label(show):
    rendered = show("gallery.html", **samples())
    labelled = {label.attrs.get("for") for label in rendered.all("label")}
    bare = [
        asked.attrs
        for asked in (*rendered.all("input"), *rendered.all("select"), *rendered.all("textarea"))
        if asked.attrs.get("type") != "hidden"
        and asked.attrs.get("id") not in labelled
        and not any(outer.tag == "label" for outer in asked.inside)
    ]

    assert bare == []


def test_a_state_is_said_in_words_beside_a_sign(show):
    for pill in (one for one in show("gallery.html", **samples()).all("span") if "pill" in one.attrs.get("class", "")):
        assert pill.text.strip()
    assert "<svg" in show("components/pill.html", text="Signed", tone="done").html


def test_icons_are_silent(show):
    assert all(icon.attrs.get("aria-hidden") == "true" for icon in show("gallery.html", **samples()).all("svg"))
