"""What every list and page of the governors' site shares: it is read, and nothing is saved by a form of its own."""

from typing import Any, ClassVar

from django.contrib.admin import ModelAdmin, ShowFacets
from django.contrib.admin.filters import ChoicesFieldListFilter
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path


class ChipsFilter(ChoicesFieldListFilter):
    """A filter as a row of links."""

    template = "admin/policy/chips.html"


class ReadingAdmin(ModelAdmin):  # type: ignore[type-arg]
    """A list and a page. No adding, changing or deleting here: actions do that, through views of their own."""

    actions = None
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    view_on_site = False
    search_fields = ()
    # The only words that an address may ask a list with; any other would let hidden fields be guessed.
    lookups: ClassVar[frozenset[str]] = frozenset()

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name=f"{name}_changelist"),
            path("<uuid:pk>/", wrap(self.page), name=f"{name}_change"),
        ]

    def page(self, request: HttpRequest, pk: Any) -> HttpResponseBase:
        """One record, read."""
        raise NotImplementedError

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in self.lookups

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def log_addition(self, *args: Any, **kwargs: Any) -> None:
        """Django's own log is never written: what happens stands in the record."""

    log_change = log_addition
    log_deletions = log_addition
