"""How every page of this app answers an act: a sentence, and back to a page that can be reloaded."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from approvals.models import PostRequest
from approvals.states import WrongState
from school.drafts import came_late


def carry_out(request: HttpRequest, act: Callable[[], object], *, said: str) -> bool:
    """Do it and say so; whoever comes too late is told kindly why nothing was done."""
    try:
        act()
    except WrongState as late:
        came_late(request, late)
        return False
    messages.success(request, said)
    return True


def visible_post(request: HttpRequest, pk: UUID) -> PostRequest:
    """The post, for those who may know of it; for everybody else the unknown-address answer."""
    return get_object_or_404(PostRequest.objects.visible_to(request.standing).for_lists(), pk=pk)
