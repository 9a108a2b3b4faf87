"""What is typed into a form survives: a lost connection, a killed server, the end of a session, a refusal.

A view says `@drafted(...)`, passes its form through `resume`, and its template has `{% draft_offer %}` above the form
and `{% draft_fields %}` in it. From then on

- a page that is saved (by script while somebody types, by the button without it) keeps its fields as a draft;
- opening the form again shows them, and says since when;
- a form that was not taken, for whatever reason, is kept; one that was taken leaves no words behind.

Each page carries its own number, signed together with its address and the person it was made for. So what a browser
sends after the session has ended still goes to its writer's drafts, and to nobody else's (decision 0085).
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format

from notices.register import subjects
from school.actions.drafts import Typed, keep_draft, settle_draft
from school.models import Draft
from school.models.drafts import KEPT
from school.sessions import stay_signed_in
from school.standing import standing_of

PAGE, GREW_FROM, KEEP, DROP, CHOSEN = "draft_page", "draft_from", "draft_keep", "draft_drop", "draft"
BY_SCRIPT = "X-Keeps-Draft"
BUTTONS = frozenset({"search", "more", "send"})
LONGEST, MOST_VALUES = 150_000, 400
TOO_MUCH = (
    "This could not be saved as a draft: it was sent already, it is very long, or you have very many drafts. "
    "Copy what you still need."
)
ELSEWHERE = "What you typed is kept: you find it under “Yours” on your home page."
NOT_OPEN = "This form is not open any more, so what you typed was not sent."

View = Callable[..., HttpResponse]
AnyForm = TypeVar("AnyForm", bound=Form)


@dataclass
class Drafting:
    """What one request knows of the draft of its form."""

    address: str
    writer: UUID
    page: UUID
    grew_from: UUID | None = None
    draft: Draft | None = None
    form: Form | None = None
    is_late: bool = False
    is_offered: bool = False

    @property
    def token(self) -> str:
        return token_of(self.writer, self.address, self.page)


def token_of(writer: UUID, address: str, page: UUID | None = None) -> str:
    """The number of a page, as its form carries it."""
    return signing.dumps([str(writer), str(page or uuid.uuid4())], salt=f"draft of {address}")


def _page_of(request: HttpRequest) -> Drafting | None:
    """Whose page this form was on, by its own signed word; None for a form that is not drafted, or forged."""
    try:
        writer, page = signing.loads(request.POST.get(PAGE, ""), salt=f"draft of {request.path}", max_age=KEPT)
        grew_from = request.POST.get(GREW_FROM, "")
        return Drafting(request.path, UUID(writer), UUID(page), UUID(grew_from) if grew_from else None)
    except (signing.BadSignature, ValueError):
        return None


@dataclass(frozen=True)
class DraftedForm:
    """What a view says of its form: what it would become, and which record it is about.

    `about` names the record's model label and the view's argument that holds its id; a draft is only ever shown to a
    writer who may still know of that record.
    """

    title: str | Callable[..., str]
    about: tuple[str, str] | None

    def typed(self, request: HttpRequest, drafting: Drafting, kwargs: dict[str, Any]) -> Typed:
        title = self.title if isinstance(self.title, str) else self.title(**kwargs)
        kind, name = self.about or ("", "")
        return Typed(
            page=drafting.page,
            address=drafting.address,
            title=title[:120],
            fields=_fields(request.POST),
            grew_from=drafting.grew_from,
            about_kind=kind,
            about_id=kwargs[name] if name else None,
        )

    def keep(self, request: HttpRequest, drafting: Drafting, kwargs: dict[str, Any]) -> Draft | None:
        """Keep what this request brings; raises Http404 where its writer may not know of the record."""
        now = timezone.now()
        if self.about and not _known(self.about[0], drafting.writer, {kwargs[self.about[1]]}, now):
            raise Http404
        typed = self.typed(request, drafting, kwargs)
        values = [value for found in typed.fields.values() for value in found]
        if len(values) > MOST_VALUES or sum(map(len, [*typed.fields, *values])) > LONGEST:
            return None
        return keep_draft(typed, by=drafting.writer, now=now)


def _fields(data: QueryDict) -> dict[str, list[str]]:
    """What was typed, picked and ticked; no password, no token, and no byte that a database refuses."""
    return {
        name.replace("\x00", ""): [value.replace("\x00", "") for value in values]
        for name, values in data.lists()
        if not name.startswith("draft_") and name != "csrfmiddlewaretoken" and "password" not in name
    }


def _known(kind: str, person_id: UUID, ids: set[UUID], now: datetime) -> set[UUID]:
    subject = subjects[kind]
    if subject.which:
        return subject.which(person_id, ids, now)
    return {one for one in ids if subject.may_be_told(person_id, one, now)}


def visible_drafts(drafts: Iterable[Draft], person_id: UUID, now: datetime) -> list[Draft]:
    """Those about a record that the writer may still know of; one question for each sort of record."""
    found = list(drafts)
    asked: dict[str, set[UUID]] = defaultdict(set)
    for one in found:
        if one.about_id:
            asked[one.about_kind].add(one.about_id)
    known = {kind: _known(kind, person_id, ids, now) if kind in subjects else set() for kind, ids in asked.items()}
    return [one for one in found if not one.about_id or one.about_id in known[one.about_kind]]


def drafted(title: str | Callable[..., str], *, about: tuple[str, str] | None = None) -> Callable[[View], View]:
    """For a view that shows a form and takes it at the same address: see DraftedForm for what it takes."""

    def decorate(view: View) -> View:
        form = DraftedForm(title, about)

        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            return (_open if request.method == "GET" else _take)(form, view, request, kwargs)

        guarded.drafted = form  # type: ignore[attr-defined]
        return guarded

    return decorate


def _open(form: DraftedForm, view: View, request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse:
    """Show the form with what was typed before; where it cannot be shown any more, the words to copy."""
    now, writer = timezone.now(), request.user.person_id  # type: ignore[union-attr]
    found = visible_drafts(Draft.objects.of(writer).at(request.path).alive(now), writer, now)
    draft = next((one for one in found if str(one.page) == request.GET.get(CHOSEN)), found[0] if found else None)
    drafting = Drafting(request.path, writer, uuid.uuid4(), draft.page if draft else None, draft)
    request.drafting = drafting  # type: ignore[attr-defined]
    try:
        response = view(request, **kwargs)
    except PermissionDenied as refused:
        if draft is None:
            raise
        return _words(request, drafting, str(refused), status=403)
    return response if draft is None or drafting.is_offered else _words(request, drafting, NOT_OPEN)


def _take(form: DraftedForm, view: View, request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse:
    """Keep, drop, or send; what was not taken is kept."""
    drafting = _page_of(request)
    writer = request.user.person_id  # type: ignore[union-attr]
    if drafting is None or drafting.writer != writer:
        return view(request, **kwargs)
    request.drafting = drafting  # type: ignore[attr-defined]
    if DROP in request.POST:
        settle_draft(form.typed(request, drafting, kwargs), by=writer, now=timezone.now())
        return redirect(request.path)
    if KEEP in request.POST:
        stay_signed_in(request)
        return _kept(request, form.keep(request, drafting, kwargs))
    try:
        response = view(request, **kwargs)
    except PermissionDenied as refused:
        drafting.draft = form.keep(request, drafting, kwargs) if words_in(request.POST) else None
        if drafting.draft is None:
            raise
        drafting.grew_from = drafting.page
        return _words(request, drafting, str(refused), status=403)
    if response.status_code == 302 and not drafting.is_late:
        settle_draft(form.typed(request, drafting, kwargs), by=writer, now=timezone.now())
    elif _has_words(drafting, request.POST) and form.keep(request, drafting, kwargs) and drafting.is_late:
        messages.info(request, ELSEWHERE)
    return response


def _has_words(drafting: Drafting, data: QueryDict) -> bool:
    """Whether anything was typed, picked or ticked at all."""
    form = drafting.form
    if form is None:
        return True
    came = (name for name in form.changed_data if form.add_prefix(name) in data)
    if any(not form.fields[name].widget.is_hidden for name in came):
        return True
    others = _fields(data).keys() - form.fields.keys() - BUTTONS
    return any(value.strip() for name in others for value in data.getlist(name))


def _kept(request: HttpRequest, draft: Draft | None) -> HttpResponse:
    """Script gets a word to show; without it the form is shown again, filled."""
    if BY_SCRIPT in request.headers:
        return word_for_script(draft)
    if draft:
        messages.success(request, f"Saved as a draft at {clock(draft.saved_at)}. Nobody else sees it.")
        return redirect(f"{request.path}?{CHOSEN}={draft.page}")
    return render(request, "school/draft_refused.html", {"sentence": TOO_MUCH, "words": words_in(request.POST)})


def word_for_script(draft: Draft | None, sign_in: str = "") -> JsonResponse:
    if draft is None:
        return JsonResponse({"why": TOO_MUCH}, status=409)
    return JsonResponse({"saved": clock(draft.saved_at), "sign_in": sign_in})


def clock(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "H:i")


def _words(request: HttpRequest, drafting: Drafting, sentence: str, status: int = 200) -> HttpResponse:
    """A form that its writer cannot send any more: the words are shown, to be copied or deleted."""
    assert drafting.draft is not None
    facts = {
        "sentence": sentence,
        "draft": drafting.draft,
        "words": words_in(drafting.draft.data),
        "drafting": drafting,
    }
    return render(request, "school/draft_words.html", facts, status=status)


def words_in(data: QueryDict) -> list[str]:
    """What somebody wrote, as far as it can be told from ticks and numbers without the form."""
    return [value for _, values in _fields(data).items() for value in values if " " in value.strip()]


def resume(request: HttpRequest, form: AnyForm, *, fresh: Sequence[str] = ()) -> AnyForm:
    """The view's form, filled with what was typed before when there is such a draft. Nothing is said to be wrong yet.

    `fresh` names hidden fields that say what the page shows now, and so are not taken from the draft.
    """
    drafting: Drafting | None = getattr(request, "drafting", None)
    if drafting is None:
        return form
    drafting.form = form
    if drafting.draft and not form.is_bound:
        data = drafting.draft.data
        for name, field in form.fields.items():
            given = form.add_prefix(name)
            if name not in fresh and not field.widget.value_omitted_from_data(data, {}, given):  # type: ignore[arg-type]
                form.initial[name] = field.widget.value_from_datadict(data, {}, given)  # type: ignore[arg-type]
    return form


def typed_before(request: HttpRequest) -> QueryDict | None:
    """For a form that looks into its data itself: what the draft holds."""
    drafting: Drafting | None = getattr(request, "drafting", None)
    return drafting.draft.data if drafting and drafting.draft else None


def came_late(request: HttpRequest, late: Exception | str) -> None:
    """Say kindly why nothing was done; what was typed is kept."""
    messages.warning(request, str(late))
    if drafting := getattr(request, "drafting", None):
        drafting.is_late = True


def keep_after_all(request: HttpRequest) -> Draft | None:
    """A drafted form that arrives after its session or its token has ended: into its writer's drafts, by its signed page."""
    match = request.resolver_match
    form: DraftedForm | None = getattr(match.func, "drafted", None) if match else None
    drafting = _page_of(request) if form and request.method == "POST" else None
    if form is None or drafting is None or not standing_of(drafting.writer, timezone.now()).is_active:
        return None
    try:
        return form.keep(request, drafting, match.kwargs)  # type: ignore[union-attr]
    except Http404:
        return None
