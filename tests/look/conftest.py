"""Templates on trial: an undefined variable is a failure, and pages are read as a browser reads them."""

from copy import deepcopy
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string

VOID = {"meta", "link", "img", "input", "br", "hr", "path"}


class Undefined(str):
    """Django writes this in the place of a variable that does not exist; here it says so aloud."""

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"undefined template variable: {name}")


class Page(HTMLParser):
    """Elements in their order, each a SimpleNamespace(tag, attrs, text, inside)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html, self.elements, self._open = html, [], []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = SimpleNamespace(tag=tag, attrs=dict(attrs), text="", inside=list(self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str = "", **attrs: str) -> list[Any]:
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        return [
            found
            for found in self.elements
            if (not tag or found.tag == tag) and all(found.attrs.get(name) == value for name, value in wanted.items())
        ]

    def ids(self) -> list[str]:
        return [found.attrs["id"] for found in self.elements if "id" in found.attrs]


@pytest.fixture
def strict(settings):
    """Undefined variables fail, also inside the form templates."""
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")
    settings.TEMPLATES = templates


@pytest.fixture
def show(strict, settings):
    """Renders a template with what every page is given."""
    settings.ROOT_URLCONF = "tests.look.urls"
    common = {
        "user": SimpleNamespace(is_authenticated=True, email="", person=SimpleNamespace(display_name="Robin Example")),
        "school_name": "Example Primary School",
        "school": SimpleNamespace(dt_phone="028 9000 0001", complaints_contact="the Principal", complaints_url="/c/"),
        "tabs": [
            SimpleNamespace(label="Home", url="/", current="page"),
            SimpleNamespace(label="Policy", url="/p/", current=""),
        ],
        "unread": 0,
        "messages": [],
        "request": SimpleNamespace(path="/"),
        "csrf_token": "token",
    }

    def render(name: str, **context: object) -> Page:
        return Page(render_to_string(name, common | context))

    return render
