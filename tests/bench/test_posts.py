"""The pages of posts ask as much for many as for few (figures, and what PostgreSQL reads: tests/bench/posts.py)."""

from typing import Any

import pytest
from django.utils import timezone

from approvals.models import PostRequest, Publication
from tests.bench import posts
from tests.bench.measuring import statements
from tests.factories.approvals import Desk, DeskFactory

pytestmark = pytest.mark.django_db
MANY = 150


@pytest.fixture
def desk(settings: Any, school: Any) -> Desk:
    settings.ROOT_URLCONF = "tests.bench.urls"
    made = DeskFactory()
    today = timezone.localdate()
    made.author.official_uses.update(starts_on=today, ends_on=today)
    posts.fill(made, posts.FEW, timezone.now())
    return made


def test_the_pages_of_posts_ask_as_much_for_many_as_for_few(desk: Desk) -> None:
    requests = posts.pages(desk)
    few = {name: len(statements(send)) for name, send in requests.items() if send().status_code == 200}
    assert few.keys() == requests.keys()

    posts.fill(desk, MANY, timezone.now())
    sql = {name: statements(send) for name, send in requests.items()}

    assert {name: len(found) for name, found in sql.items()} == few
    assert PostRequest.objects.count() == posts.FEW + MANY
    assert Publication.objects.count() > MANY * 3 / 4
