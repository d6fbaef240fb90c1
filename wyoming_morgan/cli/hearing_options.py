"""Options of the commands that measure hearing: how recordings are made harder, and what is compared."""

from __future__ import annotations

from typing import Annotated

import typer

Distance = Annotated[
    float, typer.Option(min=0, metavar="METERS", help="Hear every recording from so far away, with echoes.")
]
Noise = Annotated[
    float | None,
    typer.Option(min=-20, max=60, metavar="DB", help="Add noise, this much below the speech."),
]
Level = Annotated[
    float | None,
    typer.Option(min=-80, max=0, metavar="DB", help="Bring speech to this level below full scale."),
]
Quieter = Annotated[
    float, typer.Option(min=0, max=90, metavar="DB", help="Attenuate every recording by this much.")
]
Compare = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=VALUE", help="Measure again with these settings, too; may be repeated."),
]
