"""Reviews on the governors' site: the list, the page with its tasks, and the addresses of the short forms."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils import timezone

from policy.admin import entering, signing
from policy.admin.reading import ChipsFilter, ReadingAdmin
from policy.asking import figures_for
from policy.models import Review
from policy.review_permissions import obstacle_to_keeping, obstacle_to_signing
from policy.review_tasks import Task, tasks_of
from policy.reviewing import signing_facts, standing_of_review, text_under_review
from school.days import local_date
from school.standing import Standing


class ReviewAdmin(ReadingAdmin):
    list_display = ("reference", "status", "opened_at")
    list_filter: ClassVar[Any] = [("status", ChipsFilter)]
    lookups = frozenset({"status__exact"})
    ordering = ("-opened_at",)
    change_list_template = "admin/policy/reviews.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        return Review.objects.visible_to(request.standing).select_related("policy")  # type: ignore[attr-defined]

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        pages = {
            "choose_text": ("text", entering.choose_text),
            "staff_review": ("staff-review", entering.staff_review),
            "meeting": ("meeting", entering.meeting),
            "minute": ("minute", entering.minute),
            "sign": ("sign", signing.sign),
            "send_back": ("send-back", signing.send_back),
        }
        opening = path("open/<slug:slug>/", wrap(entering.open_review), name="policy_review_open")
        own = [
            path(f"<uuid:pk>/{tail}/", wrap(view), name=f"policy_review_{name}") for name, (tail, view) in pages.items()
        ]
        return [opening, *own, *super().get_urls()]

    def page(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        standing: Standing = request.standing  # type: ignore[attr-defined]
        review = get_object_or_404(Review.objects.visible_to(standing).whole(), pk=pk)
        today = local_date(timezone.now())
        may_keep = not obstacle_to_keeping(standing)
        facts = signing_facts(review, standing)
        mine = "" if obstacle_to_signing(facts) else facts.line
        stands = standing_of_review(review.policy, today)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Review of the {review.policy}",
            "review": review,
            "meeting": review.board_meeting,
            "text": text_under_review(review, today),
            "tasks": [(task, is_open_to(task, may_keep, mine)) for task in tasks_of(review, today)],
            "stands": stands,
            "asked": figures_for(standing, review.policy, stands.last_signed),
            "may_keep": may_keep,
            "mine": mine,
            "may_send_back": review.is_open and (may_keep or bool(mine)),
        }
        return render(request, "admin/policy/review.html", context)


def is_open_to(task: Task, may_keep: bool, mine: str) -> bool:
    """Whether this reader gets the link of the task."""
    if task.code == "sign":
        return task.is_linked and task.line == mine
    return task.is_linked and may_keep
