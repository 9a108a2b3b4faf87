"""What a rule that cannot be broken comes to: it is read, and nobody is ever reported under it."""

import html

import pytest
from django.urls import reverse

from policy.register import shipped_clauses
from tests.factories.policy import VersionFactory
from tests.factories.school import StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ENTRIES = [one for one in shipped_clauses() if not one["code"].startswith("0.")]


@pytest.fixture
def reader(school, client_of):
    """A teacher, with the whole shipped register in force."""
    rows = [
        {
            "number": one["code"],
            "wording": one["restatement"],
            "restatement": one["restatement"],
            "audience": one["audience"],
            "force": one["force"],
            "breach": one.get("breach", ""),
            "steps": one.get("steps", []),
        }
        for one in ENTRIES
    ]
    VersionFactory(clauses=rows, is_approved=True)
    return client_of(StaffFactory())


def shown(reader, name, *args):
    return html.unescape(reader.get(reverse(name, args=args)).content.decode())


def test_every_rule_is_read_on_the_policy_page(reader):
    page = shown(reader, "policy:read")

    assert [one["code"] for one in ENTRIES if one["restatement"] not in page] == []


@pytest.mark.parametrize("concerns", ["pupil", "parent", "staff", "outsider"])
def test_only_what_can_be_broken_is_offered(concerns, reader):
    page = shown(reader, "incidents:file", concerns)

    offered = {one["code"] for one in ENTRIES if one["restatement"] in page}
    bound = {"all", concerns} if concerns != "outsider" else set()
    assert offered == {one["code"] for one in ENTRIES if one.get("breach") and one["audience"] in bound}
