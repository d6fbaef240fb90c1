"""ONNX speech recognition models with onnx-asr."""
