"""Who set the day by which something is to be done: the policy states almost none, so it is mostly the school."""

from incidents.actions.asking import USUAL_TARGET
from incidents.models import StepShape
from school.models import Target

THE_SCHOOLS_OWN = "the school's own target"
WORDS = {"school": THE_SCHOOLS_OWN, "law": "a limit of the law", "policy": "a limit of the policy"}


def who_set_the_limits() -> dict[str, str]:
    """By the code of a step, in words; a step that is not here has the school's usual target."""
    basis = dict(Target.objects.values_list("code", "basis"))
    targets = StepShape.objects.exclude(target="").values_list("step_id", "target")
    return {step: WORDS[basis.get(target) or basis.get(USUAL_TARGET, "school")] for step, target in targets}
