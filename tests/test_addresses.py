"""Addresses in texts and settings lose what may be a secret in them, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.addresses import MASK, address_without_credentials, without_credentials
from wyoming_morgan.config.complaints import Complaint
from wyoming_morgan.errors import MorganError
from wyoming_morgan.readiness import Readiness

SCHEMES = st.sampled_from(["http", "https", "ws", "postgresql+asyncpg", "redis", "rediss", "tcp", "unix"])
HOSTS = st.sampled_from(["host", "127.0.0.1", "[::1]", "[fe80::1]:80", "h.example:8123", "a:1,b:2"])
PATHS = st.sampled_from(["", "/", "/db", "/api/mcp", "/a/b.html"])
SIGNS = st.sampled_from("abz09:/?#@%&=+!$'\"()[]{}*~,;|\\üß")
SECRETS = st.text(SIGNS, min_size=1, max_size=12).map(lambda text: f"s3cr{text}et9")


@given(SCHEMES, HOSTS, PATHS, SECRETS, st.sampled_from(["", "user:", "ü:"]))
def test_no_user_part_is_shown(scheme: str, host: str, path: str, secret: str, user: str) -> None:
    address = f"{scheme}://{user or 'user:'}{secret}@{host}{path}"
    for shown in (without_credentials(f"at {address} now"), address_without_credentials(address)):
        assert "s3cr" not in shown
        assert "et9" not in shown
        assert host.rpartition("@")[2] in shown


@given(SCHEMES, HOSTS, PATHS, st.text(SIGNS.filter(lambda sign: sign != "@"), min_size=1, max_size=20))
def test_no_query_is_shown(scheme: str, host: str, path: str, query: str) -> None:
    address = f"{scheme}://{host}{path}?token=s3cr{query}et9"
    assert without_credentials(f"at {address} now") == f"at {scheme}://{host}{path}?{MASK} now"
    assert address_without_credentials(address) == f"{scheme}://{host}{path}?{MASK}"


@given(SCHEMES, HOSTS, PATHS)
def test_an_address_without_secrets_stays(scheme: str, host: str, path: str) -> None:
    address = f"{scheme}://{host}{path}"
    assert without_credentials(f"({address}), and {address}") == f"({address}), and {address}"
    assert address_without_credentials(address) == address


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://user:PASS@host:8123", "http://********@host:8123"),
        ("http://TOKEN@host", "http://********@host"),
        ("redis://:PASS@host/0", "redis://********@host/0"),
        ("postgresql://morgan:pa/ss@db/morgan?ssl=1", "postgresql://********@db/morgan?********"),
        ("postgresql://morgan:p@ss:w?rd#1@db/morgan", "postgresql://********@db/morgan"),
        ("'http://a:b@c' or \"http://d:e@f\"", "'http://********@c' or \"http://********@f\""),
        ('["http://a:b@c","http://d:e@f"]', '["http://********@f"]'),
        ("http://host/#access_token=abc", "http://host/#********"),
        ("http://host/x;jsessionid=PASS", "http://host/x;********"),
        ("http://a/,http://user:PASS@b/|tcp://:PASS@c", "http://a/,http://********@b/|tcp://********@c"),
        ("at user:PASS@host:80 now", "at ********@host:80 now"),
        ("'user:PASS@host' is no URL", "'********@host' is no URL"),
        ("//user:PASS@host/x", "//********@host/x"),
        ("http:/user:PASS@host", "http:/********@host"),
        ("http:user:PASS@host", "********@host"),
        (r'{"url":"http:\/\/user:PASS@host"}', '{"url":"********@host"}'),
        ("GET /x?api_key=PASS&b=1 HTTP/1.1", "GET /x?api_key=********&b=1 HTTP/1.1"),
        ("host?access_token=PASS", "host?access_token=********"),
        ("core.yaml:1: core.http.port: at 12:30", "core.yaml:1: core.http.port: at 12:30"),
        ("http://host/page#part", "http://host/page#part"),
        ("is it at http://host? yes", "is it at http://host? yes"),
        ("postgresql://USER:PASSWORD@HOST/DATABASE", "postgresql://USER:PASSWORD@HOST/DATABASE"),
        ("tcp://HOST:PORT", "tcp://HOST:PORT"),
        ("write to anna@example.org at 10:30", "write to anna@example.org at 10:30"),
        ("", ""),
    ],
)
def test_texts_show_addresses_without_secrets(text: str, shown: str) -> None:
    assert without_credentials(text) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("user:PASS@host:8123", "********@host:8123"),
        ("http://user:pass word@host", "http://********@host"),
        ("TOKEN@host:8123/x", "********@host:8123/x"),
        ("host?key=PASS", "host?********"),
        ("//user:PASS@host", "********@host"),
        ("anna@example.org", "anna@example.org"),
        ("host:8123", "host:8123"),
        ("/a/path:with@signs", "********@signs"),
        ("Guten Morgen", "Guten Morgen"),
    ],
)
def test_settings_show_addresses_without_secrets(value: str, shown: str) -> None:
    assert address_without_credentials(value) == shown


@given(st.text())
def test_text_without_an_address_stays(text: str) -> None:
    if "://" not in text:
        assert without_credentials(text) == text


def test_errors_and_readiness_hide_them() -> None:
    error = MorganError("no answer at http://u:s3cret@h", hint="try http://u:s3cret@h/?key=s3cret")
    assert "s3cret" not in f"{error} {error.message} {error.hint} {error!r} {error.args}"
    readiness = Readiness(["home"])
    for note in (readiness.failed, readiness.loaded, readiness.starting):
        note("home", detail="redis://:s3cret@h")
        assert "s3cret" not in repr(readiness.services)


def test_complaints_hide_them() -> None:
    complaint = Complaint("core.yaml:1", "no URL: http://u:s3cret@h", "did you mean http://u:s3cret@h?")
    assert "s3cret" not in f"{complaint} {complaint!r}"
