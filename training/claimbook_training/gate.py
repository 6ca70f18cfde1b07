"""Fits the cheap gate: which articles may tell an act at all. Writes `crates/encoder/weights/gate.txt`.

    claimbook-eval corpus jsonl corpus/press --out corpus.jsonl
    python -m claimbook_training.gate pieces ud_ewt_train.conllu.gz ud_gum_train.conllu.gz > train.jsonl    # the same of dev
    claimbook extract --unsure-below 0 --input-format jsonl train.jsonl > train.reports.jsonl               # the same of dev
    python -m claimbook_training.gate fit --corpus corpus.jsonl --everyday train.reports.jsonl \\
        --everyday-dev dev.reports.jsonl [--press world hard clusters] [--unseen] [--least -0.5]

An article weighs as much as its distinct keys and those of its heaviest sentence. The keys of a word are the word and, of a
longer one, its beginning and its end. Two logistic regressions give the weights. One tells articles with an act from quiet and
everyday ones, by words, beginnings and ends; the other tells sentences with a trigger from all others, by words and
beginnings. The first goes by the manner of a text, the second by what a sentence tells; their sum keeps out what has only one.

Everyday text (pieces of fourteen sentences of the English EWT and GUM treebanks) is learned from where the encoder found nothing
in it. The figures show what each least weight costs; press kits are only measured. Everyday text is counted in three ways: where
the encoder found nothing, where it found something (much of it history and misreadings, some of it real acts), and all of it.
"""

import argparse
import gzip
import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, embedding_bag

from .corpus import is_dev, read

WEIGHTS = Path(__file__).resolve().parents[2] / "crates/encoder/weights/gate.txt"
# The same as in crates/encoder/src/gate.rs: what a word is, where a sentence ends, and the keys of a word.
WORD = re.compile(r"[A-Za-z]+")
BREAK = re.compile(r"\n|[.!?][^ \t\n\r0-9A-Za-z]*[ \t\r]")
LONG, BEGINNING, END = 6, 5, 4
PARTS = 32  # weights are whole numbers of parts of this
SENTENCES = 14  # of an everyday piece
FEWEST, STEPS = 4, 100  # articles that have a key; steps of the fit
FOLDS, NEIGHBOURS = 4, 20
OF_ARTICLES, OF_SENTENCES = 3.3, 1.7  # penalties of the squared weights
LEASTS = (-4, -3, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2)


@dataclass
class Text:
    """What the gate sees of an article."""

    id: str
    sentences: list[list[str]]  # distinct keys of each
    tells: list[bool]  # whether each has a trigger; nothing of everyday and press text
    act: bool

    @property
    def keys(self) -> list[str]:
        return list(dict.fromkeys(key for sentence in self.sentences for key in sentence))


def spans(text: str) -> list[tuple[int, int]]:
    """Sentences as the gate cuts them; "Gen. Omar" is two."""
    ends = [mark.end() for mark in BREAK.finditer(text)]
    pairs = zip([0, *ends], [*ends, len(text)])
    return [(a, b) for a, b in pairs if WORD.search(text, a, b)]


def keys(word: str) -> list[str]:
    """A word, and the beginning and the end of a longer one."""
    word = word.lower()
    return [word] if len(word) < LONG else [word, word[:BEGINNING] + "-", "-" + word[-END:]]


def look(name: str, text: str, act: bool, triggers=()) -> Text:
    cut = spans(text)
    sentences = [list(dict.fromkeys(k for word in WORD.findall(text, a, b) for k in keys(word))) for a, b in cut]
    tells = [any(start < b and a < end for start, end in triggers) for a, b in cut]
    return Text(name, sentences, tells, act)


def of_corpus(record: dict) -> Text:
    triggers = [telling["trigger"][:2] for act in record["acts"] for telling in act["tellings"]]
    return look(record["id"], record["body"], bool(record["acts"]), triggers)


