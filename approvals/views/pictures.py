"""Pictures of a post: sending them, and for each one its words, its shape and its people."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from approvals import actions
from approvals.forms.pictures import PictureForm, PicturesForm, ReturnForm, classes, picture_initial
from approvals.models import PlacedPicture, PostRequest
from approvals.models.officials import leave_of
from approvals.permissions import obstacle_to_editing, obstacle_to_keeping_up, obstacle_to_picturing
from approvals.picture_page import may_change, pictured, whole_of
from approvals.states import WrongState
from approvals.tasks import prepare_pictures
from approvals.views.answering import carry_out, visible_post
from approvals.wording import current
from files.actions import FileRefused
from school.drafts import drafted, resume, typed_before
from school.obstacles import demand


def _own(request: HttpRequest, pk: UUID) -> PostRequest:
    """The post, for somebody who may work on its pictures."""
    post, standing = visible_post(request, pk), request.standing
    demand(obstacle_to_editing(standing, post.author_id))
    demand(obstacle_to_picturing(standing, leave_of(standing.person_id, standing.today)))
    return post


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.standing.person_id, "now": timezone.now()}


@require_http_methods(["GET", "POST"])
def pictures(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All of them in their order, how far each is, and more of them."""
    post = _own(request, pk)
    is_post = request.method == "POST"
    form = PicturesForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        had_no_room=getattr(request, "had_no_room", False),
    )
    if is_post and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.add_pictures(pk=pk, once=given["once"], uploads=given["files"], **_who(request))
        except (FileRefused, WrongState) as refused:
            form.add_error("files", str(refused))
        else:
            prepare_pictures.enqueue()
            messages.success(request, f"{len(made)} sent. They are being made ready; you can go on meanwhile.")
            return redirect("approvals:pictures", pk=pk)
    rows = pictured(current(post), post, request.standing.today)
    context = {
        "post": post,
        "form": form,
        "pictures": rows,
        "ready": sum(one.placed.is_ready for one in rows),
        "waiting": any(not one.placed.is_ready and not one.placed.refused for one in rows),
        "is_open": may_change(post),
        "trip": ReturnForm(initial={"back_at": post.children_back_at}),
    }
    return render(request, "approvals/pictures.html", context)


@require_http_methods(["GET", "POST"])
@drafted("what a picture shows, and who is in it", about=("approvals.PostRequest", "pk"))
def picture(request: HttpRequest, pk: UUID, placed: UUID) -> HttpResponse:
    """One picture. Choosing a class shows its pupils and saves nothing."""
    post = _own(request, pk)
    row = _placed(post, placed)
    initial, school_class = picture_initial(row), request.POST.get("school_class", "")
    if request.method == "POST" and "show_class" in request.POST:
        data = request.POST
        typed = {name: data.get(name, "") for name in initial} | {"pupils": data.getlist("pupils")}
        form = resume(request, PictureForm(initial=typed, school_class=_known_class(school_class)))
    else:
        before = typed_before(request)
        if before is not None and request.method == "GET":
            initial, school_class = {**initial, "pupils": before.getlist("pupils")}, before.get("school_class", "")
        form = resume(
            request, PictureForm(request.POST or None, initial=initial, school_class=_known_class(school_class))
        )
        if request.method == "POST" and form.is_valid() and _described(request, post, row, form):
            return redirect("approvals:pictures", pk=pk)
    context = {
        "post": post,
        "row": row,
        "form": form,
        "whole": None if row.keeps_its_shape(post.pk, request.standing.person_id) else whole_of(row),
        "classes": classes(),
        "school_class": school_class,
        "is_open": may_change(post),
    }
    return render(request, "approvals/picture.html", context)


def _known_class(given: str) -> str:
    return next((str(one.pk) for one in classes() if str(one.pk) == given), "")


def _placed(post: PostRequest, pk: UUID) -> PlacedPicture:
    """The picture in the version as it stands, though the address may name it in an earlier one."""
    shown = PlacedPicture.objects.filter(pk=pk, place__version__request=post).first()
    rows = PlacedPicture.objects.select_related("place", "picture", "derivative__file", "declared_by")
    found = rows.filter(picture_id=shown.picture_id, place__version=post.current_version_id) if shown else None
    row = found.first() if found is not None else None
    if row is None:
        raise Http404
    return row


def _described(request: HttpRequest, post: PostRequest, row: PlacedPicture, form: PictureForm) -> bool:
    try:
        done = actions.describe_picture(pk=post.pk, placed=row.pk, about=form.about(), **_who(request))
    except WrongState as refused:
        form.add_error(None, str(refused))
        return False
    if not done.is_ready:
        prepare_pictures.enqueue()
    if form.cleaned_data["is_declared"] and not done.is_declared:
        messages.warning(request, "Kept. It is being made anew: look at it then, and say who can be recognised in it.")
    else:
        messages.success(request, " ".join(["Kept.", *_still_to_say(form)]))
    return True


def _still_to_say(form: PictureForm) -> list[str]:
    """What the gates ask of a picture before the post is sent, and is not said yet."""
    given = form.cleaned_data
    said = ["say what it shows"] if not (given["alt"] or given["is_decorative"]) else []
    said += ["say who can be recognised in it"] if not given["is_declared"] else []
    return [f"Before the post is sent, {' and '.join(said)}."] if said else []


@require_POST
def remove_picture(request: HttpRequest, pk: UUID, placed: UUID) -> HttpResponse:
    post = _own(request, pk)
    row = _placed(post, placed)
    carry_out(
        request, lambda: actions.remove_picture(pk=pk, placed=row.pk, **_who(request)), said="The picture is left out."
    )
    return redirect("approvals:pictures", pk=pk)


@require_POST
def move_picture(request: HttpRequest, pk: UUID, placed: UUID) -> HttpResponse:
    post = _own(request, pk)
    row, step = _placed(post, placed), -1 if request.POST.get("step") == "up" else 1
    carry_out(request, lambda: actions.move_picture(pk=pk, placed=row.pk, step=step, **_who(request)), said="Moved.")
    return redirect("approvals:pictures", pk=pk)


@require_POST
def set_return(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Of a trip: when the children are back."""
    post = visible_post(request, pk)
    demand(obstacle_to_editing(request.standing, post.author_id))
    form = ReturnForm(request.POST)
    if form.is_valid():
        back = form.cleaned_data["back_at"]
        carry_out(request, lambda: actions.set_return(pk=pk, back_at=back, **_who(request)), said="Kept.")
    else:
        messages.warning(request, "Give the day and the time, such as 14 May 2026 at 15:30.")
    return redirect("approvals:pictures", pk=pk)


@require_POST
def keep_post_up(request: HttpRequest, pk: UUID, task: UUID) -> HttpResponse:
    """A live post with a child who left stays up."""
    post = visible_post(request, pk)
    demand(obstacle_to_keeping_up(request.standing))
    if not post.targets.filter(tasks=task).exists():
        raise Http404
    carry_out(request, lambda: actions.keep_up(pk=task, **_who(request)), said="Noted: it stays up.")
    return redirect("approvals:detail", pk=pk)
