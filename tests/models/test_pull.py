"""Models that come in, also over bad networks, onto full disks and past killed processes."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import IO, Any

import pytest

from tests.models.conftest import REPO, TINY, MakePuller, Reports
from tests.models.hub import COMMIT, Hub, whisper
from tests.waiting import until
from wyoming_morgan.errors import ConfigurationError, DiskFull, DownloadFailed, InvalidRequest, UnknownModel
from wyoming_morgan.models import disk, manifest
from wyoming_morgan.models.catalogue import Catalogue, CatalogueEntry, HubSource, LicenseQuestion, UrlSource
from wyoming_morgan.models.download import Download
from wyoming_morgan.models.store import PULLING, ModelStore

TOKEN = "not-a-token"  # noqa: S105 - it is none
FILES = ["config.json", "manifest.json", "model.bin", "tokenizer.json", "vocabulary.txt"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def unfinished(store: ModelStore) -> list[str]:
    return [name for name in names(store.root / PULLING) if not name.endswith(".lock")]


def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def test_a_model_comes_in_whole_with_a_manifest_and_nothing_that_it_does_not_need(
    hub: Hub, store: ModelStore, reports: Reports, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    async with puller() as made:
        pulled = await made.pull(tiny)
    assert pulled.path == store.path("faster-whisper", "tiny")
    assert names(pulled.path) == FILES
    about = manifest.read(pulled.path)
    assert about is not None
    assert about.sources == (f"{REPO}@main ({COMMIT})",)
    assert about.license == "MIT"
    assert about.checked
    data = hub.repos[REPO]["model.bin"]
    assert about.files["model.bin"] == manifest.FileRecord(len(data), hashlib.sha256(data).hexdigest())
    assert reports.begun == [(TINY, pulled.bytes)]
    assert reports.count == pulled.bytes
    assert unfinished(store) == []


async def test_a_model_that_is_there_is_not_fetched_again(
    hub: Hub, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    async with puller() as made:
        await made.pull(tiny)
        asked = len(hub.asked)
        assert not (await made.pull(tiny)).fresh
    assert len(hub.asked) == asked


@pytest.mark.parametrize("damage", ["cut off", "missing"])
async def test_a_model_of_which_a_file_is_not_whole_is_fetched_again(
    hub: Hub, tiny: CatalogueEntry, puller: MakePuller, damage: str
) -> None:
    async with puller() as made:
        weights = (await made.pull(tiny)).path / "model.bin"
        if damage == "missing":
            weights.unlink()
        else:
            weights.write_bytes(weights.read_bytes()[:-1])
        assert (await made.pull(tiny)).fresh
    assert weights.read_bytes() == hub.repos[REPO]["model.bin"]


async def test_a_connection_that_breaks_is_made_anew_from_where_it_broke(
    hub: Hub, reports: Reports, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    hub.cuts = [100_000, 50_000]
    async with puller() as made:
        pulled = await made.pull(tiny)
    assert [asked for _, asked in hub.asked] == [None, "bytes=100000-", "bytes=150000-"]
    assert (pulled.path / "model.bin").read_bytes() == hub.repos[REPO]["model.bin"]
    assert reports.count == pulled.bytes


async def test_a_pull_that_failed_is_gone_on_from_by_the_next(
    hub: Hub, store: ModelStore, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    hub.cuts = [100_000, 0, 0, 0, 0]
    async with puller() as made:
        with pytest.raises(DownloadFailed, match="broke") as caught:
            await made.pull(tiny)
        assert "--mirror" in caught.value.hint
        assert "--from" in caught.value.hint
        assert store.find("faster-whisper", "tiny") is None
        hub.cuts, hub.asked = [], []
        await made.pull(tiny)
    assert [asked for _, asked in hub.asked] == ["bytes=100000-"]


async def test_what_is_resumed_is_not_mixed_with_another_version(
    hub: Hub, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    hub.cuts = [100_000, 0, 0, 0]
    async with puller() as made:
        with pytest.raises(DownloadFailed):
            await made.pull(tiny)
        hub.cuts, hub.asked, hub.repos[REPO] = [], [], whisper(mark=1)
        pulled = await made.pull(tiny)
    assert [asked for _, asked in hub.asked] == [None]
    assert (pulled.path / "model.bin").read_bytes() == hub.repos[REPO]["model.bin"]


async def test_a_host_without_ranges_sends_everything_again(
    hub: Hub, reports: Reports, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    hub.cuts, hub.ranges = [100_000], False
    async with puller() as made:
        pulled = await made.pull(tiny)
    assert (pulled.path / "model.bin").read_bytes() == hub.repos[REPO]["model.bin"]
    assert reports.count == pulled.bytes


async def test_a_host_without_ranges_that_always_breaks_at_the_same_place_is_given_up(
    hub: Hub, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    hub.cuts, hub.ranges = [100_000] * 50, False
    async with puller(attempts=3) as made:
        with pytest.raises(DownloadFailed):
            await made.pull(tiny)
    assert len(hub.asked) == 3


async def test_a_host_that_falls_silent_is_given_up(
    hub: Hub, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    hub.stall, hub.cuts = True, [0] * 9
    async with puller(stall=0.2, attempts=2) as made:
        with pytest.raises(DownloadFailed, match="stopped answering"):
            await made.pull(tiny)


async def test_a_wrong_checksum_is_told_and_the_file_fetched_once_more(
    hub: Hub, reports: Reports, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    hub.corrupt = 1
    async with puller() as made:
        pulled = await made.pull(tiny)
    assert reports.notes == [f"{TINY}: model.bin is damaged: its SHA-256 is wrong; downloading it again"]
    assert reports.count == pulled.bytes


async def test_a_file_that_stays_wrong_is_thrown_away(
    hub: Hub, store: ModelStore, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    hub.corrupt = 2
    async with puller() as made:
        with pytest.raises(DownloadFailed, match="is damaged"):
            await made.pull(tiny)
    assert store.find("faster-whisper", "tiny") is None
    assert not any("model.bin" in name for name in names(store.staging("faster-whisper", "tiny")))


async def test_small_files_are_checked_as_well(
    hub: Hub, tiny: CatalogueEntry, puller: MakePuller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.models.hub.git_sha1", lambda _: "0" * 40)
    del hub
    async with puller() as made:
        with pytest.raises(DownloadFailed, match="git SHA-1 is wrong"):
            await made.pull(tiny)


async def test_nobody_at_the_address_is_told_with_the_host_and_what_to_do(
    tiny: CatalogueEntry, puller: MakePuller, store: ModelStore
) -> None:
    port = closed_port()
    async with puller(hub=f"http://127.0.0.1:{port}") as made:
        with pytest.raises(DownloadFailed) as caught:
            await made.pull(tiny)
    assert caught.value.message == f"127.0.0.1:{port} cannot be reached: Connection refused"
    assert "--mirror URL" in caught.value.hint
    assert "--from PATH" in caught.value.hint
    assert store.ids() == ()


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_host_in_trouble_is_asked_again(
    hub: Hub, tiny: CatalogueEntry, puller: MakePuller, status: int
) -> None:
    hub.statuses = [status]
    async with puller() as made:
        assert (await made.pull(tiny)).fresh


@pytest.mark.parametrize(
    ("status", "what"),
    [
        (404, "does not exist there"),
        (403, "is not public"),
        (429, "too often"),
        (502, "is not available now"),
    ],
)
async def test_a_refusal_tells_status_and_file(
    hub: Hub, tiny: CatalogueEntry, puller: MakePuller, status: int, what: str
) -> None:
    hub.statuses = [status] * 9
    async with puller() as made:
        with pytest.raises(DownloadFailed, match=f"answered {status}: .*model.bin.*{what}"):
            await made.pull(tiny)


async def test_a_repository_that_does_not_exist_is_told(hub: Hub, puller: MakePuller) -> None:
    del hub
    async with puller() as made:
        with pytest.raises(
            DownloadFailed, match=r"answered 401: .*owner/none.* does not exist there"
        ) as caught:
            await made.pull(Catalogue.load().get("faster-whisper/owner/none"))
    assert "HF_TOKEN" in caught.value.hint


async def test_any_repository_of_the_hub_can_be_pulled(hub: Hub, puller: MakePuller) -> None:
    hub.repos["owner/own"] = whisper()
    async with puller() as made:
        pulled = await made.pull(Catalogue.load().get("faster-whisper/owner/own"))
    assert pulled.path.name == "owner--own"


async def test_a_repository_of_another_kind_is_refused(hub: Hub, puller: MakePuller) -> None:
    hub.repos["owner/other"] = {"config.json": b"{}", "pytorch_model.bin": b"0"}
    async with puller() as made:
        with pytest.raises(DownloadFailed, match=r"has no model\.bin, which the engine needs"):
            await made.pull(Catalogue.load().get("faster-whisper/owner/other"))


async def test_a_mirror_stands_in_for_every_host_and_gets_no_token(
    hub: Hub, puller: MakePuller, tiny: CatalogueEntry
) -> None:
    async with puller(hub="https://hub.invalid", mirror=f"{hub.url}/", token=TOKEN) as made:
        assert (await made.pull(tiny)).fresh
    assert hub.tokens == [None]


async def test_the_hub_gets_the_token(hub: Hub, puller: MakePuller, tiny: CatalogueEntry) -> None:
    async with puller(token=TOKEN) as made:
        await made.pull(tiny)
    assert hub.tokens == [f"Bearer {TOKEN}"]


async def test_a_file_by_its_address_is_checked_against_the_catalogue(
    hub: Hub, store: ModelStore, puller: MakePuller
) -> None:
    data = bytes(50_000)
    hub.files["/release/voice.onnx"] = data
    source = UrlSource(f"{hub.url}/release/voice.onnx", "voice.onnx", sha256=hashlib.sha256(data).hexdigest())
    entry = CatalogueEntry("kokoro/mine", "", "MIT", ("en",), (source,))
    async with puller() as made:
        assert (await made.pull(entry)).checked
        wrong = UrlSource(source.url, source.file, sha256="0" * 64)
        with pytest.raises(DownloadFailed):
            await made.pull(CatalogueEntry("kokoro/other", "", "MIT", ("en",), (wrong,)))
    assert store.ids() == ("kokoro/mine",)


async def test_an_unnamed_checksum_leaves_the_etag_to_tell_versions_apart(
    hub: Hub, puller: MakePuller
) -> None:
    hub.files["/voice.onnx"] = bytes(200_000)
    entry = CatalogueEntry(
        "kokoro/mine", "", "MIT", ("en",), (UrlSource(f"{hub.url}/voice.onnx", "voice.onnx"),)
    )
    hub.cuts = [50_000, 0, 0, 0]
    async with puller() as made:
        with pytest.raises(DownloadFailed):
            await made.pull(entry)
        hub.cuts, hub.asked, hub.files["/voice.onnx"] = [], [], b"1" * 200_000
        pulled = await made.pull(entry)
    assert [asked for _, asked in hub.asked] == ["bytes=50000-"]
    assert (pulled.path / "voice.onnx").read_bytes() == b"1" * 200_000
    assert not pulled.checked


@pytest.mark.parametrize("path", ["../../escaped", "/etc/escaped", "a\\..\\escaped"])
async def test_a_hub_cannot_name_files_outside_of_the_folder(
    hub: Hub, puller: MakePuller, tmp_path: Path, path: str
) -> None:
    hub.repos["owner/evil"] = {path: b"evil"}
    entry = CatalogueEntry("kokoro/evil", "", "", (), (HubSource("owner/evil", (path,)),))
    async with puller() as made:
        with pytest.raises(DownloadFailed, match="is outside"):
            await made.pull(entry)
    assert not list(tmp_path.rglob("*escaped*"))  # noqa: ASYNC240 - nothing else runs


# Disks


async def test_a_disk_without_room_is_told_before_anything_is_fetched(
    hub: Hub, tiny: CatalogueEntry, puller: MakePuller, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("wyoming_morgan.models.disk.shutil.disk_usage", lambda _: usage)
    async with puller() as made:
        with pytest.raises(DiskFull, match=r"0\.3 MB of disk space.* 0\.1 MB are free"):
            await made.pull(tiny)
    assert hub.asked == []


async def test_a_disk_that_fills_up_keeps_what_came_and_loads_nothing(
    hub: Hub, store: ModelStore, tiny: CatalogueEntry, puller: MakePuller, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A full file system of its own needs privileges: the write itself says what the kernel would.
    write = Download._write
    room = 100_000

    def full(self: Download, file: IO[bytes], block: bytes) -> None:
        if file.tell() + len(block) > room:
            with disk.no_room(self._part):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(self, file, block)  # type: ignore[arg-type] # a file, or whatever fails in its place

    hub.cuts = [90_000]
    async with puller() as made:
        with monkeypatch.context() as patch:
            patch.setattr(Download, "_write", full)
            with pytest.raises(DiskFull, match="No space left on device") as caught:
                await made.pull(tiny)
        assert "free disk space" in caught.value.hint
        assert store.find("faster-whisper", "tiny") is None
        hub.asked = []
        await made.pull(tiny)
    assert [asked for _, asked in hub.asked] == ["bytes=90000-"]


async def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    (tmp_path / "models").write_text("a file, not a folder")
    async with puller() as made:
        with pytest.raises(ConfigurationError, match="cannot be written") as caught:
            await made.pull(tiny)
    assert "models_dir" in caught.value.hint


# Replacing, and more than one at a time


async def test_force_replaces_a_model_in_one_step_and_leaves_nothing_of_the_old(
    hub: Hub, store: ModelStore, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    async with puller() as made:
        place = (await made.pull(tiny)).path
        (place / "left.over").touch()
        hub.repos[REPO] = whisper(mark=1)
        assert (await made.pull(tiny, force=True)).fresh
    assert names(place) == FILES
    assert json.loads((place / "config.json").read_text()) == {"mark": 1}
    assert unfinished(store) == []


async def test_the_old_model_stays_until_the_new_one_is_complete(
    hub: Hub, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    async with puller() as made:
        place = (await made.pull(tiny)).path
        hub.repos[REPO], hub.corrupt = whisper(mark=1), 2
        with pytest.raises(DownloadFailed):
            await made.pull(tiny, force=True)
    assert json.loads((place / "config.json").read_text()) == {"mark": 0}
    assert names(place) == FILES


def test_folders_are_swapped_also_where_they_cannot_be_exchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "_exchange", lambda *_: False)
    for name in ("new", "place"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    disk.put_in_place(tmp_path / "new", tmp_path / "place")
    assert names(tmp_path) == ["place"]
    assert names(tmp_path / "place") == ["new"]


def test_a_machine_that_stopped_in_the_midst_of_a_swap_has_its_old_model_back(tmp_path: Path) -> None:
    (tmp_path / "new.old").mkdir()
    (tmp_path / "new.old" / "model").touch()
    disk.recover(tmp_path / "new", tmp_path / "engine" / "place")
    assert names(tmp_path / "engine" / "place") == ["model"]


async def test_two_pulls_of_one_model_fetch_it_once(
    hub: Hub, reports: Reports, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    hub.gate = asyncio.Event()
    async with puller() as one, puller() as other:
        first = asyncio.create_task(one.pull(tiny))
        await hub.arrived.wait()
        second = asyncio.create_task(other.pull(tiny, force=True))
        await until(lambda: reports.notes)
        hub.gate.set()
        assert (await first).fresh
        assert not (await second).fresh
    assert len(hub.asked) == 1
    assert reports.notes == [f"{TINY}: another process is pulling it; waiting"]


async def test_several_models_come_in_at_once(hub: Hub, store: ModelStore, puller: MakePuller) -> None:
    hub.repos |= {f"owner/{name}": whisper() for name in "abcde"}
    catalogue = Catalogue.load()
    async with puller() as made:
        await asyncio.gather(*(made.pull(catalogue.get(f"faster-whisper/owner/{name}")) for name in "abcde"))
    assert len(store.ids()) == 5


@pytest.mark.slow
async def test_a_killed_process_leaves_what_the_next_pull_goes_on_from(
    hub: Hub, store: ModelStore, tiny: CatalogueEntry, puller: MakePuller
) -> None:
    hub.repos[REPO] = whisper(3_000_000)
    hub.delay = 0.02
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "wyoming_morgan", "models", "pull", TINY),
        env={
            **os.environ,
            "HF_ENDPOINT": hub.url,
            "MORGAN_CONFIG_DIR": str(store.root.parent),
            "MORGAN_CORE__MODELS_DIR": str(store.root),
        },
        stderr=asyncio.subprocess.DEVNULL,
    )
    part = store.staging("faster-whisper", "tiny") / "model.bin.part"
    await until(lambda: part.is_file() and part.stat().st_size)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert store.find("faster-whisper", "tiny") is None
    hub.asked, hub.delay = [], 0
    async with puller() as made:
        pulled = await made.pull(tiny)
    assert [asked for _, asked in hub.asked] != [None]
    assert (pulled.path / "model.bin").read_bytes() == hub.repos[REPO]["model.bin"]


# Licenses


async def test_a_license_that_asks_is_accepted_first_and_recorded(
    hub: Hub, store: ModelStore, puller: MakePuller
) -> None:
    hub.repos["owner/asks"] = {"model.pth": bytes(20_000)}
    asks = LicenseQuestion("A License", "https://example.org/license", "It asks.")
    entry = CatalogueEntry(
        "coqui/asks", "", "A", ("en",), (HubSource("owner/asks", ("model.pth",)),), asks=asks
    )
    async with puller() as made:
        with pytest.raises(InvalidRequest, match="A License") as caught:
            await made.pull(entry)
        assert "--accept-license" in caught.value.hint
        assert hub.asked == []
        await made.pull(entry, accepted=True)
        accepted = store.path("coqui", "asks") / manifest.LICENCE_ACCEPTED
        assert accepted.read_text().startswith("A License\nhttps://example.org/license\naccepted 2")
        await made.pull(entry, force=True)  # nobody is asked twice
    assert accepted.is_file()


# The store


@pytest.mark.parametrize("name", ["../tiny", "..", "a/../../b", ".hidden", "", "a\0b", "/etc"])
def test_no_name_leads_out_of_the_folder(store: ModelStore, name: str) -> None:
    for ask in (store.path, store.find, store.staging, store.remove):
        with pytest.raises(InvalidRequest):
            ask("faster-whisper", name)


def test_removing_tells_what_is_free_again_and_takes_the_unfinished_with_it(store: ModelStore) -> None:
    place, staging = store.path("piper", "a"), store.staging("piper", "a")
    for folder in (place, staging):
        folder.mkdir(parents=True)
        (folder / "file").write_bytes(bytes(1000))
    assert store.remove("piper", "a") == 2000
    assert store.ids() == ()
    assert not staging.exists()
    with pytest.raises(UnknownModel):
        store.remove("piper", "a")


def test_a_link_in_a_model_s_place_is_removed_and_not_what_it_leads_to(
    store: ModelStore, tmp_path: Path
) -> None:
    mine: Any = tmp_path / "mine"
    mine.mkdir()
    (mine / "file").touch()
    store.path("piper", "a").parent.mkdir(parents=True)
    store.path("piper", "a").symlink_to(mine)
    store.remove("piper", "a")
    assert (mine / "file").exists()
    assert store.ids() == ()
