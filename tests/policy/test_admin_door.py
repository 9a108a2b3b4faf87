"""The governors' site has one door: sign in first, and to strangers every address is an unknown one."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from policy.admin import site
from policy.models import READS_REVIEWS, Policy, Review, Version
from policy.review_states import ReviewStatus
from school.models import Office, User
from tests.factories.reviews import Board, review_at
from tests.factories.school import OfficeHolderFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
# What the stock admin would have had, and what somebody may try.
STOCK = (
    "logout/",
    "password_change/",
    "password_change/done/",
    "autocomplete/",
    "jsi18n/",
    "r/1/2/",
    "policy/",
    "policy/review/add/",
    "policy/review/open/",
    "policy/review",
    "incidents/incident/",
    "school/person/",
    "auth/group/",
    "no/such/address",
)
STRANGERS = [office for office in Office if office not in READS_REVIEWS]


@pytest.fixture
def board():
    return Board()


def patterns_of(parts, before="") -> Iterator[tuple[str, URLPattern]]:
    for part in parts:
        if isinstance(part, URLResolver):
            yield from patterns_of(part.url_patterns, before + str(part.pattern))
        else:
            yield before + str(part.pattern), part


def addresses(review: Review) -> list[str]:
    """Every address of the site, with a record that exists, and the stock ones."""
    version = review.policy.versions.first()
    records = {"policy": review.policy.pk, "version": version.pk, "review": review.pk}
    found = []
    for _, pattern in patterns_of(site.get_urls()):
        keys = set(pattern.pattern.converters)
        if pattern.name == "unknown":
            continue
        model = pattern.name.split("_")[1] if "_" in pattern.name else ""
        values = {"pk": records.get(model), "slug": review.policy.slug}
        found.append(reverse(f"admin:{pattern.name}", kwargs={key: values[key] for key in keys}))
    found += [f"/admin/policy/review/{review.pk}/{tail}/" for tail in ("delete", "history", "change")]
    return [*found, *(f"/admin/{tail}" for tail in STOCK)]


@pytest.fixture
def every_address(school, board, now):
    return addresses(review_at(ReviewStatus.NO_CHANGE, board, now))


def unknown_page(client):
    return client.get(f"/{uuid4()}/")


def test_the_list_of_addresses_holds_all_pages_of_the_site(every_address):
    assert len(every_address) >= 30
    assert "/admin/login/" in every_address


def test_the_anonymous_are_sent_to_the_portals_own_sign_in(every_address):
    for address in every_address:
        for response in (Client().get(address), Client().post(address)):
            assert response.status_code == 302, address
            assert response["Location"].startswith(f"{reverse('account_login')}?next="), address


def test_the_right_password_posted_to_the_admin_signs_nobody_in(school, board):
    client = Client()

    response = client.post("/admin/login/", {"username": board.chair.user.email, "password": "correct horse battery"})

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("office", ["teacher", *STRANGERS])
def test_to_everybody_else_every_address_is_an_unknown_one(every_address, client_of, office):
    client = client_of(StaffFactory() if office == "teacher" else OfficeHolderFactory(office))
    unknown = unknown_page(client)
    assert unknown.status_code == 404

    for address in every_address:
        for response in (client.get(address), client.post(address)):
            assert response.status_code == 404, address
            assert response.content == unknown.content, address
            assert set(response.headers) == set(unknown.headers), address


def test_somebody_whose_sign_in_was_ended_is_sent_to_sign_in(every_address, board, client_of):
    client = client_of(board.chair)
    User.objects.filter(person=board.chair).update(is_active=False)

    for address in every_address:
        assert client.get(address)["Location"].startswith(reverse("account_login")), address


def test_an_office_that_ended_or_is_not_confirmed_opens_nothing(school, client_of):
    for dates in ({"ends_on": "2026-01-01"}, {"confirmed_at": None}, {"starts_on": "2099-01-01"}):
        client = client_of(OfficeHolderFactory("governor", **dates))
        assert client.get("/admin/").status_code == 404


def test_a_superuser_flag_opens_nothing(school, client_of):
    person = UserFactory().person
    person.user.is_staff = person.user.is_superuser = True

    assert client_of(person).get("/admin/").status_code == 404


@pytest.mark.parametrize("office", READS_REVIEWS)
def test_the_readers_are_let_in(school, client_of, office):
    client = client_of(OfficeHolderFactory(office))

    for name in ("index", "policy_policy_changelist", "policy_version_changelist", "policy_review_changelist"):
        assert client.get(reverse(f"admin:{name}")).status_code == 200


def test_what_the_stock_admin_would_have_had_is_unknown_to_readers_too(school, board, now, client_of):
    review = review_at(ReviewStatus.SIGNED, board, now)
    client = client_of(board.chair)
    unknown = unknown_page(client)
    tails = [*STOCK, *(f"policy/review/{review.pk}/{tail}/" for tail in ("delete", "history", "change"))]

    for tail in tails:
        response = client.get(f"/admin/{tail}")
        assert (response.status_code, response.content) == (404, unknown.content), tail


def test_login_leads_a_reader_to_the_index(school, board, client_of):
    assert client_of(board.chair).get("/admin/login/")["Location"] == "/admin/"


def test_only_policies_versions_and_reviews_are_registered():
    assert set(site._registry) == {Policy, Version, Review}


def test_djangos_own_admin_site_has_no_address():
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_user_changelist")
    mounted = [part for part in get_resolver().url_patterns if getattr(part, "app_name", "") == "admin"]
    assert [part.namespace for part in mounted] == ["admin"]
    callbacks = {pattern.callback for _, pattern in patterns_of(admin.site.get_urls())}
    assert not callbacks & {pattern.callback for _, pattern in patterns_of(mounted)}


def test_nothing_is_written_to_djangos_own_log(every_address, board, client_of):
    for person in (board.chair, board.clerk):
        client = client_of(person)
        for address in every_address:
            client.get(address)
            client.post(address, {"action": "delete_selected", "post": "yes"})

    assert LogEntry.objects.count() == 0
