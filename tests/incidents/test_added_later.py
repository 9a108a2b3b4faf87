"""What a reporter adds is always told to somebody who acts on it, and is never taken for something sent before."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from incidents import actions
from incidents.actions import SplitOff
from notices.models import Notice
from tests.factories.incidents import THEN, ReportFactory, look
from tests.factories.school import PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
P = "principal"


def test_it_is_told_although_the_case_with_the_report_has_ended_and_only_a_part_goes_on(offices):
    reporter, one, two = StaffFactory(), PupilFactory(), PupilFactory()
    case = ReportFactory(by=reporter, concerned=[one.person, two.person]).incidents.get()
    moved = [case.people.get(person=two.person).pk]
    into = SplitOff(concerns="pupil", words="He has an account.", moved=moved)
    actions.split(pk=case.pk, once=uuid.uuid4(), into=[into], by=offices[P].pk, now=THEN)
    look(case)
    actions.record_in_error(pk=case.pk, reason="It was another girl.", by=offices[P].pk, now=THEN)

    actions.add_to_report(pk=case.report_id, text="I saw more.", once=uuid.uuid4(), by=reporter.pk, now=THEN)

    told = Notice.objects.filter(kind="case.added", about_id=case.pk)
    assert [one.recipient_id for one in told] == [offices[P].pk]


class TestAFormSentAgainWithOtherWords:
    """Browsers show a page again as it was: what is typed over it then is new, and must not be thanked for and lost."""

    def test_is_not_taken_for_the_first_by_a_report(self, offices):
        reporter, once = StaffFactory(), uuid.uuid4()
        first = ReportFactory(by=reporter, once=once, words="He hit her.")

        assert ReportFactory(by=reporter, once=once, words="He hit her.") == first
        with pytest.raises(PermissionDenied, match="sent before"):
            ReportFactory(by=reporter, once=once, words="He hit her twice.")

    def test_is_not_taken_for_the_first_by_an_addition(self, offices):
        reporter, once = StaffFactory(), uuid.uuid4()
        report = ReportFactory(by=reporter)
        who = {"pk": report.pk, "once": once, "by": reporter.pk, "now": THEN}
        first = actions.add_to_report(**who, text="One more thing.")

        assert actions.add_to_report(**who, text="One more thing.") == first
        with pytest.raises(PermissionDenied, match="sent before"):
            actions.add_to_report(**who, text="Two more things.")

    def test_is_not_taken_for_the_first_by_an_entry(self, offices, client_of):
        case, once = ReportFactory().incidents.get(), uuid.uuid4()
        client = client_of(offices[P])
        where = reverse("incidents:add_entry", args=[case.pk])

        for text in ("His mother rang.", "His mother rang.", "His father rang too."):
            page = client.post(where, {"once": once, "text": text}, follow=True).content.decode()

        assert [one.text for one in case.entries.all()] == ["His mother rang."]
        assert "sent before" in page
