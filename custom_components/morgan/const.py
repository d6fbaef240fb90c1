"""Names that the whole component uses."""

from __future__ import annotations

import logging

DOMAIN = "morgan"
ASSISTANT = "conversation"
"""The assistant whose exposure counts: Home Assistant's name for its own Assist."""
PROTOCOL = 1
"""The version of the link, as Morgan's docs/link.md describes it."""
DEFAULT_URL = "http://127.0.0.1:8000"
LOGGER = logging.getLogger(__package__)
CONVERSATION = "conversation"
"""The type of the subentries that are conversation agents."""
AI_TASK = "ai_task_data"
"""The type of the subentries that do tasks."""
CONF_FINGERPRINT = "certificate_sha256"
"""The SHA-256 of the certificate that a person has accepted, in hexadecimal."""
CONF_HISTORY = "history"
CONF_TEMPERATURE = "temperature"
