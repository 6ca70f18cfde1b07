"""Trains the learned annotator of Claimbook: from the press corpus to the weights of `crates/encoder`.

| module | owns |
|---|---|
| `layout` | pieces, sentences, windows of a text; buckets of distance (as `crates/encoder` has them) |
| `corpus` | the JSON lines of `claimbook-eval corpus jsonl` and the labels made of them |
| `augment` | articles changed so that their record stays true |
| `model`, `losses`, `train` | the network, what it is trained on, the loop |
| `decode`, `figures` | spans from scores, figures on the dev part |
| `quantise`, `export`, `restore` | 8-bit weights, the files in `crates/encoder/weights`, the network read back from them |
| `logistic` | the regression of the three below |
| `sameness` | the weights in `crates/extract/data/sameness.toml` |
| `confidence` | the weights in `crates/extract/data/confidence.toml` |
| `claims` | the weights in `crates/extract/data/claims.toml` |
| `gate` | the words in `crates/encoder/weights/gate.txt` |
"""
