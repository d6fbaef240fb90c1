from __future__ import annotations

import os

import pytest

from wyoming_morgan.engines.running.ram import is_full, resident_bytes, trim


@pytest.mark.parametrize(
    ("error", "full"),
    [
        pytest.param(MemoryError(), True, id="Python"),
        pytest.param(RuntimeError("CUDA failed with error out of memory"), True, id="CUDA"),
        pytest.param(RuntimeError("CUBLAS_STATUS_ALLOC_FAILED"), True, id="cuBLAS"),
        pytest.param(RuntimeError("std::bad_alloc"), True, id="C++"),
        pytest.param(RuntimeError("no such file"), False, id="another failure"),
    ],
)
def test_errors_of_full_memory_are_recognized(error: BaseException, *, full: bool) -> None:
    assert is_full(error) is full


def test_the_resident_memory_of_a_process_is_reported() -> None:
    own = resident_bytes()
    assert own
    assert own > 1_000_000
    assert resident_bytes(os.getpid())
    assert resident_bytes(2**22 + 1) is None  # above the largest process id of Linux


def test_freed_memory_can_be_returned() -> None:
    trim()
