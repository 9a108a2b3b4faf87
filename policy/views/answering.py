"""How a page of the policy answers an act: a sentence, and back to a page that can be reloaded."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from policy.states import WrongState
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
