"""Fits the cheap gate: which articles may tell an act at all. Writes `crates/encoder/weights/gate.txt`.

    claimbook-eval corpus jsonl corpus/press --out corpus.jsonl
    claimbook extract --unsure-below 0 --input-format jsonl everyday.jsonl > everyday.reports.jsonl
    python -m claimbook_training.gate --corpus corpus.jsonl --everyday everyday.reports.jsonl [--least -3.0]

Logistic regression over the words of an article, each counted once. Acts are the corpus's own; everyday text (the shipped
gate: pieces of fourteen sentences of the English EWT and GUM treebanks) counts where the encoder found nothing in it. The
least sum is chosen so that no article with an act is kept out on the dev part and on the press kits; the figures printed
show what it costs.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np

WEIGHTS = Path(__file__).resolve().parents[2] / "crates/encoder/weights/gate.txt"
WORD = re.compile(r"[a-z]+")
PARTS, FEWEST, PENALTY, OF_ACTS, STEPS = 32, 4, 1.0, 3.0, 400


def words(text: str) -> set[str]:
    """The words the gate looks at."""
    return {w for w in WORD.findall(text.lower()) if len(w) > 2}


def read(corpus: Path, everyday: Path):
    """(words, tells an act) of the training part with four fifths of the everyday text, and of what is held out"""
    documents = [json.loads(line) for line in corpus.open(encoding="utf-8")]
    of = lambda d: (words(d["body"]), float(bool(d["acts"])))
    train = [of(d) for d in documents if d.get("split") != "dev"]
    dev = [of(d) for d in documents if d.get("split") == "dev"]
    reports = [json.loads(line) for line in everyday.open(encoding="utf-8")]
    quiet = [(words(r["article"]["body"]), 0.0) for r in reports if not r["incidents"]]
    return train + [q for i, q in enumerate(quiet) if i % 5], dev, quiet[::5]


def matrix(articles, index: dict[str, int]):
    """(A, W) 1 where an article has a word"""
    found = np.zeros((len(articles), len(index)), dtype=np.float32)
    for row, (own, _) in enumerate(articles):
        found[row, [index[w] for w in own if w in index]] = 1
    return found


def fit(found, told):
    """(W,) weights and the bias, by gradient descent with momentum on the penalised log loss"""
    weight = np.where(told > 0, OF_ACTS, 1.0)
    w, b, step_w, step_b = np.zeros(found.shape[1]), 0.0, 0.0, 0.0
    rate = 2.0 / weight.sum()
    for _ in range(STEPS):
        error = (1 / (1 + np.exp(-(found @ w + b))) - told) * weight
        step_w = 0.9 * step_w - rate * (found.T @ error + 2 * PENALTY * w)
        step_b = 0.9 * step_b - rate * error.sum()
        w, b = w + step_w, b + step_b
    return w, b


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--corpus", type=Path, required=True)
    ask.add_argument("--everyday", type=Path, required=True)
    ask.add_argument("--least", type=float, default=-3.0)
    ask.add_argument("--out", type=Path, default=WEIGHTS)
    args = ask.parse_args()
    train, dev, quiet = read(args.corpus, args.everyday)
    counts: dict[str, int] = {}
    for own, _ in train:
        for word in own:
            counts[word] = counts.get(word, 0) + 1
    index = {word: i for i, word in enumerate(sorted(w for w, n in counts.items() if n >= FEWEST))}
    w, b = fit(matrix(train, index), np.array([told for _, told in train]))
    parts = np.rint(w * PARTS).astype(int)
    score = lambda articles: matrix(articles, index) @ (parts / PARTS) + b
    acts, none = score([a for a in dev if a[1]]), score([a for a in dev if not a[1]])
    for least in (-5, -4, -3, -2, -1, 0):
        print(f"{least}: recall {np.mean(acts >= least):.4f}; passes: quiet corpus {np.mean(none >= least):.3f}, "
              f"everyday {np.mean(score(quiet) >= least):.3f}")
    lines = [f"{word} {parts[i]}" for word, i in index.items() if parts[i]]
    args.out.write_text(f"{args.least} {b:.3f}\n" + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
