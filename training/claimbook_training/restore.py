"""The network as `export` wrote it, to train on from the weights that are shipped.

A folder of `export` goes in and a `Net` comes out, with the rounding of 8-bit matrices in it. Heads that are only
trained and never shipped (the sentence head, the null of earlier tellings) are as a new network has them.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from .model import HIDDEN, Net
from .quantise import restore

PARTS = ("body", "spans")  # graphs of parts that `Net` itself holds; each of the others is one of its heads
HEADS = ("how", "roles", "sroles", "coref", "about")
# Linear layers over more than two dimensions lose their names when they are traced: by graph, from first to last.
NAMELESS = {"roles": ["o"], "sroles": ["o"], "coref": ["o.a", "o.b"], "about": ["o.a", "o.b"]}


def matrices(path: Path) -> dict[str, np.ndarray]:
    """Every weight of a graph by its name there, in float32"""
    found = {i.name: numpy_helper.to_array(i) for i in onnx.load(path).graph.initializer}
    out = {name: value for name, value in found.items() if name[-2:] not in ("_q", "_s", "_z")}
    for name in found:
        if name.endswith("_q"):
            steps, scales = found[name], found[name[:-2] + "_s"]
            out[name[:-2]] = restore(steps, scales, 1 if name.startswith("onnx::") else 0)
    return out


def shipped(folder: Path) -> dict[str, torch.Tensor]:
    """Weights by their names in `Net`, as far as they are shipped"""
    out = {}
    for graph in PARTS + HEADS:
        prefix = f"{graph}." if graph in HEADS else ""
        found = matrices(folder / f"{graph}.onnx")
        nameless = sorted((name for name in found if name.startswith("onnx::MatMul")), key=lambda n: int(n.split("_")[1]))
        if len(nameless) != len(NAMELESS.get(graph, [])):
            raise SystemExit(f"{folder / graph}.onnx: not a graph of this network: {nameless}")
        for name, own in zip(nameless, NAMELESS.get(graph, [])):
            found[f"m.{own}.weight"] = found.pop(name).T
        for name, value in found.items():
            if name.startswith(("n.", "m.")):
                out[prefix + name[2:]] = torch.from_numpy(np.array(value, np.float32))
    return out


def from_folder(folder: Path) -> Net:
    net = Net()
    found = shipped(folder)
    table = net.enc.embeddings.position_embeddings.weight
    places = np.fromfile(folder / "pieces.bin", "<f4", offset=(folder / "pieces.bin").stat().st_size - table.numel() * 4)
    kinds = net.enc.embeddings.token_type_embeddings.weight[0].detach()
    found["enc.embeddings.position_embeddings.weight"] = torch.from_numpy(places.copy()).view(-1, HIDDEN) - kinds
    missing, unexpected = net.load_state_dict(found, strict=False)
    if unexpected:
        raise SystemExit(f"{folder}: not the weights of this network: {', '.join(unexpected)}")
    return net
