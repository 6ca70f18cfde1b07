"""Fits how sure a pin is: the weights in `crates/extract/data/confidence.toml`.

    claimbook-eval press reports.jsonl gold.jsonl --pins pins.jsonl
    python -m claimbook_training.confidence --pins pins.jsonl [--check press.jsonl]

Logistic regression of "right in type, day, place and perpetrator" on the signs, with a quadratic penalty on all but the
bias. The pins are those of the dev part, since on the training part the encoder knows the answers, and of reports that
show all news: `claimbook extract --mentions --unsure-below 0`. The figures printed are of articles left out of the fit,
five ways. With --check they are also printed for other pins, those of the press kits, by the weights that are written.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np

from .logistic import fit, left_out, log_loss, probability

ROOT = Path(__file__).resolve().parents[2]
SIGNS = ROOT / "crates/extract/src/incident/confidence.rs"
WEIGHTS = ROOT / "crates/extract/data/confidence.toml"
PENALTY = 1.0
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
HEADER = """\
# How sure a pin is: weights of the signs in crates/extract/src/incident/confidence.rs, fitted on the dev part of
# corpus/press (`training/claimbook_training/confidence.py`).
"""


def names(engine: Path = SIGNS) -> list[str]:
    """The signs in the order of the engine."""
    listed = re.search(r"SIGNS: \[&str; \d+\] = \[(.*?)\];", engine.read_text(encoding="utf-8"), re.DOTALL)
    return re.findall(r'"(\w+)"', listed.group(1))


def read(path: Path, listed: list[str]):
    """(P, S) signs of pins, (P,) 1 where the pin is right, (P,) number of the article"""
    with open(path, encoding="utf-8") as lines:
        pins = [json.loads(line) for line in lines]
    if not pins or any(pin["signs"].keys() != set(listed) for pin in pins):
        raise SystemExit(f"{path}: not the {len(listed)} signs of the engine")
    number = {}
    article = np.array([number.setdefault(pin["article"], len(number)) for pin in pins])
    signs = np.array([[pin["signs"][name] for name in listed] for pin in pins], dtype=np.float64)
    return signs, np.array([float(pin["right"]) for pin in pins]), article


def show(name: str, p: np.ndarray, right: np.ndarray, what: str = "pins"):
    base = log_loss(np.full(len(right), right.mean()), right)
    print(f"{name}: {len(right)} {what}, {right.mean():.3f} of them right")
    print(f"  log loss {log_loss(p, right):.4f}, of the mean {base:.4f}")
    for threshold in THRESHOLDS:
        kept = p >= threshold
        good = right[kept].sum()
        share, recall = good / max(1, kept.sum()), good / max(1, right.sum())
        count = f"{good:.0f} right of {kept.sum()} kept"
        print(f"  from {threshold:.2f}: {count}, precision {share:.3f} recall {recall:.3f}")


def table(weights: dict[str, float], header: str = HEADER) -> str:
    lines = "".join(f"{name} = {weight:.3f}\n" for name, weight in weights.items())
    return f"{header}\n[signs]\n{lines}"


def main(about=__doc__, what="pins", engine=SIGNS, weights_file=WEIGHTS, header=HEADER):
    """Fits pins; `claims` fits claims in the same way."""
    arguments = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument(f"--{what}", dest="found", type=Path, required=True)
    arguments.add_argument("--check", type=Path, help=f"{what} of other articles, to see what the weights do there")
    arguments.add_argument("--out", type=Path, default=weights_file)
    given = arguments.parse_args()
    listed = names(engine)
    signs, right, article = read(given.found, listed)
    show("left out", left_out(signs, right, article, PENALTY), right, what)
    weights = fit(signs, right, PENALTY)
    if given.check:
        others, right, _ = read(given.check, listed)
        show("check", probability(others, weights), right, what)
    given.out.write_text(table(dict(zip(listed, weights)), header), encoding="utf-8")


if __name__ == "__main__":
    main()
