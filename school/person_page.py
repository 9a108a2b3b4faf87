"""What a person's page shows to whom, and which acts it offers: the same permissions that the acts ask again."""

from typing import Any

from school.models import AddressChange, Appointment, FamilyLink, Office, Person, Pupil, User
from school.offices import offices_kept
from school.permissions import (
    appointers,
    obstacle_to_appointing,
    obstacle_to_asking_for_address,
    obstacle_to_changing_account,
    obstacle_to_confirming,
    obstacle_to_confirming_address,
    obstacle_to_ending,
    obstacle_to_keeping_families,
    obstacle_to_keeping_people,
    obstacle_to_opening_account,
    obstacle_to_seeing_pupils,
)
from school.standing import Standing


def page_of(person: Person, standing: Standing) -> dict[str, Any]:
    """Everything the template needs; nothing in it that this reader may not see."""
    offices = [_office(row, standing) for row in _appointments(person)]
    return {
        "person": person,
        "roles": list(person.staff_roles.order_by("-starts_on", "id")),
        "offices": offices,
        "classes": list(person.classes_taught.select_related("school_class").order_by("-starts_on", "id")),
        "may_keep": not obstacle_to_keeping_people(standing),
        "may_appoint": bool(appointable(standing, person)),
        "today": standing.today,
        **_family(person, standing),
        **_account(person, standing, bool(offices)),
    }


def _appointments(person: Person) -> list[Appointment]:
    rows = person.appointments.select_related("person", "appointed_by", "confirmed_by")
    return list(rows.order_by("-starts_on", "office", "id"))


def _office(row: Appointment, standing: Standing) -> dict[str, Any]:
    is_over = row.is_over(standing.today)
    return {
        "row": row,
        "is_over": is_over,
        "waits": row.status == "waiting" and not is_over,
        "may_end": not is_over and not obstacle_to_ending(standing, row),
        "may_confirm": row.status == "waiting" and not is_over and not obstacle_to_confirming(standing, row),
    }


def appointable(standing: Standing, person: Person) -> list[str]:
    """The offices this reader may give this person, acting or not."""
    return [
        office
        for office in Office.values
        if not obstacle_to_appointing(standing, person.pk, office)
        or not obstacle_to_appointing(standing, person.pk, office, acting=True)
    ]


def obstacle_to_any_office(standing: Standing, person: Person) -> str:
    """Why this reader can give this person no office at all."""
    if appointable(standing, person):
        return ""
    if standing.person_id == person.pk:
        return obstacle_to_appointing(standing, person.pk, Office.SLT)
    names = " or ".join(f"the {Office(one).label}" for one in (*appointers(Office.SLT), *appointers(Office.PRINCIPAL)))
    return f"Offices are given by {names}; governors are entered by the Clerk. Please ask them."


def _family(person: Person, standing: Standing) -> dict[str, Any]:
    if obstacle_to_seeing_pupils(standing):
        return {"sees_family": False}
    pupil = Pupil.objects.filter(person=person).select_related("school_class").first()
    adults = FamilyLink.objects.filter(pupil=pupil).select_related("adult") if pupil else FamilyLink.objects.none()
    children = FamilyLink.objects.filter(adult=person).select_related("pupil__person", "pupil__school_class")
    return {
        "sees_family": True,
        "pupil": pupil,
        "adults": list(adults),
        "children": list(children),
        "may_keep_family": not obstacle_to_keeping_families(standing),
        "may_keep_children": not obstacle_to_keeping_families(standing, person.pk),
        "own_id": standing.person_id,
    }


def _account(person: Person, standing: Standing, has_office: bool) -> dict[str, Any]:
    user = User.objects.filter(person=person).first()
    if user is None:
        has_part = has_office or person.staff_roles.exists()
        obstacle = obstacle_to_opening_account(standing, person.pk, has_part=has_part)
        return {"account": None, "may_open_account": not obstacle, "account_obstacle": obstacle}
    offices = offices_kept(person.pk, standing.today)
    change = AddressChange.objects.waiting().filter(user=user).select_related("user", "asked_by").first()
    obstacle = obstacle_to_changing_account(standing, user, offices)
    return {
        "account": user,
        "change": change,
        "may_confirm_address": change is not None and not obstacle_to_confirming_address(standing, change, offices),
        "may_ask_address": change is None and not obstacle_to_asking_for_address(standing, user),
        "may_withdraw_address": change is not None and not obstacle_to_asking_for_address(standing, user),
        "may_change_account": not obstacle and (user.is_active or change is None),
        "account_obstacle": obstacle,
    }
