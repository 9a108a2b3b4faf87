"""Policies and their versions, for reading: text, fingerprint, since when, and how the sign-off stands."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from policy.admin.reading import ChipsFilter, ReadingAdmin
from policy.models import History, Policy, Review, Version
from policy.review_permissions import obstacle_to_keeping
from policy.reviewing import standing_of_review, text_in_force
from school.days import local_date


class PolicyAdmin(ReadingAdmin):
    list_display = ("title",)
    ordering = ("order", "title")
    change_list_template = "admin/policy/policies.html"

    def page(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        policy = get_object_or_404(Policy, pk=pk)
        today = local_date(timezone.now())
        context = {
            **self.admin_site.each_context(request),
            "title": policy.title,
            "policy": policy,
            "today": today,
            "stands": standing_of_review(policy, today),
            "in_force": text_in_force(policy, today),
            "versions": Version.objects.for_policy(policy).newest_first()[:50],
            "reviews": Review.objects.for_policy(policy).newest_first()[:50],
            "history": History.objects.filter(policy=policy).select_related("version__policy"),
            "open_review": Review.objects.for_policy(policy).open().first(),
            "may_keep": not obstacle_to_keeping(request.standing),  # type: ignore[attr-defined]
        }
        return render(request, "admin/policy/policy.html", context)


class VersionAdmin(ReadingAdmin):
    list_display = ("label", "status", "effective_from")
    list_filter: ClassVar[Any] = [("status", ChipsFilter)]
    lookups = frozenset({"status__exact"})
    ordering = ("-created_at",)
    change_list_template = "admin/policy/versions.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        return Version.objects.select_related("policy").defer("canonical_text")

    def page(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        version = get_object_or_404(Version.objects.select_related("policy"), pk=pk)
        in_force = text_in_force(version.policy, local_date(timezone.now()))
        context = {
            **self.admin_site.each_context(request),
            "title": str(version),
            "version": version,
            "is_in_force": in_force == version,
            "fingerprint": version.fingerprint or version.fingerprint_now(),
            "sections": version.sections.prefetch_related("clause_versions"),
            "signatures": version.signatures.select_related("person", "review"),
            "history": History.objects.filter(version=version).first(),
        }
        return render(request, "admin/policy/version.html", context)
