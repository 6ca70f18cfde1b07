"""What the network is trained on: one loss for each head, summed with the weights below.

Shapes: T pieces, S sentences, I tellings or sayings, R roles.
"""

import torch
import torch.nn.functional as F

from .corpus import BASES, PERPETRATOR, ROLES, SAYING_ROLES, Example
from .model import between, to_pieces

WEIGHTS = {
    "act tag": 1.0,
    "saying tag": 1.0,
    "sentence": 0.3,
    "type": 1.0,
    "stage": 0.5,
    "background": 1.0,
    "aggregate": 0.5,
    "role": 0.3,
    "basis": 0.3,
    "earlier": 0.7,
    "pair": 0.5,
    "speech act": 0.5,
    "saying role": 0.2,
    "about": 0.6,
}
ACT_TAG_WEIGHTS = torch.tensor([1.0, 2.0, 2.0, 1.0, 1.0])
SAYING_TAG_WEIGHTS = torch.tensor([1.0, 2.0, 2.0])
IN_ROLE = torch.tensor(2.0)  # weight of pieces in a role against the many in none
MAIN = 2.0  # weight of the main telling in attributes
TAGS_IN_UNIT, ROLES_IN_UNIT, SAYING_ROLES_IN_UNIT = 40, 6, 3  # pieces that make up one unit of a summed loss
NEVER = -1e4


def losses(net, example: Example, states) -> dict[str, torch.Tensor]:
    """(T, STATE) -> losses by name; heads that the article has nothing for are left out"""
    means = net.sentence_means(example.layout, states)
    out = tag_losses(net, example, states, means)
    attributes = None
    if example.tellings:
        pooled = net.pooled(example.layout, states, means, [t.span for t in example.tellings])
        attributes = net.for_attributes(pooled)
        out |= attribute_losses(net, example, attributes)
        out |= role_losses(net, example, states, net.for_roles(pooled))
        if len(example.tellings) > 1:
            out |= sameness_losses(net, example, attributes)
    if example.sayings:
        sayings = net.for_sayings(net.pooled(example.layout, states, means, [s.span for s in example.sayings]))
        out |= saying_losses(net, example, states, sayings)
        if attributes is not None:
            out |= about_loss(net, example, sayings, attributes)
    return out


def weighed(found: dict[str, torch.Tensor]):
    """The sum of losses"""
    return sum(WEIGHTS[name] * value for name, value in found.items())


def tag_losses(net, example, states, means):
    """Tags of pieces, and whether a sentence holds a trigger"""
    acts, sayings = torch.from_numpy(example.act_tags), torch.from_numpy(example.saying_tags)
    tells = torch.from_numpy(example.tells).float()
    summed = lambda scores, gold, weight: F.cross_entropy(scores, gold, weight, reduction="sum")  # noqa: E731
    return {
        "act tag": summed(net.tag(states), acts, ACT_TAG_WEIGHTS) / TAGS_IN_UNIT,
        "saying tag": summed(net.stag(states), sayings, SAYING_TAG_WEIGHTS) / TAGS_IN_UNIT,
        "sentence": F.binary_cross_entropy_with_logits(net.gate(means).squeeze(-1), tells),
    }


def attribute_losses(net, example, attributes):
    """(I, SPAN) -> type, stage, background, aggregate"""
    tellings = example.tellings
    weight = torch.tensor([MAIN if t.main else 1.0 for t in tellings])
    weight = weight / weight.sum()
    out = {}
    for name, head in (("type", net.typ), ("stage", net.stg), ("background", net.bg), ("aggregate", net.agg)):
        gold = torch.tensor([getattr(t, name) for t in tellings])
        out[name] = (F.cross_entropy(head(attributes), gold, reduction="none") * weight).sum()
    return out


