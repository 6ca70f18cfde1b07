#!/usr/bin/env python3
"""Makes common_words.txt: ordinary English words, told from names by how treebanks tag and write them.

    python3 common_words.py UD.conllu.gz... > common_words.txt

A word counts when Universal Dependencies treebanks use it in lower case and not as a proper noun, at least as often as
they use it as one, and at least twice (once for words of six letters and more)."""
import gzip
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from build import fold  # noqa: E402


def main():
    common, proper = Counter(), Counter()
    for path in sys.argv[1:]:
        with gzip.open(path, "rt", encoding="utf-8") as f:
            for line in f:
                col = line.split("\t")
                if len(col) < 5 or not col[0].isdigit():
                    continue
                if col[3] == "PROPN":
                    proper[fold(col[1])] += 1
                elif col[1].islower():
                    common[fold(col[1])] += 1
    words = sorted(w for w, n in common.items() if n >= proper[w] and (n > 1 or len(w) > 5) and w.isalpha() and len(w) > 1)
    print("# Made by common_words.py from the UD English EWT and GUM training treebanks; do not edit.")
    line = ""
    for word in words:
        if len(line) + len(word) > 116:
            print(line)
            line = ""
        line += (" " if line else "") + word
    print(line)


if __name__ == "__main__":
    main()
