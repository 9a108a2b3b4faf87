"""What the policy puts before people: drafts to confirm, and versions that come into force."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse

from notices.register import MOST_WAITING, Item, MenuItem, Told
from policy.models import Version
from policy.permissions import KEEPERS
from school.standing import Standing, standing_of


def menu(standing: Standing) -> list[MenuItem]:
    return [MenuItem("Policy", "policy:read")] if standing.is_active else []


def may_hear_of_version(person_id: UUID, object_id: UUID, now: datetime) -> bool:
    return Version.objects.visible_to(standing_of(person_id, now)).filter(pk=object_id).exists()


def version_url(object_id: UUID) -> str:
    return reverse("policy:version", args=[object_id])


def waiting(standing: Standing, now: datetime) -> list[Item]:
    """Drafts that wait for the Principal or the clerk."""
    if not (standing.is_active and standing.holds(*KEEPERS)):
        return []
    drafts = Version.objects.drafts().select_related("policy").defer("canonical_text")
    counted = drafts.annotate(unsure=Count("clause_versions", filter=Q(clause_versions__is_unsure=True)))
    return [_line(draft) for draft in counted.order_by("created_at")[:MOST_WAITING]]


def _line(draft: Version) -> Item:
    unsure = getattr(draft, "unsure", 0)
    if unsure:
        sentence = f"Confirm {unsure} clause{'s' if unsure > 1 else ''} of the draft {draft.policy.title}"
        why, button = "The reading of the document was unsure of them.", "Confirm"
    else:
        sentence = f"The draft {draft.policy.title} is confirmed: decide what becomes of it"
        why, button = "A draft binds nobody until it is brought into force.", "Decide"
    return Item(sentence, reverse("policy:confirm", args=[draft.pk]), None, "policy", why=why, button=button)


def is_still_draft(told: Told, now: datetime) -> bool:
    return Version.objects.drafts().filter(pk=told.about_id).exists()


STILL = {"policy.to_confirm": is_still_draft}
