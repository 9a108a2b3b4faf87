"""The door: by e-mail in any case, no sign-up, one's own password by a link, and a limit for each account."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from school import actions
from school.models import User
from tests.factories.school import OfficeHolderFactory, PersonFactory, StaffFactory, StaffRoleFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
CHOSEN = "amber-kettle-orchard-9"


@pytest.fixture(autouse=True)
def _no_attempts_yet():
    cache.clear()


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def is_in(client):
    return client.get(reverse("school:me")).status_code == 200


@pytest.mark.parametrize("change", [str.lower, str.upper, str.title, lambda email: f"  {email} "])
def test_the_address_counts_in_any_case(change, client):
    user = UserFactory(email="o.hagan@school.example")

    sign_in(client, change(user.email))

    assert is_in(client)


def test_two_accounts_never_differ_in_case_alone():
    from django.db import IntegrityError

    UserFactory(email="o.hagan@school.example")

    with pytest.raises(IntegrityError):
        UserFactory(email="O.Hagan@school.example")


def test_nobody_signs_up(client):
    url = reverse("account_signup")

    page = client.get(url)
    client.post(url, {"email": "x@school.example", "password1": CHOSEN, "password2": CHOSEN})

    assert "password1" not in page.content.decode()
    assert "Only the school opens accounts" in page.content.decode()
    assert not User.objects.exists()


def reset_link(email):
    Client().post(reverse("account_reset_password"), {"email": email})
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body).group(1)


def choose(path, password=CHOSEN):
    """Follow the link to the end; a dead one leads nowhere. Returns the client that did."""
    client = Client()
    page = client.get(path, follow=True)
    client.post(
        page.redirect_chain[-1][0] if page.redirect_chain else path, {"password1": password, "password2": password}
    )
    return client


def test_somebody_whose_account_was_opened_chooses_a_password_by_the_link(now):
    by = OfficeHolderFactory("administrator")
    person = StaffRoleFactory(person=PersonFactory()).person
    actions.open_account(person=person, email="new@school.example", by=by, now=now)

    choose(reset_link("NEW@school.example"))

    client = Client()
    sign_in(client, "new@school.example", CHOSEN)
    assert is_in(client)


def test_a_link_works_once_and_a_weak_password_never():
    user = UserFactory()
    path = reset_link(user.email)

    choose(path, "short")
    user.refresh_from_db()
    assert user.check_password(PASSWORD)

    choose(path)
    user.refresh_from_db()
    assert user.check_password(CHOSEN)

    choose(path, "willow-needle-saddle")
    user.refresh_from_db()
    assert user.check_password(CHOSEN)


def test_a_link_sent_to_a_mailbox_dies_with_the_address(now):
    by = OfficeHolderFactory("administrator")
    teacher = StaffFactory()
    path = reset_link(teacher.user.email)

    change = actions.ask_for_address(user_id=teacher.user.pk, email="other@school.example", by=by, now=now)
    actions.confirm_address(change_id=change.pk, by=OfficeHolderFactory("principal"), now=now)
    choose(path)

    assert not User.objects.get(person=teacher).has_usable_password()


def test_a_known_and_an_unknown_address_are_answered_alike(client):
    UserFactory(email="known@school.example")

    pages = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in ("known@school.example", "un@school.example")
    ]
    forms = [
        sign_in(Client(), email, "wrong").content.decode() for email in ("known@school.example", "unkno@school.example")
    ]

    assert pages[0].url == pages[1].url
    assert [page.status_code for page in pages] == [302, 302]
    plain = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", form) for form in forms]
    assert plain[0].replace("known@school.example", "") == plain[1].replace("unkno@school.example", "")


def test_nobody_gets_mail_who_has_no_account(client):
    client.post(reverse("account_reset_password"), {"email": "stranger@elsewhere.example"})

    assert mail.outbox == []


def test_an_ended_account_does_not_sign_in_nor_get_a_link(client):
    user = UserFactory(is_active=False)

    sign_in(client, user.email)
    client.post(reverse("account_reset_password"), {"email": user.email})

    assert not is_in(client)
    assert mail.outbox == []


def test_the_next_press_of_somebody_whose_account_ends_is_refused(client, now):
    teacher = StaffFactory()
    sign_in(client, teacher.user.email)
    assert is_in(client)

    actions.end_account(user_id=teacher.user.pk, by=OfficeHolderFactory("administrator"), now=now)

    assert client.get(reverse("school:me")).url.startswith(reverse("account_login"))


def test_a_password_is_changed_by_whoever_knows_the_old_one_and_other_sessions_end(client):
    user = UserFactory()
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(one, user.email)
    url = reverse("account_change_password")

    client.post(url, {"oldpassword": "wrong", "password1": CHOSEN, "password2": CHOSEN})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)

    client.post(url, {"oldpassword": PASSWORD, "password1": CHOSEN, "password2": CHOSEN})
    user.refresh_from_db()
    assert user.check_password(CHOSEN)
    assert not is_in(elsewhere)


def test_five_wrong_passwords_close_one_account_for_a_while_and_no_other():
    """A whole school is one address to the outside: nobody can shut the others out from there."""
    one, other = UserFactory(), UserFactory()
    for _ in range(6):
        sign_in(Client(), one.email, "wrong")

    client = Client()
    sign_in(client, one.email)
    assert not is_in(client)

    neighbour = Client()
    sign_in(neighbour, other.email)
    assert is_in(neighbour)


def test_the_limit_counts_an_address_in_any_case():
    user = UserFactory(email="o.hagan@school.example")
    for text in ("o.hagan@school.example", "O.HAGAN@school.example", "O.Hagan@School.Example") * 2:
        sign_in(Client(), text, "wrong")

    client = Client()
    sign_in(client, user.email)

    assert not is_in(client)


def test_passwords_are_kept_as_argon2(settings):
    from django.contrib.auth import hashers

    from config import settings as ours

    settings.PASSWORD_HASHERS = ours.PASSWORD_HASHERS
    user = UserFactory()
    user.set_password(CHOSEN)

    assert user.password.startswith("argon2$argon2id$")
    assert hashers.check_password(CHOSEN, user.password)


def test_no_other_door_signs_in(client):
    """Django's own admin has a login form of its own; the governors' site must not lead round ours."""
    user = OfficeHolderFactory("chair").user
    for path in ("/admin/login/", "/admin/"):
        client.post(path, {"username": user.email, "password": PASSWORD, "next": "/"})
        client.post(path, {"login": user.email, "password": PASSWORD})

    assert not is_in(client)


def test_a_page_that_needs_signing_in_leads_back_to_it(client):
    user = UserFactory()
    url = reverse("school:me")

    answer = client.get(url)
    back = client.post(answer.url, {"login": user.email, "password": PASSWORD, "next": url})

    assert back.url == url


def test_signing_in_does_not_lead_elsewhere(client):
    user = UserFactory()

    answer = client.post(
        reverse("account_login"), {"login": user.email, "password": PASSWORD, "next": "https://elsewhere.example/"}
    )

    assert answer.url == reverse("notices:home")


def test_links_carry_the_address_in_the_settings_and_not_what_the_browser_says():
    user = UserFactory()

    Client().post(reverse("account_reset_password"), {"email": user.email}, headers={"host": "localhost"})

    assert "http" in mail.outbox[-1].body
    assert "evil" not in mail.outbox[-1].body
