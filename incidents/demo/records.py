"""What the demo's people write down when they do a step: invented, short, and true to the form of each record."""

from datetime import date, datetime, timedelta
from typing import Any

from incidents.models import IncidentStep
from school.days import add_school_days, end_of_term, local_date


def what_was_done(row: IncidentStep, now: datetime) -> dict[str, Any]:
    """The facts of the record that this step is done by, as keep_record takes them."""
    today = local_date(now)
    return _FACTS[row.record] | _dates(row.record, today, now)


def _dates(code: str, today: date, now: datetime) -> dict[str, Any]:
    end = end_of_term(today)
    return {
        "hearing": {"told_on": today - timedelta(days=2)},
        "ict_restriction": {
            "starts_on": today,
            "review_on": min(add_school_days(today, 10), end),
            "ends_on": end,
        },
        "restriction_review": {"ends_on": today},
        "breach_assessment": {"aware_at": now - timedelta(hours=3)},
    }.get(code, {})


_FACTS: dict[str, dict[str, Any]] = {
    "parent_contact": {
        "told": "Mother",
        "means": "telephone",
        "said": "She had not known, and thanked us for ringing. They will look at it together tonight.",
    },
    "further_action": {"decided": "none", "why": ""},
    "support": {
        "who": "Everybody affected",
        "offered": "A talk with somebody they choose, and a quiet place at break. They will say if it goes on.",
        "by_whom": "The class teacher",
    },
    "removal_request": {
        "is_asked": True,
        "whom": "The parent concerned",
        "means": "telephone",
        "what": "To take the post down: our rule is that such things come to the school and not to an open page.",
        "answer": "Agreed at once.",
    },
    "removal_result": {"state": "removed", "seen": "The parent said so, and it is gone from the open page."},
    "redress": {"ways": "none", "reasons": "It was taken down and put right. A further step would help nobody."},
    "complaint_link": {"explained_to": "The parent concerned", "spoken_for": "The Vice-Principal", "reference": ""},
    "bullying_assessment": {
        "targeted": "yes",
        "repeated": "yes",
        "intended": "unclear",
        "harmful": "yes",
        "power": "yes",
        "conclusion": "meets",
        "reasons": "It was aimed at one pupil, on several evenings, by several others.",
    },
    "bullying_record": {
        "motivation": "not_known",
        "methods": "written,electronic,omission",
        "place": "affecting",
        "addressed": "Each pupil was spoken with alone, then together; the chat was closed by its owner.",
        "outcome": "The pupils displaying it wrote an apology of their own; the pupil experiencing it took it up.",
        "sims_reference": "",
    },
    "intervention_review": {
        "helped": "yes",
        "heard": "He says that it has stopped, and sits with two of them at lunch.",
    },
    "ict_restriction": {
        "supervision": "At the front desk, screen towards the teacher, no other log-in.",
        "supervised_by": "The class teacher",
        "adjustment": "The reading program stays.",
    },
    "restriction_review": {"reason": "Ten days without a single attempt."},
    "platform_report": {
        "service": "The service it appeared on",
        "reference": "None given; reported under the school’s own address",
        "result": "The account was removed.",
    },
    "breach_assessment": {
        "data": "A picture with first names, shown on an open page.",
        "people_count": 3,
        "contained": "Taken down within the hour.",
        "risk": "unlikely",
        "reasons": "Seen by few, no surnames, gone the same day.",
    },
    "consent_check": {"answer": "all", "note": ""},
    "referral_decision": {
        "decision": "both",
        "tells_parents": "The Designated Teacher, the same day",
        "pointer": "Child-protection cabinet, this year’s file",
    },
    "hearing": {
        "told_how": "A letter with the rule and the day it is about.",
        "answer": "It is true, and was not meant badly. It will not happen again.",
        "companion": "",
    },
    "investigation": {
        "looked_at": "What the reporter handed in, and what the person said about it.",
        "shows": "It happened once, and both accounts agree.",
    },
    "procedure": {"procedure": "none", "reasons": "A first and minor matter, put right at once."},
    "home_organisation": {
        "organisation": "The agency",
        "told": "The agency’s office, by telephone",
        "said": "They will speak with the person too.",
    },
    "action_taken": {"action": "Spoken with; the rule was explained again to everybody.", "is_told_outcome": True},
    "other_policy": {"name": "The staff code of conduct", "part": ""},
    "allegation_outcome": {
        "chair_told": "By telephone, the same morning",
        "advice": "The education authority’s child-protection adviser",
        "outcome": "no_harm",
        "agreed": "No child was harmed; the comment is dealt with as a comment.",
    },
}
