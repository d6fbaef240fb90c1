from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from zeroconf._utils.name import service_type_name
from zeroconf.asyncio import AsyncServiceInfo

from wyoming_morgan.announcing.labels import label

SERVICE_TYPE = "_wyoming._tcp.local."


def names_of(name: str) -> list[str]:
    """Every name that is tried, the first and those with a number."""
    return [label(name, "morgan-host-10300", suffix) for suffix in ("", *(f"-{n}" for n in range(2, 10)))]


@given(st.text(st.characters(exclude_categories=()), max_size=100) | st.sampled_from("._ü").map("_sub".join))
def test_any_name_is_one_that_zeroconf_takes(name: str) -> None:
    tried = names_of(name)
    assert len(set(tried)) == len(tried)
    for one in tried:
        info = AsyncServiceInfo(SERVICE_TYPE, f"{one}.{SERVICE_TYPE}", port=1)
        assert service_type_name(info.name) == SERVICE_TYPE
        assert 0 < len(one.encode()) <= 63


def test_a_name_that_fits_stays() -> None:
    assert names_of("Küche")[:2] == ["Küche", "Küche-2"]
    assert names_of("ü" * 31)[:2] == ["ü" * 31, "ü" * 30 + "-2"]
    assert names_of("morgan.in.the.kitchen")[0] == "morgan-in-the-kitchen"
    assert names_of("two\nlines")[0] == "two lines"
    assert names_of("half \ud83d")[0] == "half"
    assert names_of(" \t ")[0] == names_of("_sub")[0] == "morgan-host-10300"
    assert names_of("x" * 62 + " y")[0] == "x" * 62
    assert names_of("👩\u200d👧")[0] == "👩\u200d👧"
