"""What every act on these pages has in common: who may come in, and how a form becomes an act."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from school.actions import CannotAnswer, CannotHold, OfficeTaken
from school.permissions import obstacle_to_opening_people
from school.states import WrongState
from school.unmoved import Moved, show_both

View = Callable[..., HttpResponse]
TAKEN = "Somebody has just entered the same. Open the list again to see it."


def for_keepers(view: View) -> View:
    """For those who keep or check the list of people; everybody else finds nothing at this address."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if obstacle_to_opening_people(request.standing):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def act(
    request: HttpRequest,
    form: Form,
    do: Callable[[dict[str, Any]], Any],
    *,
    page: dict[str, Any],
    done: str,
    back: str,
    onward: Callable[[Any], str] | None = None,
    anew: Callable[[], Form] | None = None,
    template: str = "school/act.html",
) -> HttpResponse:
    """Show the form; when it is right, do it, say so, and go on to `onward(result)` or `back`.

    `anew` makes the form afresh from the record, for when somebody else has changed it meanwhile.
    """
    if request.method == "POST" and form.is_valid():
        try:
            result = do(form.cleaned_data)
        except WrongState as late:
            messages.warning(request, str(late))
            return redirect(back)
        except Moved:
            show_both(form, anew() if anew else form)
        except (OfficeTaken, CannotHold, CannotAnswer) as obstacle:
            form.add_error(None, str(obstacle))
        except IntegrityError:
            form.add_error(None, TAKEN)
        else:
            messages.success(request, done)
            return redirect(onward(result) if onward else back)
    return render(request, template, {"form": form, "back_url": back, **page})
