"""Changes to who is who: each locks, checks the person again, moves, records and tells, in one transaction."""

from school.actions.accounts import change_address, end_account, open_account, reopen_account
from school.actions.families import add_pupil, end_family_link, link_family, pupil_left
from school.actions.offices import appoint, confirm_appointment, end_appointment
from school.actions.people import add_person, add_staff_role, end_staff_role, rename_person
from school.actions.setting_up import Founder, change_settings, start_school

__all__ = [
    "Founder",
    "add_person",
    "add_pupil",
    "add_staff_role",
    "appoint",
    "change_address",
    "change_settings",
    "confirm_appointment",
    "end_account",
    "end_appointment",
    "end_family_link",
    "end_staff_role",
    "link_family",
    "open_account",
    "pupil_left",
    "rename_person",
    "reopen_account",
    "start_school",
]
