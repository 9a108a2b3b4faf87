"""What holds for the repository as a whole, and nobody would notice on the day that it stops holding."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.template import engines

from audit.register import events
from config.management.commands.generate_docs import PAGES, is_current, workflows
from tests.tools import balance

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
APPS = ("config", "approvals", "incidents", "policy", "school", "notices", "files", "audit")
TOP_LEVEL = {
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"),
    *("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock", "manage.py", ".gitignore", ".ci"),
    *APPS,
    *("templates", "static", "tests", "docs"),
}
LOCKS = ("requirements.lock", "requirements-dev.lock")
CUSTOMERS_PACKAGES = {
    "Django": r"^(from|import) django\b",
    "django-environ": r"^(from|import) environ\b",
    "psycopg2-binary": r"^(from|import) psycopg2\b",
    "pytest-django": r"pytest\.mark\.django_db|^from pytest_django\b",
    "factory-boy": r"^(from|import) factory\b",
}
NAMED_BY_DJANGO_AND_ALLAUTH = {"403_csrf.html", "429.html"}
# Put together here, so that this file does not hold what it forbids.
NOWHERE = re.compile(
    "|".join(
        [
            *(r"\b" + host + r"\.(org|com|io)\b" for host in ("py" + "pi", "python" + "hosted", "npm" + "js")),
            *(rf"(?<![\w./~<-])/{folder}/\w" for folder in ("wo" + "rk", "t" + "mp", "ro" + "ot", "ho" + "me")),
            *("--find-" + "links", "extra-" + "index-url"),
        ]
    )
)


def tracked() -> list[str]:
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def texts(*endings: str, under: str = "") -> dict[str, str]:
    """Tracked text files by name; what cannot be read as text is a picture or a font."""
    found = {}
    for name in tracked():
        if name.startswith(under) and name.endswith(endings or ("",)):
            try:
                found[name] = (ROOT / name).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
    return found


def offenders(pattern: str | re.Pattern, files: dict[str, str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in files.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(pattern, line)
    ]


def test_nothing_new_stands_at_the_top():
    assert {name.split("/")[0] for name in tracked()} == TOP_LEVEL


def test_the_order_of_the_tests_names_modules_that_exist_and_all_of_the_demo():
    asks_for_it = re.compile(r"def (test_\w+\([^)]*\bdemo|\w+\([^)]*\bdemo_world)\b")
    modules = {name: text for name, text in texts(".py", under="tests/").items() if "/test_" in name}
    users = {name for name, text in modules.items() if asks_for_it.search(text)}
    named = {*balance.HEAVIEST, *balance.APART} - {balance.DEMO}

    assert [name for name in named if not (ROOT / name).is_file()] == []
    assert users == set(balance.OF_THE_DEMO)


def test_decisions_are_numbered_as_they_are_named():
    numbers = []
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        named = re.fullmatch(r"(\d{4})-[a-z0-9-]+\.md", path.name)
        assert named, f"{path.name} is not named NNNN-some-words.md"
        assert path.read_text().startswith(f"# {named[1]} "), f"{path.name} does not begin with its number"
        numbers.append(named[1])

    assert numbers
    assert len(numbers) == len(set(numbers)), "two decisions share a number"


def test_links_between_documents_lead_somewhere():
    dead = [
        f"{name}: {target}"
        for name, text in texts(".md").items()
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
        if not (ROOT / name).parent.joinpath(target).exists()
    ]

    assert dead == []


def test_no_host_of_a_registry_and_no_path_of_one_machine_stands_anywhere():
    assert offenders(NOWHERE, texts()) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_and_hashes_everything_and_names_no_host(lock):
    text = (ROOT / lock).read_text()
    entries = re.findall(
        r"^\S.*?(?=^\S|\Z)", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE), re.MULTILINE | re.DOTALL
    )

    assert "://" not in text
    assert offenders(r"^--", {lock: text}) == []
    assert entries
    assert [entry for entry in entries if not re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", entry)] == []
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_tests_lock_holds_what_runs_at_the_same_versions():
    pinned = [dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS]

    assert pinned[0].items() <= pinned[1].items()


def test_the_locks_alone_say_what_is_installed():
    """Resolving beside the lock once broke every fresh set-up on the day a part released a new version."""
    pip = re.search(r"^PIP := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    whole = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)

    assert pip
    assert {"--require-hashes", "--no-deps"} <= set(pip[1].split())
    assert whole.returncode == 0, whole.stdout


@pytest.mark.parametrize(("package", "use"), CUSTOMERS_PACKAGES.items())
def test_each_package_that_the_customer_asked_for_is_named_and_used(package, use):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    named = {re.split(r"[<>=\[]", requirement)[0].lower() for requirement in wanted}

    assert package.lower() in named
    assert offenders(use, texts(".py"))


def test_no_page_lets_unescaped_text_or_forged_requests_through():
    forbidden = r"csrf_exempt|mark_safe|SafeString|\|\s*safe\b|autoescape off|\bhtml_safe\b"
    files = {
        name: text for app in (*APPS, "templates") for name, text in texts(".py", ".html", under=f"{app}/").items()
    }

    assert offenders(forbidden, files) == []


def test_no_page_holds_a_script_or_a_style_of_its_own():
    inline = r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\bsrc=)"

    assert offenders(inline, texts(".html", under="templates/")) == []


def test_every_template_is_used():
    names = [name.removeprefix("templates/") for name in texts(".html", ".txt", under="templates/")]
    sources = "\n".join([*texts(".py").values(), *texts(".html", ".txt", under="templates/").values()])
    others = [Path(folder) for folder in engines["django"].template_dirs if Path(folder) != ROOT / "templates"]
    others += [Path(apps.get_app_config("forms").path) / "templates"]
    unused = [
        name
        for name in names
        if name not in NAMED_BY_DJANGO_AND_ALLAUTH
        and not re.search(rf"[\"']{re.escape(name)}[\"']", sources)
        and not any((folder / name).is_file() for folder in others)
    ]

    assert unused == []


def test_every_event_that_is_recorded_has_a_sentence_and_the_other_way_round():
    code = {name: text for app in APPS for name, text in texts(".py", under=f"{app}/").items()}
    recorded = {event for text in code.values() for event in re.findall(r"\brecord\(\s*\"([a-z_.]+)\"", text)}
    sources = "\n".join(code.values())
    registered = set(events())

    assert recorded <= registered, f"no sentence: {sorted(recorded - registered)}"
    unused = [event for event in registered if len(re.findall(rf"\"{re.escape(event)}\"", sources)) < 2]
    assert unused == [], "registered and never recorded"


def test_every_state_says_whose_turn_it_is_and_where_it_leads():
    for app, name, status, moves, turn in workflows():
        assert set(moves) == set(status.values), f"{app}, {name}: states without a row of moves"
        assert all(turn.get(state) for state in status.values), f"{app}, {name}: states without a turn"
        assert set().union(*moves.values()) <= set(status.values), f"{app}, {name}: moves to no state"


def test_generated_pages_are_current():
    assert [page for page, render in PAGES.items() if not is_current(page, render())] == []


def test_every_command_can_fail():
    swallowed = r"\|\|\s*(true|echo|:|exit 0)|^\t-|set \+e|;\s*true\b|continue-on-error"
    files = {name: (ROOT / name).read_text() for name in ("Makefile", ".ci/run")}

    assert offenders(swallowed, files) == []
    assert "set -euo pipefail" in files[".ci/run"]
    assert ".ONESHELL" not in files["Makefile"]
