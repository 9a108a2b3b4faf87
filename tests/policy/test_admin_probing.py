"""A list answers only what it was made to be asked; a forged form changes nothing."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.forms import ModelForm
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policy.admin import site
from policy.models import BoardMeeting, Presence, Return, Review, Signature, StaffReview
from policy.review_states import ReviewStatus
from tests.factories.reviews import Board, review_at

pytestmark = pytest.mark.django_db
LOOKUPS = ("", "exact", "iexact", "startswith", "contains", "regex", "gt", "lt", "in", "isnull", "range")
VALUES = ("a", "0", "2026-01-01")
MODELS = list(site._registry)


@pytest.fixture
def board():
    return Board()


def lookups_of(model, depth=1):
    """Every field, and every field of what it points to."""
    for field in model._meta.get_fields():
        yield field.name
        if getattr(field, "attname", field.name) != field.name:
            yield field.attname
        if depth and field.is_relation and field.related_model:
            yield from (f"{field.name}__{inner}" for inner in lookups_of(field.related_model, depth - 1))


@pytest.mark.parametrize("model", MODELS)
def test_no_list_can_be_asked_about_a_field_that_is_not_allowed(school, model, rf):
    model_admin = site._registry[model]
    asked = {f"{field}__{lookup}".removesuffix("__") for field in lookups_of(model, 2) for lookup in LOOKUPS}
    answered = {one for one in asked if model_admin.lookup_allowed(one, "a", rf.get("/"))}

    assert answered == model_admin.lookups
    assert answered <= {"status__exact"}


@pytest.mark.parametrize("model", MODELS)
def test_asking_all_the_same_gives_the_same_answer_whatever_is_true(school, board, now, client_of, model):
    review_at(ReviewStatus.SIGNED, board, now)
    client = client_of(board.governors[0])
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    allowed = site._registry[model].lookups

    answers = set()
    for field in lookups_of(model, 0):
        for lookup in LOOKUPS:
            name = f"{field}__{lookup}".removesuffix("__")
            if name not in allowed:
                for value in VALUES:
                    response = client.get(address, {name: value})
                    answers.add((response.status_code, response.content))

    assert len(answers) == 1
    assert next(iter(answers))[0] == 400


@pytest.mark.parametrize(
    "extra", [{"_to_field": "audit_key"}, {"_facets": "True"}, {"e": "1"}, {"q": "Signed"}, {"o": "-9"}]
)
def test_other_words_in_the_address_tell_nothing_either(school, board, now, client_of, extra):
    review_at(ReviewStatus.SIGNED, board, now)
    client = client_of(board.governors[0])
    address = reverse("admin:policy_review_changelist")
    plain = client.get(address).content.decode()

    answer = client.get(address, extra)

    if answer.status_code == 200:
        assert answer.content.decode().count("<tr>") == plain.count("<tr>")


@pytest.mark.parametrize("model", MODELS)
def test_no_list_offers_actions_adding_changing_or_deleting(school, board, model, rf, client_of):
    model_admin, request = site._registry[model], rf.get("/")
    request.user, request.standing = board.chair.user, None

    assert model_admin.actions is None
    assert not model_admin.has_add_permission(request)
    assert not model_admin.has_change_permission(request)
    assert not model_admin.has_delete_permission(request)
    assert not issubclass(model_admin.form, ModelForm) or model_admin.form is admin.ModelAdmin.form
    assert (model_admin.autocomplete_fields, model_admin.filter_horizontal) == ((), ())


WATCHED = (Review, StaffReview, BoardMeeting, Presence, Signature, Return)


def rows():
    return {model: list(model.objects.order_by("pk").values()) for model in WATCHED}


def forged():
    """Every field of every model, as a form might carry it, inlines too."""
    names = {field.name: "1" for model in WATCHED for field in model._meta.get_fields()}
    names |= {f"{model._meta.model_name}_set-0-{name}": "1" for model in WATCHED for name in list(names)}
    return names | {
        "_save": "1",
        "action": "delete_selected",
        "_selected_action": "1",
        "status": "signed",
        "is_history": "on",
    }


@pytest.mark.parametrize("who", ["governor", "chair", "clerk"])
def test_forged_forms_change_nothing(school, board, now, client_of, who):
    review = review_at(ReviewStatus.NO_CHANGE, board, now)
    client = client_of({"governor": board.governors[0], "chair": board.chair, "clerk": board.clerk}[who])
    before, texts = rows(), list(review.policy.versions.values())
    names = ("change", "choose_text", "staff_review", "meeting", "sign", "send_back")
    pages = [reverse(f"admin:policy_review_{name}", args=[review.pk]) for name in names if name != "send_back"]
    pages += [reverse("admin:policy_review_changelist"), reverse("admin:policy_version_changelist"), "/admin/"]
    pages.append(reverse("admin:policy_version_change", args=[review.signed_version_id]))
    pages.append(reverse("admin:policy_policy_change", args=[review.policy_id]))
    pages.append(reverse("admin:policy_review_open", args=[review.policy.slug]))

    for page in pages:
        assert client.post(page, forged()).status_code in (200, 302, 403, 405)

    assert rows() == before
    assert list(review.policy.versions.values()) == texts
    assert LogEntry.objects.count() == 0


def test_reading_the_pages_writes_nothing(school, board, now, client_of):
    review = review_at(ReviewStatus.NO_CHANGE, board, now)
    before = rows()
    for person in (board.chair, board.clerk, board.governors[0]):
        for name in ("change", "sign"):
            client_of(person).get(reverse(f"admin:policy_review_{name}", args=[review.pk]))

    assert rows() == before


@pytest.mark.parametrize("name", ["policy_policy", "policy_version", "policy_review"])
def test_a_list_asks_the_same_number_of_questions_for_one_row_and_for_many(school, board, now, client_of, name):
    client, address = client_of(board.chair), reverse(f"admin:{name}_changelist")
    review_at(ReviewStatus.OPENED, board, now)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(12):
        review_at(ReviewStatus.OPENED, board, now)

    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)
