"""What families answered about photographs, and what staff declared: most of it, as in any school, not all of it."""

from datetime import date, datetime, timedelta
from random import Random
from uuid import uuid4

from school import actions
from school.days import local_date
from school.demo.scenes import Scene
from school.models import ConsentMedium, ConsentPurpose, Pupil

# The forms of these classes are in; those of the younger ones are still coming.
ANSWERED = ("p4", "p5", "p6", "p7")
FAMILIES = (*["named"] * 5, *["unnamed"] * 3, "no")


class Answers(Scene):
    """Class by class from the office's file, some children missing; two families withdraw, one child is protected."""

    def run(self) -> None:
        self.keeper = self.people["principal"]
        media, purposes = ConsentMedium.objects.all(), ConsentPurpose.objects.all()
        self.questions = [(medium.pk, purpose.pk) for medium in media for purpose in purposes]
        self.chance = Random(2026)  # noqa: S311 - the same answers every time
        first, second = self.world["pupils"]["p6"][2:4]
        at = self.on(date(self.year, 9, 9))
        for pupil in (first, second):
            said = self.said(pupil, "named", local_date(at))
            actions.record_consents(pupil_id=pupil.pk, said=said, once=uuid4(), by=self.keeper, now=at)
        self.from_files(self.on(date(self.year, 9, 10)), {first.pk, second.pk})
        self.withdrawn(first, self.questions, self.world.at(20))
        self.withdrawn(second, [one for one in self.questions if one[0] == "social_media"], self.world.at(9))
        self.protected(self.world["pupils"]["p5"][4], self.world["pupils"]["p7"][3], self.world.at(16))

    def said(self, pupil: Pupil, verdict: str, day: date) -> actions.Said:
        """Of a family that lets its child be seen, one in four keeps social media out of it."""
        verdicts = dict.fromkeys(self.questions, verdict)
        if self.chance.random() < 0.25:
            verdicts |= {key: "no" for key in self.questions if key[0] == "social_media"}
        adult = self.world["parents"][pupil.pk][0]
        return actions.Said(verdicts, day, "paper", None, adult.pk, "Office, folder of consent forms")

    def from_files(self, at: datetime, known: set[object]) -> None:
        for stage in ANSWERED:
            given = local_date(at) - timedelta(days=7)
            answers = {}
            for place, pupil in enumerate(self.world["pupils"][stage]):
                if pupil.pk in known or place % 9 == 8:  # some forms never came back
                    continue
                # A few of P5 have not been asked since last year.
                day = max(given - timedelta(days=365), pupil.joined_on) if stage == "p5" and place % 4 == 1 else given
                answers[pupil.pk] = self.said(pupil, self.chance.choice(FAMILIES), day)
            actions.bring_in_consents(answers=answers, once=uuid4(), by=self.keeper, now=at)

    def withdrawn(self, pupil: Pupil, keys: list[tuple[str, str]], at: datetime) -> None:
        actions.withdraw_consents(
            pupil_id=pupil.pk,
            keys=keys,
            starts_on=local_date(at),
            evidence="email",
            evidence_note="To the school office",
            given_by_id=self.world["parents"][pupil.pk][0].pk,
            once=uuid4(),
            by=self.people["vice.principal"],
            now=at,
        )

    def protected(self, pupil: Pupil, other: Pupil, at: datetime) -> None:
        """One child is protected; another was for a few days."""
        dt = self.people["designated.teacher"]
        for one in (pupil, other):
            reason = "A court has asked that nobody can find out which school this child goes to."
            actions.protect(pupil_id=one.pk, reason=reason, once=uuid4(), by=dt, now=at)
        actions.read_why(pupil_id=other.pk, by=self.keeper, now=at)
        reason = "Entered for the wrong child."
        actions.lift_protection(pupil_id=other.pk, reason=reason, by=self.keeper, now=at)


class Declared(Scene):
    """Several declarations; two mobile numbers wait for somebody of the senior leadership team."""

    def run(self) -> None:
        last_year, at = self.on(date(self.year - 1, 9, 22)), self.on(date(self.year, 9, 22))
        friend = self.declare("vp.dt", "friend_declaration", last_year, whom="M. K.")
        actions.renew_declaration(pk=friend, by=self.people["vp.dt"], now=at)
        self.declare("teacher", "friend_declaration", last_year, whom="S. B.")
        over = self.declare("assistant", "friend_declaration", at, whom="A. W.")
        actions.end_declaration(pk=over, by=self.people["assistant"], now=self.world.at(12))
        noted = self.declare("ict", "mobile_sharing", at, whom="P4", reason="Residential trip")
        actions.note_declaration(pk=noted, by=self.people["slt"], now=self.on(date(self.year, 9, 23)))
        self.declare("official.user", "mobile_sharing", self.world.at(4), whom="P7", reason="Football team")
        self.declare("supply", "mobile_sharing", self.world.at(2), whom="T. O.", reason="A lost inhaler")
        for role in ("teacher", "student", "deputy.dt", "slt"):
            self.declare(role, "privacy_check", at)

    def declare(self, role: str, kind: str, at: datetime, whom: str = "", reason: str = "") -> object:
        person = self.people[role]
        return actions.declare(kind=kind, whom=whom, reason=reason, once=uuid4(), by=person, now=at).pk
