"""Fits how sure a claim is: the weights in `crates/extract/data/claims.toml`.

    claimbook-eval press reports.jsonl gold.jsonl --claims claims.jsonl
    python -m claimbook_training.claims --claims claims.jsonl [--check press.jsonl]

As `confidence` does for pins, from reports of the dev part that show all claims (`--unsure-below 0`). Right is what has
speaker, act and incident right.
"""

import argparse
from pathlib import Path

from .confidence import PENALTY, ROOT, names, read, show, table
from .logistic import fit, left_out, probability

SIGNS = ROOT / "crates/extract/src/attribution/worth.rs"
WEIGHTS = ROOT / "crates/extract/data/claims.toml"
HEADER = """\
# How sure a claim is: weights of the signs in crates/extract/src/attribution/worth.rs, fitted on the dev part of
# corpus/press (`training/claimbook_training/claims.py`).
"""


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--claims", type=Path, required=True)
    arguments.add_argument("--check", type=Path, help="claims of other articles, to see what the weights do there")
    arguments.add_argument("--out", type=Path, default=WEIGHTS)
    given = arguments.parse_args()
    listed = names(SIGNS)
    signs, right, article = read(given.claims, listed)
    show("left out", left_out(signs, right, article, PENALTY), right, "claims")
    weights = fit(signs, right, PENALTY)
    if given.check:
        others, right, _ = read(given.check, listed)
        show("check", probability(others, weights), right, "claims")
    given.out.write_text(table(dict(zip(listed, weights)), HEADER), encoding="utf-8")


if __name__ == "__main__":
    main()
