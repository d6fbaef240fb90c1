"""What Home Assistant would have stored after a person went through its first start, written beforehand.

A store that is older than the running release is migrated by it, so the oldest version of each is written.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_LIFETIME_SECONDS = 86_400
_ADMINISTRATORS = "system-admin"


def seed(folder: Path, *, port: int) -> str:
    """Write an owner, finished onboarding and the address to listen on; return the owner's access token."""
    storage = folder / ".storage"
    storage.mkdir(parents=True)
    token_id, key = secrets.token_hex(16), secrets.token_hex(64)
    _store(storage, "auth", 1, _owner(token_id, key))
    _store(storage, "onboarding", 4, {"done": ["user", "core_config", "analytics", "integration"]})
    _store(storage, "http", 1, {"server_host": ["127.0.0.1"], "server_port": port})
    now = int(time.time())
    return _signed({"iss": token_id, "iat": now, "exp": now + _LIFETIME_SECONDS}, key)


def _store(storage: Path, key: str, version: int, data: dict[str, Any]) -> None:
    content = {"version": version, "minor_version": 1, "key": key, "data": data}
    (storage / key).write_text(json.dumps(content))


def _owner(token_id: str, key: str) -> dict[str, Any]:
    user_id = secrets.token_hex(16)
    return {
        "users": [
            {
                "id": user_id,
                "name": "Owner",
                "group_ids": [_ADMINISTRATORS],
                "is_owner": True,
                "is_active": True,
                "system_generated": False,
                "local_only": False,
            }
        ],
        "groups": [{"id": group} for group in (_ADMINISTRATORS, "system-users", "system-read-only")],
        "credentials": [],
        "refresh_tokens": [
            {
                "id": token_id,
                "user_id": user_id,
                "client_id": None,
                "client_name": "Tests",
                "client_icon": None,
                "token_type": "long_lived_access_token",
                "created_at": datetime.now(UTC).isoformat(),
                "access_token_expiration": float(_LIFETIME_SECONDS),
                "token": secrets.token_hex(64),
                "jwt_key": key,
                "last_used_at": None,
                "last_used_ip": None,
                "expire_at": None,
                "credential_id": None,
                "version": None,
            }
        ],
    }


def _signed(claims: dict[str, Any], key: str) -> str:
    """Return a JSON Web Token (RFC 7519), signed with HMAC SHA-256."""
    header = {"alg": "HS256", "typ": "JWT"}
    signing_input = b".".join(_base64url(json.dumps(part).encode()) for part in (header, claims))
    signature = hmac.new(key.encode(), signing_input, hashlib.sha256).digest()
    return b".".join((signing_input, _base64url(signature))).decode()


def _base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
