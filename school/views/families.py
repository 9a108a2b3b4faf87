"""Pupils, classes and families: for the Principal and the Vice-Principal."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from school import actions
from school.actions.families import CHANGED
from school.actions.people import NAMES
from school.forms import ChangePupilForm, EndForm, LeftForm, LinkForm, PupilForm, TeacherForm
from school.models import ClassTeacher, FamilyLink, Person, Pupil
from school.obstacles import demand
from school.permissions import obstacle_to_keeping_families, obstacle_to_keeping_people
from school.unmoved import mark_of, marked
from school.views.doing import act, for_keepers
from school.views.people import person_url, picked, searched_name, visible_person

MOST_FOUND = 10


@require_http_methods(["GET", "POST"])
@for_keepers
def add_pupil(request: HttpRequest) -> HttpResponse:
    demand(obstacle_to_keeping_families(request.standing))
    today = request.standing.today
    among = Person.objects.visible_to(request.standing)
    form = PupilForm(request.POST or None, among=among, today=today, initial={"joined_on": today})

    def do(values: dict[str, Any]) -> Pupil:
        return actions.add_pupil(
            **picked(values, (*NAMES, "once", "born_on", "school_class", "joined_on")),
            adults=[actions.Adult(given, family) for given, family in form.adults],
            by=request.user.person,
            now=timezone.now(),
        )

    lead = (
        "Leave the adults empty if they are entered already: link them on the child's page, so that each stands once."
    )
    return act(
        request,
        form,
        do,
        page={"heading": "Add a pupil", "button": "Add this pupil", "lead": lead},
        done="The pupil is entered.",
        back=reverse("school:people"),
        onward=lambda pupil: person_url(pupil.person_id),
    )


def _pupil(request: HttpRequest, pk: UUID) -> Pupil:
    """The child on somebody's page; `pk` is the person's."""
    found = visible_person(request, pk)
    pupil = get_object_or_404(Pupil.objects.select_related("person", "school_class"), person=found)
    demand(obstacle_to_keeping_families(request.standing))
    return pupil


@require_http_methods(["GET", "POST"])
@for_keepers
def change_pupil(request: HttpRequest, pk: UUID) -> HttpResponse:
    pupil = _pupil(request, pk)

    def form(data: Any = None) -> ChangePupilForm:
        now = _pupil(request, pk)
        initial = {"born_on": now.born_on, "school_class": now.school_class_id}
        found = ChangePupilForm(data, today=request.standing.today, initial=initial)
        return marked(found, mark_of(now, *CHANGED))

    return act(
        request,
        form(request.POST or None),
        lambda values: actions.change_pupil(pupil_id=pupil.pk, **values, by=request.user.person, now=timezone.now()),
        page={"heading": f"Change the class or birth date of {pupil.person}", "button": "Save"},
        done="The change is saved.",
        back=person_url(pk),
        anew=form,
    )


@require_http_methods(["GET", "POST"])
@for_keepers
def pupil_left(request: HttpRequest, pk: UUID) -> HttpResponse:
    pupil = _pupil(request, pk)
    return act(
        request,
        LeftForm(request.POST or None, initial={"left_on": request.standing.today}),
        lambda values: actions.pupil_left(pupil_id=pupil.pk, **values, by=request.user.person, now=timezone.now()),
        page={
            "heading": f"{pupil.person} left the school",
            "button": "Save the day",
            "lead": "The staff code protects former pupils until they are eighteen, so the entry stays.",
        },
        done="The day is entered.",
        back=person_url(pk),
    )


@require_http_methods(["GET", "POST"])
@for_keepers
def link_family(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Search for the adult, choose one, or enter somebody new; every step works as a plain page."""
    pupil = _pupil(request, pk)
    among = Person.objects.visible_to(request.standing).exclude(pk=pk)
    is_search = "search" in request.POST
    text = searched_name(request) if is_search else ""
    form = LinkForm(
        None if is_search else request.POST or None,
        among=among,
        initial={"starts_on": pupil.joined_on, "relation": "parent", "has_responsibility": True},
    )
    found = among.filter(pupil=None).named(text).order_by("sort_key", "id")[:MOST_FOUND]
    return act(
        request,
        form,
        lambda values: _link(values, pupil, request.user.person),
        page={
            "heading": f"Link a parent or carer to {pupil.person}",
            "button": "Link this adult",
            "searched": text,
            "people": [{"id": str(one.pk), "name": str(one), "note": ""} for one in found],
            "chosen": request.POST.get("adult", ""),
        },
        done="The adult is linked. Who may read a case follows at once.",
        back=person_url(pk),
        template="school/link_family.html",
    )


@transaction.atomic
def _link(values: dict[str, Any], pupil: Pupil, by: Person) -> FamilyLink:
    now = timezone.now()
    adult = values["adult"] or actions.add_person(
        given_name=values["given_name"], family_name=values["family_name"], by=by, now=now
    )
    return actions.link_family(
        adult=adult,
        pupil=pupil,
        relation=values["relation"],
        has_responsibility=values["has_responsibility"],
        starts_on=values["starts_on"],
        by=by,
        now=now,
    )


@require_http_methods(["GET", "POST"])
@for_keepers
def end_family_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    link = get_object_or_404(FamilyLink.objects.select_related("adult", "pupil__person"), pk=pk)
    visible_person(request, link.pupil.person_id)
    demand(obstacle_to_keeping_families(request.standing, link.adult_id))
    return act(
        request,
        EndForm(request.POST or None, initial={"ends_on": request.standing.today}),
        lambda values: actions.end_family_link(link_id=pk, **values, by=request.user.person, now=timezone.now()),
        page={
            "heading": f"{link.adult} is no longer {link.get_relation_display().lower()} of {link.pupil.person}",
            "button": "End the link",
            "is_danger": True,
            "lead": "For a link entered by mistake, or one that a court or the family changed.",
        },
        done="The link is ended.",
        back=person_url(link.pupil.person_id),
    )


@require_http_methods(["GET", "POST"])
@for_keepers
def assign_teacher(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = visible_person(request, pk)
    demand(obstacle_to_keeping_people(request.standing))
    return act(
        request,
        TeacherForm(request.POST or None, initial={"starts_on": request.standing.today}),
        lambda values: actions.assign_teacher(person=found, **values, by=request.user.person, now=timezone.now()),
        page={"heading": f"{found} teaches a class", "button": "Enter this class"},
        done="The class is entered.",
        back=person_url(pk),
    )


@require_http_methods(["GET", "POST"])
@for_keepers
def end_teaching(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(ClassTeacher.objects.select_related("person", "school_class"), pk=pk)
    visible_person(request, row.person_id)
    demand(obstacle_to_keeping_people(request.standing))
    return act(
        request,
        EndForm(request.POST or None, initial={"ends_on": request.standing.today}),
        lambda values: actions.end_teaching(row_id=pk, **values, by=request.user.person, now=timezone.now()),
        page={"heading": f"{row.person} stops teaching {row.school_class}", "button": "Save the last day"},
        done="The last day is entered.",
        back=person_url(row.person_id),
    )
