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
    "incident.access_given": "{actor} named {person} in this case.",
    "incident.access_ended": "{actor} ended the access of {person}.",
    "incident.rerouted": "The portal checked for conflicts again: the case is led by {lead_office}.",
    "incident.taken_to_child_protection": "{actor} took the case to the child-protection route.",
    "incident.closed": "{actor} closed the case.",
    "incident.reopened": "{actor} opened the case again.",
    "incident.recorded_in_error": "{actor} marked the case as recorded in error.",
    "incident.read": "{actor} read this case.",
    "service.added": "{actor} put a service on the list.",
    "service.changed": "{actor} looked at a service on the list again.",
    "service.ended": "{actor} took a service off the list.",
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
    "report.closed": "Something that you reported has been dealt with.",
}
