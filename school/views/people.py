"""The list, a person's page, and entering people and their work."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from school import actions, listing
from school.actions.people import NAMES
from school.forms import AddPersonForm, EndForm, RenameForm, StaffRoleForm
from school.forms.people import STAFF
from school.models import Person, StaffRole
from school.obstacles import demand
from school.permissions import obstacle_to_keeping_families, obstacle_to_keeping_people
from school.person_page import page_of
from school.unmoved import mark_of, marked
from school.views.doing import act, for_keepers

SEARCH = "people_search"
WORK = ("kind", "post", "organisation", "starts_on", "ends_on")


def person_url(person_id: UUID) -> str:
    return reverse("school:person", args=[person_id])


def visible_person(request: HttpRequest, pk: UUID) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.standing), pk=pk)


def picked(values: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names}


@require_GET
@for_keepers
def people(request: HttpRequest) -> HttpResponse:
    """Everybody this person may see, by kind and by name. What is searched for stands in the session."""
    kinds = listing.kinds_for(request.standing)
    kind = request.GET.get("kind", "")
    kind = kind if kind in dict(kinds) else kinds[0][0]
    text = request.session.get(SEARCH, "")
    rows, next_url = listing.page_of(kind, text, request.GET.get("after", ""), request.standing)
    context = {
        "kinds": kinds,
        "kind": kind,
        "title": dict(kinds)[kind],
        "searched": text,
        "rows": rows,
        "next_url": next_url,
        "may_add": not obstacle_to_keeping_people(request.standing),
        "may_add_pupil": not obstacle_to_keeping_families(request.standing),
    }
    return render(request, "school/people.html", context)


@for_keepers
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Names never stand in an address, a log or a history (decision 0151)."""
    if (text := searched_name(request)) and "clear" not in request.POST:
        request.session[SEARCH] = text
    else:
        request.session.pop(SEARCH, None)
    kind = request.POST.get("kind", "")
    known = kind in dict(listing.kinds_for(request.standing))
    return redirect(reverse("school:people", query={"kind": kind} if known else None))


def searched_name(request: HttpRequest) -> str:
    return request.POST.get("name", "").replace("\0", "").strip()[:80]


@require_GET
@for_keepers
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What somebody is and was to the school, all on one page."""
    found = visible_person(request, pk)
    return render(request, "school/person.html", page_of(found, request.standing))


@require_http_methods(["GET", "POST"])
@for_keepers
def add(request: HttpRequest) -> HttpResponse:
    """A new person with their work, and their account if an address is given."""
    demand(obstacle_to_keeping_people(request.standing))
    among = Person.objects.visible_to(request.standing)
    form = AddPersonForm(request.POST or None, among=among, initial={"starts_on": request.standing.today})
    return act(
        request,
        form,
        lambda values: _add(values, request.user.person),
        page={
            "heading": "Add a person",
            "button": "Add this person",
            "lead": "Everybody stands here once, whatever they are.",
        },
        done="The person is entered.",
        back=reverse("school:people"),
        onward=lambda found: person_url(found.pk),
    )


@transaction.atomic
def _add(values: dict[str, Any], by: Person) -> Person:
    now = timezone.now()
    found = actions.add_person(**picked(values, (*NAMES, "once")), by=by, now=now)
    if values["part"] == STAFF:
        actions.add_staff_role(person=found, **picked(values, (*WORK, "once")), by=by, now=now)
        if values["email"]:
            actions.open_account(person=found, email=values["email"], by=by, now=now)
    return found


@require_http_methods(["GET", "POST"])
@for_keepers
def rename(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = visible_person(request, pk)
    demand(obstacle_to_keeping_people(request.standing))

    def form(data: Any = None) -> RenameForm:
        now = visible_person(request, pk)
        return marked(RenameForm(data, initial={name: getattr(now, name) for name in NAMES}), mark_of(now, *NAMES))

    return act(
        request,
        form(request.POST or None),
        lambda values: actions.rename_person(person_id=pk, **values, by=request.user.person, now=timezone.now()),
        page={"heading": f"Change the name of {found}", "button": "Save the name"},
        done="The name is changed.",
        back=person_url(pk),
        anew=form,
    )


@require_http_methods(["GET", "POST"])
@for_keepers
def add_work(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = visible_person(request, pk)
    demand(obstacle_to_keeping_people(request.standing))
    form = StaffRoleForm(request.POST or None, initial={"starts_on": request.standing.today})
    return act(
        request,
        form,
        lambda values: actions.add_staff_role(person=found, **values, by=request.user.person, now=timezone.now()),
        page={"heading": f"Enter what {found} works as", "button": "Enter this work"},
        done="The work is entered.",
        back=person_url(pk),
    )


@require_http_methods(["GET", "POST"])
@for_keepers
def end_work(request: HttpRequest, pk: UUID) -> HttpResponse:
    role = get_object_or_404(StaffRole.objects.select_related("person"), pk=pk)
    visible_person(request, role.person_id)
    demand(obstacle_to_keeping_people(request.standing))
    form = EndForm(request.POST or None, initial={"ends_on": request.standing.today})
    return act(
        request,
        form,
        lambda values: actions.end_staff_role(role_id=pk, **values, by=request.user.person, now=timezone.now()),
        page={
            "heading": f"{role.person} stops working as {role.get_kind_display().lower()}",
            "button": "Save the last day",
            "lead": "Offices and the account stay until somebody ends them too.",
        },
        done="The last day is entered.",
        back=person_url(role.person_id),
    )
