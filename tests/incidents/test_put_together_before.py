"""A question put together once is asked of this moment all the same; words are kept at filing as later changes keep them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from incidents import announcing
from incidents.actions.searching import refresh_search
from incidents.models import Access, AccessRole, SearchText
from tests.factories.incidents import ReportFactory
from tests.factories.school import StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_access_for_a_time_ends_although_the_question_was_put_together_before(offices):
    case, now = ReportFactory().incidents.get(), timezone.now()
    helper = StaffFactory()
    until = now + timedelta(hours=1)
    Access.objects.create(
        incident=case,
        person=helper,
        role=AccessRole.EMERGENCY,
        given_at=now,
        given_by=offices["principal"],
        until=until,
    )

    assert announcing.cases_heard_of(helper.pk, {case.pk}, now) == {case.pk}
    assert announcing.cases_heard_of(helper.pk, {case.pk}, until + timedelta(minutes=1)) == set()


def test_who_may_see_no_case_at_all_hears_of_none_and_their_pages_still_work(offices):
    case, now = ReportFactory().incidents.get(), timezone.now()
    nobody = UserFactory().person

    assert announcing.cases_heard_of(nobody.pk, {case.pk}, now) == set()


def test_a_filed_case_is_found_by_the_words_that_a_later_change_would_keep_too(offices):
    case = ReportFactory(words="He wrote it in the lunch group.").incidents.get()
    filed = SearchText.objects.get(incident=case).text

    refresh_search(case)

    assert SearchText.objects.get(incident=case).text == filed
    assert "lunch" in filed
