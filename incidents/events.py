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
    "incident.taken": "{actor} took this case.",
    "incident.handed_over": "{actor} handed the case over: {person} leads it now.",
    "incident.conflict_declared": "{actor} declared a conflict of interest ({relation}) and is out of the case.",
    "incident.opened": "{actor} recorded an incident.",
    "incident.people_changed": "{actor} changed who is in this case.",
    "incident.split": "{actor} split a report into several cases.",
    "incident.linked": "{actor} linked two cases.",
    "incident.author_named": "{actor} entered who was behind it: the case concerns {concerns} now.",
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
    "case.taken": "The Vice-Principal took a case. You need do nothing.",
    "case.handed": "A case was handed to you. You lead it now.",
    "case.stepped_back": "Somebody stepped back from a case of yours.",
    "case.added": "Something was added to a case of yours.",
    "report.closed": "Something that you reported has been dealt with.",
}
