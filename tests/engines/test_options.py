"""Options of one name have one shape in every engine, and the names they had before are still known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from wyoming_morgan.engines.contract.engine import EngineContext, EngineKind, EngineOptions, EngineSpec
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.models.catalogue import Catalogue
from wyoming_morgan.settings import RenamedKey

REGISTRY = Registry.discover()

SHAPES: dict[str, tuple[object, str, tuple[object, ...], tuple[object, ...]]] = {
    "device": (
        "auto",
        "`cpu`, `cuda`, or `auto`: an NVIDIA GPU where one can be used, else the CPU.",
        ("auto", "cpu", "cuda"),
        ("gpu", "cuda:1", 1, True),
    ),
    "device_index": (0, "Which GPU, as `nvidia-smi` numbers them", (0, 1, 64), (-1, 65, "cuda", 0.5)),
    "threads": (
        0,
        "CPU threads of one call; 0 leaves the choice to the engine",
        (0, 1, 256),
        (-1, 257, "many", 0.5),
    ),
    "language": (None, "The language of clients that name none", (None, "de", "pt-BR"), (1, True)),
    "force_language": (
        None,
        "The language of all speech, ",
        (None, "de", "pt-BR"),
        (1, True),
    ),
    "folder": (None, "A folder with your own ", (None, "/srv/voices"), (1, True)),
}
"""By name: the default, how the description begins, some values, and some that are refused."""

FORMER_NAMES = {
    "cuda",
    "gpu",
    "device_id",
    "cpu_threads",
    "num_threads",
    "model_file",
    "model_folder",
    "normalise",
}
"""Names of what has another name now, or never was to have this one."""

REQUIRED = {"base_url": "http://localhost:1/v1", "uri": "tcp://localhost:1"}


def specs() -> list[Any]:
    return [pytest.param(spec, id=f"{spec.kind}.{spec.name}") for spec in REGISTRY.specs()]


def with_option(name: str) -> list[Any]:
    return [
        pytest.param(spec, id=f"{spec.kind}.{spec.name}")
        for spec in REGISTRY.specs()
        if name in spec.options.model_fields
    ]


SHAPED = [
    pytest.param(name, *case.values, id=f"{case.id}.{name}") for name in SHAPES for case in with_option(name)
]


def made(spec: EngineSpec, **values: object) -> EngineOptions:
    needed = {name: value for name, value in REQUIRED.items() if name in spec.options.model_fields}
    return spec.options.model_validate(needed | values)


def renamed_keys(options: type[BaseModel]) -> tuple[RenamedKey, ...]:
    return tuple(key for base in options.__mro__ for key in vars(base).get("renamed_keys", ()))


def moved(options: type[BaseModel], old: dict[str, Any]) -> dict[str, Any]:
    """Return settings under the names of now, as the configuration does it."""
    keys = [
        key
        for key in renamed_keys(options)
        if key.old in old and (key.applies is None or key.applies(old[key.old]))
    ]
    settings = {name: value for name, value in old.items() if name not in {key.old for key in keys}}
    return settings | {key.new: key.convert(old[key.old]) if key.convert else old[key.old] for key in keys}


@pytest.mark.parametrize(("name", "spec"), SHAPED)
def test_an_option_of_one_name_has_one_shape(name: str, spec: EngineSpec) -> None:
    default, description, good, bad = SHAPES[name]
    field = spec.options.model_fields[name]
    assert field.default == default
    assert (field.description or "").replace("\n", " ").startswith(description)
    for value in good:
        assert name in made(spec, **{name: value}).model_fields_set
    for value in bad:
        with pytest.raises(ValidationError):
            made(spec, **{name: value})


@pytest.mark.parametrize("spec", specs())
def test_every_option_is_described_and_none_has_a_former_name(spec: EngineSpec) -> None:
    fields = spec.options.model_fields
    assert [name for name, field in fields.items() if not field.description] == []
    assert fields.keys() & FORMER_NAMES == set()
    assert ("device" in fields) == ("device_index" in fields)


@pytest.mark.parametrize("spec", specs())
def test_a_former_name_is_no_option_and_leads_to_one(spec: EngineSpec) -> None:
    for key in renamed_keys(spec.options):
        assert key.new in spec.options.model_fields
        assert key.old not in spec.options.model_fields or key.applies is not None


@pytest.mark.parametrize("spec", with_option("model"))
def test_the_path_of_a_model_that_is_not_there_is_on_no_disk(spec: EngineSpec, tmp_path: Path) -> None:
    if spec.model_on_disk is None:
        pytest.skip("its models are its server's, or come with its package")
    context = EngineContext(cache_dir=tmp_path, models_dir=tmp_path)
    for path in (f"{tmp_path}/none", "./none", "../none", "~/none"):
        assert not spec.model_on_disk(made(spec, model=path), context)


@pytest.mark.parametrize(
    ("engine", "old", "new"),
    [
        pytest.param("stt.faster-whisper", {"cpu_threads": 4}, {"threads": 4}, id="faster-whisper threads"),
        pytest.param(
            "tts.kokoro",
            {"cuda": True, "device": 1},
            {"device": "cuda", "device_index": 1},
            id="kokoro second GPU",
        ),
        pytest.param("tts.kokoro", {"cuda": False}, {"device": "cpu"}, id="kokoro CPU"),
        pytest.param("tts.kokoro", {"device": "cuda"}, {"device": "cuda"}, id="kokoro's name of now"),
        pytest.param(
            "tts.kokoro", {"model_file": "/srv/k.onnx"}, {"model": "/srv/k.onnx"}, id="kokoro model file"
        ),
        pytest.param(
            "tts.kokoro", {"model_file": "k.onnx"}, {"model": "./k.onnx"}, id="kokoro relative model file"
        ),
        pytest.param("tts.piper", {"cuda": True}, {"device": "cuda"}, id="piper GPU"),
        pytest.param("tts.piper", {"device": 0}, {"device_index": 0}, id="piper first GPU"),
        pytest.param("tts.piper", {"normalise": False}, {"normalize": False}, id="piper spelling"),
        pytest.param(
            "tts.coqui", {"device": "cuda:1"}, {"device": "cuda", "device_index": 1}, id="coqui second GPU"
        ),
        pytest.param("tts.coqui", {"device": "cuda"}, {"device": "cuda"}, id="coqui's name of now"),
    ],
)
def test_settings_of_former_names_mean_what_they_meant(
    engine: str, old: dict[str, Any], new: dict[str, Any]
) -> None:
    kind, _, name = engine.partition(".")
    options = REGISTRY.get(EngineKind(kind), name).options
    assert moved(options, old) == new
    options.model_validate(new)


@pytest.mark.parametrize("engine", list(Catalogue.load().engines))
def test_a_model_may_be_named_as_the_list_of_models_names_it(engine: str) -> None:
    about = Catalogue.load().engines[engine]
    options = REGISTRY.get(EngineKind(about.kind), engine).options

    def named(model: str) -> str:
        return str(getattr(options.model_validate({about.option: model}), about.option))

    assert named(f"{engine}/mine") == named("mine") == "mine"
    assert named("/srv/mine") == "/srv/mine"
    assert named(f"./{engine}/mine") == f"./{engine}/mine"
    assert named("owner/mine") == "owner/mine"
    assert named(f"{engine}/owner/mine") == "owner/mine"


def test_the_generated_page_lists_every_engine() -> None:
    page = (Path(__file__).parents[2] / "docs" / "engines.md").read_text(encoding="utf-8")
    assert [spec.name for spec in REGISTRY.specs() if f"](engines/{spec.name}.md)" not in page] == []
