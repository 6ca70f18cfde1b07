"""Writes the files of `crates/encoder/weights`: python -m claimbook_training.export --weights FILE --out DIR

| file | in | out |
|---|---|---|
| body.onnx | sums of embeddings (W, 384), buckets of sentence place and of headline (W,) | states (W, 432), tags |
| spans.onnx | pooled spans (I, 1680) | three projections (I, 256), scores of attributes and sayings |
| roles.onnx, sroles.onnx | spans (I, 256), states (T, 432), buckets of distance (I, T) twice | scores (I, T, 2 roles) |
| how.onnx | span and words of a perpetrator (I, 688) | scores of the basis (I, 7) |
| coref.onnx, about.onnx | spans (I, 256) and (J, 256), buckets of distance (I, J) | scores (I, J) |
| pieces.bin | | word embeddings in 8 bits, row by row; a float32 scale a row; position embeddings in float32 |
| vocab.txt | | the pieces in the order of their rows |
| MANIFEST | | SHA-256 of each, as `sha256sum *.onnx pieces.bin vocab.txt` prints them |

Matrices of the graphs have 8-bit weights, too, one scale a column of the product; sums are made in 32 bits.
"""

import argparse
import hashlib
import json
import math
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from onnx import helper, numpy_helper

from .layout import package
from .model import HIDDEN, POOLED, SPAN, STATE, Net, RoleScores, load
from .quantise import quantise

OPSET = 17
SMALL = 4096  # matrices of fewer values keep their 32 bits


# Graphs. The names of their attributes become names in the files, by which equal weights give equal bytes.


class Body(nn.Module):
    """Sums of embeddings (W, HIDDEN), buckets (W,) and (W,) -> states (W, STATE), tags of acts and of sayings"""

    def __init__(self, net: Net):
        super().__init__()
        self.n, self.e = net, net.enc

    def forward(self, sums, places, headline):
        length = sums.shape[0]
        x = self.e.embeddings.LayerNorm(sums)
        heads = self.e.config.num_attention_heads
        shape = length, heads, x.shape[-1] // heads
        for layer in self.e.encoder.layer:
            out = layer.attention.output
            x = out.LayerNorm(out.dense(attention(layer.attention.self, x, shape)) + x)
            x = layer.output.LayerNorm(layer.output.dense(F.gelu(layer.intermediate.dense(x))) + x)
        states = torch.cat([self.n.ln(x), self.n.sp(places), self.n.hl(headline)], -1)
        return states, self.n.tag(states), self.n.stag(states)


def attention(own, x, shape):
    """(W, HIDDEN) -> the same"""
    length, heads, width = shape
    query, key, value = (f(x).view(shape).transpose(0, 1) for f in (own.query, own.key, own.value))
    weights = ((query @ key.transpose(-1, -2)) / math.sqrt(width)).softmax(-1)
    return (weights @ value).transpose(0, 1).reshape(length, heads * width)


class Spans(nn.Module):
    """(I, POOLED) -> projections for roles, attributes and sayings, and what the heads make of them"""

    OUT = "g a v type stage background aggregate act null".split()

    def __init__(self, net: Net):
        super().__init__()
        self.n = net

    def forward(self, pooled):
        n = self.n
        roles, attributes, sayings = n.for_roles(pooled), n.for_attributes(pooled), n.for_sayings(pooled)
        of_acts = n.typ(attributes), n.stg(attributes), n.bg(attributes), n.agg(attributes)
        return roles, attributes, sayings, *of_acts, n.sact(sayings), n.anull(sayings)


class Roles(nn.Module):
    """As RoleScores, in one precision: (I, T, 2 roles)"""

    def __init__(self, scores: RoleScores):
        super().__init__()
        self.m = scores

    def forward(self, *x):
        return self.m.o(self.m.features(*x, (self.m.es.weight, self.m.et.weight)))


class Call(nn.Module):
    """A head as it is."""

    def __init__(self, head: nn.Module):
        super().__init__()
        self.m = head

    def forward(self, *x):
        return self.m(*x)


# Files


