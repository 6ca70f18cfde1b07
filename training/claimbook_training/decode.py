"""From scores to spans, as `crates/encoder/src/decode.rs` and `read.rs` do it; joins tellings by mean link alone.

Shapes: T pieces, I acts, J sayings.
"""

from dataclasses import dataclass

import numpy as np
import torch

from .corpus import PERPETRATOR, ROLES, SAYING_ROLES, Span
from .layout import Layout
from .model import Net, between, to_pieces

LEAST = 0.5  # probability from which words are marked, and tellings joined


@dataclass
class RoleFound:
    role: int
    span: Span
    score: float
    basis: np.ndarray | None  # of perpetrators: probabilities


@dataclass
class ActFound:
    """A telling; attributes as probabilities."""

    span: Span
    score: float
    type: np.ndarray
    stage: np.ndarray
    background: np.ndarray
    aggregate: np.ndarray
    roles: list[RoleFound]


@dataclass
class SayingFound:
    span: Span
    score: float
    act: np.ndarray
    roles: list[RoleFound]
    about: np.ndarray | None  # (1 + I,): none, then each act; None where no act was found


@dataclass
class Found:
    acts: list[ActFound]
    sayings: list[SayingFound]
    groups: list[int]  # (I,) number of the group of each act


class Reader:
    """One text through the network; `triggers` may be given instead of found."""

    def __init__(self, net: Net, layout: Layout, states, triggers: list[Span] | None = None):
        self.net, self.layout, self.states = net, layout, states
        self.means = net.sentence_means(layout, states)
        self.act_scores, act_begins = tagged(net.tag(states))
        self.saying_scores, saying_begins = tagged(net.stag(states))
        self.acts = list(triggers) if triggers is not None else self.spans(self.act_scores, act_begins)
        self.sayings = self.spans(self.saying_scores, saying_begins)

    def spans(self, inside: np.ndarray, begins: np.ndarray) -> list[Span]:
        return whole_words(self.layout, runs(inside, begins))

    def found(self) -> Found:
        attributes = None
        acts, groups = [], []
        if self.acts:
            pooled = self.net.pooled(self.layout, self.states, self.means, self.acts)
            attributes = self.net.for_attributes(pooled)
            acts = self.acts_found(attributes, self.net.for_roles(pooled))
            apart = between(self.layout, self.acts, self.acts)
            groups = joined(torch.sigmoid(self.net.coref(attributes, attributes, apart)).numpy())
        return Found(acts, self.sayings_found(attributes) if self.sayings else [], groups)

    def acts_found(self, attributes, spans) -> list[ActFound]:
        """(I, SPAN), (I, SPAN)"""
        net = self.net
        heads = [head(attributes).softmax(-1).numpy() for head in (net.typ, net.stg, net.bg, net.agg)]
        scores = net.roles(spans, self.states, *to_pieces(self.layout, self.acts))
        out = []
        for i, span in enumerate(self.acts):
            roles = self.roles_found(scores[i], len(ROLES))
            for role in roles:
                if role.role == PERPETRATOR:
                    words = self.states[slice(*role.span)].mean(0)
                    role.basis = net.how(torch.cat([spans[i], words])).softmax(-1).numpy()
            out.append(ActFound(span, float(self.act_scores[slice(*span)].max()), *(head[i] for head in heads), roles))
        return out

    def sayings_found(self, attributes) -> list[SayingFound]:
        """(I, SPAN), or None where there are no acts"""
        net = self.net
        spans = net.for_sayings(net.pooled(self.layout, self.states, self.means, self.sayings))
        acts = net.sact(spans).softmax(-1).numpy()
        scores = net.sroles(spans, self.states, *to_pieces(self.layout, self.sayings))
        about = [None] * len(self.sayings)
        if attributes is not None:
            choices = net.about(spans, attributes, between(self.layout, self.sayings, self.acts))
            about = torch.cat([net.anull(spans), choices], 1).softmax(-1).numpy()
        out = []
        for i, span in enumerate(self.sayings):
            roles = self.roles_found(scores[i], len(SAYING_ROLES))
            out.append(SayingFound(span, mean(self.saying_scores, span), acts[i], roles, about[i]))
        return out

    def roles_found(self, scores, kinds: int) -> list[RoleFound]:
        """(T, roles, 2)"""
        p = torch.sigmoid(scores).numpy()
        return [
            RoleFound(role, span, mean(p[:, role, 0], span), None)
            for role in range(kinds)
            for span in self.spans(p[:, role, 0], p[:, role, 1])
        ]


def tagged(scores) -> tuple[np.ndarray, np.ndarray]:
    """(T, tags) -> (T,), (T,): probabilities of being in something, and at its beginning"""
    p = scores.softmax(-1).numpy()
    return p[:, 1] + p[:, 2], p[:, 1]


def mean(scores: np.ndarray, span: Span) -> float:
    return float(scores[slice(*span)].mean())


def runs(inside: np.ndarray, begins: np.ndarray) -> list[Span]:
    """(T,), (T,) -> runs of pieces that are likely inside; a new one begins where a beginning is likelier than not."""
    out, start = [], None
    for t, p in enumerate([*inside, 0.0]):
        ends = p <= LEAST or begins[t] > 0.5
        if start is not None and ends:
            out.append((start, t))
            start = None
        if start is None and p > LEAST:
            start = t
    return out


def whole_words(layout: Layout, spans: list[Span]) -> list[Span]:
    """Runs grown to whole words; those that then meet are one."""
    out = []
    for start, end in spans:
        while start > 0 and one_word(layout, start - 1):
            start -= 1
        while end < len(layout) and one_word(layout, end - 1):
            end += 1
        if out and start < out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out


def one_word(layout: Layout, left: int) -> bool:
    """True when a piece and the next are parts of one word."""
    (_, end), (start, _) = layout.offsets[left], layout.offsets[left + 1]
    return end == start and layout.text[end - 1].isalnum() and layout.text[start].isalnum()


def joined(p: np.ndarray) -> list[int]:
    """(I, I) probabilities, of which those of the later with the earlier count -> (I,) groups by average link."""
    groups = [[i] for i in range(len(p))]
    link = lambda a, b: float(np.mean([p[max(i, j), min(i, j)] for i in a for j in b]))  # noqa: E731
    while len(groups) > 1:
        pairs = [(later, earlier) for later in range(len(groups)) for earlier in range(later)]
        scores = [link(groups[later], groups[earlier]) for later, earlier in pairs]
        best = int(np.argmax(scores))
        if scores[best] <= LEAST:
            break
        later, earlier = pairs[best]
        groups[earlier] += groups.pop(later)
    out = [0] * len(p)
    for number, group in enumerate(groups):
        for i in group:
            out[i] = number
    return out
