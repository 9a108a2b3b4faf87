"""Every page, as everybody who matters sees it: usable by all, on a phone, without an error in the console."""

import fcntl
import os
import pickle
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.crawling import faults, kind_of, pages_of

pytestmark = pytest.mark.browser

ROLES = [
    "principal",
    "clerk",
    "chair",
    "designated.teacher",
    "official.user",
    "teacher",
    "governor",
    "sysadmin",
    "student",
]
# Lists with nothing in them, and the steps of a search, which no link leads to.
BESIDES = (
    "/inbox/",
    "/incidents/mine/",
    "/people/me/",
    "/accounts/password/change/",
    "/gallery/",
)
EMPTY = {
    "principal": ("/incidents/?status=closed&kind=none", "/posts/?show=all&status=expired"),
    "student": ("/posts/?show=waiting", "/posts/?show=mine"),
}


class Seen:
    """What the pages of each kind were made of, known to all workers: each takes the roles that it comes to."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def is_new(self, kind: str, shape: set[tuple[str, ...]]) -> bool:
        """Whether this page holds anything that no page of its kind has held before."""
        with self.file.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            seen = pickle.loads(file.read() or pickle.dumps({}))
            if any(shape <= known for known in seen.setdefault(kind, [])):
                return False
            seen[kind].append(shape)
            file.truncate(0)
            file.write(pickle.dumps(seen))
            return True


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    own = tmp_path_factory.getbasetemp()
    return Seen((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "pages-seen")


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_usable_by_everybody(shared_portal: str, reader: Visitor, seen: Seen, role: str):
    page = reader.sign_in(shared_portal, role)
    reader.problems.clear()
    found, visited = [], 0

    for address, kind, shape in pages_of(page, shared_portal, ("/", *BESIDES, *EMPTY.get(role, ()))):
        if seen.is_new(kind, shape):
            page.goto(address)
            found += faults(page)
            found += faults_after_empty_forms(page, address, seen)
            visited += 1

    assert not found, "\n".join(found)
    assert not reader.problems, "\n".join(reader.problems)
    assert visited or seen.file.exists()


ASKED = ":is(textarea, input:not([type=checkbox], [type=radio], [type=hidden]))[required]"


FORMS = """forms => forms.map(one => [one.getAttribute("action") || "",
    [...one.elements].map(part => [part.name, part.type])])"""


def faults_after_empty_forms(page: Page, address: str, seen: Seen) -> list[str]:
    """Send each form that must have an answer without one: it is refused in the same plain way everywhere.

    A form that was sent from another page to the same sort of address with the same fields is not sent again.
    """
    found = []
    forms = page.locator(f"main form[method=post]:has({ASKED})")
    for place, (action, fields) in enumerate(forms.evaluate_all(FORMS)):
        if not seen.is_new(f"form {kind_of(urljoin(address, action))}", {tuple(one) for one in fields}):
            continue
        if place:
            page.goto(address)
        page.locator("details").evaluate_all("folds => folds.forEach(one => (one.open = true))")
        form = forms.nth(place)
        for one in form.locator(f"{ASKED}:visible:not([type=file])").all():
            one.fill("")
        with page.expect_navigation():
            sender(form).click()
        if not page.title().startswith("Error: "):
            found.append(f"{address}: an empty form {place} gives “{page.title()}”, which tells of no error")
        found += faults(page)
    return found


def sender(form: Locator) -> Locator:
    """The button that sends the whole form, not one of its steps."""
    return form.locator("button:not([name=search], [name=more], [type=button])").first


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/password/reset/sent/",
        "/accounts/inactive/",
        "/nowhere/",
    ],
)
def test_pages_before_the_door_are_usable_by_everybody(shared_portal: str, visitor: Visitor, seen: Seen, path: str):
    page = visitor.window(shared_portal)
    page.goto(path)

    assert faults(page) + faults_after_empty_forms(page, path, seen) == []


def test_a_refusal_and_an_unknown_address_are_usable_by_everybody(shared_portal: str, visitor: Visitor):
    page = visitor.sign_in(shared_portal, "teacher")
    for path in ("/policy/import/", "/admin/", "/incidents/"):
        page.goto(path)
        assert faults(page) == []


def test_a_decision_without_its_reason_is_refused_beside_the_field(shared_portal: str, visitor: Visitor):
    page = visitor.sign_in(shared_portal, "principal")
    page.goto("/posts/?show=waiting")
    page.locator("tbody a[href$='/decide/']").first.click()
    page.get_by_role("button", name="Reject").click()

    expect(page.get_by_role("alert", name="There is a problem")).to_be_focused()
    assert faults(page) == []


def test_names_found_while_typing_are_usable_by_everybody(shared_portal: str, visitor: Visitor):
    page = visitor.sign_in(shared_portal, "teacher")
    page.goto("/incidents/record/pupil/")
    page.get_by_label("Which pupil?").press_sequentially("mc")
    page.locator("input[name=concerned]").first.wait_for()

    assert faults(page) == []
    page.get_by_label("Which pupil?").fill("zzzz")
    expect(page.get_by_role("main")).to_contain_text("Nobody of that name")
    assert faults(page) == []