def role_losses(net, example, states, spans):
    """(T, STATE), (I, SPAN) -> roles, and the basis of every perpetrator"""
    tellings = example.tellings
    scores = net.roles(spans, states, *to_pieces(example.layout, [t.span for t in tellings]))
    gold = role_targets([t.roles for t in tellings], len(states), len(ROLES))
    counted = torch.ones_like(gold)
    for i, telling in enumerate(tellings):
        for role, (start, end) in telling.ignored:
            counted[i, start:end, role] = 0
        for role, (start, end) in telling.roles:
            counted[i, start:end, role] = 1
    loss = F.binary_cross_entropy_with_logits(scores, gold, reduction="none", pos_weight=IN_ROLE) * counted
    return {"role": loss.sum() / (len(tellings) * ROLES_IN_UNIT)} | basis_loss(net, tellings, states, spans)


def role_targets(roles, pieces: int, kinds: int):
    """(I, T, R, 2): inside the role; at its beginning"""
    gold = torch.zeros(len(roles), pieces, kinds, 2)
    for i, own in enumerate(roles):
        for role, (start, end) in own:
            gold[i, start:end, role, 0] = 1
            gold[i, start, role, 1] = 1
    return gold


def basis_loss(net, tellings, states, spans):
    rows, gold = [], []
    for i, telling in enumerate(tellings):
        for (role, (start, end)), record in telling.roles.items():
            if role == PERPETRATOR:
                rows.append(torch.cat([spans[i], states[start:end].mean(0)]))
                gold.append(BASES.index(record["how"]))
    return {"basis": F.cross_entropy(net.how(torch.stack(rows)), torch.tensor(gold))} if rows else {}


def sameness_losses(net, example, attributes):
    """(I, SPAN) -> which earlier tellings are of the same act, if any; and every pair

    The second makes probabilities of the scores, whose mean can join groups.
    """
    spans, n = [t.span for t in example.tellings], len(example.tellings)
    act = torch.tensor([t.act for t in example.tellings])
    earlier = torch.ones(n, n).tril(-1).bool()
    same = (act[:, None] == act[None]) & earlier
    scores = net.coref(attributes, attributes, between(example.layout, spans, spans)).masked_fill(~earlier, NEVER)
    choices = torch.cat([net.cnull(attributes), scores], 1)
    gold = torch.cat([~same.any(1, keepdim=True), same], 1)
    pairs = F.binary_cross_entropy_with_logits(scores[earlier], same[earlier].float())
    return {"earlier": any_of(choices, gold).mean(), "pair": pairs}


def any_of(scores, gold):
    """(I, J), (I, J) -> (I,): minus the log probability of all right choices together"""
    return torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(~gold, NEVER), 1)


def saying_losses(net, example, states, spans):
    """(T, STATE), (I, SPAN) -> speech act and roles of sayings"""
    sayings = example.sayings
    act = F.cross_entropy(net.sact(spans), torch.tensor([s.act for s in sayings]))
    scores = net.sroles(spans, states, *to_pieces(example.layout, [s.span for s in sayings]))
    gold = role_targets([s.roles for s in sayings], len(states), len(SAYING_ROLES))
    loss = F.binary_cross_entropy_with_logits(scores, gold, reduction="none", pos_weight=IN_ROLE)
    return {"speech act": act, "saying role": loss.sum() / (len(sayings) * SAYING_ROLES_IN_UNIT)}


def about_loss(net, example, sayings, attributes):
    """(I, SPAN), (J, SPAN) -> which telling, or none, a saying is about; any telling of its acts is right"""
    tellings = example.tellings
    apart = between(example.layout, [s.span for s in example.sayings], [t.span for t in tellings])
    choices = torch.cat([net.anull(sayings), net.about(sayings, attributes, apart)], 1)
    rows = [[s.about_none and not s.about] + [t.act in s.about for t in tellings] for s in example.sayings]
    gold = torch.tensor(rows)
    told = gold.any(1)
    return {"about": any_of(choices, gold)[told].mean()} if told.any() else {}