def of_report(report: dict) -> Text:
    """An everyday piece; `act` says whether the encoder found one."""
    return look(report["article"]["input"], report["article"]["body"], bool(report["incidents"]))


def of_kit(folder: Path) -> list[Text]:
    gold = {line["id"]: bool(line["incidents"]) for line in read(folder / "gold.jsonl")}
    articles = read(folder / "articles.jsonl")
    whole = lambda a: "\n\n".join(filter(None, (a.get("headline"), a["body"])))  # noqa: E731
    return [look(a["id"], whole(a), gold[a["id"]]) for a in articles]


class Bags:
    """Which keys stand in which bag; weighs every bag at once."""

    def __init__(self, bags: list[list[str]], index: dict[str, int]):
        known = [[index[key] for key in bag if key in index] for bag in bags]
        self.keys = torch.tensor([k for bag in known for k in bag], dtype=torch.long)
        self.starts = torch.tensor(np.cumsum([0, *map(len, known)])[:-1], dtype=torch.long)

    def weigh(self, weights: torch.Tensor) -> torch.Tensor:
        return embedding_bag(self.keys, weights[:, None], self.starts, mode="sum")[:, 0]


def regression(bags: Bags, told: torch.Tensor, size: int, penalty: float) -> tuple[np.ndarray, float]:
    """Weights and bias with the least penalised log loss."""
    weights, bias = torch.zeros(size, requires_grad=True), torch.zeros(1, requires_grad=True)
    search = torch.optim.LBFGS([weights, bias], max_iter=STEPS, history_size=10, line_search_fn="strong_wolfe")

    def loss():
        search.zero_grad()
        wrong = binary_cross_entropy_with_logits(bags.weigh(weights) + bias, told, reduction="sum")
        value = (wrong + penalty * weights.square().sum()) / len(told)
        value.backward()
        return value

    search.step(loss)
    return weights.detach().numpy(), bias.item()


@dataclass
class Gate:
    """Weights of keys in whole parts, and what every article weighs besides."""

    index: dict[str, int]
    article: np.ndarray
    sentence: np.ndarray
    bias: float

    def weigh(self, texts: list[Text]) -> np.ndarray:
        """Of each text its keys and those of its heaviest sentence"""
        exact = lambda bags, parts: Bags(bags, self.index).weigh(torch.tensor(parts).double())  # noqa: E731
        articles = exact([text.keys for text in texts], self.article).numpy()
        sentences = exact([s for text in texts for s in text.sentences], self.sentence).numpy()
        first = np.cumsum([0, *(len(text.sentences) for text in texts)])[:-1]
        return (articles + np.maximum.reduceat(sentences, first)) / PARTS + self.bias

    def table(self, least: float) -> str:
        """The least weight, then each key with its weight in an article and in the heaviest sentence."""
        lines = [str(round((least - self.bias) * PARTS))]
        lines += [f"{key} {self.article[i]} {self.sentence[i]}" for key, i in self.index.items()
                  if self.article[i] or self.sentence[i]]
        return "\n".join(lines) + "\n"


def fit(texts: list[Text]) -> Gate:
    counts: dict[str, int] = {}
    for text in texts:
        for key in text.keys:
            counts[key] = counts.get(key, 0) + 1
    index = {key: i for i, key in enumerate(sorted(key for key, n in counts.items() if n >= FEWEST))}
    acts = torch.tensor([float(text.act) for text in texts])
    tells = torch.tensor([float(told) for text in texts for told in text.tells])
    article, a = regression(Bags([text.keys for text in texts], index), acts, len(index), OF_ARTICLES)
    bags = [[key for key in sentence if key[0] != "-"] for text in texts for sentence in text.sentences]
    sentence, b = regression(Bags(bags, index), tells, len(index), OF_SENTENCES)
    parts = lambda weights: np.rint(weights * PARTS).astype(int)  # noqa: E731
    return Gate(index, parts(article), parts(sentence), a + b)


