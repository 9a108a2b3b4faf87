"""The People pages in a browser: who finds them, who is refused with a sentence, and what each act does."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from school.models import (
    AddressChange,
    Appointment,
    ClassTeacher,
    Closure,
    FamilyLink,
    Office,
    Person,
    Pupil,
    School,
    StaffRole,
    Target,
    User,
)
from school.urls import urlpatterns
from tests.factories.school import (
    AppointmentFactory,
    FamilyLinkFactory,
    OfficeHolderFactory,
    PersonFactory,
    PupilFactory,
    SchoolClassFactory,
    StaffFactory,
    StaffRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
KEEPERS = ("principal", "vice_principal", "clerk", "administrator")
OTHERS_WHO_OPEN = ("designated_teacher", "deputy_designated_teacher", "chair", "vice_chair", "designated_governor")
STRANGERS = ("ict_coordinator", "slt", "governor", "dpo")
P, VP, CLERK, ADMIN, CHAIR, VCHAIR = "principal", "vice_principal", "clerk", "administrator", "chair", "vice_chair"
FAMILY = {P, VP, "designated_teacher", "deputy_designated_teacher"}

# Who may do what; those of KEEPERS and OTHERS_WHO_OPEN that are missing are told why not. `own`: everybody.
MAY = {
    "people": {*KEEPERS, *OTHERS_WHO_OPEN},
    "person": {*KEEPERS, *OTHERS_WHO_OPEN},
    "appointments": {*KEEPERS, *OTHERS_WHO_OPEN},
    "settings": {*KEEPERS, *OTHERS_WHO_OPEN},
    "add": {*KEEPERS},
    "rename": {*KEEPERS},
    "add_work": {*KEEPERS},
    "end_work": {*KEEPERS},
    "assign_teacher": {*KEEPERS},
    "end_teaching": {*KEEPERS},
    "open_account": {*KEEPERS},
    "change_address": {*KEEPERS, CHAIR},
    "end_account": {*KEEPERS},
    "reopen_account": {*KEEPERS},
    "confirm_address": {P, VP, CHAIR, VCHAIR},
    "withdraw_address": {*KEEPERS, CHAIR, VCHAIR},
    "appoint": {P, CHAIR, CLERK},
    "confirm": {CHAIR, VCHAIR},
    "end_appointment": {CLERK, CHAIR},
    "add_pupil": {P, VP},
    "change_pupil": {P, VP},
    "pupil_left": {P, VP},
    "link_family": {P, VP},
    "end_family_link": {P, VP},
    "change_settings": {P, CLERK},
    "change_targets": {P, CLERK},
    "add_closure": {P, CLERK},
    "remove_closure": {P, CLERK},
}
# On a child's page those who may not see children find nothing at all.
HIDDEN_WITH_THE_CHILD = {"change_pupil", "pupil_left", "link_family", "end_family_link"}


class Things:
    """One of everything that has an address."""

    def __init__(self) -> None:
        self.teacher = StaffFactory()
        self.colleague = StaffRoleFactory(person=PersonFactory()).person
        self.pupil = PupilFactory()
        self.link = FamilyLinkFactory(pupil=self.pupil)
        self.teaching = ClassTeacher.objects.create(
            person=self.teacher, school_class=self.pupil.school_class, starts_on=date(2026, 9, 1)
        )
        self.waiting = AppointmentFactory(person=self.colleague, office=Office.GOVERNOR, confirmed_at=None)
        self.change = AddressChange.objects.create(
            user=UserFactory(person=StaffRoleFactory(person=PersonFactory()).person, last_login=timezone.now()),
            old_email="old@school.example",
            new_email="new@school.example",
            asked_by=UserFactory().person,
            asked_at=timezone.now(),
        )

    def url(self, name: str) -> str:
        own = {
            "confirm": self.waiting.pk,
            "end_appointment": self.waiting.pk,
            "confirm_address": self.change.pk,
            "withdraw_address": self.change.pk,
            "end_work": self.teacher.staff_roles.get().pk,
            "end_teaching": self.teaching.pk,
            "end_family_link": self.link.pk,
            "remove_closure": Closure.objects.first().pk,
            "open_account": self.colleague.pk,
            "change_pupil": self.pupil.person_id,
            "pupil_left": self.pupil.person_id,
            "link_family": self.pupil.person_id,
        }
        pattern = next(one for one in urlpatterns if one.name == name)
        needs_key = "pk" in pattern.pattern.converters
        return reverse(f"school:{name}", args=[own.get(name, self.teacher.pk)] if needs_key else [])


@pytest.fixture
def things(school):
    return Things()


def test_the_table_speaks_of_every_address():
    assert set(MAY) | {"me", "stay_signed_in", "search"} == {pattern.name for pattern in urlpatterns}


@pytest.mark.parametrize("name", MAY)
def test_strangers_find_what_an_unknown_address_gives(name, things, client_of):
    unknown = client_of(StaffFactory()).get("/people/nothing-of-that-kind/")
    url = things.url(name)

    for person in (StaffFactory("volunteer"), *[OfficeHolderFactory(office) for office in STRANGERS]):
        for answer in (client_of(person).get(url), client_of(person).post(url, {})):
            if answer.status_code != 405:
                assert (answer.status_code, answer.content) == (404, unknown.content)


@pytest.mark.parametrize("name", MAY)
def test_keepers_are_let_in_or_told_what_stands_in_the_way(name, things, client_of):
    url = things.url(name)
    seen = {office: client_of(OfficeHolderFactory(office)).get(url) for office in (*KEEPERS, *OTHERS_WHO_OPEN)}

    wanted = {}
    for office in seen:
        hidden = name in HIDDEN_WITH_THE_CHILD and office not in FAMILY
        wanted[office] = 404 if hidden else 200 if office in MAY[name] else 403
    assert {office: answer.status_code for office, answer in seen.items()} == wanted
    for answer in seen.values():
        if answer.status_code == 403:
            assert "You cannot do that" in answer.content.decode()


@pytest.mark.parametrize("name", MAY)
def test_whoever_is_not_signed_in_is_sent_to_sign_in(name, things, client):
    assert client.get(things.url(name)).url.startswith(reverse("account_login"))


def test_somebody_whose_account_ended_is_sent_to_sign_in(things, client_of):
    person = OfficeHolderFactory("principal")
    client = client_of(person)
    User.objects.filter(person=person).update(is_active=False)

    assert client.get(things.url("people")).status_code == 302


@pytest.mark.parametrize("office", ["clerk", "administrator", "chair", "designated_governor"])
def test_families_do_not_exist_for_those_who_keep_staff_and_board(office, things, client_of):
    client = client_of(OfficeHolderFactory(office))
    both = StaffFactory()
    FamilyLinkFactory(adult=both, pupil=things.pupil)

    for person in (things.pupil.person, things.link.adult):
        answer = client.get(reverse("school:person", args=[person.pk]))
        assert answer.content == client.get(reverse("school:person", args=[uuid.uuid4()])).content
    page = client.get(reverse("school:person", args=[both.pk])).content.decode()
    lists = "".join(
        client.get(reverse("school:people"), {"kind": kind}).content.decode() for kind in ("pupils", "everybody")
    )

    assert things.pupil.person.family_name not in page + lists
    assert "Parent of" not in page


def test_one_person_may_be_everything_on_one_page(things, client_of):
    person = StaffFactory()
    AppointmentFactory(person=person, office=Office.GOVERNOR)
    FamilyLinkFactory(adult=person, pupil=things.pupil)

    page = client_of(OfficeHolderFactory("principal")).get(reverse("school:person", args=[person.pk])).content.decode()

    for part in ("Teacher", "Governor", "Parent of", str(things.pupil.person), person.user.email):
        assert part in page


def test_a_persons_page_offers_only_what_its_reader_may_do(things, client_of):
    def offered(office):
        url = reverse("school:person", args=[things.teacher.pk])
        page = client_of(OfficeHolderFactory(office)).get(url).content.decode()
        return {name for name in MAY if things.teacher and f'href="{things.url(name)}"' in page} - {"people", "person"}

    account = {"change_address", "end_account"}
    keep = {"rename", "end_work", "add_work", "assign_teacher", "end_teaching"}
    assert offered("principal") == keep | account | {"appoint"}
    assert offered("administrator") == keep | account
    assert offered("chair") == {"appoint", "change_address"}
    assert offered("designated_teacher") == set()


# Acts ---------------------------------------------------------------------------------------------


@pytest.fixture
def principal(school, client_of):
    return client_of(OfficeHolderFactory("principal"))


NEW = {
    "given_name": "Łukasz",
    "family_name": "Nowak",
    "known_as": "",
    "part": "staff",
    "kind": "teacher",
    "post": "P6 teacher",
    "organisation": "",
    "starts_on": "2026-09-01",
    "ends_on": "",
    "email": "Lukasz@school.example",
}


def test_a_person_is_entered_with_work_and_account_in_one_form_and_once(principal):
    once = str(uuid.uuid4())

    answers = [principal.post(reverse("school:add"), {**NEW, "once": once}) for _ in range(2)]

    person = Person.objects.get(family_name="Nowak")
    assert answers[0].url == reverse("school:person", args=[person.pk])
    assert person.staff_roles.get().post == "P6 teacher"
    assert person.user.email == "lukasz@school.example"


def test_a_double_click_goes_on_to_the_same_page(principal):
    data = {**NEW, "once": str(uuid.uuid4()), "email": ""}

    first, second = (principal.post(reverse("school:add"), data) for _ in range(2))

    assert first.url == second.url
    assert StaffRole.objects.filter(person__family_name="Nowak").count() == 1


def test_somebody_of_the_same_name_is_shown_before_a_second_one_is_entered(principal):
    known = PersonFactory(given_name="Lukasz", family_name="Nowak")
    data = {**NEW, "once": str(uuid.uuid4())}

    asked = principal.post(reverse("school:add"), data).content.decode()
    assert reverse("school:person", args=[known.pk]) in asked
    assert "is_somebody_else" in asked
    assert Person.objects.named("nowak").count() == 1

    principal.post(reverse("school:add"), {**data, "is_somebody_else": "on"})
    assert Person.objects.named("nowak").count() == 2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("given_name", "", "required"),
        ("given_name", "--", "at least one letter"),
        ("starts_on", "0001-01-01", "Check the year"),
        ("ends_on", "2020-01-01", "before the first"),
        ("email", "taken@school.example", "Another account"),
        ("kind", "principal", "valid choice"),
        ("once", "", "open this form again"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_entered(field, value, sentence, principal):
    UserFactory(email="Taken@school.example")

    page = principal.post(reverse("school:add"), {**NEW, "once": str(uuid.uuid4()), field: value}).content.decode()

    assert sentence in page
    assert "There is a problem" in page
    assert not Person.objects.filter(family_name="Nowak").exists()


def test_somebody_from_outside_needs_no_work(principal):
    data = {**NEW, "part": "other", "kind": "", "starts_on": "", "email": "", "once": str(uuid.uuid4())}

    principal.post(reverse("school:add"), data)
    refused = principal.post(
        reverse("school:add"), {**data, "email": "x@school.example", "once": str(uuid.uuid4()), "family_name": "Duda"}
    )

    assert not Person.objects.get(family_name="Nowak").staff_roles.exists()
    assert "Appoint this person first" in refused.content.decode()


ACTS = [
    ("rename", P, {"given_name": "Anna", "family_name": "Orr"}),
    ("add_work", P, {"kind": "support", "starts_on": "2026-09-01", "once": str(uuid.uuid4())}),
    ("end_work", P, {"ends_on": "2026-11-30"}),
    ("assign_teacher", P, {"school_class": "CLASS", "starts_on": "2026-09-02"}),
    ("end_teaching", P, {"ends_on": "2026-11-30"}),
    ("open_account", ADMIN, {"email": "fresh@school.example"}),
    ("change_address", ADMIN, {"email": "fresh@school.example"}),
    ("end_account", ADMIN, {}),
    ("confirm_address", P, {}),
    ("withdraw_address", ADMIN, {}),
    ("appoint", P, {"office": "slt", "starts_on": "2026-11-01", "once": str(uuid.uuid4())}),
    ("confirm", CHAIR, {}),
    ("end_appointment", CHAIR, {"when": "now"}),
    ("change_pupil", P, {"born_on": "2018-01-05", "school_class": "CLASS"}),
    ("pupil_left", P, {"left_on": "2026-11-30"}),
    ("end_family_link", P, {"ends_on": "2026-11-30"}),
    ("link_family", P, {"given_name": "Orla", "family_name": "Boyd", "relation": "carer", "starts_on": "2026-09-01"}),
    (
        "change_settings",
        CLERK,
        {
            "name": "Lough View",
            "board_kind": "controlled",
            "voting_members": "9",
            "quorum": "5",
            "second_signatory": "principal",
            "police_phone": "999",
            "mail_from": "07:30",
            "digest_at": "08:15",
            "mail_until": "17:00",
        },
    ),
    ("add_closure", CLERK, {"name": "Storm", "starts_on": "2026-12-07", "ends_on": "2026-12-07"}),
    ("remove_closure", CLERK, {}),
]


@pytest.mark.parametrize(("name", "office", "data"), ACTS, ids=[act[0] for act in ACTS])
def test_each_act_is_done_said_and_written_down(name, office, data, things, client_of):
    from audit.models import Entry

    data = {key: SchoolClassFactory().pk if value == "CLASS" else value for key, value in data.items()}
    client = client_of(OfficeHolderFactory(office))

    answer = client.post(things.url(name), data, follow=True)

    assert answer.redirect_chain, answer.content.decode()
    assert "notice-done" in answer.content.decode()
    assert Entry.objects.exists()


def test_an_act_that_comes_too_late_is_told_kindly(things, client_of):
    client = client_of(OfficeHolderFactory("administrator"))
    url = things.url("end_account")

    pages = [client.post(url, follow=True).content.decode() for _ in range(2)]

    assert "notice-done" in pages[0]
    assert "ended already" in pages[1]
    again = client.post(things.url("reopen_account"), follow=True).content.decode()
    assert "notice-done" in again


def test_a_pupil_is_entered_with_two_adults(principal):
    data = {
        "given_name": "Aoife", "family_name": "Boyd", "born_on": "2018-03-14", "joined_on": "2022-09-01",
        "school_class": SchoolClassFactory().pk, "adult_1_given": "Orla", "adult_1_family": "Boyd",
        "adult_2_given": "Paul", "adult_2_family": "Orr", "once": str(uuid.uuid4()),
    }  # fmt: skip

    answer = principal.post(reverse("school:add_pupil"), data)

    pupil = Pupil.objects.get()
    assert answer.url == reverse("school:person", args=[pupil.person_id])
    assert pupil.family_links.count() == 2
    for wrong, sentence in (
        ({"adult_2_given": ""}, "both names"),
        ({"born_on": "1990-01-01"}, "between two and eighteen"),
        ({"joined_on": "2018-01-01"}, "after being born"),
    ):
        page = principal.post(reverse("school:add_pupil"), {**data, "given_name": "Zoe", "once": uuid.uuid4(), **wrong})
        assert sentence in page.content.decode()


def test_a_parent_who_works_here_is_found_and_linked(things, principal):
    url = things.url("link_family")

    found = principal.post(url, {"name": things.teacher.family_name, "search": "yes"}).content.decode()
    assert f'value="{things.teacher.pk}"' in found
    own_name = principal.post(url, {"name": things.pupil.person.family_name, "search": "yes"}).content.decode()
    assert f'value="{things.pupil.person_id}"' not in own_name

    data = {"adult": things.teacher.pk, "relation": "parent", "has_responsibility": "on", "starts_on": "2026-09-01"}
    principal.post(url, data)
    assert FamilyLink.objects.filter(adult=things.teacher, pupil=things.pupil, has_responsibility=True).exists()

    empty = principal.post(url, {**data, "adult": ""}).content.decode()
    assert "choose one, or give both names" in empty


def test_the_appointing_form_offers_what_may_be_given_and_refuses_the_rest(things, client_of):
    clerk, chair = client_of(OfficeHolderFactory("clerk")), client_of(OfficeHolderFactory("chair"))
    url = things.url("appoint")
    data = {"office": "principal", "starts_on": "2026-11-01", "once": uuid.uuid4()}

    assert "valid choice" in clerk.post(url, data).content.decode()
    acting_only = chair.post(url, {**data, "office": "slt"}).content.decode()
    assert "appoints to this office" in acting_only
    assert "needs a last day" in chair.post(url, {**data, "office": "slt", "acting": "on"}).content.decode()
    AppointmentFactory(office=Office.PRINCIPAL)
    assert "holds this office" in chair.post(url, data).content.decode()
    assert not Appointment.objects.filter(person=things.teacher).exists()


@pytest.mark.parametrize("office", KEEPERS)
def test_nobody_appoints_himself_by_the_form(office, school, client_of):
    person = OfficeHolderFactory(office)
    url = reverse("school:appoint", args=[person.pk])
    data = {"office": "slt", "starts_on": "2026-11-01", "once": uuid.uuid4()}

    for answer in (client_of(person).get(url), client_of(person).post(url, data)):
        assert answer.status_code == 403
        assert "himself" in answer.content.decode()
    assert not Appointment.objects.filter(person=person, office="slt").exists()


def test_an_office_ends_on_a_named_day_from_today_on(things, client_of):
    chair = client_of(OfficeHolderFactory("chair"))
    row = AppointmentFactory(office=Office.SLT)
    url = reverse("school:end_appointment", args=[row.pk])

    assert "Name the last day" in chair.post(url, {"when": "later", "ends_on": ""}).content.decode()
    assert "today at the earliest" in chair.post(url, {"when": "later", "ends_on": "2020-09-30"}).content.decode()
    assert "valid date" in chair.post(url, {"when": "later", "ends_on": "soon"}).content.decode()
    tomorrow = timezone.localdate() + timedelta(days=1)
    chair.post(url, {"when": "later", "ends_on": tomorrow.isoformat()})

    row.refresh_from_db()
    assert row.ends_on == tomorrow


def test_targets_change_and_the_laws_are_not_on_the_form(school, client_of):
    client = client_of(OfficeHolderFactory("clerk"))
    url = reverse("school:change_targets")
    form = client.get(url).context["form"]
    values = {name: field.initial for name, field in form.fields.items()}

    client.post(url, {**values, "investigation_school_days": 15, "breach_hours": 1})

    assert "breach_hours" not in values
    assert Target.value_of("investigation_school_days") == 15
    assert Target.value_of("breach_hours") == 72
    assert client.post(url, {**values, "draft_days": 0}).status_code == 200
    assert Target.value_of("draft_days") == 14


def test_a_quorum_beyond_the_board_is_refused_in_words(school, client_of):
    client = client_of(OfficeHolderFactory("clerk"))
    data = {
        "name": "L",
        "board_kind": "controlled",
        "voting_members": "5",
        "quorum": "6",
        "second_signatory": "principal",
        "police_phone": "999",
        "mail_from": "08:00",
        "digest_at": "18:00",
        "mail_until": "18:00",
    }

    page = client.post(reverse("school:change_settings"), data).content.decode()

    assert "number of voting members" in page
    assert "between the two hours of e-mail" in page
    assert 'value="18:00"' in page
    assert School.get().quorum == 8


def test_everybody_has_a_page_of_their_own(school, client_of):
    person = OfficeHolderFactory("ict_coordinator")
    client = client_of(person)
    row = person.appointments.get()
    change = AddressChange.objects.create(
        user=person.user, old_email=person.user.email, new_email="other@school.example",
        asked_by=UserFactory().person, asked_at=timezone.now(),
    )  # fmt: skip

    page = client.get(reverse("school:me")).content.decode()
    assert all(part in page for part in ("ICT co-ordinator", person.user.email, "other@school.example", "Teacher"))

    client.post(reverse("school:withdraw_address", args=[change.pk]))
    client.post(reverse("school:end_appointment", args=[row.pk]), {"when": "now"})
    change.refresh_from_db()
    assert change.withdrawn_at
    assert not person.appointments.effective(timezone.localdate()).exists()


def test_the_list_is_paged_by_name_and_searched(principal):
    for number in range(120):
        StaffFactory(person=UserFactory(person__given_name="Ann", person__family_name=f"Boyd{number:03}").person)
    seen, url = [], principal.post(reverse("school:search"), {"name": "boyd", "kind": "staff"}).url
    while url:
        assert "boyd" not in url.lower()
        page = principal.get(url)
        seen += [row.person.family_name for row in page.context["rows"]]
        url = page.context["next_url"] and reverse("school:people") + page.context["next_url"]

    assert seen == [f"Boyd{number:03}" for number in range(120)]
    assert "named “boyd”" in principal.get(f"{reverse('school:people')}?kind=everybody").content.decode()
    principal.post(reverse("school:search"), {"name": "boyd", "clear": "yes"})
    assert "named “" not in principal.get(reverse("school:people")).content.decode()


@pytest.mark.parametrize("name", ["\0", " ", "x" * 5000])
def test_a_mangled_search_still_gives_a_page(name, principal):
    answer = principal.post(reverse("school:search"), {"name": name, "kind": "nonsense"}, follow=True)
    assert answer.status_code == 200


def test_no_form_of_the_people_pages_puts_a_name_into_an_address(things, principal):
    for url in (reverse("school:people"), things.url("link_family")):
        assert 'method="get"' not in principal.get(url).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "after=%00~1",
        "after=5f0c1f0e-2c4d-4d0e-9d65-0b6d5c8f7a11",
        "kind=nonsense",
    ],
)
def test_a_mangled_address_still_gives_a_page(query, principal):
    assert principal.get(f"{reverse('school:people')}?{query}").status_code == 200


@pytest.mark.parametrize("kind", ["staff", "governors", "pupils", "parents", "everybody"])
def test_the_list_asks_as_much_for_two_hundred_as_for_one(kind, school, client_of):
    client = client_of(OfficeHolderFactory("principal"))
    url = f"{reverse('school:people')}?kind={kind}"

    def asked():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    def one_of_each():
        pupil = PupilFactory()
        both = FamilyLinkFactory(pupil=pupil).adult
        StaffRoleFactory(person=both)
        AppointmentFactory(person=UserFactory(person=both).person, office=Office.GOVERNOR)

    one_of_each()
    asked()
    first = asked()
    for _ in range(60):
        one_of_each()

    assert asked() == first


def test_a_persons_page_asks_as_much_for_many_links_as_for_one(principal):
    person = StaffFactory()

    def asked():
        with CaptureQueriesContext(connection) as seen:
            principal.get(reverse("school:person", args=[person.pk]))
        return len(seen)

    def more():
        FamilyLinkFactory(adult=person)
        StaffRoleFactory(person=person)
        AppointmentFactory(person=person, office=Office.SLT, appointed_by=UserFactory().person)
        ClassTeacher.objects.create(person=person, school_class=SchoolClassFactory(), starts_on=date(2026, 9, 1))

    more()
    asked()
    first = asked()
    for _ in range(20):
        more()

    assert asked() == first
