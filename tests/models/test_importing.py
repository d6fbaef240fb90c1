"""Models from folders and archives that somebody brought."""

from __future__ import annotations

import io
import json
import random
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.models.conftest import TINY, MakePuller
from tests.models.hub import Hub, whisper
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.models import manifest
from wyoming_morgan.models.archives import unpack
from wyoming_morgan.models.catalogue import CatalogueEntry, UrlSource
from wyoming_morgan.models.store import PULLING, ModelStore


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder with a model, as somebody carries it."""
    folder = tmp_path / "stick"
    folder.mkdir()
    for name, data in whisper().items():
        (folder / name).write_bytes(data)
    return folder


def pack_zip(stick: Path, archive: Path, top: str = "") -> Path:
    with zipfile.ZipFile(archive, "w") as zipped:
        for path in stick.iterdir():
            zipped.write(path, f"{top}{path.name}")
    return archive


def pack_tar(stick: Path, archive: Path) -> Path:
    with tarfile.open(archive, "w:gz") as tarred:
        tarred.add(stick, arcname="base")
    return archive


@pytest.mark.parametrize("form", ["folder", "zip", "zip with a folder in it", "tar.gz"])
async def test_a_model_is_taken_from(  # noqa: PLR0917 - fixtures
    form: str,
    stick: Path,
    tmp_path: Path,
    store: ModelStore,
    tiny: CatalogueEntry,
    hub: Hub,
    puller: MakePuller,
) -> None:
    match form:
        case "folder":
            source = stick
        case "zip":
            source = pack_zip(stick, tmp_path / "model.zip")
        case "tar.gz":
            source = pack_tar(stick, tmp_path / "model.tar.gz")
        case _:
            source = pack_zip(stick, tmp_path / "model.zip", "base/")
    async with puller() as made:
        pulled = await made.pull(tiny, source=source)
    assert store.ids() == (TINY,)
    assert {path.name for path in pulled.path.iterdir()} == {
        *("config.json", "model.bin", "tokenizer.json", "vocabulary.txt", "manifest.json")
    }
    assert not pulled.checked
    assert hub.asked == []


async def test_what_another_machine_pulled_is_checked_against_its_manifest(
    tmp_path: Path, tiny: CatalogueEntry, puller: MakePuller, store: ModelStore
) -> None:
    async with puller() as made:
        pulled = await made.pull(tiny)
        carried = pulled.path.rename(tmp_path / "carried")
        assert (await made.pull(tiny, source=carried)).checked
        (carried / "model.bin").write_bytes(b"broken on the way")
        store.remove("faster-whisper", "tiny")
        with pytest.raises(InvalidRequest, match=r"model\.bin .* is damaged"):
            await made.pull(tiny, source=carried)
        about = json.loads((carried / manifest.NAME).read_text())
        (carried / manifest.NAME).write_text(json.dumps({**about, "id": "faster-whisper/base"}))
        with pytest.raises(InvalidRequest, match="is faster-whisper/base according to its"):
            await made.pull(tiny, source=carried)
    assert store.ids() == ()


async def test_the_catalogue_s_own_checksum_holds_for_what_is_brought(
    tmp_path: Path, puller: MakePuller
) -> None:
    (tmp_path / "voice.onnx").write_bytes(b"not that")
    source = UrlSource("https://example.org/voice.onnx", "voice.onnx", sha256="0" * 64)
    entry = CatalogueEntry("kokoro/mine", "", "MIT", ("en",), (source,))
    async with puller() as made:
        with pytest.raises(InvalidRequest, match="SHA-256"):
            await made.pull(entry, source=tmp_path)


async def test_what_lacks_a_file_is_refused_by_name(
    stick: Path, tiny: CatalogueEntry, store: ModelStore, puller: MakePuller
) -> None:
    (stick / "vocabulary.txt").unlink()
    async with puller() as made:
        with pytest.raises(InvalidRequest, match=r"lacks vocabulary\.\*"):
            await made.pull(tiny, source=stick)
        with pytest.raises(InvalidRequest, match="does not exist"):
            await made.pull(tiny, source=stick / "none")
        with pytest.raises(InvalidRequest, match="not a folder or an archive"):
            await made.pull(tiny, source=stick / "config.json")
    assert [path.name for path in (store.root / PULLING).iterdir() if path.suffix != ".lock"] == []


@pytest.mark.parametrize("member", ["../model.bin", "/model.bin", "a/../../model.bin"])
@pytest.mark.parametrize("form", ["zip", "tar"])
async def test_a_member_that_leads_out_of_the_folder_is_refused(
    member: str, form: str, tmp_path: Path, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    archive = tmp_path / "evil"
    if form == "zip":
        with zipfile.ZipFile(archive, "w") as zipped:
            zipped.writestr(member, b"evil")
    else:
        with tarfile.open(archive, "w") as tarred:
            info = tarfile.TarInfo(member)
            info.size = 4
            tarred.addfile(info, io.BytesIO(b"evil"))
    async with puller() as made:
        with pytest.raises(InvalidRequest, match="is outside its folder"):
            await made.pull(tiny, source=archive)
    assert not list(tmp_path.rglob("model.bin"))  # noqa: ASYNC240 - nothing else runs


@pytest.mark.parametrize("packing", ["bz2", "xz"])
def test_an_archive_with_wrong_bytes_is_told(packing: str, tmp_path: Path) -> None:
    archive = tmp_path / f"model.tar.{packing}"
    data = random.Random(0).randbytes(300_000)  # noqa: S311 - bytes that no packing shortens
    with tarfile.open(archive, f"w:{packing}") as tarred:  # type: ignore[call-overload] # the packing varies
        info = tarfile.TarInfo("model.bin")
        info.size = len(data)
        tarred.addfile(info, io.BytesIO(data))
    content = bytearray(archive.read_bytes())
    content[-8:-4] = b"\1\2\3\4"
    archive.write_bytes(content)
    with pytest.raises(InvalidRequest, match="cannot be unpacked"):
        unpack(archive, tmp_path / "there", ["model.bin"])


async def test_an_archive_with_a_password_is_told(
    stick: Path, tmp_path: Path, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    archive = pack_zip(stick, tmp_path / "model.zip")
    content = bytearray(archive.read_bytes())
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):  # the heads of files, here and in the directory
        at = -1
        while (at := content.find(signature, at + 1)) >= 0:
            content[at + flags] |= 1  # encrypted
    archive.write_bytes(content)
    async with puller() as made:
        with pytest.raises(InvalidRequest, match="cannot be unpacked"):
            await made.pull(tiny, source=archive)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
async def test_a_link_or_a_device_in_an_archive_is_refused(
    kind: bytes, tmp_path: Path, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tarred:
        info = tarfile.TarInfo("model.bin")
        info.type, info.linkname = kind, "/etc/passwd"
        tarred.addfile(info)
    async with puller() as made:
        with pytest.raises(InvalidRequest, match="is outside its folder"):
            await made.pull(tiny, source=tmp_path / "evil.tar")


async def test_a_broken_archive_is_told(
    stick: Path, tmp_path: Path, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    archive = pack_tar(stick, tmp_path / "model.tar.gz")
    archive.write_bytes(archive.read_bytes()[:600])
    async with puller() as made:
        with pytest.raises(InvalidRequest, match=r"cannot be unpacked|not a folder or an archive"):
            await made.pull(tiny, source=archive)


async def test_an_archive_by_its_address_is_unpacked_and_goes(
    stick: Path, tmp_path: Path, hub: Hub, puller: MakePuller
) -> None:
    hub.files["/release.zip"] = pack_zip(stick, tmp_path / "release.zip", "tts_models--en/").read_bytes()
    source = UrlSource(f"{hub.url}/release.zip", "release.zip", unpack=("model.bin", "config.json"))
    async with puller() as made:
        pulled = await made.pull(CatalogueEntry("coqui/mine", "", "MIT", ("en",), (source,)))
        assert {path.name for path in pulled.path.iterdir()} == {"model.bin", "config.json", "manifest.json"}
        lacking = UrlSource(source.url, source.file, unpack=("speakers.json",))
        with pytest.raises(InvalidRequest, match=r"lacks speakers\.json"):
            await made.pull(CatalogueEntry("coqui/other", "", "MIT", ("en",), (lacking,)))
