"""Two people press at the same moment, again and again, against real server processes and a real database."""

import os
import re
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.approvals.arena import CSRF, Arena, ask
from tests.browser.portal import serving

TOLD = 50
pytestmark = pytest.mark.drill


class Presser:
    """Somebody's browser, reduced to one connection that stays open."""

    def __init__(self, url: str, session: str) -> None:
        self.host, self.cookies = urlsplit(url).netloc, f"session={session}; csrf={CSRF}"
        self.line = HTTPConnection(self.host, timeout=30)

    def send(self, method: str, path: str, form: dict[str, str] | None = None, more: str = "") -> tuple[int, str, str]:
        headers = {"Cookie": self.cookies + more, "X-CSRFToken": CSRF}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request(method, path, urlencode(form or {}) if form is not None else None, headers)
        answer = self.line.getresponse()
        text = answer.read().decode()
        told = re.search(r"messages=([^;]*)", answer.headers.get("Set-Cookie", "") or "")
        return answer.status, text, told[1] if told else ""

    def press(self, gate: Barrier, path: str, form: dict[str, str]) -> tuple[int, str]:
        gate.wait()
        status, _, told = self.send("POST", path, form)
        return status, told


@dataclass
class Fight:
    """A portal that is served by two processes, and what was made ready in it."""

    url: str
    env: dict[str, str]
    ready: dict[str, Any]
    folder: Path

    def demand_calm(self) -> None:
        """Nobody saw an error page, and no process stumbled over a lock."""
        log = "".join(path.read_text() for path in self.folder.glob("*.log"))
        assert log
        assert "Traceback" not in log
        assert not re.search(r"database is locked|deadlock|\" 5\d\d ", log)


@pytest.fixture(scope="module")
def fight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fight]:
    folder = tmp_path_factory.mktemp("arena")
    is_postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
    arena = Arena(folder, 1000 if is_postgres else 200)
    try:
        with serving(arena, workers=2) as (url, env):  # type: ignore[arg-type]
            yield Fight(url, env, arena.ready, folder)
    finally:
        arena.close()


def form_of(post: dict[str, str], verdict: str) -> dict[str, str]:
    comment = "" if verdict == "approve" else "We had this one last week."
    return {
        "version": post["version"],
        "digest": post["digest"],
        "row_version": "1",
        "verdict": verdict,
        "comment": comment,
        "reason": "" if verdict == "approve" else "repeated",
    }


def race(fight: Fight, rounds: int) -> None:
    ready = fight.ready
    with ThreadPoolExecutor(2) as pool:
        sides = [
            (Presser(fight.url, ready["sessions"]["principal"]), "approve"),
            (Presser(fight.url, ready["sessions"]["vice_principal"]), "reject"),
        ]
        statuses = set()
        for n, post in enumerate(ready["posts"]):
            gate, path = Barrier(2), f"/posts/{post['id']}/decide/"
            pressed = [pool.submit(who.press, gate, path, form_of(post, verdict)) for who, verdict in sides]
            answers = [one.result() for one in pressed]
            statuses |= {status for status, _ in answers}
            if n < TOLD:
                check_what_both_are_told(sides, answers, post, ready["names"])

    left = ask("count", env=fight.env)
    fight.demand_calm()
    assert statuses == {302}
    for post in ready["posts"]:
        assert left["decisions"][post["id"]] == [left["statuses"][post["id"]]]
        assert left["entries"][post["id"]] == 1
    assert len(left["entries"]) == len(ready["posts"]) == rounds


def check_what_both_are_told(
    sides: list[tuple[Presser, str]], answers: list[tuple[int, str]], post: dict[str, str], names: dict[str, str]
) -> None:
    """One reads that it is done, the other who was first."""
    pages = [
        who.send("GET", f"/posts/{post['id']}/", more=f"; messages={told}")[1]
        for (who, _), (_, told) in zip(sides, answers, strict=True)
    ]
    lost = [page for page in pages if "Your decision was not applied." in page]
    assert len(lost) == 1
    winner = names["principal"] if lost[0] is pages[1] else names["vice_principal"]
    assert re.search(rf"This post was already (approved|rejected) by {re.escape(winner)} ", lost[0])


@pytest.mark.postgres
def test_a_thousand_races_on_postgresql_have_one_winner_each(fight: Fight) -> None:
    race(fight, 1000)
    hold_against_publishing(fight, 400)


@pytest.mark.sqlite
def test_two_hundred_races_on_sqlite_have_one_winner_each(fight: Fight) -> None:
    race(fight, 200)
    hold_against_publishing(fight, 100)


def hold_against_publishing(fight: Fight, rounds: int) -> None:
    """The Vice-Principal holds what the author publishes: one of them wins, and the other can still stop it."""
    ready, posts = fight.ready, fight.ready["posts"][:rounds]
    now_approved = ask("count", env=fight.env)["statuses"]
    posts = [post for post in posts if now_approved[post["id"]] == "approved"]
    with ThreadPoolExecutor(2) as pool:
        author = Presser(fight.url, ready["sessions"]["author"])
        deputy = Presser(fight.url, ready["sessions"]["vice_principal"])
        statuses, lost = set(), 0
        for post in posts:
            gate, path = Barrier(2), f"/posts/{post['id']}"
            link = f"https://www.facebook.com/loughview/posts/{post['id']}"
            sent = pool.submit(author.press, gate, f"{path}/publish/", {"digest": post["digest"], "permalink": link})
            held = pool.submit(deputy.press, gate, f"{path}/hold/", {"reason": "A word first."})
            statuses |= {sent.result()[0], held.result()[0]}
            page = deputy.send("GET", f"{path}/", more=f"; messages={held.result()[1]}")[1]
            if "You can still take it down below." in page:
                lost += 1
                down = {"reason": "error", "evidence": "It shows nothing."}
                statuses.add(deputy.send("POST", f"{path}/take-down/{ready['account']}/", down)[0])

    left = ask("count", env=fight.env)
    fight.demand_calm()
    assert statuses <= {200, 302}
    for post in posts:
        ways = [post["id"] in left["holds"], post["id"] in left["publications"]]
        assert ways.count(True) == 1
        assert left["statuses"][post["id"]] == ("on_hold" if ways[0] else "taken_down")
        assert left["targets"][post["id"]] == ("held" if ways[0] else "taken_down")
    assert lost == len([one for one in posts if one["id"] in left["takedowns"]])


def double_click(fight: Fight, rounds: int) -> None:
    ready = fight.ready
    with ThreadPoolExecutor(2) as pool:
        fingers = [Presser(fight.url, ready["sessions"]["author"]) for _ in range(2)]
        statuses = set()
        for n in range(rounds):
            form = {"once": str(uuid.uuid4()), "text": f"Post {n}.", "account": ready["account"], "send": "yes"}
            gate = Barrier(2)
            pressed = [pool.submit(finger.press, gate, "/posts/ask/", form) for finger in fingers]
            statuses |= {one.result()[0] for one in pressed}

    left = ask("count", env=fight.env)
    fight.demand_calm()
    asked = set(left["statuses"]) - {post["id"] for post in ready["posts"]}
    assert statuses == {302}
    assert len(asked) == left["drafted"] == left["submitted"] == rounds
    assert {left["statuses"][post] for post in asked} == {"submitted"}


@pytest.mark.postgres
def test_double_clicks_on_postgresql_make_one_post_each(fight: Fight) -> None:
    double_click(fight, 100)


@pytest.mark.sqlite
def test_double_clicks_on_sqlite_make_one_post_each(fight: Fight) -> None:
    double_click(fight, 30)
