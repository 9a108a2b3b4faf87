"""Whatever statement fails, an action leaves its change, its notices and its entry, or none of them.

The demo school is built by every action that people use. Here each action, at its first calls there, is first run
with a failure at its first statement, then at its second, and so on to its last, and the database compared each time
with what it was before; only then does it run for real.
"""

import functools
import importlib
import inspect
import pkgutil
import re
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from approvals import actions as approvals
from approvals.blanks import Blank
from approvals.models import (
    OfficialUser,
    PassedPicture,
    PersonInPicture,
    PlacedPicture,
    PostRequest,
    Publication,
    TakedownTask,
)
from approvals.policies import policy_to_acknowledge
from files.accepting import accepted
from files.states import Scan
from incidents import actions as incidents
from incidents.actions import dealing, reminding
from incidents.demo.records import what_was_done
from incidents.models import DisclosureClaim, EmergencyReader, IncidentStep, RestrictionSupervisor
from incidents.reading import clauses_of_case
from policy.actions import confirming, importing, versions
from policy.models import ClauseVersion
from policy.reading.assemble import read
from policy.register import shipped_clauses
from school.actions import drafts, pupil_left
from school.models import Person, Pupil, School
from tests.demo_school import APPS, build_world
from tests.factories.approvals import AccountFactory, Desk, OfficialUserFactory, PostFactory
from tests.factories.evidence import upload
from tests.factories.incidents import ReportFactory
from tests.factories.school import OfficeHolderFactory, ParentFactory, PupilFactory, StaffFactory

# What a statement may change: one table, as it says, or nothing; of any other statement the worst is believed.
WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(?P<table>\w+)"')
CHANGES_NOTHING = re.compile(r"(?:\(*SELECT|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT|SET CONSTRAINTS)\b")
State = dict[str, Counter[tuple[Any, ...]]]
OURS = ("audit", "files", "notices", "school", "policy", "incidents", "approvals", "django_tasks_database")


class Fault(DatabaseError):
    """The statement that was chosen to fail, as the database would say it: also when a savepoint is released."""


@dataclass
class Seen:
    """What ran: how many statements, and the tables that they may have changed."""

    statements: int = 0
    touched: set[str] = field(default_factory=set)

    def note(self, sql: str) -> None:
        self.statements += 1
        if written := WRITES.match(sql):
            self.touched.add(written["table"])
        elif not CHANGES_NOTHING.match(sql):
            self.touched |= set(tables())


@contextmanager
def failing_at(number: int) -> Iterator[Seen]:
    """Let the statement with this number fail; notes the ones that ran."""
    seen = Seen()

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.note(sql)
        if seen.statements == number:
            raise Fault(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield seen


@functools.cache
def tables() -> list[str]:
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS]
    return sorted({model._meta.db_table for model in models})


def state_of_database(only: set[str] | None = None) -> State:
    """Every row of every table of ours, or of those named, and how often it is there: to be compared, not to be read."""
    found: State = {}
    with connection.cursor() as cursor:
        for table in tables():
            if only is not None and table not in only:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = Counter(map(comparable, cursor.fetchall()))
    return found


