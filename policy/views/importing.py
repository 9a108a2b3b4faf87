"""From a file to a confirmed draft."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from policy.actions.confirming import Confirmed, accept_clauses, add_step, join_clause, mark_of_clause
from policy.actions.confirming import confirm_clause as confirm_one
from policy.actions.importing import import_document
from policy.forms import ClauseForm, ImportForm, JoinForm
from policy.models import ClauseVersion, Version
from policy.permissions import obstacle_to_confirming, obstacle_to_importing
from policy.states import WrongState
from policy.views.acts import acts_for
from policy.views.answering import carry_out
from policy.views.reading import tells_of
from school.drafts import drafted, resume
from school.models import Person
from school.obstacles import demand
from school.unmoved import Moved, marked, show_both

A_PAGE = 40


def who(request: HttpRequest) -> Person:
    return request.user.person  # type: ignore[union-attr]


@require_http_methods(["GET", "POST"])
def import_policy(request: HttpRequest) -> HttpResponse:
    """The Principal or the clerk chooses a file; what it holds is shown for confirming."""
    demand(obstacle_to_importing(request.standing))
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and form.document:
        given = form.cleaned_data
        try:
            draft = import_document(
                document=form.document,
                content=form.content,
                source_name=given["file"].name or "",
                title=given["title"] or form.document.title or "Policy",
                once=given["once"],
                by=who(request),
                now=timezone.now(),
            )
        except WrongState as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("policy:confirm", pk=draft.pk)
    return render(request, "policy/import.html", {"form": form})


def _draft(request: HttpRequest, pk: UUID) -> Version:
    rows = Version.objects.visible_to(request.standing).drafts().select_related("policy")
    draft = get_object_or_404(rows, pk=pk)
    demand(obstacle_to_confirming(request.standing))
    return draft


@require_GET
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every clause of a draft, those the portal is unsure of first, forty a page."""
    draft = _draft(request, pk)
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 6 else 0
    rows = list(draft.clause_versions.with_duties().unsure_first()[start : start + A_PAGE + 1])
    context = {
        "version": draft,
        "rows": [{"clause": row, "tells": tells_of(row)} for row in rows[:A_PAGE]],
        "start": start,
        "next_url": f"?after={start + A_PAGE}" if len(rows) > A_PAGE else "",
        "acts": acts_for(draft, request.standing),
        "unplaced": draft.claimed.get("unplaced", []),
    }
    return render(request, "policy/confirm.html", context)


@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Accept the ticked clauses, or all on the page, as they stand."""
    draft = _draft(request, pk)
    names = request.POST.getlist("shown" if "all" in request.POST else "ids")
    ids = [UUID(name) for name in names if _is_uuid(name)]
    if ids:
        counted: list[int] = []
        act = lambda: counted.append(  # noqa: E731
            accept_clauses(version_id=draft.pk, ids=ids, by=who(request), now=timezone.now())
        )
        carry_out(request, act, said="Accepted as they stand.")
    else:
        carry_out(request, _nothing_ticked, said="")
    return redirect("policy:confirm", pk=draft.pk)


def _nothing_ticked() -> None:
    raise WrongState("No clause was ticked. Tick those you accept, or accept all on the page.")


def _is_uuid(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True


def _clause(request: HttpRequest, pk: UUID) -> ClauseVersion:
    drafts = Version.objects.visible_to(request.standing).drafts()
    rows = ClauseVersion.objects.filter(version__in=drafts).with_duties().select_related("version__policy")
    row = get_object_or_404(rows, pk=pk)
    demand(obstacle_to_confirming(request.standing))
    return row


@require_http_methods(["GET", "POST"])
@drafted("a clause of the policy")
def confirm_clause(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One clause: whom it binds, how strongly, what follows. Saving goes on to the next unsure one."""
    row = _clause(request, pk)
    form = resume(request, _clause_form(row, request.POST or None))
    if request.method == "POST" and form.is_valid():
        act = lambda: _save(request, row, form)  # noqa: E731
        try:
            if carry_out(request, act, said=f"Clause {row.number} is confirmed."):
                return _onward(row)
        except Moved:
            row = _clause(request, pk)
            show_both(form, _clause_form(row))
        else:
            return redirect("policy:confirm_clause", pk=row.pk)
    context = {"clause": row, "version": row.version, "form": form, "join_form": JoinForm(clause=row)}
    return render(request, "policy/confirm_clause.html", context)


def _clause_form(row: ClauseVersion, data: Any = None) -> ClauseForm:
    may_reword = "drafted_from" in row.version.claimed
    return marked(ClauseForm(data, clause=row, may_reword=may_reword), mark_of_clause(row))


@transaction.atomic
def _save(request: HttpRequest, row: ClauseVersion, form: ClauseForm) -> None:
    given, now = form.cleaned_data, timezone.now()
    steps = list(given["steps"])
    if given["own_step"]:
        own = add_step(text=given["own_step"], force=given["own_step_force"] or "obligatory", by=who(request), now=now)
        steps += [] if own in steps else [own]
    confirmed = Confirmed(
        wording=given.get("wording") or row.wording,
        audience=given["audience"],
        force=given["force"],
        title=given["title"],
        restatement=given["restatement"],
        breach=given["breach"],
        register_code=row.clause.register_code,
        tell=form.tell,
        steps=[(step, step.force) for step in sorted(steps, key=lambda step: (step.order, step.code))],
        registers=list(given["registers"]),
    )
    confirm_one(clause_version_id=row.pk, confirmed=confirmed, seen=given["seen"], by=who(request), now=now)


def _onward(row: ClauseVersion) -> HttpResponse:
    unsure = row.version.clause_versions.filter(is_unsure=True)
    following = unsure.filter(position__gt=row.position).first() or unsure.first()
    if following:
        return redirect("policy:confirm_clause", pk=following.pk)
    return redirect("policy:confirm", pk=row.version_id)


@require_POST
def join(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Join a clause to a rule of the register, or to none, and take over what the rule asks for."""
    row = _clause(request, pk)
    form = JoinForm(request.POST, clause=row)
    if form.is_valid():
        code = form.cleaned_data["register_code"]
        act = lambda: join_clause(  # noqa: E731
            clause_version_id=row.pk, register_code=code, by=who(request), now=timezone.now()
        )
        said = "The clause has taken over what the rule asks for. Look it over and save." if code else "Joined to none."
        carry_out(request, act, said=said)
    return redirect("policy:confirm_clause", pk=row.pk)
