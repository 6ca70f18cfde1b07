#!/usr/bin/env python3
"""Make crates/ledger/data/ordinary_words.txt: words the press corpus writes in lower case, told apart from names by it."""

import collections
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = "# Made by scripts/ordinary_words.py: words that corpus/press writes in lower case twice and more. No names.\n"

counts = collections.Counter()
for article in sorted((ROOT / "corpus/press").glob("c*/*.md")):
    text = re.sub(r"[’']s\b", "", article.read_text("utf-8"))
    counts.update(re.findall(r"(?<![\w@/.#’'-])[a-z]{2,}(?![\w@/])", text))
kept = sorted(word for word, n in counts.items() if n > 1)
(ROOT / "crates/ledger/data/ordinary_words.txt").write_text(HEAD + "\n".join(kept) + "\n", "utf-8")
