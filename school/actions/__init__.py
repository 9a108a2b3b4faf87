"""Changes to who is who: each locks, checks the person again, moves, records and tells, in one transaction."""

from school.actions.accounts import (
    ask_for_address,
    choose_password,
    confirm_address,
    end_account,
    open_account,
    reopen_account,
    withdraw_address,
)
from school.actions.consents import CannotAnswer, Said, bring_in_consents, record_consents, withdraw_consents
from school.actions.declarations import declare, end_declaration, note_declaration, renew_declaration
from school.actions.families import (
    Adult,
    add_class,
    add_pupil,
    assign_teacher,
    change_pupil,
    end_family_link,
    end_teaching,
    link_family,
    pupil_left,
)
from school.actions.offices import CannotHold, OfficeTaken, appoint, confirm_appointment, end_appointment
from school.actions.people import add_person, add_staff_role, end_staff_role, rename_person
from school.actions.protecting import lift_protection, protect, read_why
from school.actions.setting_up import (
    AlreadyStarted,
    Founder,
    add_closure,
    change_settings,
    change_target,
    remove_closure,
    start_school,
)

__all__ = [
    "Adult",
    "AlreadyStarted",
    "CannotAnswer",
    "CannotHold",
    "Founder",
    "OfficeTaken",
    "Said",
    "add_class",
    "add_closure",
    "add_person",
    "add_pupil",
    "add_staff_role",
    "appoint",
    "ask_for_address",
    "assign_teacher",
    "bring_in_consents",
    "change_pupil",
    "change_settings",
    "change_target",
    "choose_password",
    "confirm_address",
    "confirm_appointment",
    "declare",
    "end_account",
    "end_appointment",
    "end_declaration",
    "end_family_link",
    "end_staff_role",
    "end_teaching",
    "lift_protection",
    "link_family",
    "note_declaration",
    "open_account",
    "protect",
    "pupil_left",
    "read_why",
    "record_consents",
    "remove_closure",
    "rename_person",
    "renew_declaration",
    "reopen_account",
    "start_school",
    "withdraw_address",
    "withdraw_consents",
]
