"""Addresses, tests and decisions as the pages of docs/reference name them."""

import re
from collections.abc import Iterable
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def every_route() -> dict[str, str]:
    """Every named address of the portal, admin included: name -> pattern."""
    found: dict[str, str] = {}

    def walk(patterns: list[Any], namespace: str, prefix: str) -> None:
        for one in patterns:
            if isinstance(one, URLResolver):
                inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
                walk(one.url_patterns, inner, prefix + str(one.pattern))
            elif isinstance(one, URLPattern):
                name = f"{namespace}{one.name}" if one.name else f"{namespace}({prefix}{one.pattern})"
                found[name] = prefix + str(one.pattern)

    walk(get_resolver().url_patterns, "", "/")
    return found


def address(name: str, routes: dict[str, str], **parts: str) -> str:
    """`/incidents/record/pupil/` (`incidents:file`): the pattern with what is known filled in. KeyError: no such name."""
    path = re.sub(r"<\w+:(\w+)>", lambda part: parts.get(part[1], f"<{part[1]}>"), routes[name])
    return f"`{path}` (`{name}`)"


def to_test(node: str) -> str:
    """A link to the file of `path::test_name`, from docs/reference."""
    path, _, name = node.partition("::")
    return f"[{path.rpartition('/')[2]}](../../{path}) `{name}`"


def to_decision(name: str) -> str:
    """A link to docs/decisions/NAME.md, from docs/reference."""
    return f"[decision {name[:4]}](../decisions/{name}.md)"


def bullets(lines: Iterable[tuple[str, str]]) -> list[str]:
    """- **Name:** text, leaving out what has none."""
    return [f"- **{name}:** {text}" for name, text in lines if text]
