"""A page of a list of items, in OpenAI's shape.

https://platform.openai.com/docs/api-reference/responses/input-items
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from wyoming_morgan.errors import NotFound
from wyoming_morgan.http.bodies import Identifier, OpenBody

_MOST_LISTED = 100

Json = dict[str, Any]


class ItemsQuery(OpenBody):
    """Which items are asked for; names and defaults are OpenAI's."""

    limit: Annotated[int, Field(ge=1, le=_MOST_LISTED)] = 20
    order: Literal["asc", "desc"] = "desc"
    after: Identifier | None = None


def page_of(items: Sequence[Json], query: ItemsQuery) -> Json:
    """Return the items that are asked for; `items` are all of them, the oldest first.

    Raises:
        NotFound: there is no item after which they are to begin.
    """
    ordered = list(items if query.order == "asc" else reversed(items))
    if query.after is not None:
        places = [place for place, item in enumerate(ordered) if item["id"] == query.after]
        if not places:
            raise NotFound(f"there is no item {query.after!r}", hint="begin without `after`")
        ordered = ordered[places[-1] + 1 :]
    return list_of(ordered[: query.limit], has_more=len(ordered) > query.limit)


def list_of(items: Sequence[Json], *, has_more: bool = False) -> Json:
    """Return items as a list."""
    return {
        "object": "list",
        "data": list(items),
        "first_id": items[0]["id"] if items else "",
        "last_id": items[-1]["id"] if items else "",
        "has_more": has_more,
    }