def weigh_unseen(texts: list[Text]) -> np.ndarray:
    """Of each text what a gate fitted without it says; neighbours, which may be alike, are left out together."""
    fold = np.arange(len(texts)) // NEIGHBOURS % FOLDS
    out = np.zeros(len(texts))
    for number in range(FOLDS):
        gate = fit([text for text, own in zip(texts, fold) if own != number])
        out[fold == number] = gate.weigh([text for text, own in zip(texts, fold) if own == number])
    return out


def figures(title: str, parts: dict[str, np.ndarray]):
    """Prints which share of each part passes for several least weights."""
    heads = {f"{name} ({len(weights)})": weights for name, weights in parts.items() if len(weights)}
    print(title, "least  " + "  ".join(heads), sep="\n")
    for least in LEASTS:
        print(f"{least:5}  " + "  ".join(f"{np.mean(w >= least):{len(head)}.4f}" for head, w in heads.items()))


def by_act(texts: list[Text], weights: np.ndarray, acts: str, quiet: str) -> dict[str, np.ndarray]:
    act = np.array([text.act for text in texts], dtype=bool)
    return {acts: weights[act], quiet: weights[~act]}


def pieces(files: list[Path]):
    """Prints the sentences of treebanks as articles."""
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            texts = [line[9:].strip() for line in lines if line.startswith("# text = ")]
        for start in range(0, len(texts), SENTENCES):
            body = " ".join(texts[start : start + SENTENCES])
            name = f"{file.name.split('.')[0]}-{start // SENTENCES:04}"
            print(json.dumps({"id": name, "publisher": None, "published": None, "headline": None, "body": body}))


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = ask.add_subparsers(dest="verb", required=True)
    verbs.add_parser("pieces").add_argument("treebanks", type=Path, nargs="+")
    of_fit = verbs.add_parser("fit")
    of_fit.add_argument("--corpus", type=Path, required=True, nargs="+")
    of_fit.add_argument("--everyday", type=Path, required=True)
    of_fit.add_argument("--everyday-dev", type=Path, required=True)
    of_fit.add_argument("--press", type=Path, nargs="*", default=[])
    of_fit.add_argument("--least", type=float, default=-0.5)
    of_fit.add_argument("--unseen", action="store_true", help="also the training part, in four fits without a quarter")
    of_fit.add_argument("--out", type=Path, default=WEIGHTS)
    args = ask.parse_args()
    if args.verb == "pieces":
        return pieces(args.treebanks)
    torch.set_num_threads(1)
    records = [record for file in args.corpus for record in read(file)]
    train, dev = ([of_corpus(r) for r in records if is_dev(r) == held] for held in (False, True))
    everyday, everyday_dev = ([of_report(r) for r in read(file)] for file in (args.everyday, args.everyday_dev))
    quiet = [text for text in everyday if not text.act]
    press = [text for folder in args.press for text in of_kit(folder)]
    gate = fit(train + quiet)
    figures("dev parts: share that passes", {
        **by_act(dev, gate.weigh(dev), "corpus", "quiet corpus"),
        **(by_act(press, gate.weigh(press), "press", "quiet press") if press else {}),
        **by_act(everyday_dev, gate.weigh(everyday_dev), "found", "everyday"),
        "all everyday": gate.weigh(everyday_dev),
    })
    if args.unseen:
        found = gate.weigh([text for text in everyday if text.act])
        weights = weigh_unseen(train + quiet)
        own, rest = weights[: len(train)], weights[len(train) :]
        figures("training parts, by gates that did not see the article", {
            **by_act(train, own, "corpus", "quiet corpus"), "found": found, "everyday": rest,
            "all everyday": np.concatenate([found, rest]),
        })
    args.out.write_text(gate.table(args.least), encoding="utf-8")


if __name__ == "__main__":
    main()
