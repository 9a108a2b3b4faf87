"""Being named in a case lasts as long as working for the school does, and never reaches whoever keeps the accounts."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from incidents import actions
from incidents.actions import recompute_shut_outs
from incidents.actions.conflicts import Holders, leaders
from incidents.models import Incident
from school.actions import end_staff_role
from school.models import Office, StaffRole
from school.standing import standing_of
from tests.factories.incidents import THEN, ReportFactory
from tests.factories.school import OfficeHolderFactory, StaffFactory

pytestmark = pytest.mark.django_db
P = "principal"


def sees(person, case, now=THEN):
    return Incident.objects.visible_to(standing_of(person.pk, now)).filter(pk=case.pk).exists()


def named(case, person, by, role="helper"):
    return actions.name_assignee(pk=case.pk, person=person.pk, role=role, by=by.pk, now=THEN)


@pytest.fixture
def case(offices):
    return ReportFactory(concerns="parent").incidents.get()


def ends_work(person, *, by):
    """The last day of work was yesterday; the account has not been ended yet."""
    role = StaffRole.objects.get(person=person)
    end_staff_role(role_id=role.pk, ends_on=THEN.date() - timedelta(days=1), by=by, now=THEN)


def test_whoever_has_left_reads_nothing_although_the_account_is_still_open(case, offices, client_of):
    helper = StaffFactory()
    named(case, helper, offices[P])
    assert sees(helper, case)

    ends_work(helper, by=offices[P])

    assert not sees(helper, case)
    assert "Cases" not in client_of(helper).get("/").content.decode()


def test_a_case_led_by_somebody_who_has_left_goes_back_to_its_office(case, offices):
    lead = StaffFactory()
    named(case, lead, offices[P], role="lead")
    case.refresh_from_db()
    assert leaders(case, holders=Holders.on(THEN.date())) == {lead.pk}

    ends_work(lead, by=offices[P])

    case.refresh_from_db()
    assert leaders(case, holders=Holders.on(THEN.date())) == {offices[P].pk}


class TestWhoeverKeepsTheAccounts:
    @pytest.fixture
    def keeper(self):
        """An administrator who works for the school besides, as a technician may."""
        return StaffFactory(person=OfficeHolderFactory(Office.ADMINISTRATOR))

    @pytest.mark.parametrize("role", ["helper", "investigator", "lead"])
    def test_is_named_for_nothing(self, role, keeper, case, offices):
        with pytest.raises(PermissionDenied, match="Choose somebody else"):
            named(case, keeper, offices[P], role)

    def test_loses_what_they_were_named_for(self, case, offices, client_of):
        helper = StaffFactory()
        named(case, helper, offices[P], role="lead")

        OfficeHolderFactory(Office.ADMINISTRATOR, person=helper)
        recompute_shut_outs([helper.pk], THEN)

        assert not sees(helper, case)
        assert client_of(helper).get(reverse("incidents:case", args=[case.pk])).status_code == 404
        case.refresh_from_db()
        assert case.lead is None
