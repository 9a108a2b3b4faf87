"""Everything that people do to reports and cases. Each action is one transaction: lock, permission, move, record, tell."""

from incidents.actions.authors import name_author
from incidents.actions.closing import close, record_in_error, reopen
from incidents.actions.confirming import confirm
from incidents.actions.conflicts import recompute_shut_outs
from incidents.actions.dealing import deal_with
from incidents.actions.emergency import (
    confirm_emergency_reader,
    end_emergency_reader,
    name_emergency_reader,
    open_in_emergency,
)
from incidents.actions.entries import add_entry, correct_entry
from incidents.actions.evidence import Noted, correct_evidence, note_evidence, send_files, strike_evidence
from incidents.actions.findings import settle_finding
from incidents.actions.intake import Intake, Spoke, Told
from incidents.actions.keeping import read_file, settle_file
from incidents.actions.leading import declare_conflict, hand_over, take_case
from incidents.actions.linking import SplitOff, link_cases, split, undo_link
from incidents.actions.naming import end_access, name_assignee
from incidents.actions.reading import read_case, read_chronology, read_list
from incidents.actions.records import correct_record, keep_record, pass_on_word, take_back_word, whose_word
from incidents.actions.reporting import Named, add_to_report, record_report
from incidents.actions.routing import take_to_child_protection
from incidents.actions.sending import send_with_report
from incidents.actions.services import add_service, begin_services, change_service, end_service
from incidents.actions.steps import do_step, excuse_step, reopen_step

__all__ = [
    "Intake",
    "Named",
    "Noted",
    "SplitOff",
    "Spoke",
    "Told",
    "add_entry",
    "add_service",
    "add_to_report",
    "begin_services",
    "change_service",
    "close",
    "confirm",
    "confirm_emergency_reader",
    "correct_entry",
    "correct_evidence",
    "correct_record",
    "deal_with",
    "declare_conflict",
    "do_step",
    "end_access",
    "end_emergency_reader",
    "end_service",
    "excuse_step",
    "hand_over",
    "keep_record",
    "link_cases",
    "name_assignee",
    "name_author",
    "name_emergency_reader",
    "note_evidence",
    "open_in_emergency",
    "pass_on_word",
    "read_case",
    "read_chronology",
    "read_file",
    "read_list",
    "recompute_shut_outs",
    "record_in_error",
    "record_report",
    "reopen",
    "reopen_step",
    "send_files",
    "send_with_report",
    "settle_file",
    "settle_finding",
    "split",
    "strike_evidence",
    "take_back_word",
    "take_case",
    "take_to_child_protection",
    "undo_link",
    "whose_word",
]
