"""One-time codes: used once, in time, and not guessed."""

from __future__ import annotations

import logging
import re

import pytest

from wyoming_morgan.access.codes import VALID_SECONDS, PairingCodes, TooManyTries, WrongCode

HERE, THERE = "192.168.1.7", "192.168.1.8"


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def codes(clock: Clock) -> PairingCodes:
    return PairingCodes(clock)


def wrong(codes: PairingCodes, address: str = HERE, code: str = "nothing like it") -> None:
    with pytest.raises(WrongCode):
        codes.use(code, address)


def wait_out(codes: PairingCodes, clock: Clock, address: str = HERE) -> float:
    """Let the pause of an address pass, and return how long it was."""
    with pytest.raises(TooManyTries) as refusal:
        codes.use("00000000", address)
    clock.now += refusal.value.seconds
    return refusal.value.seconds


def test_a_code_is_two_groups_of_four_digits_and_always_another(codes: PairingCodes) -> None:
    made = {codes.new() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"\d{4} \d{4}", code) for code in made)


@pytest.mark.parametrize("written", ["{0} {1}", "{0}{1}", "{0}-{1}", " {0} - {1}\n"])
def test_a_code_works_however_its_groups_are_parted(codes: PairingCodes, written: str) -> None:
    codes.use(written.format(*codes.new().split()), HERE)


def test_a_code_works_once(codes: PairingCodes) -> None:
    code = codes.new()
    codes.use(code, HERE)
    wrong(codes, code=code)


def test_a_code_works_for_ten_minutes(codes: PairingCodes, clock: Clock) -> None:
    code = codes.new()
    clock.now += VALID_SECONDS - 1
    codes.use(code, HERE)
    code = codes.new()
    clock.now += VALID_SECONDS
    wrong(codes, code=code)


def test_a_new_code_takes_the_place_of_the_one_before(codes: PairingCodes) -> None:
    before = codes.new()
    now = codes.new()
    wrong(codes, code=before, address=THERE)
    codes.use(now, HERE)


@pytest.mark.parametrize("code", ["", " ", "-", "x" * 8, "1234", "١٢٣٤٥٦٧٨"])
def test_without_a_code_nothing_is_one(codes: PairingCodes, code: str) -> None:
    wrong(codes, code=code)


def test_after_five_wrong_codes_the_right_one_is_wrong_too_and_the_log_says_so(
    codes: PairingCodes, caplog: pytest.LogCaptureFixture
) -> None:
    code = codes.new()
    for number in range(5):
        wrong(codes, f"10.0.0.{number}")
    wrong(codes, code=code)
    assert "10.0.0.4" in caplog.text
    assert "dropped after 5 wrong ones" in caplog.text
    codes.use(codes.new(), THERE)


def test_no_log_has_a_code(codes: PairingCodes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    code = codes.new()
    wrong(codes, code="87654321")
    codes.use(code, THERE)
    assert not re.search(r"\d{4} ?\d{4}", caplog.text)


def test_each_wrong_code_makes_its_sender_wait_longer(codes: PairingCodes, clock: Clock) -> None:
    pauses = []
    for _ in range(12):
        wrong(codes)
        pauses.append(wait_out(codes, clock))
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]


def test_the_right_code_is_not_looked_at_during_a_pause(codes: PairingCodes, clock: Clock) -> None:
    code = codes.new()
    wrong(codes)
    with pytest.raises(TooManyTries):
        codes.use(code, HERE)
    clock.now += 1
    codes.use(code, HERE)


def test_another_address_does_not_wait(codes: PairingCodes) -> None:
    code = codes.new()
    wrong(codes)
    codes.use(code, THERE)


def test_a_network_of_ipv6_and_an_address_in_another_form_wait_as_one(codes: PairingCodes) -> None:
    for first, second in (
        ("fd00::1", "fd00::2"),
        ("10.0.0.1", "::ffff:10.0.0.1"),
        ("fe80::1%eth0", "fe80::2%eth1"),
    ):
        wrong(codes, first)
        with pytest.raises(TooManyTries):
            codes.use("00000000", second)


def test_the_pauses_begin_anew_after_a_right_code_and_after_an_hour(
    codes: PairingCodes, clock: Clock
) -> None:
    for forgiven in ("right", "later"):
        wrong(codes)
        assert wait_out(codes, clock) == 1
        wrong(codes)
        assert wait_out(codes, clock) == 2
        if forgiven == "right":
            codes.use(codes.new(), HERE)
        else:
            clock.now += 3601
    wrong(codes)
    assert wait_out(codes, clock) == 1


def test_many_addresses_take_no_more_memory_than_some(codes: PairingCodes) -> None:
    for number in range(1100):
        wrong(codes, f"10.0.{number // 256}.{number % 256}")
    wrong(codes, "10.0.0.0")  # forgotten
    with pytest.raises(TooManyTries):
        codes.use("00000000", "10.0.4.75")
