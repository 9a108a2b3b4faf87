"""How every page of this app answers an act: a sentence, and back to a page that can be reloaded."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest

from approvals.models import PostRequest, hold_parts
from approvals.models.posts import PostRequestQuerySet
from approvals.states import WrongState
from audit.prepared import Prepared
from school.drafts import came_late
from school.standing import Standing


def carry_out(
    request: HttpRequest, act: Callable[[], object], *, said: str, but: tuple[type[WrongState], ...] = ()
) -> bool:
    """Do it and say so; whoever comes too late is told kindly why nothing was done. The view itself answers to `but`."""
    try:
        act()
    except but:
        raise
    except WrongState as late:
        came_late(request, late)
        return False
    messages.success(request, said)
    return True


def visible_post(request: HttpRequest, pk: UUID) -> PostRequest:
    """The post, for those who may know of it; for everybody else the unknown-address answer."""
    standing = request.standing
    found: list[PostRequest] = _visible(standing.shape, standing.person_id, standing.today, pk)
    if not found:
        raise Http404
    post = found[0]
    if post.current_version:
        hold_parts(post.current_version, "placements")
    return post


def _one(shape: Standing, person_id: UUID, today: date, pk: UUID) -> PostRequestQuerySet:
    standing = replace(shape, person_id=person_id, today=today)
    return PostRequest.objects.visible_to(standing).for_lists().filter(pk=pk)


_visible = Prepared(_one)
