"""What an administrator is shown of somebody's account is the same, byte for byte, whether or not a case names them."""

import pytest
from django.urls import reverse

from incidents import actions
from incidents.models import EmergencyReader
from tests.factories.incidents import THEN, ReportFactory
from tests.factories.school import StaffFactory
from tests.proofs.browsing import Visitor, put_back
from tests.proofs.seeded import seeded, standing_still

pytestmark = pytest.mark.django_db


def asked_for_another_address(admin, teacher):
    """Every answer on the way: the person, the form, what it says, the person again, and the list."""
    visitor = Visitor.signed_in(admin)
    page, form = (reverse(f"school:{name}", args=[teacher.pk]) for name in ("person", "change_address"))
    sent = visitor.post(form, email="moved@school.example")
    return [visitor.get(page), visitor.get(form), sent, visitor.get(page), visitor.get(reverse("school:people"))]


@pytest.mark.parametrize("how", ["named", "emergency"])
@pytest.mark.parametrize("is_used", [True, False])
def test_two_worlds_that_differ_in_the_case_alone(how, is_used, offices):
    teacher = StaffFactory()
    teacher.user.last_login = THEN if is_used else None
    teacher.user.save()
    case = ReportFactory(concerns="parent").incidents.get()
    worlds = []
    for is_named in (True, False):
        with put_back(), standing_still(), seeded("the same"):
            if is_named and how == "named":
                actions.name_assignee(pk=case.pk, person=teacher.pk, by=offices["principal"].pk, now=THEN)
            elif is_named:
                EmergencyReader.objects.create(
                    person=teacher, named_at=THEN, named_by=offices["principal"], confirmed_at=THEN,
                    confirmed_by=offices["chair"],
                )  # fmt: skip
            worlds.append(asked_for_another_address(offices["administrator"], teacher))

    assert worlds[0] == worlds[1]
    assert "A second person confirms it." in worlds[0][3].text
