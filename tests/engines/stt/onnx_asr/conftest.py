"""What the tests of onnx-asr share."""

from __future__ import annotations

import pytest

pytest.importorskip("onnx_asr", reason="onnx-asr is not installed: pip install 'wyoming-morgan[onnx-asr]'")
pytest.importorskip("onnx", reason="onnx, which makes the models of these tests, is not installed")
