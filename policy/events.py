"""What happens to policies, as the record and the notices say it. No sentence holds a name or a clause's words."""

EVENTS = {
    "policy.imported": "{actor} read a document into a draft of the policy: {clauses} clauses, {unsure} to be confirmed.",
    "policy.drafted": "{actor} made a draft of the next version of the policy.",
    "policy.clause_confirmed": "{actor} confirmed a clause of the draft.",
    "policy.step_added": "{actor} added a step of the school's own: {step}.",
    "policy.clauses_accepted": "{actor} accepted {clauses} clauses of the draft as they stand.",
    "policy.history_entered": "{actor} entered a version as history; it counts from {effective_from}.",
    "policy.came_into_force": "{actor} brought a version of the policy into force from {effective_from}.",
    "policy.draft_dropped": "{actor} dropped a draft of the policy.",
}

NOTICES = {
    "policy.to_confirm": "A draft of a policy waits to be confirmed.",
    "policy.in_force": "A version of a policy comes into force.",
}
