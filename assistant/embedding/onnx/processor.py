"""Tests how this machine's processor multiplies bytes."""

from __future__ import annotations

from functools import cache

import numpy as np

#: Products in the test; any even number shows the overflow.
_TERMS = 64


@cache
def int8_overflows() -> bool:
    """Return whether sums of products of full 8-bit numbers come out wrong, by trying it.

    Processors without VNNI add two products of an unsigned and a signed byte in 16 bits, which 255
    x 127 x 2 overflows and 255 x 63 x 2 does not. Returns True if it can't be tried because the
    package onnx is missing. Raises ImportError without onnxruntime.
    """
    try:
        from onnx import TensorProto, helper, numpy_helper
    except ImportError:
        return True
    import onnxruntime

    weights = numpy_helper.from_array(np.full((_TERMS, 1), 127, np.int8), "weights")
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["bytes", "weights"], ["sums"])],
        "trial",
        [helper.make_tensor_value_info("bytes", TensorProto.UINT8, [1, _TERMS])],
        [helper.make_tensor_value_info("sums", TensorProto.INT32, [1, 1])],
        [weights],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    (sums,) = session.run(None, {"bytes": np.full((1, _TERMS), 255, np.uint8)})
    return int(np.asarray(sums)[0, 0]) != 255 * 127 * _TERMS
