"""Reading the policy: by section, by clause, for one audience, on paper."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from policy.models import Audience, ClauseVersion, Section, Version
from policy.permissions import obstacle_to_importing
from policy.register import people_to_tell, speeds
from policy.reviewing import standing_of_review
from policy.views.acts import acts_for

AUDIENCES = [choice for choice in Audience.choices if choice[0] != Audience.ALL]


@require_GET
def read(request: HttpRequest) -> HttpResponse:
    """The policy in force today; with several policies, the one asked for."""
    standing = request.standing
    in_force = list(
        Version.objects.in_force(standing.today).select_related("policy").order_by("policy__order", "policy__title")
    )
    wanted = request.GET.get("policy")
    chosen = next((one for one in in_force if wanted in {None, one.policy.slug}), None)
    if wanted and chosen is None:
        raise Http404
    context = {"in_force": in_force, "may_import": not obstacle_to_importing(standing)}
    if chosen is None:
        return render(request, "policy/none.html", context)
    return render(request, "policy/read.html", context | _page_of(request, chosen))


@require_GET
def version(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One version, in force or not: what held on a day that has passed stays readable."""
    rows = Version.objects.visible_to(request.standing).select_related("policy", "created_by", "approved_by")
    chosen = get_object_or_404(rows, pk=pk)
    return render(request, "policy/version.html", _page_of(request, chosen))


def _page_of(request: HttpRequest, chosen: Version) -> dict[str, Any]:
    standing = request.standing
    audience = request.GET.get("audience", "")
    if audience not in Audience.values or audience == Audience.ALL:
        audience = ""
    versions = Version.objects.visible_to(standing).for_policy(chosen.policy_id).newest_first()
    in_force = Version.objects.in_force(standing.today).for_policy(chosen.policy_id).values_list("pk", flat=True)
    return {
        "version": chosen,
        "is_in_force": chosen.pk in set(in_force),
        "sections": sections_of(chosen, audience),
        "audience": audience,
        "audiences": AUDIENCES,
        "versions": list(versions.defer("canonical_text")),
        "review": standing_of_review(chosen.policy, standing.today),
        "acts": acts_for(chosen, standing),
        "today": standing.today,
    }


def sections_of(version: Version, audience: str = "") -> list[tuple[Section, list[dict[str, Any]]]]:
    """Sections with their clauses, those for nobody asked about left out; four queries for any length."""
    rows = ClauseVersion.objects.filter(version=version).with_duties()
    if audience:
        rows = rows.filter(Q(audience=audience) | Q(audience=Audience.ALL))
    found: dict[UUID, tuple[Section, list[dict[str, Any]]]] = {}
    for row in rows:
        _, clauses = found.setdefault(row.section_id, (row.section, []))
        clauses.append({"clause": row, "tells": tells_of(row)})
    return list(found.values())


def tells_of(row: ClauseVersion) -> list[str]:
    """Whom the clause wants told, in words."""
    people, fast = people_to_tell(), speeds()
    return [
        f"{people.get(rule.whom, rule.whom)} ({fast.get(rule.how_fast, rule.how_fast)})"
        for rule in row.tell_rules.all()
    ]
