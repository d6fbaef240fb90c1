"""Two thousand names for a large home."""

from __future__ import annotations

from itertools import product

_KINDS = (
    *("amber", "azure", "bronze", "coral", "copper", "cream", "crimson", "ebony", "emerald", "fuchsia"),
    *("golden", "granite", "hazel", "indigo", "ivory", "jade", "khaki", "lavender", "lemon", "lilac"),
    *("lime", "magenta", "maroon", "mauve", "mint", "mustard", "navy", "olive", "opal", "orange"),
    *("orchid", "peach", "pearl", "pine", "pink", "plum", "rose", "ruby", "rust", "saffron"),
    *("sapphire", "scarlet", "sepia", "silver", "teal", "topaz", "turquoise", "umber", "violet", "walnut"),
)
_THINGS = (
    *("beacon", "bulb", "candle", "chandelier", "globe", "glow", "lamp", "lantern", "spot", "torch"),
    *(
        "balcony",
        "basement",
        "bookcase",
        "cabinet",
        "closet",
        "corridor",
        "counter",
        "cupboard",
        "desk",
        "dresser",
    ),
    *("easel", "fountain", "gallery", "hallway", "hearth", "island", "ladder", "landing", "ledge", "locker"),
    *("mirror", "niche", "painting", "pantry", "piano", "porch", "shelf", "stairs", "veranda", "workbench"),
)
NAMES = tuple(f"{kind.title()} {thing}" for kind, thing in product(_KINDS, _THINGS))
"""All different."""


def object_id(name: str) -> str:
    """Return what follows the domain in the entity id of a name."""
    return name.lower().replace(" ", "_")
