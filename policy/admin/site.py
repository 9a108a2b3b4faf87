"""The only admin of the portal. It asks offices, never Django's permissions (decision 8)."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils import timezone

from policy.models import Policy, Review
from policy.review_permissions import obstacle_to_keeping, obstacle_to_reading
from policy.reviewing import standings_of_reviews
from school.days import local_date

View = Callable[..., HttpResponseBase]


class GovernorsSite(AdminSite):
    """For those who keep and sign the policy; to anybody else every address here is an unknown one.

    Only what is needed has an address: no sign-in form, no password change, no deletion, no history,
    no look-up by typing. Everything goes through one door, `admin_view`.
    """

    site_header = site_title = index_title = "Policy and review"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated) and not obstacle_to_reading(request.standing)  # type: ignore[attr-defined]

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """The door: the anonymous sign in first, strangers get the unknown-address answer."""

        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), resolve_url("account_login"))
            if not self.has_permission(request):
                raise Http404
            return view(request, *args, **kwargs)

        return update_wrapper(door, view)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        models: list[URLPattern | URLResolver] = [
            path(f"{model._meta.app_label}/{model._meta.model_name}/", include(model_admin.urls))
            for model, model_admin in self._registry.items()
        ]
        return [
            path("", self.admin_view(self.index), name="index"),
            path("login/", self.admin_view(self.login), name="login"),
            *models,
            re_path(r"^(?P<url>.*)$", self.admin_view(self.catch_all_view), name="unknown"),
        ]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is no second sign-in page: the door sent everybody else to the portal's own."""
        return redirect("admin:index")

    def catch_all_view(self, request: HttpRequest, url: str) -> HttpResponse:
        raise Http404

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The index is written by hand, so that it can say what is due."""
        return []

    def index(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Each policy with its standing, and the reviews that are open."""
        today = local_date(timezone.now())
        policies = list(Policy.objects.all())
        standings = standings_of_reviews(policies, today)
        reviews = {
            review.policy_id: review
            for review in Review.objects.open().select_related("policy").prefetch_related("signatures")
        }
        rows = [(policy, standings[policy.pk], reviews.get(policy.pk)) for policy in policies]
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "rows": rows,
            "today": today,
            "may_keep": not obstacle_to_keeping(request.standing),  # type: ignore[attr-defined]
        }
        return render(request, "admin/policy/governors.html", context)


site = GovernorsSite(name="admin")
