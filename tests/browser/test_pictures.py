"""The picture in the README, made from the demo school and from nothing else.

UPDATE_IMAGES=1 pytest tests/browser/test_pictures.py
"""

import os
from pathlib import Path

import pytest

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
HOME = Path(__file__).resolve().parent.parent.parent / "docs" / "images" / "home.png"
MOST = 200_000


def test_the_readme_shows_home_as_it_is(shared_portal: str, visitor: Visitor):
    if os.environ.get("UPDATE_IMAGES"):
        page = visitor.sign_in(shared_portal, "principal")
        page.goto("/")
        page.screenshot(path=HOME)

    assert HOME.read_bytes().startswith(b"\x89PNG")
    assert HOME.stat().st_size < MOST
