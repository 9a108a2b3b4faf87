"""What a drafted form shows: the offer above it, and inside it the page's number and the button (school.drafts)."""

import uuid
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from audit.prepared import Prepared
from school.drafts import token_of
from school.models import Draft
from school.models.drafts import KEPT

register = template.Library()


@register.inclusion_tag("school/draft_offer.html", takes_context=True)
def draft_offer(context: Context) -> dict[str, Any]:
    """Above the form: since when what stands in it was begun, and the way to start afresh."""
    drafting = getattr(context.get("request"), "drafting", None)
    if drafting:
        drafting.is_offered = True
    return {"drafting": drafting, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("school/draft_fields.html", takes_context=True)
def draft_fields(context: Context, button: str = "Save draft") -> dict[str, Any]:
    """Last inside the form. Without `button` there is none: for a form that has one of its own."""
    return {"drafting": getattr(context.get("request"), "drafting", None), "button": button}


@register.inclusion_tag("school/draft_waits.html", takes_context=True)
def draft_waits(context: Context, address: str) -> dict[str, Any]:
    """Beside such a small form: the way to what was begun in it, if anything was. The page shows the record already."""
    mine = _waiting(None, context["request"].user.person_id, timezone.now() - KEPT)
    return {"draft": next((one for one in mine if one.address == address), None)}


# All that somebody has begun, without the words: an address is no part of the SQL that is kept.
_waiting = Prepared(
    lambda _, writer, since: Draft.objects.of(writer).unsent_since(since).only("address", "page", "begun_at")
)


@register.inclusion_tag("school/draft_fields.html", takes_context=True)
def draft_fields_for(context: Context, address: str) -> dict[str, Any]:
    """For a small form on another page than its own; its draft is offered at its own address."""
    token = token_of(context["request"].user.person_id, address, uuid.uuid4())
    return {"drafting": {"token": token}, "button": "", "address": address}
