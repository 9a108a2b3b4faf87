"""A post found live without approval becomes a report in one press, and nothing else gets into the form that way."""

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from incidents.views.recording import address_spoken_of
from school.models import Person
from tests.factories.approvals import Desk
from tests.factories.school import StaffFactory

pytestmark = pytest.mark.django_db


def test_the_register_leads_to_a_form_that_knows_the_account(desk: Desk, client_of: Callable[[Person], Client]) -> None:
    browser = client_of(StaffFactory())
    page = browser.get(reverse("approvals:official_users")).content.decode()
    link = re.search(r'href="([^"]*kind=official_voice[^"]*)"', page)
    assert link

    form = browser.get(html.unescape(link[1])).content.decode()

    assert f'value="{desk.account.url}"' in form
    assert 'name="began_as" value="official_voice"' in form


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "https://", "https://a:b@x.example/", "https://x.example/?name=Aoife", "http://[", "x"],
)
def test_only_a_plain_address_is_taken_from_a_link(text: str) -> None:
    assert address_spoken_of(text) == ""
