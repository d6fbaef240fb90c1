"""Audio: formats, conversion of PCM, and files through PyAV."""

from wyoming_morgan.audio.encode import Encoder, FileFormat, Quality
from wyoming_morgan.audio.even_loudness import EvenLoudness, VoiceLoudness
from wyoming_morgan.audio.files import FileDecoder, SpeechFile, decode
from wyoming_morgan.audio.formats import SPEECH, AudioChunk, AudioFormat
from wyoming_morgan.audio.g711 import decode_g711, encode_g711
from wyoming_morgan.audio.gain import AutomaticGain
from wyoming_morgan.audio.level import level, loudness
from wyoming_morgan.audio.noise import reduce_noise
from wyoming_morgan.audio.pcm import PcmConverter, Samples, from_samples, to_samples
from wyoming_morgan.audio.silence import SilenceTrimmer
from wyoming_morgan.audio.speech_converter import SpeechConverter
from wyoming_morgan.audio.wav import complete_wav, wav, wav_header
from wyoming_morgan.audio.wav_chunks import WAV_HEADS
from wyoming_morgan.audio.wav_stream import WavReader

__all__ = [
    "SPEECH",
    "WAV_HEADS",
    "AudioChunk",
    "AudioFormat",
    "AutomaticGain",
    "Encoder",
    "EvenLoudness",
    "FileDecoder",
    "FileFormat",
    "PcmConverter",
    "Quality",
    "Samples",
    "SilenceTrimmer",
    "SpeechConverter",
    "SpeechFile",
    "VoiceLoudness",
    "WavReader",
    "complete_wav",
    "decode",
    "decode_g711",
    "encode_g711",
    "from_samples",
    "level",
    "loudness",
    "reduce_noise",
    "to_samples",
    "wav",
    "wav_header",
]
