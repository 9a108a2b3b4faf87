"""Every page: a way past the menu, one main part, ways out that are not links, and help that stays in its place."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from notices.gallery import samples

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
ALONE = ["400.html", "403_csrf.html", "404.html", "429.html", "500.html"]


def test_the_skip_link_comes_first_and_leads_to_the_main_part(show):
    rendered = show("gallery.html", **samples())
    first = rendered.all("a")[0]

    assert first.attrs["href"] == "#main"
    assert [main.attrs["id"] for main in rendered.all("main")] == ["main"]


def test_signing_out_is_a_form(show):
    forms = show("gallery.html", **samples()).all("form", action="/accounts/logout/")

    assert [form.attrs["method"] for form in forms] == ["post"]


def test_the_menu_names_the_page_you_are_on(show):
    current = show("gallery.html", **samples()).all("a", aria_current="page")

    assert {link.text for link in current} == {"Home"}


def test_a_stranger_sees_no_menu_and_no_form(show):
    rendered = show("account/account_inactive.html", user=None)

    assert rendered.all("nav") == []
    assert rendered.all("form") == []


def test_messages_are_read_out(show):
    rendered = show("gallery.html", **samples())

    assert any("messages" in part.attrs.get("class", "") for part in rendered.all("div", role="status"))


@pytest.mark.parametrize("name", ALONE)
def test_pages_that_stand_alone_are_the_same_bytes_for_everybody(name):
    nobody = render_to_string(name)
    somebody = render_to_string(name, {"user": "Somebody", "school_name": "A school", "form": None, "csp_nonce": "n"})

    assert nobody == somebody
    assert not re.search(r"<form|csrfmiddlewaretoken|nonce|<nav|\b\d\d:\d\d\b", nobody)


@pytest.mark.parametrize("name", ALONE)
def test_pages_that_stand_alone_say_what_to_do_next(name):
    assert re.search(r"<li>|Go back|Wait", render_to_string(name))


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


COLOURS = dict(re.findall(r"--color-([a-z-]+): (#[0-9a-f]{6})", (STATIC / "styles.css").read_text()))
PAPERS = ("paper", "sheet", "sunk")
WORDS = [
    *((ink, paper) for ink in ("ink", "muted", "deep", "link", "terra", "brick") for paper in PAPERS),
    *((f"{tone}-ink", tone) for tone in ("calm", "wait", "stop", "done")),
    *(("ink", tone) for tone in ("calm", "wait", "stop", "done")),
    ("paper", "deep"),
    ("sheet", "brick"),
]


@pytest.mark.parametrize(("ink", "paper"), WORDS)
def test_words_can_be_read_on_what_they_stand_on(ink, paper):
    assert contrast(COLOURS[ink], COLOURS[paper]) >= 4.5


@pytest.mark.parametrize(("line", "paper"), [(line, paper) for line in ("edge", "deep") for paper in PAPERS])
def test_edges_of_fields_and_the_focus_ring_can_be_seen(line, paper):
    assert contrast(COLOURS[line], COLOURS[paper]) >= 3