def graphs(net: Net, out: Path):
    """Traces and writes every graph; the sizes of the inputs are examples."""
    w, i, j, t = 40, 6, 3, 50
    rows, whole = torch.randn, lambda *shape: torch.zeros(*shape, dtype=torch.long)
    body = dict.fromkeys(("emb", "sb", "hb", "h", "tag", "stag"), "L")
    trace(Body(net), (rows(w, HIDDEN), whole(w), whole(w)), out / "body.onnx", 3, body)
    spans = dict.fromkeys(["pooled", *Spans.OUT], "I")
    trace(Spans(net), (rows(i, POOLED),), out / "spans.onnx", 1, spans)
    roles = {"g": "I", "h": "T", "sd": "IT", "td": "IT", "out": "IT"}
    for name in ("roles", "sroles"):
        example = rows(i, SPAN), rows(t, STATE), whole(i, t), whole(i, t)
        trace(Roles(getattr(net, name)), example, out / f"{name}.onnx", 4, roles)
    trace(Call(net.how), (rows(i, SPAN + STATE),), out / "how.onnx", 1, {"x": "I", "out": "I"})
    pairs = {"x": "S", "y": "I", "sd": "SI", "out": "SI"}
    for name in ("coref", "about"):
        example = rows(j, SPAN), rows(i, SPAN), whole(j, i)
        trace(Call(getattr(net, name)), example, out / f"{name}.onnx", 3, pairs)


def trace(graph: nn.Module, example: tuple, path: Path, inputs: int, axes: dict[str, str]):
    """Writes one graph. `axes` names its inputs, then its outputs, and a letter for each dimension that varies."""
    names, varying = list(axes), {name: dict(enumerate(letters)) for name, letters in axes.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer is old, but writes what the engine reads
        torch.onnx.export(
            graph,
            example,
            path,
            input_names=names[:inputs],
            output_names=names[inputs:],
            dynamic_axes=varying,
            opset_version=OPSET,
            dynamo=False,
        )
    model = onnx.load(path)
    narrow(model.graph)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def narrow(graph):
    """Large matrices of a graph become 8-bit ones, each with a node before all others that restores it."""
    nodes = []
    for weight in list(graph.initializer):
        matrix = numpy_helper.to_array(weight)
        if matrix.dtype != np.float32 or matrix.ndim != 2 or matrix.size < SMALL:
            continue
        axis = 0 if transposed(graph, weight.name) else 1
        steps, scales = quantise(matrix, axis)
        parts = {"q": steps, "s": scales, "z": np.zeros(len(scales), np.int8)}
        names = [f"{weight.name}_{part}" for part in parts]
        graph.initializer.remove(weight)
        graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in zip(names, parts.values()))
        name = f"{weight.name}_dq"
        nodes.append(helper.make_node("DequantizeLinear", names, [weight.name], name=name, axis=axis))
    for node in reversed(nodes):
        graph.node.insert(0, node)


def transposed(graph, weight: str) -> bool:
    """True when a matrix has the outputs of its product in rows."""
    uses = [node for node in graph.node if node.op_type == "Gemm" and weight in node.input]
    return any(a.name == "transB" and a.i for node in uses for a in node.attribute)


def pieces(net: Net, path: Path):
    embeddings = net.enc.embeddings
    steps, scales = quantise(embeddings.word_embeddings.weight.numpy(), 0)
    places = (embeddings.position_embeddings.weight + embeddings.token_type_embeddings.weight[0]).numpy()
    path.write_bytes(steps.tobytes() + scales.astype("<f4").tobytes() + places.astype("<f4").tobytes())


def vocabulary(path: Path):
    tokenizer = json.loads((package() / "tokenizer.json").read_text(encoding="utf-8"))
    numbered = tokenizer["model"]["vocab"]
    path.write_text("".join(f"{piece}\n" for piece in sorted(numbered, key=numbered.get)), encoding="utf-8")


def manifest(out: Path):
    files = [*sorted(out.glob("*.onnx")), out / "pieces.bin", out / "vocab.txt"]
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    (out / "MANIFEST").write_text("".join(lines), encoding="utf-8")


@torch.no_grad()
def export(net: Net, out: Path):
    out.mkdir(parents=True, exist_ok=True)
    graphs(net, out)
    pieces(net, out / "pieces.bin")
    vocabulary(out / "vocab.txt")
    manifest(out)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--weights", type=Path, required=True, help="weights or a checkpoint")
    arguments.add_argument("--out", type=Path, required=True, help="crates/encoder/weights, or another folder")
    given = arguments.parse_args()
    torch.set_num_threads(1)
    export(load(given.weights), given.out)
    print((given.out / "MANIFEST").read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
