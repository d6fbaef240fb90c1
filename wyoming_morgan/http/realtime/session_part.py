"""How every part of what a realtime client sends is read."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class SessionPart(BaseModel):
    """Base of the settings: fields of later versions are ignored, null is what the server chooses."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)
