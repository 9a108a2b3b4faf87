"""Everything that people do to reports and cases. Each action is one transaction: lock, permission, move, record, tell."""

from incidents.actions.closing import close, record_in_error, reopen
from incidents.actions.confirming import confirm
from incidents.actions.conflicts import recompute_shut_outs
from incidents.actions.entries import add_entry, correct_entry
from incidents.actions.evidence import Noted, correct_evidence, note_evidence, read_file, send_files, settle_file
from incidents.actions.findings import settle_finding
from incidents.actions.naming import end_access, name_assignee
from incidents.actions.reading import read_case, read_list
from incidents.actions.reporting import Named, add_to_report, record_report
from incidents.actions.routing import take_to_child_protection
from incidents.actions.steps import do_step, excuse_step, reopen_step

__all__ = [
    "Named",
    "Noted",
    "add_entry",
    "add_to_report",
    "close",
    "confirm",
    "correct_entry",
    "correct_evidence",
    "do_step",
    "end_access",
    "excuse_step",
    "name_assignee",
    "note_evidence",
    "read_case",
    "read_file",
    "read_list",
    "recompute_shut_outs",
    "record_in_error",
    "record_report",
    "reopen",
    "reopen_step",
    "send_files",
    "settle_file",
    "settle_finding",
    "take_to_child_protection",
]
