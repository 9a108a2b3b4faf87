"""What a kind of case needs on record beside its steps (domain part 2): one model for each thing that is written down.

RECORDS joins the codes of incidents/register/kinds.yaml (shapes: record) to the models. Which step asks for which
record is data; a step without one is ticked with a sentence.
"""

from incidents.models.records.base import CodesField, Record
from incidents.models.records.bullying import BullyingAssessment, BullyingRecord, InterventionReview
from incidents.models.records.families import FurtherAction, ParentContact, SafeguardingLook, Support
from incidents.models.records.parents import ComplaintLink, RedressDecision, RemovalRequest, RemovalResult
from incidents.models.records.school import (
    BreachAssessment,
    ConsentCheck,
    IctRestriction,
    PlatformReport,
    ReferralDecision,
    RestrictionReview,
)
from incidents.models.records.staff import (
    ActionTaken,
    AllegationOutcome,
    Hearing,
    HomeOrganisation,
    Investigation,
    OtherPolicy,
    ProcedureDecision,
)

RECORDS: dict[str, type[Record]] = {
    "safeguarding_look": SafeguardingLook,
    "parent_contact": ParentContact,
    "further_action": FurtherAction,
    "support": Support,
    "removal_request": RemovalRequest,
    "removal_result": RemovalResult,
    "redress": RedressDecision,
    "complaint_link": ComplaintLink,
    "bullying_assessment": BullyingAssessment,
    "bullying_record": BullyingRecord,
    "intervention_review": InterventionReview,
    "ict_restriction": IctRestriction,
    "restriction_review": RestrictionReview,
    "platform_report": PlatformReport,
    "breach_assessment": BreachAssessment,
    "consent_check": ConsentCheck,
    "referral_decision": ReferralDecision,
    "hearing": Hearing,
    "investigation": Investigation,
    "procedure": ProcedureDecision,
    "home_organisation": HomeOrganisation,
    "action_taken": ActionTaken,
    "other_policy": OtherPolicy,
    "allegation_outcome": AllegationOutcome,
}
# Only this one may be written down by somebody whose step it is not: it is another person's word.
BY_WORD_OF_MOUTH = "safeguarding_look"

__all__ = [
    "BY_WORD_OF_MOUTH",
    "RECORDS",
    "ActionTaken",
    "AllegationOutcome",
    "BreachAssessment",
    "BullyingAssessment",
    "BullyingRecord",
    "CodesField",
    "ComplaintLink",
    "ConsentCheck",
    "FurtherAction",
    "Hearing",
    "HomeOrganisation",
    "IctRestriction",
    "InterventionReview",
    "Investigation",
    "OtherPolicy",
    "ParentContact",
    "PlatformReport",
    "ProcedureDecision",
    "Record",
    "RedressDecision",
    "ReferralDecision",
    "RemovalRequest",
    "RemovalResult",
    "RestrictionReview",
    "SafeguardingLook",
    "Support",
]
