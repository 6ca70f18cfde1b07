"""Fits how sure a claim is: the weights in `crates/extract/data/claims.toml`.

    claimbook-eval press reports.jsonl gold.jsonl --claims claims.jsonl
    python -m claimbook_training.claims --claims claims.jsonl [--check press.jsonl]

As `confidence` does for pins, from reports of the dev part that show all claims (`--unsure-below 0`). Right is what has
speaker, act and incident right.
"""

from .confidence import ROOT, main

SIGNS = ROOT / "crates/extract/src/attribution/worth.rs"
WEIGHTS = ROOT / "crates/extract/data/claims.toml"
HEADER = """\
# How sure a claim is: weights of the signs in crates/extract/src/attribution/worth.rs, fitted on the dev part of
# corpus/press (`training/claimbook_training/claims.py`).
"""

if __name__ == "__main__":
    main(__doc__, "claims", SIGNS, WEIGHTS, HEADER)
