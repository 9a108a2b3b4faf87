"""A page's mark that nobody's page ever ended with shows the first page: a forged one breaks nothing."""

import uuid

import pytest

from approvals.models import PostRequest
from approvals.paging import page_of
from notices.inbox import place

TOO_EARLY, TOO_LATE = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"


@pytest.mark.parametrize("moment", [TOO_EARLY, TOO_LATE])
def test_a_moment_outside_the_calendar_is_no_place_in_the_inbox(moment):
    assert place(f"{moment}~{uuid.uuid4()}") is None


@pytest.mark.django_db
@pytest.mark.parametrize("moment", [TOO_EARLY, TOO_LATE])
def test_nor_in_a_list_of_posts(moment):
    assert page_of(PostRequest.objects.all(), by="changed_at", after=f"{moment}_{uuid.uuid4()}") == ([], "")
