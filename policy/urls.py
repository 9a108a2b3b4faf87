"""Addresses of the policy's own pages."""

from typing import Any

app_name = "policy"
urlpatterns: list[Any] = []
