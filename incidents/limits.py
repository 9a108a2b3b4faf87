"""Who set the day by which something is to be done: the policy states almost none, so it is mostly the school."""

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from audit.prepared import Prepared
from incidents.actions.asking import USUAL_TARGET
from incidents.models import StepShape
from school.models import Target

THE_SCHOOLS_OWN = "the school's own target"
WORDS = {"school": THE_SCHOOLS_OWN, "law": "a limit of the law", "policy": "a limit of the policy"}


def _basis_of(code: object) -> Subquery:
    return Subquery(Target.objects.filter(code=code).values("basis")[:1])


_limits = Prepared(
    lambda _: (
        StepShape.objects.exclude(target="")
        .order_by()
        .values_list("step_id", Coalesce(_basis_of(OuterRef("target")), _basis_of(USUAL_TARGET), Value("school")))
    )
)


def who_set_the_limits() -> dict[str, str]:
    """By the code of a step, in words; a step that is not here has the school's usual target."""
    return {step: WORDS[basis] for step, basis in _limits()}
