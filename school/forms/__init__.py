"""Turning what was typed into clean values. Who may do it is asked in permissions.py."""

from school.forms.families import ChangePupilForm, LeftForm, LinkForm, PupilForm, TeacherForm
from school.forms.offices import AppointForm, EndAppointmentForm
from school.forms.people import AddPersonForm, EmailForm, EndForm, NamesForm, RenameForm, StaffRoleForm
from school.forms.settings import ClosureForm, SchoolForm, TargetsForm

__all__ = [
    "AddPersonForm",
    "AppointForm",
    "ChangePupilForm",
    "ClosureForm",
    "EmailForm",
    "EndAppointmentForm",
    "EndForm",
    "LeftForm",
    "LinkForm",
    "NamesForm",
    "PupilForm",
    "RenameForm",
    "SchoolForm",
    "StaffRoleForm",
    "TargetsForm",
    "TeacherForm",
]
