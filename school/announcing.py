"""What this app puts before people: appointments that wait, and the People page for those who keep it."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from notices.register import Item, MenuItem

from school.models import Appointment, Office, User
from school.permissions import obstacle_to_confirming, obstacle_to_keeping_people
from school.standing import Standing, standing_of


def addresses(person_ids: set[UUID]) -> dict[UUID, str]:
    """Where people get mail: the address they sign in with, while the account stands."""
    users = User.objects.filter(person_id__in=person_ids, is_active=True)
    return dict(users.values_list("person_id", "email"))


def may_hear_of_appointment(person_id: UUID, object_id: UUID, now: datetime) -> bool:
    standing = standing_of(person_id, now)
    about_me = Appointment.objects.filter(pk=object_id, person_id=person_id).exists()
    return standing.is_active and (about_me or standing.holds(Office.PRINCIPAL, Office.CHAIR, Office.VICE_CHAIR, Office.DESIGNATED_GOVERNOR))


def appointment_url(object_id: UUID) -> str:
    return reverse("school:appointments")


def may_hear_of_account(person_id: UUID, object_id: UUID, now: datetime) -> bool:
    return standing_of(person_id, now).is_active


def account_url(object_id: UUID) -> str:
    return reverse("school:me")


def menu(standing: Standing) -> list[MenuItem]:
    return [] if obstacle_to_keeping_people(standing) else [MenuItem("People", "school:people")]


def waiting(standing: Standing, now: datetime) -> list[Item]:
    """Appointments that this person may confirm."""
    if not standing.holds(Office.CHAIR, Office.VICE_CHAIR, Office.PRINCIPAL, Office.DESIGNATED_GOVERNOR):
        return []
    rows = Appointment.objects.unconfirmed(standing.today).select_related("person")[:20]
    return [
        Item(
            f"Confirm the appointment of {row.person} as {row.get_office_display()}",
            reverse("school:confirm", args=[row.pk]),
            row.starts_on,
            "appointment",
        )
        for row in rows
        if not obstacle_to_confirming(standing, row)
    ][:7]
