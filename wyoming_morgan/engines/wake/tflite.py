"""TensorFlow Lite's C library, as the wake word packages carry it: weights, and networks that run on them.

The packages' own classes pass any file on to the library, which crashes the process if it is not a model, and
read the weights again for every stream. Calls release the GIL.
"""

from __future__ import annotations

import ctypes
import importlib.util
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wyoming_morgan.advice import advice
from wyoming_morgan.errors import EngineFailed, EngineUnavailable

Tensor = npt.NDArray[Any]

_TYPES: dict[int, type[np.generic]] = {1: np.float32, 3: np.uint8, 9: np.int8}
"""The supported values of `TfLiteType`."""

_POINTER, _INT, _SIZE = ctypes.c_void_p, ctypes.c_int32, ctypes.c_size_t


class _Quantization(ctypes.Structure):
    """`TfLiteQuantizationParams`: a value is `(stored - zero_point) * scale`."""

    _fields_ = (("scale", ctypes.c_float), ("zero_point", ctypes.c_int32))


_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "ModelCreate": (_POINTER, [ctypes.c_char_p, _SIZE]),
    "ModelDelete": (None, [_POINTER]),
    "InterpreterOptionsCreate": (_POINTER, []),
    "InterpreterOptionsSetNumThreads": (None, [_POINTER, _INT]),
    "InterpreterOptionsAddDelegate": (None, [_POINTER, _POINTER]),
    "InterpreterOptionsDelete": (None, [_POINTER]),
    "XNNPackDelegateCreate": (_POINTER, [_POINTER]),
    "XNNPackDelegateDelete": (None, [_POINTER]),
    "InterpreterCreate": (_POINTER, [_POINTER, _POINTER]),
    "InterpreterDelete": (None, [_POINTER]),
    "InterpreterGetInputTensorCount": (_INT, [_POINTER]),
    "InterpreterGetOutputTensorCount": (_INT, [_POINTER]),
    "InterpreterResizeInputTensor": (_INT, [_POINTER, _INT, ctypes.POINTER(_INT), _INT]),
    "InterpreterAllocateTensors": (_INT, [_POINTER]),
    "InterpreterInvoke": (_INT, [_POINTER]),
    "InterpreterGetInputTensor": (_POINTER, [_POINTER, _INT]),
    "InterpreterGetOutputTensor": (_POINTER, [_POINTER, _INT]),
    "TensorType": (_INT, [_POINTER]),
    "TensorNumDims": (_INT, [_POINTER]),
    "TensorDim": (_INT, [_POINTER, _INT]),
    "TensorQuantizationParams": (_Quantization, [_POINTER]),
    "TensorCopyFromBuffer": (_INT, [_POINTER, _POINTER, _SIZE]),
    "TensorCopyToBuffer": (_INT, [_POINTER, _POINTER, _SIZE]),
}
"""The functions used, without their prefix `TfLite`: the types of their results and arguments."""


class Runtime:
    """The library of one installed package, which is not imported."""

    def __init__(self, package: str) -> None:
        self.package = package_folder(package)
        path = next(iter(sorted(self.package.glob("lib/*tensorflowlite_c.*"))), None)
        if path is None:
            raise EngineUnavailable(
                f"the package {package} has no TensorFlow Lite library",
                hint=advice(f"pip install --force-reinstall {package.replace('_', '-')}"),
            )
        library = ctypes.CDLL(str(path))
        self._functions = {name: _function(library, name) for name in _FUNCTIONS}

    def __call__(self, name: str, *args: Any) -> Any:
        """Call a function of the library."""
        return self._functions[name](*args)


class Weights:
    """A model file in memory, shared by all networks that run on it.

    Raises:
        EngineUnavailable: the file cannot be read, or is not a complete model.
    """

    def __init__(self, runtime: Runtime, path: Path) -> None:
        self.runtime = runtime
        self.path = path
        try:
            self._content = path.read_bytes()  # kept: the library reads from it and copies nothing
        except OSError as error:
            raise EngineUnavailable(
                f"{path} cannot be read: {error.strerror}", hint="check its permissions"
            ) from error
        self.handle = runtime("ModelCreate", self._content, len(self._content)) if self._content else None
        if not self.handle:
            raise EngineUnavailable(f"{path} is incomplete or not a TensorFlow Lite model", hint=_REPLACE)
        weakref.finalize(self, runtime, "ModelDelete", self.handle).atexit = False

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self._content)


