"""Everything that people do to reports and cases. Each action is one transaction: lock, permission, move, record, tell."""

from incidents.actions.closing import close, record_in_error, reopen
from incidents.actions.confirming import confirm
from incidents.actions.conflicts import recompute_shut_outs
from incidents.actions.entries import add_entry, correct_entry
from incidents.actions.findings import settle_finding
from incidents.actions.intake import Intake, Spoke, Told
from incidents.actions.naming import end_access, name_assignee
from incidents.actions.reading import read_case, read_list
from incidents.actions.reporting import Named, add_to_report, record_report
from incidents.actions.routing import take_to_child_protection
from incidents.actions.services import add_service, begin_services, change_service, end_service
from incidents.actions.steps import do_step, excuse_step, reopen_step

__all__ = [
    "Intake",
    "Named",
    "Spoke",
    "Told",
    "add_entry",
    "add_service",
    "add_to_report",
    "begin_services",
    "change_service",
    "close",
    "confirm",
    "correct_entry",
    "do_step",
    "end_access",
    "end_service",
    "excuse_step",
    "name_assignee",
    "read_case",
    "read_list",
    "recompute_shut_outs",
    "record_in_error",
    "record_report",
    "reopen",
    "reopen_step",
    "settle_finding",
    "take_to_child_protection",
]
