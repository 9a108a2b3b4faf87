"""Anybody tries anything about posts in any order, offices change hands, and what must hold holds: Hypothesis plays.

What is expected stands in rules_of_posts.py, a second writing of the rules that knows nothing of the portal's code. A new
action of a post needs one line in FACTS (posts_facts.py); what it does to hands or leave is told to the rules in
`after_<name>`, if it does anything. An action that has no line, and is not named in NOT_TRIED with a reason, fails
test_posts.py.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from approvals import actions
from approvals.actions import About
from approvals.blanks import Blank
from approvals.models import (
    Authorisation,
    Decision,
    Freeze,
    OfficialUser,
    PlacedPicture,
    PostRequest,
    PostTarget,
    StandingTemplate,
)
from approvals.preparing import prepare_what_waits
from approvals.wording import current
from files.cleaning.shaping import WHOLE
from school import actions as keeping
from school.actions import Said
from school.days import LONDON, local_date
from tests.factories.school import ALL_QUESTIONS
from tests.files.made import jpeg
from tests.proofs import rules_of_posts as rules
from tests.proofs.posts_facts import FACTS, USUAL, VERBS, WHOSE, once_of, some_words
from tests.proofs.posts_promises import PEOPLE, Promises, all_that_goes_out
from tests.proofs.trying import ANY

PICTURE = jpeg()


@dataclass(frozen=True)
class Act:
    """What was done: the post, who did it, with what, and what came back."""

    row: PostRequest
    by: UUID
    facts: dict[str, Any]
    answer: Any


class Posts(Promises):
    """One example: a school, its official voice, and a few dozen things that people try."""

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            for one in Path(settings.PRIVATE_FILES_ROOT).glob("*"):  # what an example that never was has left behind
                shutil.rmtree(one) if one.is_dir() else one.unlink()

    # Posts ------------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.posts) < 7)
    @rule(by=PEOPLE, seed=ANY, is_pictured=st.booleans())
    def write(self, by: int, seed: int, is_pictured: bool) -> None:
        chance = Random(f"{seed} {self.tried}")
        official = sorted(self.school.official)
        author = chance.choice(official) if official and chance.random() < 0.9 else self.somebody(by).pk
        facts = {"once": once_of(chance), "words": some_words(self, chance), "by": author}
        row = self.try_to("draft_post", lambda: actions.draft_post(now=self.now, **facts))
        if row is None:
            return
        self.posts[row.pk] = rules.Post(author=author, hands={1: {author}})
        if is_pictured:
            self.picture(row.pk, author, chance)
        self.holds()

    def picture(self, pk: UUID, by: UUID, chance: Random) -> None:
        """A picture is sent, made ready by the worker, and described with who is in it."""
        upload, once = SimpleUploadedFile("IMG_1.jpg", PICTURE), once_of(chance)
        sent = self.try_to("add_pictures", lambda: actions.add_pictures(
            pk=pk, once=once, uploads=[upload], by=by, now=self.now))  # fmt: skip
        if sent is None:
            return
        self.posts[pk].hands[self.posts[pk].n].add(by)
        self.try_to("prepare", lambda: prepare_what_waits(self.now))
        placed = PlacedPicture.objects.get(place__version__request=pk, picture=sent[0])
        pupils = chance.sample([one.pk for one in self.world.pupils[:2]], chance.choice([1, 1, 2]))
        about = About("Children in the hall.", False, WHOLE, pupil_ids=frozenset(pupils), is_declared=True)
        described = self.try_to("describe_picture", lambda: actions.describe_picture(
            pk=pk, placed=placed.pk, about=about, by=by, now=self.now))  # fmt: skip
        if described is not None:
            self.posts[pk].shows = set(pupils)

    @precondition(lambda self: self.posts)
    @rule(seed=ANY, most=st.integers(4, 14))
    def work_more(self, seed: int, most: int) -> None:
        self.work_on(seed, most)

    @precondition(lambda self: self.posts)
    @rule(seed=ANY, most=st.integers(4, 14))
    def work_most(self, seed: int, most: int) -> None:
        self.work_on(seed, most)

    @precondition(lambda self: self.posts)
    @rule(seed=ANY, most=st.integers(4, 14))
    def work(self, seed: int, most: int) -> None:
        self.work_on(seed, most)

    def work_on(self, seed: int, most: int) -> None:
        """Several things after another, so that posts get to their end."""
        for number in range(most):
            self.act(Random(f"{seed} {number} {self.tried}"))

    def act(self, chance: Random) -> None:
        rows = list(PostRequest.objects.select_related("current_version").order_by("created_at", "pk"))
        live = [row for row in rows if row.status in USUAL and row.status not in ("rejected", "withdrawn")]
        row = chance.choice(live if live and chance.random() < 0.85 else rows)
        verb = chance.choice(USUAL.get(row.status, VERBS) if chance.random() < 0.75 else VERBS)
        facts = FACTS[verb](self, row, chance)
        if facts is None:
            return
        by, post = self.actor(verb, row, chance), self.posts[row.pk]
        may = post.who_may_decide(self.school) if verb in ("decide", "release") else None
        went_out = verb != "record_publication" or self.could_go_out(row, facts["account_id"], by)
        answer = self.try_to(verb, lambda: getattr(actions, verb)(by=by, now=self.now, **facts))
        if answer is not None:
            assert may is None or by in may, f"{verb} by somebody with words in it, or without the office"
            assert went_out, f"published although something stood against it: {row.status}, {post}, {self.school}"
            self.learnt(Act(row, by, facts, answer), verb)
        self.holds()

    def could_go_out(self, row: PostRequest, account: UUID, by: UUID) -> bool:
        """As the rules have it: allowed, exactly so, ready on that account, and nothing against it. A repeat is no new one."""
        target = PostTarget.objects.get(request=row, account_id=account)
        if target.status == "published":
            return True
        lane, allowed = self.posts[row.pk].let_out.get(self.posts[row.pk].n, ("", None))
        is_so = bool(lane) and all_that_goes_out(current(row)) == allowed and target.status == "queued"
        return is_so and self.posts[row.pk].may_go_out(self.school, account, by, self.now + timedelta(minutes=1))

    def actor(self, verb: str, row: PostRequest, chance: Random) -> UUID:
        """Mostly somebody whose step it is, or nothing would ever get far."""
        right = {
            "deciders": sorted(self.school.who_decides()),
            "official": sorted(self.school.official),
        }.get(WHOSE.get(verb, ""), [row.author_id])
        anybody = [one.pk for one in self.world.people]
        return chance.choice(right if right and chance.random() < 0.75 else anybody)

    # What an act does to the rules ------------------------------------------------------------------

    def learnt(self, act: Act, verb: str) -> None:
        row = PostRequest.objects.select_related("current_version").get(pk=act.row.pk)
        post = self.posts[row.pk]
        n = current(row).n
        if verb == "restore_version":
            post.goes_to(n, act.by, based_on=act.facts["n"])
        elif n != post.n or verb == "remove_picture":
            post.goes_to(n, act.by, based_on=post.n)
        getattr(self, f"after_{verb}", lambda _: None)(act)

    def after_edit_post(self, act: Act) -> None:
        row, post = PostRequest.objects.get(pk=act.row.pk), self.posts[act.row.pk]
        if row.row_version != act.row.row_version:
            post.hands[post.n].add(act.by)

    def after_remove_picture(self, act: Act) -> None:
        self.posts[act.row.pk].shows = set()

    def after_restore_version(self, act: Act) -> None:
        post, version = self.posts[act.row.pk], current(PostRequest.objects.get(pk=act.row.pk))
        people = PlacedPicture.objects.filter(place__version=version).values_list("people__pupil_id", flat=True)
        post.shows = {one for one in people if one}

    def after_decide(self, act: Act) -> None:
        if act.facts["verdict"] != "approve":
            return
        decision = Decision.objects.get(version__request=act.row.pk, version__n=self.posts[act.row.pk].n)
        self.let_out(act.row.pk, "approved", (decision.opens, decision.closes))

    def after_authorise_own(self, act: Act) -> None:
        assert act.by in self.school.who_decides()
        assert act.by == act.row.author_id
        assert not self.posts[act.row.pk].shows
        version = current(act.row)
        self.let_out(act.row.pk, "self_authorised", (version.not_before, version.not_after))

    def after_copy_post(self, act: Act) -> None:
        earlier = self.posts[act.row.pk]
        hands = earlier.hands[earlier.n] | {earlier.author, act.by}
        made = self.posts.setdefault(act.answer.pk, rules.Post(author=act.by, hands={1: hands}))
        kept = PlacedPicture.objects.filter(place__version__request=act.answer.pk).exists()
        made.shows = set(earlier.shows) if kept else set()

    def let_out(self, pk: UUID, lane: str, window: tuple[datetime | None, datetime | None]) -> None:
        post, row = self.posts[pk], PostRequest.objects.get(pk=pk)
        post.let_out[post.n], post.window = (lane, all_that_goes_out(current(row))), window

    # Standing templates -----------------------------------------------------------------------------

    @rule(by=PEOPLE, seed=ANY)
    def template(self, by: int, seed: int) -> None:
        chance = Random(f"{seed} {self.tried}")
        likely = sorted(self.school.who_decides() if chance.random() < 0.8 else self.school.active)
        person = chance.choice(likely) if likely else self.somebody(by).pk
        row = StandingTemplate.objects.order_by("written_at", "pk").last()
        if row is None or row.status in ("refused", "ended"):
            made = self.try_to("write_template", lambda: actions.write_template(
                once=once_of(chance), name="Closure", text="We are closed on {day}.", blanks=[Blank("day", "date")],
                expires_on=local_date(self.now) + timedelta(days=90), by=person, now=self.now))  # fmt: skip
            if made is not None:
                self.school.writers[made.pk] = person
        elif row.status == "waiting":
            decided = self.try_to("decide_template", lambda: actions.decide_template(
                pk=row.pk, is_approved=chance.random() < 0.9, by=person, now=self.now))  # fmt: skip
            assert decided is None or person in self.school.who_decides() - {self.school.writers[row.pk]}
        elif chance.random() < 0.15:
            self.try_to("end_template", lambda: actions.end_template(pk=row.pk, by=person, now=self.now))
        else:
            self.use(row, chance.choice(sorted(self.school.official) or [person]), chance)
        self.holds()

    def use(self, template: StandingTemplate, by: UUID, chance: Random) -> None:
        facts = {"pk": template.pk, "once": once_of(chance), "values": {"day": "2026-12-01"}}
        made = self.try_to("use_template", lambda: actions.use_template(
            account_ids=[self.world.accounts[0].pk], by=by, now=self.now, **facts))  # fmt: skip
        if made is not None:
            assert Authorisation.objects.filter(version__request=made, lane="standing_template").exists()
            self.posts[made.pk] = rules.Post(author=by, hands={1: {by}})
            self.let_out(made.pk, "standing_template", (None, None))

    # What changes around posts ----------------------------------------------------------------------

    @rule(what=st.sampled_from(["freeze", "family", "family", "flag", "switch", "official", "official", "next_day"]),
          who=PEOPLE, seed=ANY)  # fmt: skip
    def change(self, what: str, who: int, seed: int) -> None:
        """Publishing is frozen or let go, a family's answer, a flag, an account or an official user changes, a day passes."""
        chance = Random(f"{seed} {self.tried}")
        deciders = sorted(self.school.who_decides())
        by = chance.choice(deciders) if deciders and chance.random() < 0.8 else self.somebody(who).pk
        is_trouble = getattr(self, f"is_calm_{what}", lambda: False)()
        if is_trouble and chance.random() < 0.5:
            return  # trouble comes slower than it goes, or nothing would ever get far
        getattr(self, f"change_{what}")(by, chance)
        self.holds()

    def is_calm_freeze(self) -> bool:
        return not self.school.frozen

    def is_calm_family(self) -> bool:
        return {one.pk for one in self.world.pupils[:2]} <= self.school.shown

    def is_calm_flag(self) -> bool:
        return not self.school.protected

    def is_calm_switch(self) -> bool:
        return not self.school.off

    def is_calm_official(self) -> bool:
        return self.school.official.keys() == self.world.official

    def change_freeze(self, by: UUID, chance: Random) -> None:
        account = chance.choice([None, self.world.accounts[0].pk])
        known = Freeze.objects.in_force().filter(account=account).first()
        if known is None:
            if self.try_to("freeze", lambda: actions.freeze(
                reason="A sad day.", by=by, now=self.now, account_id=account)) is not None:  # fmt: skip
                self.school.frozen.add(account)
        elif self.try_to("end_freeze", lambda: actions.end_freeze(pk=known.pk, by=by, now=self.now)) is not None:
            self.school.frozen.discard(account)

    def change_family(self, by: UUID, chance: Random) -> None:
        calm, pupils = self.is_calm_family(), self.world.pupils[:2]
        pupil = chance.choice([one for one in pupils if calm or one.pk not in self.school.shown])
        person = self.holder_of("principal")
        facts = {"pupil_id": pupil.pk, "once": once_of(chance), "by": person, "now": self.now}
        today = local_date(self.now)
        if pupil.pk in self.school.shown:
            if self.try_to("withdraw_consents", lambda: keeping.withdraw_consents(
                keys=ALL_QUESTIONS, starts_on=today, evidence="email", **facts)) is not None:  # fmt: skip
                self.school.shown.discard(pupil.pk)
        elif self.try_to("record_consents", lambda: keeping.record_consents(
            said=Said(dict.fromkeys(ALL_QUESTIONS, "unnamed"), today, "paper"), **facts)) is not None:  # fmt: skip
            self.school.shown.add(pupil.pk)

    def change_flag(self, by: UUID, chance: Random) -> None:
        pupil, person = chance.choice(self.world.pupils[:2]), self.holder_of("principal")
        if pupil.pk in self.school.protected:
            if self.try_to("lift_protection", lambda: keeping.lift_protection(
                pupil_id=pupil.pk, reason="It is over.", by=person, now=self.now)) is not None:  # fmt: skip
                self.school.protected.discard(pupil.pk)
        elif self.try_to("protect", lambda: keeping.protect(
            pupil_id=pupil.pk, reason="A court order.", once=once_of(chance), by=person, now=self.now)) is not None:  # fmt: skip
            self.school.protected.add(pupil.pk)

    def change_switch(self, by: UUID, chance: Random) -> None:
        account = self.world.accounts[1].pk
        is_off = account in self.school.off
        if self.try_to("set_account_enabled", lambda: actions.set_account_enabled(
            pk=account, is_enabled=is_off, by=by, now=self.now)) is not None:  # fmt: skip
            (self.school.off.discard if is_off else self.school.off.add)(account)

    def change_official(self, by: UUID, chance: Random) -> None:
        """Somebody's entry is suspended, resumed, ended, or made anew and acknowledged."""
        without = self.world.official - self.school.official.keys()
        person = chance.choice(sorted(without if without and chance.random() < 0.7 else self.world.official))
        entry = OfficialUser.objects.open().filter(person_id=person).first()
        facts = {"by": by, "now": self.now}
        accounts = [one.pk for one in self.world.accounts]
        if entry is None:
            today = local_date(self.now)
            self.try_to("name_official_user", lambda: actions.name_official_user(
                once=once_of(chance), person_id=person, account_ids=accounts, may_pictures=True,
                starts_on=today, ends_on=today + timedelta(days=300), **facts))  # fmt: skip
        elif entry.status == "nominated":
            if self.try_to("acknowledge_official_user", lambda: actions.acknowledge_official_user(
                pk=entry.pk, version_id=self.world.policy.pk, by=person, now=self.now)) is not None:  # fmt: skip
                self.school.official[person] = set(accounts)
        elif entry.status == "suspended":
            if (
                self.try_to("resume_official_user", lambda: actions.resume_official_user(pk=entry.pk, **facts))
                is not None
            ):
                self.school.official[person] = set(accounts)
        else:
            verb, why = chance.choice([("suspend", "A talk first."), ("suspend", "A talk first."), ("end", "revoked")])
            act = getattr(actions, f"{verb}_official_user")
            if self.try_to(act.__name__, lambda: act(pk=entry.pk, reason=why, **facts)) is not None:
                self.school.official.pop(person, None)

    def change_next_day(self, by: UUID, chance: Random) -> None:
        """A day passes, or two weeks, and whatever was not decided or published in time lapses."""
        days = chance.choice([1, 1, 1, 15])
        self.pass_time(datetime.combine(local_date(self.now) + timedelta(days=days), time(9), tzinfo=LONDON))
        self.try_to("expire_lapsed", lambda: actions.expire_lapsed(self.now))

    @rule(what=st.sampled_from(["office", "office", "account"]), who=PEOPLE, seed=ANY)
    def change_people(self, what: str, who: int, seed: int) -> None:
        """One of the two offices goes to somebody else, or somebody can sign in no more, or again."""
        chance = Random(f"{seed} {self.tried}")
        if what == "office":
            self.hand_over(chance.choice(["principal", "vice_principal"]), who, keeps=chance.random() < 0.5)
        else:
            ended = [n for n, one in enumerate(self.world.people) if one.pk not in self.school.active]
            self.end_account(chance.choice(ended) if ended else who, chance.choice(["principal", "chair"]))
        self.holds(self.world.people)
        if chance.random() < 0.1:
            self.pages_say_so(chance)

    @precondition(lambda self: self.posts)
    @rule(seed=ANY)
    def tamper(self, seed: int) -> None:
        """What was asked for is changed past every form and action: the database refuses."""
        chance = Random(f"{seed} {self.tried}")
        frozen = PostRequest.objects.exclude(current_version__requested_at=None).order_by("created_at", "pk")
        row = frozen.select_related("current_version").last()
        if row is None:
            return
        version = current(row)
        sql = chance.choice([
            "UPDATE approvals_postversion SET text = 'Other words.' WHERE id = %s",
            "UPDATE approvals_versionaccount SET body = 'Other words.' WHERE version_id = %s",
            "DELETE FROM approvals_versionaccount WHERE version_id = %s",
            "UPDATE approvals_postversion SET not_after = NULL, digest = 'x' WHERE id = %s",
        ])  # fmt: skip
        refused = False
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, [version._meta.pk.get_db_prep_value(version.pk, connection)])
        except IntegrityError:
            refused = True
        assert refused, "the words of a version that was asked for were changed"
        self.holds()
