"""Pages that are the same for everyone: what they depend on, so that they can be kept."""

from collections.abc import Callable
from typing import TypeVar

View = TypeVar("View", bound=Callable)


def public_page(*parameters: str) -> Callable[[View], View]:
    """Mark a view whose answer depends on its path and on these query parameters alone.

    The page cache asks it with nothing else: no header, no cookie, no other parameter. What is
    not marked is never kept.
    """

    def mark(view: View) -> View:
        view.parameters = frozenset(parameters)  # type: ignore[attr-defined]
        return view

    return mark
