"""Articles changed so that their record stays true: other names, fewer sentences.

A record goes in and a changed copy comes out; every marked span still holds its words. (Upper case is no change: the
vocabulary is uncased.)
"""

import copy
import re

ARTICLES = ("The", "A", "An")
LEVELS = ("city", "region")


class Pool:
    """Names of places by level, and of perpetrators, collected over the training part."""

    def __init__(self, records: list[dict]):
        places, perpetrators = {}, set()
        for role in (role for record in records for role in roles_of(record)):
            words = role["span"][2]
            if role["role"] == "at" and words[:1].isupper():
                places.setdefault(role["level"], set()).add(words)
            if role["role"] == "who" and is_name(role.get("name") or words):
                perpetrators.add(role.get("name") or words)
        self.places = {level: sorted(names) for level, names in places.items()}
        self.perpetrators = sorted(perpetrators)
        self.known = perpetrators


def is_name(words: str) -> bool:
    """Several words that begin and end with a capitalised one, or an acronym."""
    parts = words.split()
    capitals = len(parts) > 1 and parts[0][:1].isupper() and parts[-1][:1].isupper()
    return capitals and parts[0] not in ARTICLES and len(parts) < 7 or words.isupper() and len(words) > 2


def roles_of(record: dict):
    for act in record["acts"]:
        for telling in act["tellings"]:
            yield from telling["roles"]


def spans_of(record: dict):
    """Every [start, end, words] of a record, by reference."""
    for act in record["acts"]:
        for telling in act["tellings"]:
            yield telling["trigger"]
    for role in roles_of(record):
        yield role["span"]
    for saying in record["says"]:
        yield from filter(None, (saying[key] for key in ("cue", "speaker", "via", "when")))
    for tally in record["tallies"]:
        yield from filter(None, (tally["span"], tally["by"]))
    for relation in record["relations"]:
        yield relation["cue"]
    for words in record["nots"]:
        yield words["span"]


def augment(record: dict, pool: Pool, rng) -> dict:
    """Most often other names, every other time fewer sentences."""
    if rng.random() < 0.7:
        record = swap_names(record, pool, rng)
    if rng.random() < 0.5:
        record = drop_sentences(record, rng)
    return record


# Other names


def swap_names(record: dict, pool: Pool, rng, share=0.5) -> dict:
    """Changes a share of the names of places and perpetrators for others of their kind, everywhere in the article."""
    swaps = choose_swaps(record, pool, rng, share)
    if not swaps:
        return record
    names = "|".join(re.escape(name) for name in sorted(swaps, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{names})(?!\w)")
    edits = [(m.start(), m.end(), len(swaps[m.group()])) for m in pattern.finditer(record["body"])]
    out = copy.deepcopy(record)
    body = out["body"] = pattern.sub(lambda m: swaps[m.group()], record["body"])
    for span in spans_of(out):
        start, end = moved(edits, span[0], False), moved(edits, span[1], True)
        span[:] = start, end, body[start:end]
    out["sentences"] = [[moved(edits, start, False), moved(edits, end, True)] for start, end in record["sentences"]]
    return out


def choose_swaps(record: dict, pool: Pool, rng, share: float) -> dict[str, str]:
    swaps = {}
    for role in roles_of(record):
        words = role["span"][2]
        if words in swaps:
            continue
        if role["role"] == "at" and words[:1].isupper() and role["level"] in LEVELS:
            if rng.random() < share:
                swaps[words] = rng.choice(pool.places[role["level"]])
        elif role["role"] == "who" and words in pool.known and rng.random() < share:
            swaps[words] = rng.choice(pool.perpetrators)
    return swaps


def moved(edits: list[tuple[int, int, int]], offset: int, is_end: bool) -> int:
    """Where an offset lies after edits (start, end, new length); one within a name moves to an edge of the new name."""
    shift = 0
    for start, end, length in edits:
        if end <= offset:
            shift += length - (end - start)
        elif start < offset:
            return start + shift + (length if is_end else 0)
        else:
            break
    return offset + shift


# Fewer sentences


def drop_sentences(record: dict, rng, share=0.12) -> dict:
    """Leaves out sentences, and all marks in them."""
    kept = choose_sentences(len(record["sentences"]), rng, share)
    if len(kept) == len(record["sentences"]) or not kept:
        return record
    out = copy.deepcopy(record)
    cut = Cut(record, kept)
    out["body"] = cut.body
    out["sentences"] = [[at, at + end - start] for start, end, at in cut.parts]
    out["headline"] = bool(record.get("headline")) and kept[0] == 0
    out["acts"] = [act for act in out["acts"] if keep_act(act, cut)]
    keys = {act["key"] for act in out["acts"]}
    out["says"] = [saying for saying in out["says"] if keep_saying(saying, keys, cut)]
    out["nots"] = [words for words in out["nots"] if keep_span(words, "span", cut)]
    out["tallies"], out["relations"] = [], []
    return out


def choose_sentences(n: int, rng, share: float) -> list[int]:
    """Most sentences; one time in five only about every other, with more left before a random one than after it."""
    kept = [i for i in range(n) if rng.random() > share]
    if rng.random() < 0.2 and n > 5:
        middle = rng.randint(2, n - 2)
        kept = [i for i in kept if (i < middle if rng.random() < 0.6 else i >= middle)]
    return kept


class Cut:
    """The body of the sentences kept, and where each of them went: (old start, old end, new start)."""

    def __init__(self, record: dict, kept: list[int]):
        body, sentences = record["body"], record["sentences"]
        self.body, self.parts = "", []
        for before, i in zip([None, *kept], kept):
            start, end = sentences[i]
            if before is not None:
                self.body += "\n\n" if "\n" in body[sentences[before][1] : start] else " "
            self.parts.append((start, end, len(self.body)))
            self.body += body[start:end]

    def span(self, span):
        """A span at its new place; None where its words are gone."""
        for start, end, at in self.parts:
            if start <= span[0] and span[1] <= end:
                return [span[0] - start + at, span[1] - start + at, span[2]]
        return None


def keep_span(holder: dict, key: str, cut: Cut) -> bool:
    """Moves holder[key]; false, and None in its place, where its words are gone."""
    holder[key] = cut.span(holder[key]) if holder[key] else None
    return holder[key] is not None


def keep_act(act: dict, cut: Cut) -> bool:
    act["tellings"] = [telling for telling in act["tellings"] if keep_span(telling, "trigger", cut)]
    for telling in act["tellings"]:
        telling["roles"] = [role for role in telling["roles"] if keep_span(role, "span", cut)]
    return bool(act["tellings"])


def keep_saying(saying: dict, acts: set[str], cut: Cut) -> bool:
    for key in ("via", "when"):
        keep_span(saying, key, cut)
    if saying["about"] not in acts:
        saying["about"] = None
    return keep_span(saying, "cue", cut) and keep_span(saying, "speaker", cut)
