"""A second policy of another kind works without a line of code: what was confirmed is what a case asks for."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from incidents import actions as cases
from policy.models import ClauseVersion, Version
from school.days import local_date
from tests.factories.incidents import ReportFactory
from tests.factories.school import OfficeHolderFactory, StaffFactory

TEXT = b"# Gate Policy\n\n## Staff\n\n- Staff must close the gate behind them.\n- Staff may open it for deliveries.\n"


@pytest.fixture
def principal(school):
    return OfficeHolderFactory("principal")


@pytest.fixture
def browser(principal, client_of):
    return client_of(principal)


def confirm(browser, clause, **fields):
    given = {"audience": "staff", "force": "must", "restatement": clause.wording} | fields
    answer = browser.post(reverse("policy:confirm_clause", args=[clause.pk]), given)
    assert answer.status_code == 302


def bring_into_force(browser, draft):
    browser.post(
        reverse("policy:accept", args=[draft.pk]),
        {"shown": [str(pk) for pk in draft.clause_versions.values_list("pk", flat=True)], "all": "yes"},
    )
    browser.post(
        reverse("policy:bring_into_force", args=[draft.pk]), {"effective_from": local_date(timezone.now()).isoformat()}
    )
    draft.refresh_from_db()
    assert draft.is_approved


def steps_of_a_case(clause, principal):
    now = timezone.now()
    report = ReportFactory(
        concerns="staff", concerned=[StaffFactory()], now=now, happened_on=local_date(now), clauses=[clause.pk]
    )
    incident = report.incidents.get()
    cases.confirm(pk=incident.pk, clauses=[clause.pk], by=principal.pk, now=now)
    return incident


def asked(incident):
    return set(incident.steps.filter(clause_version__isnull=False).values_list("step_id", flat=True))


def test_the_steps_confirmed_are_the_steps_asked_for_and_old_cases_keep_theirs(browser, principal):
    browser.post(
        reverse("policy:import"),
        {"file": SimpleUploadedFile("gate.md", TEXT, "text/markdown"), "once": uuid.uuid4()},
    )
    first = Version.objects.get()
    confirm(
        browser,
        first.clause_versions.get(number="1.1"),
        breach="left the gate open",
        tell_1="principal",
        tell_1_when="same_day",
        steps=["SUPPORT_AFFECTED", "DECIDE_FURTHER_ACTION"],
    )
    bring_into_force(browser, first)
    old_clause = ClauseVersion.objects.in_force(local_date(timezone.now())).breachable().get()
    old = steps_of_a_case(old_clause, principal)

    browser.post(reverse("policy:draft", args=[first.pk]), {"label": "2", "once": uuid.uuid4()})
    second = Version.objects.drafts().get()
    confirm(
        browser, second.clause_versions.get(number="1.1"), breach="left the gate open", steps=["MINIMAL_EVIDENCE"],
        wording="Staff must close and lock the gate.",
    )  # fmt: skip
    bring_into_force(browser, second)
    new_clause = ClauseVersion.objects.in_force(local_date(timezone.now())).breachable().get()
    new = steps_of_a_case(new_clause, principal)

    assert new_clause != old_clause
    assert new_clause.clause == old_clause.clause
    assert {"SUPPORT_AFFECTED", "DECIDE_FURTHER_ACTION"} <= asked(old)
    assert "MINIMAL_EVIDENCE" not in asked(old)
    assert asked(new) & {"SUPPORT_AFFECTED", "DECIDE_FURTHER_ACTION", "MINIMAL_EVIDENCE"} == {"MINIMAL_EVIDENCE"}
    assert old.report.version.clause_versions.get(number="1.1").wording == "Staff must close the gate behind them."
