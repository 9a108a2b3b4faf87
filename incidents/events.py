"""How each event of a report or a case reads in its history, and what people are told of it."""

EVENTS = {
    "report.filed": "{actor} recorded an incident.",
    "report.added": "{actor} added to the report.",
    "incident.confirmed": "{actor} confirmed what kind of case this is; clauses alleged: {clauses}.",
    "incident.finding_settled": "{actor} settled a finding: {finding}.",
    "incident.step_done": "{actor} ticked a step: {step}.",
    "incident.step_excused": "{actor} marked a step as not needed: {step}.",
    "incident.step_reopened": "{actor} took back a tick: {step}.",
    "incident.entry_added": "{actor} wrote an entry.",
    "incident.entry_corrected": "{actor} corrected an entry.",
    "incident.evidence_noted": "{actor} noted evidence.",
    "incident.evidence_corrected": "{actor} corrected a note of evidence.",
    "incident.file_kept": "{actor} sent a file to a note of evidence ({scan}).",
    "incident.file_scanned": "The virus scanner saw a file that had waited for it ({scan}).",
    "incident.file_read": "{actor} opened a file of this case.",
    "incident.access_given": "{actor} named {person} in this case.",
    "incident.access_ended": "{actor} ended the access of {person}.",
    "incident.rerouted": "The portal checked for conflicts again: the case is led by {lead_office}.",
    "incident.taken_to_child_protection": "{actor} took the case to the child-protection route.",
    "incident.closed": "{actor} closed the case.",
    "incident.reopened": "{actor} opened the case again.",
    "incident.recorded_in_error": "{actor} marked the case as recorded in error.",
    "incident.read": "{actor} read this case.",
    "incidents.listed": "{actor} saw a list of {shown} cases.",
    "incidents.searched": "{actor} searched and was shown {shown} cases.",
}

URGENT = {"case.urgent": "Something urgent is waiting for you."}
NOTICES = {
    "case.waiting": "A case is waiting for you.",
    "case.look": "A case needs your look before anything else is done.",
    "case.told": "There is a case that you should know about.",
    "case.named": "You have been asked to take part in a case.",
    "case.added": "Something was added to a case of yours.",
    "case.file_held": "A file in a case of yours is held until the virus scanner has seen it.",
    "case.file_released": "A file in a case of yours that was held can be opened now.",
    "case.file_harmful": "The virus scanner found a file in a case of yours harmful. It stays closed.",
    "report.closed": "Something that you reported has been dealt with.",
}