def comparable(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """PostgreSQL hands out bytes as a view of them, which is equal to no other."""
    return tuple([bytes(v) if isinstance(v, memoryview) else v for v in row])


def actions_of(app: str) -> dict[str, Callable[..., Any]]:
    """Every public action of an app: what its `actions` module or package offers, taking `now`."""
    package = importlib.import_module(f"{app}.actions")
    modules = [package]
    if hasattr(package, "__path__"):
        modules += [importlib.import_module(m.name) for m in pkgutil.iter_modules(package.__path__, f"{app}.actions.")]
    found = {}
    for module in modules:
        for name, function in vars(module).items():
            ours = inspect.isfunction(function) and function.__module__.startswith(f"{app}.actions")
            if ours and not name.startswith("_") and "now" in inspect.signature(function).parameters:
                found[f"{app}.{function.__name__}"] = function
    return found


class Trials:
    """Wraps each action so that its first call is tried with a failure at every statement."""

    def __init__(self) -> None:
        self.statements: dict[str, int] = {}
        self.within: set[str] = set()  # parts of an action that is tried: its statements are among those that fail
        self.depth = 0  # a part cannot be tried by itself: its failure belongs to the action around it
        self.broken: list[str] = []
        self.is_inside = False

    def wrap(self, name: str, action: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(action)
        def tried(*args: Any, **kwargs: Any) -> Any:
            if self.is_inside:
                self.within.add(name)
            elif not self.depth and name not in self.statements and name not in self.within:
                self.is_inside = True
                try:
                    self.statements[name] = self.try_all(name, lambda: action(*args, **kwargs))
                finally:
                    self.is_inside = False
            self.depth += 1
            try:
                return action(*args, **kwargs)
            finally:
                self.depth -= 1

        return tried

    def try_all(self, name: str, call: Callable[[], Any]) -> int:
        before: State = {}  # of each table that some trial touched; read when that trial was taken back
        number = 0
        while True:
            number += 1
            after: State = {}
            mark = transaction.savepoint()
            try:
                with failing_at(number) as seen:
                    call()
            except Fault:
                after = state_of_database(only=seen.touched)
            finally:
                transaction.savepoint_rollback(mark)
            before |= state_of_database(only=after.keys() - before.keys())
            changed = [table for table, rows in after.items() if rows != before[table]]
            self.broken += [f"{name}, statement {number}: {table} changed" for table in changed]
            if seen.statements < number:
                return number - 1


@pytest.fixture
def trials(monkeypatch: pytest.MonkeyPatch) -> Trials:
    found = Trials()
    for app in APPS:
        importlib.import_module(f"{app}.demo")
    wrapped = {id(f): found.wrap(name, f) for app in APPS for name, f in actions_of(app).items()}
    for module_name, module in list(sys.modules.items()):
        if module is not None and module_name.split(".")[0] in APPS:
            for attribute, value in list(vars(module).items()):
                if id(value) in wrapped:
                    monkeypatch.setattr(module, attribute, wrapped[id(value)])
    return found


# Actions that are not tried by themselves, each with the reason or the test that tries it.
TRIED_ELSEWHERE: dict[str, str] = {
    "school.choose_password": "tests/school/test_accounts.py",
    "approvals.end_what_is_over": "tests/approvals/test_terms.py; each person's entries are tried by themselves",
    "incidents.find_stand_ins": "tests/incidents/test_leader_leaves.py; what it does to a case is part of every lock",
    "incidents.recompute_shut_outs": "part of every appointment and family link, and tried with them",
}


def what_the_demo_leaves_out(world: Any) -> None:
    """The actions that the demo has no reason to take."""
    principal, teacher, dt = (world.people[role] for role in ("principal", "teacher", "designated.teacher"))
    of_a_case(world.now, principal, teacher, dt)
    of_an_ordinary_case(world.now, principal, teacher, dt)
    of_leading(world, principal)
    of_a_new_policy(world.now, principal)
    of_a_draft(world.now, teacher)
    of_a_claim_and_a_supervisor(world.now, principal)
    of_the_services(world.now, principal)
    of_pictures(world.now, principal, world.people["official.user"])
    of_passed_pictures(world.now, world.people["official.user"])
    of_posts_that_are_over(world)


def of_pictures(now: Any, principal: Person, author: Person) -> None:
    """Pictures of a draft are put in another order and left out; a post stays up though a child in it left."""
    draft = PostRequest.objects.get(author=author, status="draft", current_version__pictures__order=2)
    first = PlacedPicture.objects.get(place__version=draft.current_version_id, place__order=1)
    who = {"by": author.pk, "now": now}
    approvals.move_picture(pk=draft.pk, placed=first.pk, step=1, **who)
    approvals.remove_picture(pk=draft.pk, placed=first.pk, **who)
    known = TakedownTask.objects.open().values("pupil_id")
    live = PersonInPicture.objects.filter(placed__place__version__targets__status="published")
    shown = live.filter(pupil__isnull=False).exclude(pupil_id__in=known)[0]
    pupil_left(pupil_id=shown.pupil_id, left_on=now.date(), by=principal, now=now)
    task = TakedownTask.objects.open().filter(pupil_id=shown.pupil_id)[0]
    approvals.keep_up(pk=task.pk, by=principal.pk, now=now)


def of_passed_pictures(now: Any, author: Person) -> None:
    """A screenshot of a live post is kept; a picture that was passed on goes after its time."""
    live = Publication.objects.filter(target__status="published").first()
    with accepted(upload(), limit_bytes=1_000_000) as clean:
        approvals.keep_screenshot(pk=live.pk, once=uuid.uuid4(), clean=clean, by=author.pk, now=now)
    approvals.discard_passed_picture(pk=PassedPicture.objects.filter(gone_at=None)[0].pk, now=now)


def of_posts_that_are_over(world: Any) -> None:
    now, account, writer = world.now, AccountFactory(), world.people["principal"]
    desk = Desk(account, OfficialUserFactory(account).person, writer, writer)
    who = {"by": desk.author.pk, "now": now}
    approvals.copy_post(pk=PostFactory(desk, "rejected", now=now).pk, once=uuid.uuid4(), **who)
    approvals.ask_again(pk=PostFactory(desk, "expired", now=now).pk, **who)
    approvals.settle_rest(pk=PostFactory(desk, "partly_published", now=now).pk, **who)
    of_the_other_lanes(world, desk)


def of_the_other_lanes(world: Any, desk: Desk) -> None:
    now, first, second = world.now, world.people["principal"], world.people["vice.principal"]
    where = OfficialUser.objects.in_force(now.date()).get(person=first).accounts.get()
    School.objects.update(self_authorised_lane=True)
    own = PostFactory(Desk(where, first, second, second), now=now)
    word = {"why": "absent", "reason": "The other one is on a plane.", "shows_no_pupil": True}
    made = approvals.authorise_own(pk=own.pk, by=first.pk, now=now, **word)
    found = {"outcome": "take_down", "note": "The date is wrong in it."}
    approvals.review_own(pk=made.pk, by=second.pk, now=now, **found)
    last = now.date() + timedelta(days=100)
    words = {"name": "Closure", "text": "Closed on {day}.", "blanks": [Blank("day", "date")], "expires_on": last}
    template = approvals.write_template(once=uuid.uuid4(), by=desk.author.pk, now=now, **words)
    approvals.decide_template(pk=template.pk, is_approved=True, by=first.pk, now=now)
    filled = {"values": {"day": "2026-11-24"}, "account_ids": [desk.account.pk]}
    approvals.use_template(pk=template.pk, once=uuid.uuid4(), by=desk.author.pk, now=now, **filled)
    approvals.end_template(pk=template.pk, by=first.pk, now=now)
    of_the_registers(world, desk)


def of_the_registers(world: Any, desk: Desk) -> None:
    """An entry is changed, renewed and acknowledged again; somebody acts; and the clock ends and warns."""
    now, first = world.now, world.people["principal"]
    who = {"by": first.pk, "now": now}
    entry = OfficialUser.objects.get(person=desk.author)
    scope = {"account_ids": [desk.account.pk], "may_text": True, "may_pictures": False}
    until = now.date() + timedelta(days=20)
    less = approvals.change_official_user(pk=entry.pk, once=uuid.uuid4(), **scope, ends_on=until, **who)
    approvals.renew_official_user(pk=less.pk, **who)
    OfficialUser.objects.filter(pk=less.pk).update(acknowledged_at=now - timedelta(days=400))
    version = policy_to_acknowledge(now.date())
    approvals.acknowledge_again(pk=less.pk, version_id=version.pk, by=desk.author.pk, now=now)
    helper, days = OfficeHolderFactory("slt"), {"starts_on": now.date(), "ends_on": until}
    chair = world.people["chair"].pk
    acting = {"person_id": helper.pk, "office": "vice_principal", "why": "A conference.", **days}
    approvals.appoint_stand_in(once=uuid.uuid4(), by=chair, now=now, **acting)
    second = StaffFactory()
    holders = {"holder_id": helper.pk, "second_holder_id": second.pk, "recovery_contact": "office@school.example"}
    approvals.change_account(pk=desk.account.pk, **holders, **who)
    approvals.warn_of_lapses(now)
    over = OfficialUser.objects.open().filter(ends_on__lt=(now + timedelta(days=21)).date())
    approvals.expire_entries(person_id=over.values_list("person_id", flat=True)[0], now=now + timedelta(days=21))


def of_the_services(now: Any, principal: Person) -> None:
    who = {"by": principal.pk, "now": now}
    service = incidents.add_service(name="Chatter", kind="messages", minimum_age=13, once=uuid.uuid4(), **who)
    incidents.end_service(pk=service.pk, **who)


def of_a_case(now: Any, principal: Person, teacher: Person, dt: Person) -> None:
    pupil = Pupil.objects.at_school(now.date()).exclude(family_links__adult__in=[principal, teacher, dt])[0].person
    report = ReportFactory(by=teacher, concerned=[pupil], now=now)
    case = {"pk": report.incidents.get().pk, "now": now}
    entry = incidents.add_entry(**case, text="A word with the class.", once=uuid.uuid4(), by=principal.pk)
    incidents.correct_entry(**case, entry=entry.pk, text="A word with P6.", once=uuid.uuid4(), by=principal.pk)
    what_shows_it(case, principal)
    sent = {"noted": incidents.Noted("A screenshot.", "I do"), "uploads": [upload()], "once": uuid.uuid4()}
    incidents.send_with_report(pk=report.pk, **sent, by=teacher.pk, now=now)
    helper = OfficeHolderFactory("slt")
    access = incidents.name_assignee(**case, person=helper.pk, by=principal.pk)
    incidents.end_access(**case, access=access.pk, by=principal.pk)
    step = IncidentStep.objects.filter(incident_id=case["pk"]).first()
    incidents.excuse_step(**case, step=step.pk, reason="Looked at on the telephone.", by=dt.pk)
    incidents.reopen_step(**case, step=step.pk, by=dt.pk)
    incidents.read_list(3, by=principal.pk, now=now, searched=False)


def of_an_ordinary_case(now: Any, principal: Person, teacher: Person, dt: Person) -> None:
    """A word passed on and taken back, a record corrected, and another case dealt with on one page."""
    pupil = Pupil.objects.at_school(now.date()).exclude(family_links__adult__in=[principal, teacher, dt])[1].person
    case = ReportFactory(by=teacher, concerned=[pupil], now=now).incidents.get()
    look = case.steps.get()
    word = {"at": now, "answer": "nothing", "said_by": dt.pk, "once": uuid.uuid4()}
    incidents.pass_on_word(pk=case.pk, step=look.pk, by=principal.pk, now=now, **word)
    incidents.take_back_word(pk=case.pk, step=look.pk, by=dt.pk, now=now)
    incidents.do_step(pk=case.pk, step=look.pk, by=dt.pk, now=now)
    (clause,) = (one for one in clauses_of_case(case) if one.clause.register_code == "7.0a")
    incidents.confirm(pk=case.pk, clauses=[clause.pk], by=principal.pk, now=now)
    step = case.steps.get(step="DECIDE_FURTHER_ACTION")
    who = {"pk": case.pk, "step": step.pk, "at": now, "by": principal.pk, "now": now}
    first = incidents.keep_record(**who, decided="none", once=uuid.uuid4())
    incidents.correct_record(**who, first=first.pk, decided="talk", once=uuid.uuid4())

    other = ReportFactory(by=teacher, concerned=[pupil], now=now).incidents.get()
    plan = dealing.plan_of(other, [clause], now=now)
    assert plan
    incidents.deal_with(
        pk=other.pk, clauses=[clause.pk], finding="found", reason="Seen.", outcome="A talk.", calls_for_review=False,
        at=now, once=uuid.uuid4(), word=dealing.Word(dt.pk, now), by=principal.pk, now=now,
        records={(one.step_id, one.subject_id): what_was_done(one, now) for one in plan.steps},
    )  # fmt: skip


def of_a_claim_and_a_supervisor(now: Any, principal: Person) -> None:
    """The demo writes down a claim and names supervisors; here the one is answered, and one of the others taken off."""
    claim = DisclosureClaim.objects.unanswered().get()
    lead = Person.objects.get(pk=claim.by_id)
    incidents.answer_claim(
        pk=claim.incident_id, claim=claim.pk, outcome="goes_on", advice_from="The authority", advised_on=now.date(),
        reason="It named no wrong.", once=uuid.uuid4(), by=lead.pk, now=now,
    )  # fmt: skip
    row = RestrictionSupervisor.objects.live().select_related("restriction")[0]
    incidents.read_restrictions([row.restriction_id], by=row.person_id, now=now)
    pk, restriction = row.restriction.incident_id, row.restriction_id
    incidents.end_supervisor(pk=pk, restriction=restriction, supervisor=row.pk, by=principal.pk, now=now)


def of_leading(world: Any, principal: Person) -> None:
    """Cases that change hands, are joined, get an author, are opened in an emergency, or lose their leader."""
    now, reporter = world.now, OfficeHolderFactory("governor")
    vice, chair = world.people["vice.principal"], world.people["chair"]
    by = {"by": principal.pk, "now": now}
    ones = [ReportFactory(concerns="outsider", by=reporter, now=now).incidents.get() for _ in range(3)]
    incidents.hand_over(pk=ones[0].pk, to=vice.pk, **by)
    incidents.link_cases(pk=ones[1].pk, reference=ones[2].reference, **by)
    incidents.undo_link(pk=ones[1].pk, other=ones[2].pk, reason="The wrong one.", **by)
    incidents.confirm(pk=ones[1].pk, clauses=[], kinds=["third_party"], **by)
    incidents.name_author(pk=ones[1].pk, concerns="parent", person=ParentFactory(PupilFactory()).pk, **by)
    reader = EmergencyReader.objects.effective().get()
    given = {"once": uuid.uuid4(), "reference": ones[2].reference, "reason": "Nobody else can be reached."}
    incidents.open_in_emergency(**given, by=reader.person_id, now=now)
    incidents.end_emergency_reader(pk=reader.pk, by=chair.pk, now=now)
    incidents.declare_conflict(pk=ones[2].pk, relation="close_friend", **by)
    incidents.read_chronology([ones[1].pk], **by)
    reminding.remind(now)


def what_shows_it(case: dict[str, Any], principal: Person) -> None:
    who = {**case, "by": principal.pk}
    noted = incidents.Noted("A message.", "Her mother")
    note = incidents.note_evidence(**who, noted=noted, once=uuid.uuid4())
    (file,) = incidents.send_files(**who, evidence=note.pk, uploads=[upload()])
    newer = incidents.correct_evidence(**who, evidence=note.pk, noted=noted, once=uuid.uuid4())
    incidents.strike_evidence(**who, evidence=newer.pk, reason="Of another case.")
    incidents.read_file(file, principal.pk, case["now"])
    file.move_to(Scan.SCANNED, now=case["now"])
    file.save()
    incidents.settle_file(file, Scan.HELD, case["now"])


def of_a_new_policy(now: Any, principal: Person) -> None:
    content = b"Visitors\n\nGates\n\n- Visitors must sign in.\n- Visitors should wear a badge.\n- Gates stay shut.\n"
    who = {"by": principal, "now": now}
    draft = importing.import_document(
        document=read(content), content=content, source_name="gates.txt", title="Gates", once=uuid.uuid4(), **who
    )
    first, second, *_ = draft.clause_versions.order_by("position")
    step = confirming.add_step(text="Ask at the gate", force="obligatory", **who)
    words = confirming.Confirmed(first.wording, "all", "must", breach="GATE", steps=[(step, "obligatory")])
    confirming.confirm_clause(clause_version_id=first.pk, confirmed=words, **who)
    confirming.join_clause(clause_version_id=second.pk, register_code=shipped_clauses()[0]["code"], **who)
    unsure = list(draft.clause_versions.values_list("pk", flat=True))
    ClauseVersion.objects.filter(pk__in=unsure).update(is_unsure=True)
    confirming.accept_clauses(version_id=draft.pk, ids=unsure, **who)
    versions.bring_into_force(version_id=draft.pk, effective_from=now.date(), **who)


def of_a_draft(now: Any, teacher: Person) -> None:
    first = drafts.Typed(page=uuid.uuid4(), address="/somewhere/", title="a report", fields={"words": ["Two pupils"]})
    drafts.keep_draft(first, by=teacher.pk, now=now)
    drafts.settle_draft(replace(first, page=uuid.uuid4(), grew_from=first.page), by=teacher.pk, now=now)
    drafts.forget_drafts(now=now + timedelta(days=15))


@pytest.mark.django_db
def test_a_failure_at_any_statement_leaves_nothing_behind(trials: Trials) -> None:
    what_the_demo_leaves_out(build_world())

    assert trials.broken == []
    known = {name for app in APPS for name in actions_of(app)}
    untried = known - trials.statements.keys() - trials.within - TRIED_ELSEWHERE.keys()
    assert not untried, f"Nobody takes these actions here: {sorted(untried)}"
    assert sum(trials.statements.values()) > 10 * len(trials.statements)
