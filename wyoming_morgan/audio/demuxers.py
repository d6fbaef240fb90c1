"""Which of FFmpeg's readers may see the files of strangers: all, except those that open other things."""

from __future__ import annotations

from functools import cache
from typing import NoReturn

import av
import av.error

_LEADING_ELSEWHERE = frozenset(
    {
        *("applehttp", "hls", "dash", "webm_dash_manifest", "imf"),  # playlists of files or addresses
        *("concat", "image2", "alias_pix", "brender_pix", "mlv", "vobsub"),  # further files beside it
        *("rtsp", "rtp", "sap", "sdp"),  # sockets
        *("avisynth", "vapoursynth", "libopenmpt", "libmodplug"),  # scripts and plugins
    }
)
"""Those that open files, addresses or programs that a file names."""


def open_options() -> dict[str, str]:
    """Return the options with which FFmpeg opens the file of a stranger.

    No protocol is allowed, so that nothing can be opened but the file itself, by whatever reads it.
    """
    return {
        "format_whitelist": _demuxers(),
        "codec_whitelist": _audio_decoders(),
        "protocol_whitelist": "none",
    }


def refuse_to_open(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    """Refuse what a file wants to have opened beside itself."""
    del url, flags, options
    raise PermissionError("a file may not open another one")


@cache
def _demuxers() -> str:
    """Every reader of files and no device, which would be a microphone or a screen."""
    return ",".join(sorted(name for name in av.formats_available if _reads_files(name)))


def _reads_files(name: str) -> bool:
    try:
        demuxer = av.ContainerFormat(name, "r")
    except ValueError:  # it only writes
        return False
    return not demuxer.no_file and _LEADING_ELSEWHERE.isdisjoint({name, *demuxer.name.split(",")})


@cache
def _audio_decoders() -> str:
    """Every decoder of audio: what else is in a file, such as pictures, is not looked at."""
    return ",".join(sorted(name for name in av.codecs_available if _decodes_audio(name)))


def _decodes_audio(name: str) -> bool:
    try:
        return av.Codec(name, "r").type == "audio"
    except ValueError:  # it only encodes
        return False
