"""How each event of a report or a case reads in its history, and what people are told of it."""

from datetime import timedelta

EVENTS = {
    "report.filed": "{actor} recorded an incident.",
    "report.added": "{actor} added to the report.",
    "incident.confirmed": "{actor} confirmed what kind of case this is; clauses alleged: {clauses}.",
    "incident.finding_settled": "{actor} settled a finding: {finding}.",
    "incident.severity_set": "{actor} said how serious this case is: {severity}.",
    "incident.disclosure_claimed": "{actor} wrote down that somebody claims a disclosure in the public interest.",
    "incident.disclosure_answered": "{actor} answered a claim of a disclosure in the public interest: {outcome}.",
    "incident.step_done": "{actor} ticked a step: {step}.",
    "incident.record_kept": "{actor} did a step and wrote down what was done: {step}.",
    "incident.record_corrected": "{actor} corrected what was written down: {step}.",
    "incident.word_passed_on": "{actor} wrote down what {person} had said: {step}.",
    "incident.word_taken_back": "{actor} took back the word that somebody had written down: {step}.",
    "incident.step_excused": "{actor} marked a step as not needed: {step}.",
    "incident.step_reopened": "{actor} took back a tick: {step}.",
    "incident.supervisor_named": "{actor} named {person} to supervise a restriction.",
    "incident.supervisor_ended": "{actor} ended that {person} supervises a restriction.",
    "restrictions.read": "{actor} saw {shown} restrictions to supervise.",
    "incident.entry_added": "{actor} wrote an entry.",
    "incident.entry_corrected": "{actor} corrected an entry.",
    "incident.evidence_noted": "{actor} noted evidence.",
    "incident.evidence_corrected": "{actor} corrected a note of evidence.",
    "incident.evidence_sent": "{actor} sent evidence with the report.",
    "incident.evidence_struck": "{actor} struck a note of evidence, which stays on record as struck.",
    "incident.file_kept": "{actor} sent a file to a note of evidence ({scan}).",
    "incident.file_scanned": "The virus scanner saw a file that had waited for it ({scan}).",
    "incident.file_read": "{actor} opened a file of this case.",
    "incident.access_given": "{actor} named {person} in this case.",
    "incident.let_in": "{actor} let {person} into this case, whom their office had kept out.",
    "incident.access_ended": "{actor} ended the access of {person}.",
    "incident.taken": "{actor} took this case.",
    "incident.handed_over": "{actor} handed the case over: {person} leads it now.",
    "incident.conflict_declared": "{actor} declared a conflict of interest ({relation}) and is out of the case.",
    "incident.opened": "{actor} recorded an incident.",
    "incident.people_changed": "{actor} changed who is in this case.",
    "incident.split": "{actor} split a report into several cases.",
    "incident.linked": "{actor} linked two cases.",
    "incident.unlinked": "{actor} undid a link between two cases.",
    "incident.author_named": "{actor} entered who was behind it: the case concerns {concerns} now.",
    "incident.rerouted": "The portal checked for conflicts again: the case is led by {lead_office}.",
    "incident.taken_to_child_protection": "{actor} took the case to the child-protection route.",
    "incident.closed": "{actor} closed the case.",
    "incident.reopened": "{actor} opened the case again.",
    "incident.recorded_in_error": "{actor} marked the case as recorded in error.",
    "incident.opened_in_emergency": "{actor} opened this case in an emergency, for {minutes} minutes.",
    "emergency.named": "{actor} named {person} to open cases in an emergency.",
    "emergency.confirmed": "{actor} confirmed that {person} may open cases in an emergency.",
    "emergency.ended": "{actor} ended that {person} may open cases in an emergency.",
    "emergency.refused": "{actor} asked for a case in an emergency and was shown none.",
    "incident.read": "{actor} read this case.",
    "incidents.chronology_read": "{actor} saw a chronology of {shown} cases.",
    "service.added": "{actor} put a service on the list.",
    "service.changed": "{actor} looked at a service on the list again.",
    "service.ended": "{actor} took a service off the list.",
    "incidents.listed": "{actor} saw a list of {shown} cases.",
    "incidents.searched": "{actor} searched and was shown {shown} cases.",
}

