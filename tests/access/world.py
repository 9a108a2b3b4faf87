"""A school in which every role stands in every relation to a record of every sort."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from approvals import actions as approving
from approvals.models import (
    OfficialUser,
    PassedPicture,
    Picture,
    PlacedPicture,
    PostRequest,
    TakedownTask,
    VersionPicture,
)
from approvals.states import OfficialStatus
from files.models import StoredFile
from incidents import actions as handling
from incidents.models import Access, Incident
from incidents.models.records import ParentContact
from policy.actions import reviewing
from policy.actions import versions as preparing
from school import actions as keeping
from school.models import AddressChange, Closure, Person, School
from tests.access.roles import SIGNED_IN, people
from tests.factories import approvals as posts
from tests.factories import incidents as cases
from tests.factories.evidence import EvidenceFactory, KeptFactory
from tests.factories.school import FamilyLinkFactory, PupilFactory, StaffFactory, answered

NOW = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
SECRET = "Wintergreen"


class World:
    """Who is there, and the kwargs of the record that stands in a relation to a role."""

    def __init__(self) -> None:
        School.objects.update_or_create(pk=School.THE_ONE, defaults={"name": "Lough View", "quorum": 8})
        self.people: dict[str, Person] = people()
        self.bystander = StaffFactory()
        self.helper = StaffFactory()
        self.version = cases.PolicyFactory(
            {
                "5.1": ("staff", ["INVESTIGATE"]),
                "7.2": ("pupil", ["INFORM_PARENTS"]),
                "7.3": ("pupil", ["RESTRICT_ICT"]),
            }
        )
        self.family = FamilyLinkFactory(pupil=PupilFactory())
        self.pupil = self.family.pupil
        self.records: dict[tuple[str, str, str], dict[str, Any]] = {}
        for role in SIGNED_IN:
            self.cases_of(role)
            self.records["person_in_cases", "other", role] = {"pk": self.pupil.person_id}
        reader = handling.name_emergency_reader(person=self.helper.pk, by=self.people["principal"].pk, now=NOW)
        for role in SIGNED_IN:
            self.records["emergency_reader", "other", role] = {"pk": reader.pk}
        self.word_passed_on()
        self.linked()
        self.services()
        self.restrictions()
        self.claims()
        self.posts()
        self.activities()
        self.feeds()
        self.registers()
        self.register_of_people()
        self.policy()

    # Cases ------------------------------------------------------------------------------------------

    def cases_of(self, role: str) -> None:
        person = self.people[role]
        if person.pk != self.bystander.pk and self.is_staff(role):
            own = cases.ReportFactory(by=person, concerned=[self.pupil.person], words=f"{SECRET} own", now=NOW)
            self.keep_case("own", role, own.incidents.get())
        self.keep_case("other", role, self.case_by_somebody())
        if self.is_staff(role):
            about = cases.ReportFactory(
                concerns="staff", by=self.bystander, concerned=[person], words=f"{SECRET} me", now=NOW
            )
            self.keep_case("about_me", role, about.incidents.get())
        assigned = self.case_by_somebody()
        if role in ("teacher", "assistant", "supply", "volunteer", "student", "official_user", "ict", "slt"):
            handling.name_assignee(pk=assigned.pk, person=person.pk, by=self.people["principal"].pk, now=NOW)
            self.keep_case("assigned", role, assigned)

        for relation, by in (("own", person), ("other", self.bystander)):
            if self.is_staff(role):
                outsider = cases.ReportFactory(concerns="outsider", by=by, words=f"{SECRET} outside", now=NOW)
                self.records["outsider", relation, role] = {"pk": outsider.incidents.get().pk}

    def linked(self) -> None:
        """Two cases about parents, which the Principal leads and linked."""
        one, two = (
            cases.ReportFactory(concerns="parent", by=self.bystander, words=f"{SECRET} linked", now=NOW).incidents.get()
            for _ in range(2)
        )
        handling.link_cases(pk=one.pk, reference=two.reference, by=self.people["principal"].pk, now=NOW)
        for role in SIGNED_IN:
            self.records["linked", "other", role] = {"pk": one.pk, "other": two.pk}

    def is_staff(self, role: str) -> bool:
        return role not in ("clerk", "dpo", "sysadmin")

    def case_by_somebody(self) -> Incident:
        report = cases.ReportFactory(
            by=self.bystander, concerned=[self.pupil.person], clauses=[], words=f"{SECRET} other", now=NOW
        )
        incident = report.incidents.get()
        handling.name_assignee(pk=incident.pk, person=self.helper.pk, by=self.people["principal"].pk, now=NOW)
        handling.confirm(
            pk=incident.pk, clauses=[cases.clause(self.version, "7.2").pk], by=self.people["principal"].pk, now=NOW
        )
        for step in incident.steps.filter(step__in=["DT_TRIAGE", "INFORM_PARENTS"]).in_order():
            role = "designated_teacher" if step.for_office else "principal"
            cases.do(incident, step, by=self.people[role], now=NOW)
        return incident

    def word_passed_on(self) -> None:
        """A case in which the Principal wrote down what the Designated Teacher had said."""
        case = cases.ReportFactory(by=self.bystander, concerned=[self.pupil.person], now=NOW).incidents.get()
        look, said_by = case.steps.get(), self.people["designated_teacher"]
        by = self.people["principal"].pk
        once = uuid.uuid4()
        handling.pass_on_word(pk=case.pk, step=look.pk, once=once, at=NOW, said_by=said_by.pk, by=by, now=NOW)
        self.records["word", "own", "designated_teacher"] = {"pk": case.pk, "step": look.pk}

    def restrictions(self) -> None:
        """A pupil whom the teacher supervises: the case stays the leader's."""
        principal = self.people["principal"]
        case = cases.ReportFactory(by=self.bystander, concerned=[PupilFactory().person], now=NOW).incidents.get()
        by = {"pk": case.pk, "by": principal.pk, "now": NOW}
        handling.confirm(**by, clauses=[cases.clause(self.version, "7.3").pk])
        handling.settle_finding(**by, allegation=case.allegations.get().pk, finding="found", reason="Seen.")
        cases.do(case, case.steps.get(step="RESTRICT_ICT"), by=principal, now=NOW)
        row = case.restrictions.get()
        named = handling.name_supervisor(**by, restriction=row.pk, person=self.people["teacher"].pk)
        for role in SIGNED_IN:
            self.records["restriction", "other", role] = {"pk": case.pk, "restriction": row.pk}
            self.records["supervisor", "other", role] = {"pk": case.pk, "restriction": row.pk, "supervisor": named.pk}

    def claims(self) -> None:
        """Somebody at work says that it was a disclosure in the public interest."""
        case = cases.ReportFactory(
            concerns="staff", by=self.bystander, concerned=[self.helper], words=f"{SECRET} claimed", now=NOW
        ).incidents.get()
        claim = handling.claim_disclosure(
            pk=case.pk, subject=case.concerned[0].pk, claimed_on=NOW.date(), how="writing", words=f"{SECRET} doors",
            once=uuid.uuid4(), by=self.people["principal"].pk, now=NOW,
        )  # fmt: skip
        for role in SIGNED_IN:
            self.records["staff_case", "other", role] = {"pk": case.pk}
            self.records["claim", "other", role] = {"pk": case.pk, "claim": claim.pk}

    def keep_case(self, relation: str, role: str, incident: Incident) -> None:
        case = {"pk": incident.pk}
        entry = incident.entries.first() or handling.add_entry(
            pk=incident.pk, text=f"{SECRET} entry", once=uuid.uuid4(), by=self.reader_of(incident), now=NOW
        )
        access = Access.objects.filter(incident=incident).first() or Access(pk=uuid.uuid4())
        step = incident.steps.filter(for_office="designated_teacher").first() or incident.steps.first()
        asked = incident.steps.exclude(record="").order_by("-status").first()
        kept = ParentContact.objects.filter(incident=incident).first()
        allegation = incident.allegations.first()
        self.records["case", relation, role] = case
        self.records["report", relation, role] = {"pk": incident.report_id}
        self.records["entry", relation, role] = {**case, "entry": entry.pk}
        evidence = EvidenceFactory(incident, by=Person.objects.get(pk=self.reader_of(incident)), now=NOW)
        self.records["evidence", relation, role] = {**case, "evidence": evidence.pk}
        self.records["file", relation, role] = {"pk": KeptFactory(evidence, now=NOW).pk}
        self.records["access", relation, role] = {**case, "access": access.pk}
        step_id = step.pk if step else uuid.uuid4()
        self.records["step", relation, role] = {**case, "step": step_id}
        self.records["record_step", relation, role] = {**case, "step": asked.pk if asked else step_id}
        self.records["word", relation, role] = {**case, "step": step_id}
        if kept or relation == "about_me":
            self.records["kept", relation, role] = {**case, "step": kept.step_id if kept else uuid.uuid4()}
            self.records["record", relation, role] = {
                **self.records["kept", relation, role],
                "record": kept.pk if kept else uuid.uuid4(),
            }
        self.records["allegation", relation, role] = {
            **case,
            "allegation": allegation.pk if allegation else uuid.uuid4(),
        }

    def reader_of(self, incident: Incident) -> uuid.UUID:
        """Somebody who may write into this case."""
        from school.standing import standing_of

        for role in ("principal", "vice_chair", "chair", "deputy_dt"):
            standing = standing_of(self.people[role].pk, NOW)
            if Incident.objects.visible_to(standing).filter(pk=incident.pk).exists():
                return self.people[role].pk
        raise AssertionError("Nobody reads this case.")

    def services(self) -> None:
        service = handling.add_service(
            name="Chatter", kind="messages", minimum_age=13, once=uuid.uuid4(), by=self.people["principal"].pk, now=NOW
        )
        for role in SIGNED_IN:
            self.records["service", "other", role] = {"pk": service.pk}

    # Posts ------------------------------------------------------------------------------------------

    def posts(self) -> None:
        self.account = posts.AccountFactory()
        principal, vice_principal = self.people["principal"], self.people["vice_principal"]
        other = posts.OfficialUserFactory(self.account, named_by=principal)
        writers = {"official_user": principal, "principal": vice_principal, "vice_principal": principal}
        for role, named_by in writers.items():
            posts.OfficialUserFactory(self.account, person=self.people[role], named_by=named_by)
        self.other_lanes(other.person)
        self.published_posts(other.person, [self.people[role] for role in writers])
        for role in SIGNED_IN:
            author = self.people[role] if role in writers else None
            if author:
                self.keep_post("own", role, author)
            self.keep_post("other", role, other.person)
            self.records["suggestion", "other", role] = {"pk": posts.SuggestionFactory(self.bystander).pk}
            if self.is_staff(role):
                self.records["suggestion", "own", role] = {"pk": posts.SuggestionFactory(self.people[role]).pk}
            for relation in ("own", "other"):
                self.passed_picture(relation, role)
            self.records["account", "other", role] = {"pk": self.account.pk}
            self.records["official", "other", role] = {"pk": other.pk}
            if role not in writers and self.is_staff(role):
                mine = posts.OfficialUserFactory(
                    self.account, person=self.people[role], named_by=principal if role != "principal" else vice_principal,
                    status=OfficialStatus.NOMINATED,
                )  # fmt: skip
                self.records["official", "own", role] = {"pk": mine.pk}
            elif role in writers:
                self.records["official", "own", role] = {"pk": OfficialUser.objects.get(person=self.people[role]).pk}

    def published_posts(self, other: Person, writers: list[Person]) -> None:
        """One by somebody else, and one of each writer's own, approved by the two; and a freeze that is over."""
        principal, vice_principal = self.people["principal"], self.people["vice_principal"]
        made, tasks, left = {}, {}, PupilFactory()
        for author in (other, *writers):
            decider = vice_principal if author == principal else principal
            desk = posts.Desk(self.account, author, decider, decider)
            post = posts.PostFactory(desk, "published", now=NOW)
            made[author] = {"pk": post.pk, "account": self.account.pk}
            task = TakedownTask.objects.create(
                target=post.targets.get(), pupil=left, cause="left", due_at=NOW, opened_at=NOW
            )
            tasks[author] = {"pk": post.pk, "task": task.pk}
        freeze = approving.freeze(reason="A sad day.", by=principal.pk, now=NOW)
        approving.end_freeze(pk=freeze.pk, by=principal.pk, now=NOW)
        for role in SIGNED_IN:
            self.records["post_account", "other", role] = made[other]
            self.records["task", "other", role] = tasks[other]
            self.records["freeze", "other", role] = {"pk": freeze.pk}
            if self.people[role] in writers:
                self.records["post_account", "own", role] = made[self.people[role]]
                self.records["task", "own", role] = tasks[self.people[role]]

    def passed_picture(self, relation: str, role: str) -> None:
        """One that is gone already: its page and its buttons are there all the same."""
        if kept := self.records.get(("suggestion", relation, role)):
            said = {"name": "a.jpg", "taken_by": "I did", "shows": SECRET, "children": "some"}
            row = PassedPicture.objects.create(suggestion_id=kept["pk"], sent_at=NOW, gone_at=NOW, **said)
            self.records["passed_picture", relation, role] = {**kept, "picture": row.pk}

    def other_lanes(self, writer: Person) -> None:
        """A template in use, and a post that each of the two approvers let out alone: the school's setting is on."""
        last = TODAY + timedelta(days=100)
        template = approving.write_template(
            once=uuid.uuid4(), name="Closure", text="Closed.", blanks=[], expires_on=last, by=writer.pk, now=NOW
        )
        approving.decide_template(pk=template.pk, is_approved=True, by=self.people["principal"].pk, now=NOW)
        School.objects.update(self_authorised_lane=True)
        word = {"why": "absent", "reason": "The other one is on a plane.", "shows_no_pupil": True, "now": NOW}
        made = {}
        for role in ("principal", "vice_principal"):
            person = self.people[role]
            own = posts.PostFactory(posts.Desk(self.account, person, person, person), now=NOW)
            made[role] = {"pk": approving.authorise_own(pk=own.pk, by=person.pk, **word).pk}
            self.records["authorisation", "own", role] = made[role]
        for role in SIGNED_IN:
            self.records["standing_template", "other", role] = {"pk": template.pk}
            self.records["authorisation", "other", role] = made[
                "vice_principal" if role == "principal" else "principal"
            ]

    def keep_post(self, relation: str, role: str, author: Person) -> None:
        once = uuid.uuid4()
        words = posts.words(self.account, text=f"Sports day {relation} {role}")
        post = approving.draft_post(once=once, words=words, by=author.pk, now=NOW)
        approving.submit_post(pk=post.pk, by=author.pk, now=NOW)
        self.records["post", relation, role] = {"pk": post.pk}
        draft = approving.draft_post(once=uuid.uuid4(), words=words, by=author.pk, now=NOW)
        self.records["draft", relation, role] = {"pk": draft.pk}
        self.records["picture", relation, role] = {"pk": draft.pk, "placed": self.keep_picture(draft, author)}
        self.records["post_version", relation, role] = {"pk": post.pk, "n": 1}

    @staticmethod
    def keep_picture(post: PostRequest, author: Person) -> uuid.UUID:
        """A picture of the post, as its rows are before the worker has seen it."""
        file = StoredFile.objects.create(
            owner_kind="approvals.Picture", owner_id=uuid.uuid4(), original_name="a.jpg", content_type="image/jpeg",
            size=1, sha256="0" * 64, stored_name=uuid.uuid4().hex, kept_by=author.pk, kept_at=NOW,
        )  # fmt: skip
        picture = Picture.objects.create(request=post, name="a.jpg", original=file, uploaded_by=author, uploaded_at=NOW)
        place = VersionPicture.objects.create(version=post.versions.get(), order=1)
        return PlacedPicture.objects.create(place=place, picture=picture).pk

    # Curriculum activities --------------------------------------------------------------------------

    def activities(self) -> None:
        """One of each person's own, which waits; and one of a bystander's, which holds."""
        other = posts.ActivityFactory(self.bystander, now=NOW, approved_by=self.people["principal"])
        for role in SIGNED_IN:
            self.records["activity", "other", role] = {"pk": other.pk}
            if self.is_staff(role):
                self.records["activity", "own", role] = {"pk": posts.ActivityFactory(self.people[role], now=NOW).pk}

    def feeds(self) -> None:
        """Each one's own address; an address that the bystander has ended."""
        ended = approving.make_calendar_address(by=self.bystander.pk, now=NOW)
        approving.end_calendar_address(by=self.bystander.pk, now=NOW)
        for role in SIGNED_IN:
            self.records["feed", "other", role] = {"pk": ended.pk, "secret": ended.secret}
            if self.is_staff(role):
                own = approving.make_calendar_address(by=self.people[role].pk, now=NOW)
                self.records["feed", "own", role] = {"pk": own.pk, "secret": own.secret}

    # Consents and declarations ----------------------------------------------------------------------

    def registers(self) -> None:
        """The teacher's own class and child, another class and child, and mobile numbers that some have shared."""
        taught = PupilFactory()
        keeping.assign_teacher(
            person=self.people["teacher"], school_class=taught.school_class, starts_on=TODAY,
            by=self.people["principal"], now=NOW,
        )  # fmt: skip
        answered(self.pupil, by=self.people["principal"], now=NOW)
        shared = {
            role: keeping.declare(kind="mobile_sharing", whom="P6", once=uuid.uuid4(), by=person, now=NOW)
            for role, person in {
                "teacher": self.people["teacher"],
                "slt": self.people["slt"],
                "": self.bystander,
            }.items()
        }
        for role in SIGNED_IN:
            self.records["class", "other", role] = {"pk": self.pupil.school_class_id}
            self.records["child", "other", role] = {"pk": self.pupil.pk}
            self.records["declaration", "other", role] = {"pk": shared[""].pk}
            if role in shared:
                self.records["declaration", "own", role] = {"pk": shared[role].pk}
        self.records["class", "own", "teacher"] = {"pk": taught.school_class_id}
        self.records["child", "own", "teacher"] = {"pk": taught.pk}

    # People -----------------------------------------------------------------------------------------

    def register_of_people(self) -> None:
        principal, sysadmin = self.people["principal"], self.people["sysadmin"]
        appointment = keeping.appoint(
            person=self.helper, office="deputy_designated_teacher", starts_on=TODAY, by=principal, now=NOW
        )
        self.bystander.user.last_login = NOW
        self.bystander.user.save()
        keeping.ask_for_address(user_id=self.bystander.user.pk, email="moved@school.example", by=sysadmin, now=NOW)
        teaching = keeping.assign_teacher(
            person=self.helper, school_class=self.pupil.school_class, starts_on=TODAY, by=principal, now=NOW
        )
        others = {
            "appointment": appointment,
            "address": AddressChange.objects.get(),
            "work": self.helper.staff_roles.get(),
            "teaching": teaching,
            "family": self.family,
            "closure": Closure.objects.first(),
            "person": self.bystander,
        }
        for role in SIGNED_IN:
            for about, record in others.items():
                self.records[about, "other", role] = {"pk": record.pk}
            self.records["person", "own", role] = {"pk": self.people[role].pk}
            self.records["person", "pupil", role] = {"pk": self.pupil.person_id}
            if role != "designated_teacher":
                self.records["person", "reader", role] = {"pk": self.people["designated_teacher"].pk}

    # Policy -----------------------------------------------------------------------------------------

    def policy(self) -> None:
        clerk = self.people["clerk"]
        cases.PolicyFactory({"1": ("all", [])}, slug="visitors")
        draft = preparing.draft_from(version_id=self.version.pk, label="next", once=uuid.uuid4(), by=clerk, now=NOW)
        review = reviewing.open_review(
            policy=self.version.policy, reason="yearly", once=uuid.uuid4(), by=clerk, now=NOW
        )
        for role in SIGNED_IN:
            self.records["version", "other", role] = {"pk": self.version.pk}
            self.records["version", "draft", role] = {"pk": draft.pk}
            self.records["clause", "draft", role] = {"pk": draft.clause_versions.first().pk}
            self.records["policy", "other", role] = {"pk": self.version.policy_id}
            self.records["review", "other", role] = {"pk": review.pk}

    # ------------------------------------------------------------------------------------------------

    def kwargs(self, about: str, relation: str, role: str) -> dict[str, Any] | None:
        """The record's address; None where this role cannot stand in this relation."""
        if relation == "unknown":
            shape = next(found for (kind, _, _), found in self.records.items() if kind == about)
            return {key: uuid.uuid4() if isinstance(value, uuid.UUID) else value for key, value in shape.items()}
        asker = "teacher" if role in ("anonymous", "deactivated") else role
        return self.records.get((about, relation, asker))


TODAY = date(2026, 11, 10)
