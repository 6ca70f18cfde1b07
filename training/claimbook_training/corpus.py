"""Articles of the press corpus and the labels made of them.

Reads the JSON lines of `claimbook-eval corpus jsonl`. Their words ("who", "how", "says") stay in the keys of the
record; the code says perpetrator, basis, sayings. The order of every list below is that of a trained head, and the same
as in `crates/encoder/src/lib.rs`.
"""

import json
from dataclasses import dataclass, field

import numpy as np

from .layout import Layout, lay_out, piece_span

TYPES = (
    "airstrike armed_assault arson assassination bombing drone_attack hijacking interception_only kidnapping robbery "
    "rocket_missile_attack sabotage shelling other"
).split()
STAGES = "accomplished attempted planned threatened hypothetical".split()
BASES = "claimed reported_as_fact accused accused_by_authorities suspected suspected_by_authorities denied".split()
SPEECH_ACTS = "claims_responsibility confirms denies accuses reports threatens estimates retracts".split()
ROLES = "who target at from stopped when killed injured kidnapped weapon none intercepted damage motive".split()
SAYING_ROLES = "speaker via when".split()
PERPETRATOR, SPEAKER = ROLES.index("who"), SAYING_ROLES.index("speaker")

# Tags of pieces. Of acts there are two more: the words that look like an act and open no incident.
OUTSIDE, BEGINS, INSIDE, BEGINS_NO_ACT, INSIDE_NO_ACT = range(5)
ACT_TAGS, SAYING_TAGS = 5, 3

Span = tuple[int, int]  # half-open range of pieces
RoleSpan = tuple[int, Span]  # number of the role, its pieces


@dataclass
class Telling:
    """A place in an article where an act is told."""

    span: Span  # the trigger
    act: int
    main: bool
    type: int
    stage: int
    background: int
    aggregate: int
    roles: dict[RoleSpan, dict]  # told here, or elsewhere in the act but in this sentence; with the record
    ignored: list[RoleSpan]  # told elsewhere in the act: neither right nor wrong here


@dataclass
class Saying:
    """A cue of speech; several lines of the record may share it."""

    span: Span  # the cue
    act: int  # the speech act
    roles: set[RoleSpan] = field(default_factory=set)
    about: set[int] = field(default_factory=set)  # acts
    about_none: bool = False


@dataclass
class Example:
    """An article with its labels; T pieces, S sentences."""

    id: str
    layout: Layout
    tellings: list[Telling]
    sayings: list[Saying]
    act_tags: np.ndarray  # (T,)
    saying_tags: np.ndarray  # (T,)
    tells: np.ndarray  # (S,) 1 where a sentence holds a trigger


def read(path) -> list[dict]:
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def is_dev(record: dict) -> bool:
    """True for the part on which choices are made, and from which nothing is learned."""
    return record.get("split") == "dev"


def example(record: dict) -> Example:
    layout = lay_out(record["body"], bool(record.get("headline")))
    told = tellings(record, layout)
    said = sayings(record, layout)
    no_acts = [piece_span(layout, *words["span"][:2]) for words in record["nots"]]
    act_tags = np.zeros(len(layout), dtype=np.int64)
    saying_tags = np.zeros(len(layout), dtype=np.int64)
    for span in filter(None, no_acts):
        mark(act_tags, [span], BEGINS_NO_ACT, INSIDE_NO_ACT)
    mark(act_tags, [t.span for t in told], BEGINS, INSIDE)
    mark(saying_tags, [s.span for s in said], BEGINS, INSIDE)
    tells = np.zeros(layout.sentences, dtype=np.int64)
    tells[[layout.sentence[t.span[0]] for t in told]] = 1
    return Example(record["id"], layout, told, said, act_tags, saying_tags, tells)


def mark(tags: np.ndarray, spans: list[Span], begins: int, inside: int):
    """Tags spans; where they overlap, a beginning wins."""
    for start, end in spans:
        tags[start:end] = inside
    for start, _ in spans:
        tags[start] = begins


def tellings(record: dict, layout: Layout) -> list[Telling]:
    """Every telling of every act in the order of the text; two acts may share a trigger ("X and Y were hit")."""
    out = []
    for number, act in enumerate(record["acts"]):
        own = [role_spans(layout, telling["roles"]) for telling in act["tellings"]]
        anywhere = {}
        for roles in own:
            for key, role in roles:
                anywhere.setdefault(key, role)
        for telling, roles in zip(act["tellings"], own):
            span = piece_span(layout, *telling["trigger"][:2])
            if span:
                out.append(label(act, number, telling["main"], span, dict(roles), anywhere, layout))
    return sorted(out, key=lambda t: t.span)


def label(act, number, main, span, own, anywhere, layout) -> Telling:
    """Labels of one telling; a role of another telling counts where it stands in a sentence of the trigger."""
    here = set(layout.sentence[span[0] : span[1]].tolist())
    elsewhere = [key for key in anywhere if key not in own]
    near = {key: anywhere[key] for key in elsewhere if layout.sentence[key[1][0]] in here}
    return Telling(
        span=span,
        act=number,
        main=main,
        type=TYPES.index(act["type"]),
        stage=STAGES.index(act["stage"]),
        background=int(act["background"]),
        aggregate=int(act["aggregate"] is not None),
        roles=own | near,
        ignored=[key for key in elsewhere if key not in near],
    )


def role_spans(layout: Layout, roles: list[dict]) -> list[tuple[RoleSpan, dict]]:
    """Roles of the record by number and pieces."""
    out = []
    for role in roles:
        span = piece_span(layout, *role["span"][:2])
        if span and role["role"] in ROLES:
            out.append(((ROLES.index(role["role"]), span), role))
    return out


def sayings(record: dict, layout: Layout) -> list[Saying]:
    """Sayings in the order of the text; lines with one cue and one speech act are one saying."""
    keys = [act["key"] for act in record["acts"]]
    out = {}
    for line in record["says"]:
        cue = piece_span(layout, *line["cue"][:2])
        if not cue:
            continue
        saying = out.setdefault((cue, line["act"]), Saying(cue, SPEECH_ACTS.index(line["act"])))
        for number, role in enumerate(SAYING_ROLES):
            span = piece_span(layout, *line[role][:2]) if line[role] else None
            if span:
                saying.roles.add((number, span))
        if line["about"] in keys:
            saying.about.add(keys.index(line["about"]))
        else:
            saying.about_none = True
    return sorted(out.values(), key=lambda s: s.span)