# Each: the sentence for one case, and for several.
URGENT = {
    "case.urgent": ("Something urgent is waiting for you.", "{count} urgent things are waiting for you."),
    "case.told_at_once": (
        "There is a case that you should know about at once.",
        "There are {count} cases that you should know about at once.",
    ),
}
SOON = {
    "case.opened_in_emergency": (
        "A case of yours was opened in an emergency.",
        "{count} cases of yours were opened in an emergency.",
    ),
    "emergency.opened": ("A case was opened in an emergency.", "{count} cases were opened in an emergency."),
    "case.look": (
        "A case needs your look before anything else is done.",
        "{count} cases need your look before anything else is done.",
    ),
}
# The Designated Teacher is often spoken to within the hour: a look that is over by then needs no e-mail.
WAITS = {"case.look": timedelta(hours=1)}
NOTICES = {
    "case.overdue": ("Something in a case is overdue with you.", "Something is overdue with you in {count} cases."),
    "case.overdue_above": (
        "Something in a case was not done in time, so it has come to you.",
        "In {count} cases something was not done in time, so it has come to you.",
    ),
    "case.due": (
        "Something in a case is due from you today or on the next school day.",
        "Something is due from you today or on the next school day in {count} cases.",
    ),
    "case.waiting": ("A case is waiting for you.", "{count} cases are waiting for you."),
    "case.step": ("A step in a case is waiting for you.", "Steps in {count} cases are waiting for you."),
    "case.told": ("There is a case that you should know about.", "There are {count} cases that you should know about."),
    "case.named": ("You have been asked to take part in a case.", "You have been asked to take part in {count} cases."),
    "case.added": ("Something was added to a case of yours.", "Something was added to {count} cases of yours."),
    "case.word_passed_on": (
        "Somebody wrote down what you had said about a case. Please look whether it is right.",
        "Somebody wrote down what you had said about {count} cases. Please look whether it is right.",
    ),
    "case.taken": (
        "The Vice-Principal took a case. You need do nothing.",
        "The Vice-Principal took {count} cases. You need do nothing.",
    ),
    "case.handed": (
        "A case was handed to you. You lead it now.",
        "{count} cases were handed to you. You lead them now.",
    ),
    "case.unlinked": (
        "A case of yours is no longer linked with another: it had been linked by mistake.",
        "{count} cases of yours are no longer linked with another: they had been linked by mistake.",
    ),
    "case.stepped_back": (
        "Somebody stepped back from a case of yours.",
        "Somebody stepped back from {count} cases of yours.",
    ),
    "emergency.named": (
        "Somebody was named to open cases in an emergency. Please confirm it or end it.",
        "{count} people were named to open cases in an emergency. Please confirm or end it.",
    ),
    "emergency.confirmed": (
        "It is confirmed who may open cases in an emergency.",
        "It is confirmed for {count} people that they may open cases in an emergency.",
    ),
    "case.file_held": (
        "A file in a case of yours is held until the virus scanner has seen it.",
        "Files in {count} cases of yours are held until the virus scanner has seen them.",
    ),
    "case.file_released": (
        "A file in a case of yours that was held can be opened now.",
        "Files in {count} cases of yours that were held can be opened now.",
    ),
    "case.file_harmful": (
        "The virus scanner found a file in a case of yours harmful. It stays closed.",
        "The virus scanner found files in {count} cases of yours harmful. They stay closed.",
    ),
    "restriction.named": (
        "You have been asked to supervise how a pupil uses the school’s devices.",
        "You have been asked to supervise how {count} pupils use the school’s devices.",
    ),
    "report.closed": (
        "Something that you reported has been dealt with.",
        "{count} things that you reported have been dealt with.",
    ),
}
