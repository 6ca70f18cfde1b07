"""Fits when two groups of tellings are one incident: the weights in `crates/extract/data/sameness.toml`.

    claimbook-eval corpus sameness corpus/press --split dev --out pairs.jsonl
    python -m claimbook_training.sameness --pairs pairs.jsonl [--join P]

Logistic regression with a quadratic penalty on all but the bias. It is fitted on the dev part, since on the training
part the encoder that scores the pairs knows the answers; the figures printed are of articles left out of the fit, five
ways. The pairs are those before anything is joined, and joining goes on from there: the least probability of joining is
chosen by the figures of `claimbook-eval press`, and stays as it is in the file unless --join says another.
"""

import argparse
import json
import re
import tomllib
from pathlib import Path

import numpy as np

from .logistic import fit, left_out, log_loss, probability

ROOT = Path(__file__).resolve().parents[2]
FEATURES = ROOT / "crates/extract/src/incident/sameness.rs"
WEIGHTS = ROOT / "crates/extract/data/sameness.toml"
PENALTY = 0.5
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
HEADER = """\
# Which groups of tellings are one incident: weights of the features in crates/extract/src/incident/sameness.rs, fitted
# on the dev part of corpus/press (training/claimbook_training/sameness.py).
"""


def names() -> list[str]:
    """The features in the order of the engine."""
    listed = re.search(r"FEATURES: \[&str; \d+\] = \[(.*?)\];", FEATURES.read_text(encoding="utf-8"), re.DOTALL)
    return re.findall(r'"(\w+)"', listed.group(1))


def read(path: Path):
    """(P, F) features of pairs, (P,) 1 where both are one act, (P,) number of the article"""
    with open(path, encoding="utf-8") as lines:
        pairs = [(number, pair) for number, line in enumerate(lines) for pair in json.loads(line)]
    features = np.array([pair["features"] for _, pair in pairs], dtype=np.float64)
    return features, np.array([float(pair["same"]) for _, pair in pairs]), np.array([number for number, _ in pairs])


def show(name: str, p: np.ndarray, same: np.ndarray):
    print(f"{name}: log loss {log_loss(p, same):.4f}")
    for threshold in THRESHOLDS:
        told = p > threshold
        right = same[told].sum()
        print(f"  above {threshold}: precision {right / max(1, told.sum()):.3f} recall {right / same.sum():.3f}")


def table(weights: dict[str, float], together: float, join: float) -> str:
    lines = "".join(f"{name} = {weight:.3f}\n" for name, weight in weights.items())
    return f"{HEADER}together = {together}\njoin = {join:.2f}\n\n[features]\n{lines}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pairs", type=Path, required=True)
    arguments.add_argument("--join", type=float, help="least probability at which groups are joined")
    arguments.add_argument("--out", type=Path, default=WEIGHTS)
    given = arguments.parse_args()
    before = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    features, same, article = read(given.pairs)
    listed = names()
    if features.shape[1:] != (len(listed),):
        raise SystemExit(f"{given.pairs}: not the {len(listed)} features of {FEATURES.relative_to(ROOT)}")
    print(f"{len(same)} pairs, {same.mean():.3f} of them the same")
    show("mean score of the encoder", probability(features[:, [listed.index("mean")]], np.ones(1)), same)
    show("fitted", left_out(features, same, article, PENALTY), same)
    join = before["join"] if given.join is None else given.join
    weights = dict(zip(listed, fit(features, same, PENALTY)))
    given.out.write_text(table(weights, before["together"], join), encoding="utf-8")


if __name__ == "__main__":
    main()
