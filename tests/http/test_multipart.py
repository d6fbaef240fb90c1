"""Forms as bytes: every valid one is read, every other one refused, in linear time."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from aiohttp import MultipartWriter
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.http.multipart import BrokenForm, boundary_of, take_apart

MEBIBYTE = 1024 * 1024
FILE = b'Content-Disposition: form-data; name="file"; filename="a.wav"\r\n'

names = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=20)


def form_of(*parts: tuple[str, bytes], boundary: bytes = b"line") -> bytes:
    whole = b""
    for name, data in parts:
        escaped = name.replace("\\", "\\\\").replace('"', '\\"').encode()
        whole += b"--" + boundary + b'\r\nContent-Disposition: form-data; name="' + escaped + b'"\r\n\r\n'
        whole += data + b"\r\n"
    return whole + b"--" + boundary + b"--\r\n"


def read(form: bytes, boundary: bytes = b"line") -> list[tuple[str, bytes]]:
    return [(part.name, bytes(part.data)) for part in take_apart(form, boundary)]


@given(
    parts=st.lists(st.tuples(names, st.binary(max_size=50)), min_size=1, max_size=5),
    before=st.sampled_from([b"", b"\r\n", b"preamble\r\n", b"-- line\r\n"]),
    behind=st.binary(max_size=20),
)
def test_every_form_is_read_as_it_was_written(
    parts: list[tuple[str, bytes]], before: bytes, behind: bytes
) -> None:
    boundary = b"line-that-no-data-has"
    assert read(before + form_of(*parts, boundary=boundary) + behind, boundary) == parts


@given(form=st.binary(max_size=300), boundary=st.sampled_from([b"a", b"line", b"--", b"\r\n"]))
def test_any_bytes_are_a_form_or_are_refused(form: bytes, boundary: bytes) -> None:
    for sent in (form, form_of(("file", form), boundary=boundary), b"--" + boundary + b"\r\n" + form):
        try:
            take_apart(sent, boundary)
        except BrokenForm as error:
            assert str(error)  # noqa: PT017 - either end is right


async def test_what_a_library_writes_is_read() -> None:
    class Written(bytearray):
        async def write(self, piece: bytes) -> None:
            self.extend(piece)

    with MultipartWriter("form-data", boundary="line") as writer:
        writer.append(b"\x00\x01").set_content_disposition("form-data", name="file", filename='"ü".wav')
        writer.append("anna").set_content_disposition("form-data", name="user_id")
    written = Written()
    await writer.write(written)  # type: ignore[arg-type] # all of the interface that it uses
    boundary = boundary_of(writer.content_type)
    assert boundary is not None
    assert read(bytes(written), boundary) == [("file", b"\x00\x01"), ("user_id", b"anna")]


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        pytest.param(b"", "does not end", id="empty"),
        pytest.param(b"--other\r\n", "does not end", id="another boundary"),
        pytest.param(b"--line\r\n" + FILE + b"\r\nhalf", "does not end", id="no end"),
        pytest.param(b"--line\r\n" + FILE, "no end within", id="headers without an end"),
        pytest.param(b"--line\r\n" + b"X: a\r\n" * 3000 + FILE + b"\r\n", "no end within", id="headers"),
        pytest.param(b"--line\r\n\r\n\r\n--line--", "no name", id="no headers"),
        pytest.param(b"--line\r\nX: form-data; name=a\r\n\r\n\r\n--line--", "no name", id="no disposition"),
        pytest.param(
            b"--line\r\nContent-Disposition: attachment; name=a\r\n\r\n\r\n--line--", "no name", id="file"
        ),
        pytest.param(
            b'--line\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\r\n--line--', "UTF-8", id="name"
        ),
        pytest.param(b"--line\r\nno colon\r\n\r\n\r\n--line--", "no colon", id="header without a colon"),
        pytest.param(b"--liner\r\n" + FILE + b"\r\n\r\n--line--", "line end", id="longer boundary"),
        pytest.param(form_of(*[("a", b"")] * 257), "256", id="too many parts"),
    ],
)
def test_what_is_not_a_form_is_refused_with_a_reason(form: bytes, problem: str) -> None:
    with pytest.raises(BrokenForm, match=problem):
        take_apart(form, b"line")


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/form-data; boundary=line", b"line"),
        ('Multipart/Form-Data; charset=utf-8; BOUNDARY="a b"', b"a b"),
        ("multipart/form-data;boundary=a;boundary=b", b"b"),
        ("application/json", None),
        ("multipart/mixed; boundary=line", None),
        ("", None),
    ],
)
def test_the_boundary_is_in_the_header(content_type: str, boundary: bytes | None) -> None:
    assert boundary_of(content_type) == boundary


@pytest.mark.parametrize("parameters", ["", "; boundary=", '; boundary=""', "; boundary=" + "x" * 71])
def test_a_form_without_a_usable_boundary_is_refused(parameters: str) -> None:
    with pytest.raises(BrokenForm, match="1 to 70"):
        boundary_of("multipart/form-data" + parameters)


@pytest.mark.parametrize(
    ("form", "boundary"),
    [
        pytest.param(b"\n" * 25 * MEBIBYTE, b"XX", id="line feeds"),
        pytest.param(b"\r\n" * 12 * MEBIBYTE, b"XX", id="line ends"),
        pytest.param((b"\r\n--" + b"a" * 69) * (25 * MEBIBYTE // 73), b"a" * 70, id="nearly the boundary"),
        pytest.param((b"\r\n--" + b"-" * 69) * (25 * MEBIBYTE // 73), b"-" * 70, id="dashes"),
        pytest.param(b"--XX\r\n" + FILE + b"\r\n" + b"\r\n-" * 8 * MEBIBYTE, b"XX", id="within a part"),
        pytest.param(form_of(("a", b"")) + b"\r\n--XX" * 4 * MEBIBYTE, b"line", id="behind the end"),
        pytest.param(
            (b'--X\r\nContent-Disposition: form-data; name="a"' + b";" * 8000 + b"\r\n\r\n\r\n") * 256
            + b"--X--",
            b"X",
            id="many parameters",
        ),
        pytest.param(
            (b"--X\r\nContent-Disposition: form-data; name=a" + b';a="\\"' * 1300 + b"\r\n\r\n\r\n") * 256
            + b"--X--",
            b"X",
            id="open quotes",
        ),
    ],
)
def test_the_time_for_a_form_grows_with_its_size_only(form: bytes, boundary: bytes) -> None:
    began = time.process_time()
    with suppress(BrokenForm):
        take_apart(form, boundary)
    assert time.process_time() - began < 2
