"""Finding the pages of a person, and what is wrong with one."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
# Everything axe knows, best practice and the size of targets (WCAG 2.2) too.
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# Of all that axe says only this comes over the line; the rest took as long to carry as a sixth of the check.
VIOLATIONS = "options => axe.run(options).then(found => found.violations)"
NARROW, WIDE = {"width": 320, "height": 800}, {"width": 1280, "height": 900}
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SAME_KIND = 3
TELLS_OF_ERRORS = ("Error: ", "Gallery")  # the gallery shows every component, the list of errors too
NOT_PAGES = re.compile(r"^/(static|accounts/logout)/")
SHAPE = ("class", "role", "type", "aria-current", "scope", "hidden")


class Reader(HTMLParser):
    """The links of a page, and its shape: which sorts of elements it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.shape: set[tuple[str, ...]] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        self.shape.add((tag, *(f"{name}={found[name]}" for name in SHAPE if name in found)))


def kind_of(address: str) -> str:
    """The sort of page an address is: its path without identifiers, and the names it asks by."""
    parts = urlsplit(address)
    names = sorted({name for name, _ in parse_qsl(parts.query)})
    return UUID.sub("<id>", parts.path) + ("?" + "&".join(names) if names else "")


def pages_of(page: Page, url: str, starts: tuple[str, ...]) -> Iterator[tuple[str, str, set[tuple[str, ...]]]]:
    """Every sort of page this person comes to by links, a few of each: its address, kind and shape."""
    waiting, known, counts = deque(starts), set(starts), Counter[str]()
    while waiting:
        address = waiting.popleft()
        kind = kind_of(address)
        counts[kind] += 1
        answer = page.request.get(address)
        assert answer.status < 400, f"{address}: {answer.status}, and a link leads there"
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        read = Reader(answer.text())
        yield address, kind, read.shape
        for link in read.links:
            further = urlsplit(urljoin(answer.url, link))._replace(fragment="").geturl()
            path = further.removeprefix(url)
            is_ours = further.startswith(f"{url}/") and not NOT_PAGES.match(path)
            if is_ours and path not in known and counts[kind_of(path)] + _queued(waiting, path) < SAME_KIND:
                known.add(path)
                waiting.append(path)


def _queued(waiting: deque[str], path: str) -> int:
    return sum(kind_of(one) == kind_of(path) for one in waiting)


def faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands: for a reader without sight, on a phone, or for anybody."""
    page.evaluate(AXE.axe_script)
    found = [_told(one) for one in page.evaluate(VIOLATIONS, OPTIONS)]
    if (heads := page.locator("h1").count()) != 1:
        found.append(f"{heads} h1")
    if page.locator("[data-error-summary]").count() and not page.title().startswith(TELLS_OF_ERRORS):
        found.append(f"an error that the title does not tell: {page.title()}")
    page.set_viewport_size(NARROW)
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    if wide > NARROW["width"]:
        found.append(f"scrolls sideways: {wide} px; {page.evaluate(TOO_WIDE)}")
    page.set_viewport_size(WIDE)
    return [f"{page.url}: {one}" for one in found]


TOO_WIDE = """[...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map(one => one.outerHTML.slice(0, 120)).join(' | ')"""


def _told(violation: dict) -> str:
    places = "; ".join(f"{node['target']} {node['html'][:140]}" for node in violation["nodes"][:3])
    return f"{violation['id']} x{len(violation['nodes'])}: {places}"
