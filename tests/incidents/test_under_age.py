"""Whoever leads is told that a pupil was too young for the service; the rule about it is suggested by data."""

from datetime import date

import pytest
from django.urls import reverse

from incidents import actions
from incidents.actions import Intake
from incidents.forms.acting import ConfirmForm
from incidents.models import Service
from incidents.register import under_age_codes
from incidents.under_age import under_age
from tests.factories.incidents import THEN, ReportFactory, clause
from tests.factories.school import PupilFactory, SchoolClassFactory, StaffFactory

pytestmark = pytest.mark.django_db
P = "principal"


@pytest.fixture
def service(db):
    return Service.objects.create(name="Chatter", kind="messages", name_key="chatter", minimum_age=13)


def case_of(pupil, service, **facts):
    return ReportFactory(concerned=[pupil.person], intake=Intake(service_id=service.pk), **facts).incidents.get()


def born(day, **facts):
    return PupilFactory(born_on=day, school_class=SchoolClassFactory(name="P6 Rowan"), **facts)


@pytest.mark.parametrize(
    ("born_on", "age"), [(date(2013, 11, 9), None), (date(2013, 11, 10), 12), (date(2016, 3, 14), 10)]
)
def test_it_is_the_age_on_the_day_it_happened(born_on, age, offices, service):
    """It happened on 9 November 2026: whoever was thirteen on that day was old enough."""
    found = under_age(case_of(born(born_on), service))

    assert [one.age for one in found] == ([age] if age else [])


def test_the_day_it_happened_counts_and_not_the_day_it_was_written_down(offices, service):
    pupil = born(date(2013, 11, 1))

    assert [one.age for one in under_age(case_of(pupil, service, happened_on=date(2026, 10, 30)))] == [12]


def test_the_services_own_row_says_how_old(offices, service):
    case = case_of(born(date(2016, 3, 14)), service)
    Service.objects.filter(pk=service.pk).update(minimum_age=10)
    assert under_age(case) == []
    Service.objects.filter(pk=service.pk).update(minimum_age=16)
    assert [one.minimum for one in under_age(case)] == [16]


def test_the_case_says_so_to_whoever_leads_and_to_nobody_else(offices, service, client_of):
    case = case_of(born(date(2016, 3, 14)), service)
    address = reverse("incidents:case", args=[case.pk])

    assert "P6 Rowan, aged 10; Chatter asks for 13" in client_of(offices[P]).get(address).content.decode()
    assert "aged 10" not in client_of(offices["vice_principal"]).get(address).content.decode()
    own = reverse("incidents:own", args=[case.report_id])
    assert "aged 10" not in client_of(case.report.reporter).get(own).content.decode()


def test_the_rule_about_it_is_ticked_where_the_reporter_thought_of_none(offices, service, rules):
    pupil = born(date(2016, 3, 14))
    form = ConfirmForm(incident=case_of(pupil, service))
    assert form.initial["clauses"] == [str(clause(rules, "7.0a").pk)]
    assert "aged 10" in form.fields["clauses"].help_text

    thought = case_of(pupil, service, clauses=[clause(rules, "7.3").pk])
    assert ConfirmForm(incident=thought).initial["clauses"] == [str(clause(rules, "7.3").pk)]
    assert ConfirmForm(incident=ReportFactory(concerned=[pupil.person]).incidents.get()).initial["clauses"] == []


def test_which_rule_is_about_it_is_data(monkeypatch, offices, service, rules):
    assert under_age_codes() == {"7.0a"}
    monkeypatch.setattr("incidents.under_age.under_age_codes", lambda: frozenset({"7.3"}))

    form = ConfirmForm(incident=case_of(born(date(2016, 3, 14)), service))

    assert form.initial["clauses"] == [str(clause(rules, "7.3").pk)]


def test_a_part_that_was_split_off_says_nothing_of_the_report(offices, service):
    pupil, other = born(date(2016, 3, 14)), PupilFactory()
    case = ReportFactory(concerned=[pupil.person, other.person], intake=Intake(service_id=service.pk)).incidents.get()
    moved = [case.people.get(person=pupil.person).pk]
    part = actions.SplitOff(concerns="pupil", words="Hers.", moved=moved)
    [new] = actions.split(pk=case.pk, once="c" * 32, into=[part], by=offices[P].pk, now=THEN)

    assert under_age(new) == []


def test_the_form_says_from_what_age_a_service_is(offices, service, client_of):
    page = client_of(StaffFactory()).get(reverse("incidents:file", args=["pupil"])).content.decode()

    assert "Chatter (from 13)" in page
