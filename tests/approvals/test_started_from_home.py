"""Official users ask for a post straight from home; nobody else is offered what they would be refused."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from approvals import actions
from school.models import Person
from tests.factories.approvals import Desk, OfficialUserFactory
from tests.factories.school import StaffFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]


def is_offered(client_of: ClientOf, person: Person) -> bool:
    """Whether home leads to asking, which then has to open."""
    browser, url = client_of(person), reverse("approvals:ask")
    offered = f'href="{url}"' in browser.get("/").content.decode()
    assert (browser.get(url).status_code == 200) == offered
    return offered


def test_an_official_user_asks_for_a_post_from_home(desk: Desk, client_of: ClientOf) -> None:
    assert is_offered(client_of, desk.author)


def test_nobody_else_is_offered_to_ask(desk: Desk, client_of: ClientOf) -> None:
    assert not is_offered(client_of, desk.principal)
    assert not is_offered(client_of, StaffFactory())


def test_whoever_is_suspended_is_not_offered_to_ask(desk: Desk, client_of: ClientOf, now: datetime) -> None:
    person = StaffFactory()
    entry = OfficialUserFactory(desk.account, person=person, named_by=desk.vice_principal)
    assert is_offered(client_of, person)

    actions.suspend_official_user(pk=entry.pk, reason="The yearly training is due.", by=desk.principal.pk, now=now)

    assert not is_offered(client_of, person)
