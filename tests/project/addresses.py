"""Every address of the site, out of its URLconf."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

__all__ = ["Address", "addresses"]


@dataclass(frozen=True)
class Address:
    """``route`` as Django writes it, from the root; ``name`` with its namespaces."""

    route: str
    name: str
    pattern: URLPattern


def addresses(
    resolver: URLResolver | None = None, before: str = "", spaces: tuple[str, ...] = ()
) -> Iterator[Address]:
    """Yield each address once; those below a language's prefix in the active one."""
    for found in (resolver or get_resolver()).url_patterns:
        route = before + str(found.pattern)
        if isinstance(found, URLResolver):
            inside = (*spaces, found.namespace) if found.namespace else spaces
            yield from addresses(found, route, inside)
        else:
            yield Address(route, ":".join((*spaces, found.name or "")), found)
