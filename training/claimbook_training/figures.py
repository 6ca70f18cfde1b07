"""Figures on the dev part: python -m claimbook_training.figures --corpus dev.jsonl --weights FILE

Spans match where they overlap, one to one. Attributes and sameness are counted on matched triggers; figures "at gold",
and roles, are those of the heads alone, with the triggers given. These figures choose between weights; what the engine
makes of the marks is measured by `claimbook-eval press`.
"""

import argparse
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import torch

from .corpus import ROLES, SPEAKER, Example, Span, example, is_dev, read
from .decode import Found, Reader
from .model import Net, load

ATTRIBUTES = ("type", "stage", "background", "aggregate")


class Tally:
    """Things found that are right, things found, things to find."""

    def __init__(self):
        self.right = self.found = self.gold = 0

    def add(self, right, found, gold):
        self.right, self.found, self.gold = self.right + right, self.found + found, self.gold + gold

    def precision(self):
        return self.right / max(1, self.found)

    def recall(self):
        return self.right / max(1, self.gold)

    def f(self):
        return 2 * self.right / max(1, self.found + self.gold)


class Figures:
    """Counts over articles."""

    def __init__(self):
        self.tallies = defaultdict(Tally)
        self.right = defaultdict(list)

    def rows(self):
        """(name, figure)"""
        for name, tally in self.tallies.items():
            yield f"{name} F", tally.f()
            if not name.startswith("role "):
                yield f"{name} precision", tally.precision()
                yield f"{name} recall", tally.recall()
        for name, right in self.right.items():
            yield name, sum(right) / max(1, len(right))


class Gold:
    """The labels of an article by span: several tellings, or sayings, may share one."""

    def __init__(self, labelled: Example):
        self.tellings, self.sayings = grouped(labelled.tellings), grouped(labelled.sayings)
        self.triggers, self.cues = sorted(self.tellings), sorted(self.sayings)

    def acts(self, trigger: Span) -> set[int]:
        return {t.act for t in self.tellings[trigger]}


def grouped(things) -> dict:
    out = defaultdict(list)
    for thing in things:
        out[thing.span].append(thing)
    return out


def overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def match(found: list[Span], gold: list[Span]) -> dict[int, int]:
    """One to one, in order; a thing found takes the first free one that it overlaps."""
    taken = {}
    for i, a in enumerate(found):
        free = (j for j, b in enumerate(gold) if overlap(a, b) and j not in taken)
        j = next(free, None)
        if j is not None:
            taken[j] = i
    return {i: j for j, i in taken.items()}


@torch.no_grad()
def figures(net: Net, examples: list[Example]) -> Figures:
    out = Figures()
    for one in examples:
        gold, states = Gold(one), net.encode([one.layout])[0]
        found = Reader(net, one.layout, states).found()
        pairs = match([a.span for a in found.acts], gold.triggers)
        matched = {i: gold.triggers[j] for i, j in pairs.items()}
        triggers(out, found, gold, matched)
        attributes(out, found, gold, matched, ATTRIBUTES, "")
        sameness(out.tallies["sameness"], found, gold, matched)
        sayings(out, found, gold, matched)
        if gold.triggers:
            given = Reader(net, one.layout, states, gold.triggers).found()
            same = dict(enumerate(gold.triggers))
            attributes(out, given, gold, same, ("type", "background"), " at gold")
            sameness(out.tallies["sameness at gold"], given, gold, same)
            roles(out, given, gold)
    return out


def triggers(out: Figures, found: Found, gold: Gold, matched: dict[int, Span]):
    out.tallies["trigger"].add(len(matched), len(found.acts), len(gold.triggers))
    main = [span for span in gold.triggers if any(t.main for t in gold.tellings[span])]
    out.right["main trigger recall"] += [span in matched.values() for span in main]


def attributes(out: Figures, found: Found, gold: Gold, matched: dict[int, Span], names, suffix: str):
    for i, span in matched.items():
        for name in names:
            likeliest = getattr(found.acts[i], name).argmax()
            out.right[name + suffix].append(any(getattr(t, name) == likeliest for t in gold.tellings[span]))


def sameness(tally: Tally, found: Found, gold: Gold, matched: dict[int, Span]):
    """Pairs of matched triggers"""
    for a, b in combinations(sorted(matched), 2):
        together = found.groups[a] == found.groups[b]
        same = bool(gold.acts(matched[a]) & gold.acts(matched[b]))
        tally.add(together and same, together, same)


def roles(out: Figures, given: Found, gold: Gold):
    """Roles at gold triggers; what overlaps a role told elsewhere in the act is neither right nor wrong"""
    for span, act in zip(gold.triggers, given.acts):
        told = {key for t in gold.tellings[span] for key in t.roles}
        ignored = {key for t in gold.tellings[span] for key in t.ignored}
        for number, name in enumerate(ROLES):
            right = sorted(words for role, words in told if role == number)
            either = [words for role, words in ignored if role == number]
            found = [r.span for r in act.roles if r.role == number]
            pairs = match(found, right)
            counted = [i for i, a in enumerate(found) if i in pairs or not any(overlap(a, b) for b in either)]
            for tally in (out.tallies["roles"], out.tallies[f"role {name}"]):
                tally.add(len(pairs), len(counted), len(right))


def sayings(out: Figures, found: Found, gold: Gold, matched: dict[int, Span]):
    pairs = match([s.span for s in found.sayings], gold.cues)
    out.tallies["saying"].add(len(pairs), len(found.sayings), len(gold.cues))
    for i, j in pairs.items():
        said, lines = found.sayings[i], gold.sayings[gold.cues[j]]
        out.right["speech act"].append(any(line.act == said.act.argmax() for line in lines))
        speakers = [words for line in lines for role, words in line.roles if role == SPEAKER]
        named = [role.span for role in said.roles if role.role == SPEAKER]
        out.right["speaker"].append(any(overlap(a, b) for a in named for b in speakers))
        if said.about is not None:
            choice, about = int(said.about.argmax()), set().union(*(line.about for line in lines))
            acts = gold.acts(matched[choice - 1]) if choice - 1 in matched else set()
            out.right["about"].append(not about if choice == 0 else bool(acts & about))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--corpus", type=Path, required=True, help="from `claimbook-eval corpus jsonl --split dev`")
    arguments.add_argument("--weights", type=Path, required=True, help="weights or a checkpoint")
    arguments.add_argument("--threads", type=int, default=1)
    given = arguments.parse_args()
    torch.set_num_threads(given.threads)
    examples = [example(record) for record in read(given.corpus) if is_dev(record)]
    print(f"{len(examples)} articles")
    for name, value in figures(load(given.weights), examples).rows():
        print(f"{name:28}{value:.3f}")


if __name__ == "__main__":
    main()
