"""What is announced of HTTP, over real multicast."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from zeroconf import DNSQuestionType
from zeroconf.asyncio import AsyncZeroconf

from wyoming_morgan import __version__
from wyoming_morgan.access.access import Access
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.serving.adverts import HTTP_TYPE, http_advert
from wyoming_morgan.tls.settings import TlsSettings

_ATTEMPTS = 30


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "tls_host", "more"),
    [
        ({"host": "127.0.0.1"}, "", {"auth": "none"}),
        ({"api_keys": ("a-long-enough-key",)}, "", {"auth": "pair"}),
        ({"api_keys": ("a-long-enough-key",), "pairing": False}, "", {"auth": "key"}),
        ({"tls": TlsSettings(self_made=True)}, "", {"auth": "pair", "tls": "1"}),
        (
            {"tls": TlsSettings(certificate=Path("fullchain.pem"))},
            "morgan.example.org",
            {"auth": "pair", "tls": "1", "host": "morgan.example.org"},
        ),
    ],
)
async def test_a_client_finds_http_and_learns_who_it_is_and_how_to_get_in(
    tmp_path: Path, settings: dict[str, object], tls_host: str, more: dict[str, str]
) -> None:
    access = Access(tmp_path)
    await access.load()
    name = f"morgan-{secrets.token_hex(4)}"
    advert = http_advert(
        [("127.0.0.1", 8123)],
        HttpSettings(advertise_name=name, **settings),  # type: ignore[arg-type]
        access,
        tls_host,
    )
    advert.start()
    try:
        info = None
        async with AsyncZeroconf(interfaces=["127.0.0.1"]) as zeroconf:
            for _ in range(_ATTEMPTS):
                info = await zeroconf.async_get_service_info(
                    HTTP_TYPE, f"{name}.{HTTP_TYPE}", 1000, DNSQuestionType.QM
                )
                if info is not None:
                    break
    finally:
        await advert.stop()
    assert info is not None
    assert (info.parsed_addresses(), info.port) == (["127.0.0.1"], 8123)
    assert info.decoded_properties == {
        "version": __version__,
        "protocol": "1",
        "id": access.id,
        **more,
    }