class TfliteNetwork:
    """One network with the state it keeps between calls; one input, one output, one call at a time.

    `fast` has XNNPACK compute it, which pays for large convolutions in floating point: the embedding of
    openWakeWord takes 1.0 instead of 3.7 ms.

    Raises:
        EngineUnavailable: the model cannot be run, or does not have one input and one output.
    """

    def __init__(
        self, weights: Weights, *, input_shape: tuple[int, ...] | None = None, fast: bool = False
    ) -> None:
        self._weights = weights
        self._call = call = weights.runtime
        self._turn = threading.Lock()
        options = call("InterpreterOptionsCreate")
        call("InterpreterOptionsSetNumThreads", options, 1)
        self._delegate = _Delegate(call) if fast else None
        if self._delegate is not None:
            call("InterpreterOptionsAddDelegate", options, self._delegate.handle)
        self._handle = call("InterpreterCreate", weights.handle, options)
        call("InterpreterOptionsDelete", options)
        if not self._handle:
            raise self._unusable("needs operations that the library lacks")
        weakref.finalize(self, call, "InterpreterDelete", self._handle).atexit = False
        self._prepare(input_shape)
        self._input, self._output = (
            _tensor(call, call(f"InterpreterGet{which}Tensor", self._handle, 0))
            for which in ("Input", "Output")
        )
        if self._input.dtype is None or self._output.dtype is None:
            raise self._unusable("computes in an unsupported type of numbers")
        self.input_shape = self._input.shape
        self.output_size = int(np.prod(self._output.shape))

    def run(self, values: Tensor) -> npt.NDArray[np.float32]:
        """Return the output for `values`, shaped as its input; both in real numbers.

        Raises:
            EngineFailed: the library failed.
        """
        stored = self._input.store(values)
        output = np.empty(self._output.shape, dtype=self._output.dtype)
        with self._turn:
            failed = (
                self._call("TensorCopyFromBuffer", self._input.handle, stored.ctypes.data, stored.nbytes)
                or self._call("InterpreterInvoke", self._handle)
                or self._call("TensorCopyToBuffer", self._output.handle, output.ctypes.data, output.nbytes)
            )
        if failed:
            raise EngineFailed(f"{self._weights.path.name} could not be run")
        return self._output.restore(output)

    def _prepare(self, input_shape: tuple[int, ...] | None) -> None:
        call, handle = self._call, self._handle
        if (
            call("InterpreterGetInputTensorCount", handle),
            call("InterpreterGetOutputTensorCount", handle),
        ) != (
            1,
            1,
        ):
            raise self._unusable("does not have one input and one output")
        if input_shape is not None:
            sizes = (_INT * len(input_shape))(*input_shape)
            call("InterpreterResizeInputTensor", handle, 0, sizes, len(input_shape))
        if call("InterpreterAllocateTensors", handle):
            raise self._unusable("is broken")

    def _unusable(self, why: str) -> EngineUnavailable:
        return EngineUnavailable(f"{self._weights.path} {why}", hint=_REPLACE)


class _Delegate:
    """XNNPACK, for one network, which it must outlive."""

    def __init__(self, call: Runtime) -> None:
        self.handle = call("XNNPackDelegateCreate", None)
        weakref.finalize(self, call, "XNNPackDelegateDelete", self.handle).atexit = False


class _Tensor:
    """An input or an output."""

    def __init__(
        self,
        handle: int,
        shape: tuple[int, ...],
        dtype: type[np.generic] | None,
        quantization: _Quantization,
    ) -> None:
        self.handle = handle
        self.shape = shape
        self.dtype = dtype
        self._quantized = dtype is not np.float32
        self._scale = float(quantization.scale)
        self._zero_point = int(quantization.zero_point)

    def store(self, values: Tensor) -> Tensor:
        """Return real numbers as the tensor keeps them."""
        if self._quantized:
            low, high = (0, 255) if self.dtype is np.uint8 else (-128, 127)
            values = np.clip(np.rint(values / self._scale + self._zero_point), low, high)
        return np.ascontiguousarray(values, dtype=self.dtype).reshape(self.shape)

    def restore(self, stored: Tensor) -> npt.NDArray[np.float32]:
        """Return what the tensor keeps as real numbers."""
        if not self._quantized:
            return stored
        return (stored.astype(np.float32) - self._zero_point) * self._scale


_REPLACE = "replace the file, or remove it"


def package_folder(package: str) -> Path:
    """Return the folder of an installed package.

    Raises:
        EngineUnavailable: it is not installed.
    """
    spec = importlib.util.find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        return Path(folder)
    raise EngineUnavailable(
        f"the package {package} is not installed", hint=advice("pip install 'wyoming-morgan[wake]'")
    )


def _function(library: ctypes.CDLL, name: str) -> Callable[..., Any]:
    function = library[f"TfLite{name}"]
    function.restype, function.argtypes = _FUNCTIONS[name]
    return function


def _tensor(call: Runtime, handle: int) -> _Tensor:
    shape = tuple(call("TensorDim", handle, index) for index in range(call("TensorNumDims", handle)))
    dtype = _TYPES.get(call("TensorType", handle))
    return _Tensor(handle, shape, dtype, call("TensorQuantizationParams", handle))
