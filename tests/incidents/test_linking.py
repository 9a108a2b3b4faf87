"""One report, several cases with readers of their own; and cases that their leader links."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from audit.models import Entry as AuditEntry
from incidents import actions
from incidents.actions import SplitOff
from incidents.actions.closing import what_keeps_it_open
from incidents.models import Incident, Link, Report, linked_with
from incidents.states import WrongState
from incidents.waiting import waiting
from notices.models import Notice
from school.standing import standing_of
from tests.factories.incidents import THEN, IncidentFactory, ReportFactory, clause, look
from tests.factories.school import ParentFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
P, VP, DT, DDT, CH = "principal", "vice_principal", "designated_teacher", "deputy_designated_teacher", "chair"


@pytest.fixture
def pupil():
    return PupilFactory()


@pytest.fixture
def reporter():
    return StaffFactory()


@pytest.fixture
def about_principal(offices, reporter, pupil):
    """A report that names a pupil and the Principal: the Chair leads it."""
    return ReportFactory(
        concerns="staff", by=reporter, concerned=[offices[P], pupil.person], words="Both of them, in one breath."
    ).incidents.get()


def sees(person, incident):
    return Incident.objects.visible_to(standing_of(person.pk, THEN)).filter(pk=incident.pk).exists()


def readers(incident, offices):
    return {office for office, person in offices.items() if sees(person, incident)}


def in_case(incident, person):
    return incident.people.get(person=person).pk


def split(incident, by, *into, once=None):
    return actions.split(pk=incident.pk, once=once or uuid.uuid4(), into=into, by=by.pk, now=THEN)


def off(incident, *people, concerns="pupil", words="She has an account.", **more):
    return SplitOff(concerns=concerns, words=words, moved=[in_case(incident, one) for one in people], **more)


class TestSplitting:
    def test_the_pupils_part_goes_to_its_own_readers_who_learn_of_nothing_else(
        self, about_principal, offices, pupil, client_of
    ):
        assert readers(about_principal, offices) == {CH, DT, DDT}

        [part] = split(about_principal, offices[CH], off(about_principal, pupil.person))

        assert readers(part, offices) == {P, VP, DT, DDT}
        assert readers(about_principal, offices) == {CH, DT, DDT}
        text = client_of(offices[P]).get(reverse("incidents:case", args=[part.pk])).content.decode()
        assert "She has an account." in text
        assert "in one breath" not in text
        assert about_principal.reference not in text
        assert about_principal.report.reporter.display_name not in text
        history = client_of(offices[P]).get(reverse("incidents:history", args=[part.pk])).content.decode()
        assert "split" not in history.lower()

    def test_a_link_shows_only_to_those_who_see_both_ends(self, about_principal, offices, pupil, client_of):
        [part] = split(about_principal, offices[CH], off(about_principal, pupil.person))

        assert linked_with(about_principal, standing_of(offices[DT].pk, THEN)) == [part]
        assert linked_with(part, standing_of(offices[DT].pk, THEN)) == [about_principal]
        assert linked_with(about_principal, standing_of(offices[CH].pk, THEN)) == []
        assert linked_with(part, standing_of(offices[P].pk, THEN)) == []
        assert "Linked cases" in client_of(offices[DT]).get(f"/incidents/{part.pk}/").content.decode()
        assert "Linked cases" not in client_of(offices[CH]).get(f"/incidents/{about_principal.pk}/").content.decode()

    def test_the_words_of_the_report_are_not_found_through_the_part(self, about_principal, offices, pupil):
        [part] = split(about_principal, offices[CH], off(about_principal, pupil.person))
        actions.add_to_report(
            pk=about_principal.report_id, text="Marzipan.", once=uuid.uuid4(),
            by=about_principal.report.reporter_id, now=THEN,
        )  # fmt: skip

        visible = Incident.objects.visible_to(standing_of(offices[P].pk, THEN))
        assert list(visible.matching("account")) == [part]
        for words in ("breath", "marzipan", offices[P].family_name):
            assert not visible.matching(words).exists()

    def test_the_office_concerned_goes_with_its_holder(self, offices, pupil):
        case = ReportFactory(concerns="staff", concerned=[offices[P], StaffFactory()]).incidents.get()

        [part] = split(case, offices[CH], off(case, offices[P], concerns="staff"))

        assert readers(part, offices) == {CH}
        assert readers(case, offices) == {CH}, "what shut somebody out of the report stays"

    def test_somebody_who_is_only_described_takes_every_office_along(self, offices):
        case = ReportFactory(concerns="staff", about=[P], concerned=[StaffFactory()]).incidents.get()

        [part] = split(case, offices[CH], SplitOff(concerns="staff", words="The head.", described="the head"))

        assert readers(part, offices) == {CH}

    def test_two_adults_each_go_to_their_own_readers_in_one_act(self, offices, rules):
        first, second = StaffFactory(), StaffFactory()
        case = IncidentFactory(
            "being_handled", lead=offices[P], concerns="staff", concerned=[first, second, offices[VP]],
            clauses=[clause(rules, "9.1")],
        )  # fmt: skip
        one, two = split(
            case, offices[P], off(case, second, concerns="staff"), off(case, offices[VP], concerns="staff")
        )

        case = Incident.objects.get(pk=case.pk)
        assert [str(row) for row in case.concerned] == [first.display_name]
        assert (one.route, two.route) == ("staff", "vice_principal")
        assert not sees(second, one)
        assert readers(two, offices) == {P}
        case.allegations.filter(subject__person=first).update(finding="found")
        actions_left = what_keeps_it_open(case)
        assert "finding" not in actions_left, "what was alleged of those who left keeps no case open"

    def test_steps_follow_each_case(self, about_principal, offices, pupil):
        [part] = split(about_principal, offices[CH], off(about_principal, pupil.person))

        assert [step.step_id for step in part.steps.all()] == ["DT_TRIAGE"]
        assert set(Notice.objects.filter(about_id=part.pk).values_list("kind", "recipient_id")) == {
            ("case.waiting", offices[P].pk),
            ("case.look", offices[DT].pk),
        }

    def test_somebody_new_is_picked_into_a_case_of_their_own(self, offices, pupil):
        teacher = StaffFactory()
        case = ReportFactory(concerned=[pupil.person]).incidents.get()
        child = in_case(case, pupil.person)

        [part] = split(
            case, offices[P], SplitOff(concerns="staff", words="He accepted.", picked=[teacher.pk], shared=[child])
        )

        assert (part.route, part.has_child) == ("staff", True)
        assert readers(part, offices) == {P, DT, DDT}
        assert not sees(teacher, part)

    def test_who_stepped_back_from_the_whole_stays_out_of_every_part(self, offices):
        case = ReportFactory(
            concerns="parent", concerned=[ParentFactory(PupilFactory()), StaffFactory()]
        ).incidents.get()
        actions.declare_conflict(pk=case.pk, relation="relative", by=offices[VP].pk, now=THEN)
        [part] = split(case, offices[P], off(case, case.people.last().person, concerns="parent"))

        assert readers(part, offices) == {P}

    def test_a_child_protection_case_splits_into_child_protection_cases(self, offices, pupil):
        case = ReportFactory(concerned=[pupil.person, PupilFactory().person]).incidents.get()
        actions.take_to_child_protection(pk=case.pk, by=offices[DT].pk, now=THEN)

        [part] = split(case, offices[DT], off(case, pupil.person))

        assert readers(part, offices) == {P, DT, DDT}

    def test_the_reporter_never_learns_how_many_came_of_it(self, about_principal, offices, pupil, reporter, client_of):
        client, own = client_of(reporter), reverse("incidents:own", args=[about_principal.report_id])

        def masked():
            import re

            text = re.sub(r'(nonce|value)="[^"]+"', "", client.get(own).content.decode())
            return text + client.get("/").content.decode().split("Yours")[1].split("</section>")[0]

        before = masked()
        split(about_principal, offices[CH], off(about_principal, pupil.person))

        assert masked() == before
        assert Report.objects.get().incidents.count() == 2

    def test_a_form_sent_again_splits_once(self, about_principal, offices, pupil):
        once, part = uuid.uuid4(), off(about_principal, pupil.person)

        first = split(about_principal, offices[CH], part, once=once)

        assert split(about_principal, offices[CH], part, once=once) == first
        assert Incident.objects.count() == 2

    @pytest.mark.parametrize("wrong", ["nobody", "nothing", "all", "wordless", "stranger", "twice"])
    def test_what_does_not_fit_is_refused_and_nothing_changes(self, wrong, about_principal, offices, pupil):
        good = off(about_principal, pupil.person)
        into = {
            "nobody": [],
            "nothing": [SplitOff(concerns="pupil", words="x")],
            "all": [off(about_principal, pupil.person, offices[P])],
            "wordless": [off(about_principal, pupil.person, words=" ")],
            "stranger": [SplitOff(concerns="pupil", words="x", moved=[uuid.uuid4()])],
            "twice": [good, good],
        }[wrong]

        with pytest.raises(WrongState):
            split(about_principal, offices[CH], *into)

        assert Incident.objects.count() == 1
        assert not about_principal.people.exclude(moved_at=None).exists()

    def test_only_the_leader_splits_and_only_while_it_is_open(self, about_principal, offices, pupil):
        part = off(about_principal, pupil.person)
        with pytest.raises(PermissionDenied):
            split(about_principal, offices[DT], part)
        with pytest.raises(Incident.DoesNotExist):
            split(about_principal, offices[P], part)
        look(about_principal)
        actions.record_in_error(pk=about_principal.pk, reason="Twice.", by=offices[CH].pk, now=THEN)
        with pytest.raises(PermissionDenied, match="ended"):
            split(about_principal, offices[CH], part)

    def test_it_is_on_record_without_pointing_from_one_to_the_other(self, about_principal, offices, pupil):
        [part] = split(about_principal, offices[CH], off(about_principal, pupil.person))

        names = set(AuditEntry.objects.values_list("name", flat=True))
        assert {"incident.split", "incident.opened", "incident.people_changed"} <= names
        for entry in AuditEntry.objects.of(part):
            assert str(about_principal.pk) not in entry.body
        for entry in AuditEntry.objects.of(about_principal):
            assert str(part.pk) not in entry.body

    def test_by_the_page_with_a_search_on_the_way(self, client_of, offices, pupil, rules):
        teacher = StaffFactory()
        case = ReportFactory(concerned=[pupil.person], clauses=[clause(rules, "7.0a").pk]).incidents.get()
        client, address = client_of(offices[P]), reverse("incidents:split", args=[case.pk])
        person = f"person_{in_case(case, pupil.person)}"
        data = {"once": str(uuid.uuid4()), person: "stays", "second_concerns": "staff", "second_words": "He accepted."}
        data["third_concerns"] = "staff"

        found = client.post(address, data | {"second_search": teacher.family_name, "search": "second_search"})
        assert str(teacher.pk) in found.content.decode()
        assert "There is a problem" not in found.content.decode()
        assert "Say whom the new case concerns" in client.post(address, data).content.decode()
        done = client.post(address, data | {"second": str(teacher.pk)}, follow=True)

        assert "The report is split" in done.content.decode()
        assert Link.objects.get().second.concerned[0].person == teacher
        assert "Linked cases" in done.content.decode()

    def test_the_page_says_what_is_missing_and_keeps_what_was_typed(self, client_of, offices, pupil):
        case = ReportFactory(concerned=[pupil.person]).incidents.get()
        data = {"once": str(uuid.uuid4()), f"person_{in_case(case, pupil.person)}": "second", "second_words": "Kept."}

        text = client_of(offices[P]).post(reverse("incidents:split", args=[case.pk]), data).content.decode()

        assert "Somebody has to stay" in text
        assert "Kept." in text
        nothing = client_of(offices[P]).post(reverse("incidents:split", args=[case.pk]), {}).content.decode()
        assert "Write what the new case is about" in nothing
        assert "Say whom the new case concerns" in nothing
        assert Incident.objects.count() == 1


class TestTheLeaderOfAPart:
    def test_the_rules_that_went_with_it_are_ticked_for_confirming(self, client_of, offices, rules, pupil):
        case = ReportFactory(concerned=[pupil.person, PupilFactory().person]).incidents.get()
        rule = clause(rules, "7.3")

        [part] = split(case, offices[P], off(case, pupil.person, clauses=[rule.pk, clause(rules, "9.1").pk]))

        assert list(part.suggested.all()) == [rule], "a rule for other people does not go along"
        text = client_of(offices[P]).get(reverse("incidents:confirm", args=[part.pk])).content.decode()
        assert text.count("checked") == 1

    def test_a_case_may_be_of_several_kinds(self, offices, rules, pupil):
        case = IncidentFactory(
            "being_handled", lead=offices[P], concerned=[pupil.person],
            clauses=[clause(rules, "7.0a"), clause(rules, "7.3")],
        )  # fmt: skip

        assert set(case.kinds.values_list("code", flat=True)) == {"pupil_account", "firewall"}


class TestLinking:
    def link(self, case, reference, by):
        return actions.link_cases(pk=case.pk, reference=reference, by=by.pk, now=THEN)

    def test_two_cases_of_one_leader(self, client_of, offices):
        one, other = (ReportFactory(concerns="parent").incidents.get() for _ in range(2))

        client_of(offices[P]).post(
            reverse("incidents:link_cases", args=[one.pk]), {"reference": other.reference.lower()}
        )

        assert linked_with(other, standing_of(offices[VP].pk, THEN)) == [one]
        with pytest.raises(WrongState, match="already"):
            self.link(other, one.reference, offices[P])

    def test_a_hidden_case_answers_as_an_unknown_one(self, client_of, offices):
        case = ReportFactory(concerns="parent").incidents.get()
        hidden = ReportFactory(concerns="staff", about=[P]).incidents.get()
        client, address = client_of(offices[P]), reverse("incidents:link_cases", args=[case.pk])

        answers = []
        for reference in (hidden.reference, "ZZZ-ZZZZ", case.reference):
            page = client.post(address, {"reference": reference}, follow=True).content.decode()
            answers.append("No other case that you lead has this reference" in page)

        assert answers == [True, True, True]
        assert not Link.objects.exists()

    def test_not_with_a_case_that_somebody_else_leads(self, offices):
        case, other = (ReportFactory(concerns="parent").incidents.get() for _ in range(2))
        actions.take_case(pk=other.pk, by=offices[VP].pk, now=THEN)

        with pytest.raises(WrongState, match="No other case"):
            self.link(case, other.reference, offices[P])


class TestTheAuthorBecomesKnown:
    @pytest.fixture
    def case(self, offices):
        case = ReportFactory(concerns="outsider", words="An account called Owl.").incidents.get()
        actions.confirm(pk=case.pk, clauses=[], kinds=["third_party"], by=offices[P].pk, now=THEN)
        return case

    def name(self, case, concerns, person, by):
        return actions.name_author(pk=case.pk, concerns=concerns, person=person.pk, by=by.pk, now=THEN)

    @pytest.mark.parametrize(
        ("concerns", "who", "now_read_by"),
        [
            ("parent", "parent", {P, VP}),
            ("staff", "teacher", {P}),
            ("pupil", "pupil", {P, VP, DT, DDT}),
            ("staff", P, {CH}),
            ("parent", VP, {P}),
        ],
    )
    def test_it_goes_to_the_readers_of_such_a_case(self, concerns, who, now_read_by, case, offices):
        people = {
            **offices,
            "parent": ParentFactory(PupilFactory()),
            "teacher": StaffFactory(),
            "pupil": PupilFactory().person,
        }

        self.name(case, concerns, people[who], offices[P])

        case.refresh_from_db()
        assert readers(case, offices) == now_read_by
        assert case.lead_office in now_read_by
        assert case.concerns == concerns
        assert AuditEntry.objects.of(case).named("incident.author_named").count() == 1

    def test_the_leader_confirms_the_kind_anew(self, case, offices, rules, pupil, client_of):
        self.name(case, "pupil", pupil.person, offices[P])

        assert not case.kinds.exists()
        asked = [item.sentence for item in waiting(standing_of(offices[P].pk, THEN), THEN)]
        assert any(sentence.endswith("confirm what kind of case it is.") for sentence in asked)
        text = client_of(offices[P]).get(reverse("incidents:case", args=[case.pk])).content.decode()
        assert "Confirm what kind of case this is" in text
        assert case.steps.filter(step="DT_TRIAGE").exists()
        actions.confirm(pk=case.pk, clauses=[clause(rules, "7.0a").pk], by=offices[P].pk, now=THEN)
        assert set(case.kinds.values_list("code", flat=True)) == {"pupil_account"}

    def test_by_the_page_and_only_from_the_list(self, case, offices, client_of, pupil):
        client, address = client_of(offices[P]), reverse("incidents:name_author", args=[case.pk])
        parent = ParentFactory(pupil)

        found = client.post(address, {"author_search": parent.family_name, "search": "author_search"})
        assert str(parent.pk) in found.content.decode()
        assert "choose them" in client.post(address, {"concerns": "pupil", "author": str(parent.pk)}).content.decode()
        client.post(address, {"concerns": "parent", "author": str(parent.pk)})

        case.refresh_from_db()
        assert case.concerns == "parent"

    def test_a_leader_who_is_shut_out_by_it_ends_at_the_list(self, case, offices, client_of):
        answer = client_of(offices[P]).post(
            reverse("incidents:name_author", args=[case.pk]), {"concerns": "staff", "author": str(offices[P].pk)}
        )

        assert answer.url == reverse("incidents:cases")

    def test_only_of_a_case_about_an_outsider_and_by_its_leader(self, case, offices, pupil):
        with pytest.raises(PermissionDenied):
            self.name(case, "pupil", pupil.person, offices[VP])
        self.name(case, "pupil", pupil.person, offices[P])
        with pytest.raises(PermissionDenied, match="known already"):
            self.name(case, "pupil", pupil.person, offices[P])
