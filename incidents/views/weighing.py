"""How serious a case is, and claims of a disclosure in the public interest: written down, and answered on advice."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from incidents import actions, permissions
from incidents.forms.weighing import AnswerForm, ClaimForm, SeverityForm
from incidents.views.acting import Page, act_on, data_of, drafted_in_case, part_of
from incidents.views.cases import visible_case
from school.obstacles import demand


@require_http_methods(["GET", "POST"])
@drafted_in_case("how serious it is, case")
def set_severity(request: HttpRequest, pk: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_weighing(request.standing, incident))
    form = SeverityForm(data_of(request))
    form.initial["severity"] = incident.severity
    page = Page(
        "How serious is this case?",
        "Keep it",
        "It is kept. What was said before stays in the history.",
        "Your judgement, not the rule’s wording. No step and no day depends on it.",
    )
    return act_on(request, incident, form, page, lambda who: actions.set_severity(**who, **form.cleaned_data))


@require_http_methods(["GET", "POST"])
@drafted_in_case("a claim of a disclosure in case")
def claim_disclosure(request: HttpRequest, pk: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_claiming(request.standing, incident))
    form = ClaimForm(data_of(request), incident=incident, today=request.standing.today)
    page = Page(
        "Somebody says that it was a disclosure in the public interest",
        "Write it down",
        "The claim is on record. Nothing is found about them until it is answered.",
        "For somebody at work who says that they spoke up about a wrong. No finding on them can be made, and the case "
        "does not end, until you have taken advice and answered.",
    )
    return act_on(request, incident, form, page, lambda who: actions.claim_disclosure(**who, **form.facts()))


@require_http_methods(["GET", "POST"])
@drafted_in_case("the answer to a claim in case")
def answer_claim(request: HttpRequest, pk: UUID, claim: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    row = part_of(incident.disclosure_claims.select_related("subject__person"), claim)
    demand(permissions.obstacle_to_answering_a_claim(request.standing, incident))
    form = AnswerForm(data_of(request), today=request.standing.today)
    page = Page(
        "Answer the claim of a disclosure",
        "Keep the answer",
        "The answer is on record. Findings can be made again.",
        f"{row.subject}: {row.words}",
    )
    return act_on(
        request, incident, form, page, lambda who: actions.answer_claim(**who, claim=row.pk, **form.cleaned_data)
    )
