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
    "case.look": (
        "A case needs your look before anything else is done.",
        "{count} cases need your look before anything else is done.",
    ),
}
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
    "report.closed": (
        "Something that you reported has been dealt with.",
        "{count} things that you reported have been dealt with.",
    ),
}
