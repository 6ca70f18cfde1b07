"""The network: a MiniLM-L6 encoder, states of pieces, and heads over pieces, spans and pairs of spans.

Shapes: T pieces, S sentences, I spans (of acts or sayings), J other spans, W pieces of a window with its two special
ones; HIDDEN 384, STATE 432 = HIDDEN and features of the sentence, SPAN 256, POOLED 1680 = 3 STATE + HIDDEN.
"""

import os

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from .corpus import ACT_TAGS, BASES, ROLES, SAYING_ROLES, SAYING_TAGS, SPEECH_ACTS, STAGES, TYPES, Span
from .layout import PIECES_APART, SENTENCES_APART, Layout, package, piece_distances, place_buckets, sentence_distances

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")

CLS, SEP, MASK = 101, 102, 103
HIDDEN, SPAN = 384, 256
PLACE, HEADLINE = 32, 16  # widths of the features of a sentence
STATE = HIDDEN + PLACE + HEADLINE
POOLED = 3 * STATE + HIDDEN
PLACE_ROWS = 10  # rows of the table of sentence places; the last is spare
DROPOUT, ENCODER_DROPOUT = 0.2, 0.1
# With instructions for them 16 bits take two thirds of the time of 32 and less, without twice as long.
SIXTEEN = torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()


class TwoLayers(nn.Module):
    """(..., in) -> (..., out)"""

    def __init__(self, width, hidden, out):
        super().__init__()
        self.a, self.b = nn.Linear(width, hidden), nn.Linear(hidden, out)
        self.p = nn.Dropout(DROPOUT)

    def forward(self, x):
        return self.b(self.p(F.gelu(self.a(x))))


class RoleScores(nn.Module):
    """Two scores for each span, piece and role: inside it, at its beginning. Sums, products and distances."""

    def __init__(self, roles, width=160):
        super().__init__()
        self.n = roles
        self.wg, self.wh = nn.Linear(SPAN, width), nn.Linear(STATE, width)
        self.pg, self.ph = nn.Linear(SPAN, width), nn.Linear(STATE, width)
        self.es, self.et = nn.Embedding(SENTENCES_APART, width), nn.Embedding(PIECES_APART, width)
        self.o = nn.Linear(2 * width, 2 * roles)
        self.d = nn.Dropout(DROPOUT)
        nn.init.constant_(self.o.bias, -3.0)  # nearly all pieces are in no role

    def forward(self, spans, states, sentences_apart, pieces_apart):
        """(I, SPAN), (T, STATE), (I, T), (I, T) -> (I, T, roles, 2); so wide that training takes 16 bits where they are faster"""
        narrow = self.training and SIXTEEN
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=narrow):
            kind = torch.bfloat16 if narrow else torch.float32
            tables = self.es.weight.to(kind), self.et.weight.to(kind)
            scores = self.o(self.d(self.features(spans, states, sentences_apart, pieces_apart, tables)))
        return scores.float().view(len(spans), len(states), self.n, 2)

    def features(self, spans, states, sentences_apart, pieces_apart, tables):
        """-> (I, T, 2 * width)"""
        sums = self.wg(spans)[:, None] + self.wh(states)[None]
        sums = F.gelu(sums + tables[0][sentences_apart] + tables[1][pieces_apart])
        products = self.pg(spans)[:, None] * self.ph(states)[None]
        return torch.cat([sums, products], -1)


class PairScores(nn.Module):
    """A score for each pair of spans."""

    def __init__(self, width=192):
        super().__init__()
        self.a, self.b = nn.Linear(SPAN, width), nn.Linear(SPAN, width)
        self.c, self.c2 = nn.Linear(SPAN, width), nn.Linear(SPAN, width)
        self.es = nn.Embedding(SENTENCES_APART, width)
        self.o = TwoLayers(2 * width, width, 1)

    def forward(self, x, y, sentences_apart):
        """(I, SPAN), (J, SPAN), (I, J) -> (I, J)"""
        sums = F.gelu(self.a(x)[:, None] + self.b(y)[None] + self.es(sentences_apart))
        products = self.c(x)[:, None] * self.c2(y)[None]
        return self.o(torch.cat([sums, products], -1)).squeeze(-1)


class Net(nn.Module):
    """Encoder and heads.

    The names of its parts, and of theirs above, are the keys of every file of weights and stay as they are:
    enc the encoder; sp, hl the tables of sentence places and of headlines; tag, stag the tags of acts and of sayings;
    gate whether a sentence tells an act; span, sspan, aspan the projections of a span for roles, for a saying and for
    attributes and sameness; ln, gln, sgln, agln the norms of piece states and of these projections; typ, stg, bg, agg
    type, stage, background, aggregate; main whether it is the main telling (never trained); roles, sroles the roles of
    acts and of sayings; how the basis on which a perpetrator is named; sact the speech act; coref, cnull the earlier
    tellings of the same act, or none; about, anull the acts a saying is about, or none.
    Their order is the order in which random numbers fill them.
    """

    def __init__(self):
        super().__init__()
        self.enc = pretrained()
        self.sp, self.hl = nn.Embedding(PLACE_ROWS, PLACE), nn.Embedding(2, HEADLINE)
        # Piece states come out with a deviation of 0.24: unless they are brought to 1, the heads listen to sp and hl.
        self.ln, self.gln, self.sgln = nn.LayerNorm(HIDDEN), nn.LayerNorm(SPAN), nn.LayerNorm(SPAN)
        nn.init.normal_(self.sp.weight, std=0.3)
        nn.init.normal_(self.hl.weight, std=0.3)
        self.drop = nn.Dropout(DROPOUT)
        self.tag, self.stag, self.gate = nn.Linear(STATE, ACT_TAGS), nn.Linear(STATE, SAYING_TAGS), nn.Linear(STATE, 1)
        self.span = nn.Linear(POOLED, SPAN)
        self.sspan = nn.Linear(POOLED, SPAN)
        self.aspan, self.agln = nn.Linear(POOLED, SPAN), nn.LayerNorm(SPAN)
        self.typ, self.stg = TwoLayers(SPAN, 128, len(TYPES)), TwoLayers(SPAN, 64, len(STAGES))
        self.bg, self.agg, self.main = TwoLayers(SPAN, 64, 2), TwoLayers(SPAN, 64, 2), TwoLayers(SPAN, 64, 2)
        self.roles, self.sroles = RoleScores(len(ROLES)), RoleScores(len(SAYING_ROLES))
        self.how, self.sact = TwoLayers(SPAN + STATE, 128, len(BASES)), TwoLayers(SPAN, 128, len(SPEECH_ACTS))
        self.coref, self.cnull = PairScores(), TwoLayers(SPAN, 64, 1)
        self.about, self.anull = PairScores(), TwoLayers(SPAN, 64, 1)

    # States of pieces

    def encode(self, layouts: list[Layout], ids: list[np.ndarray] | None = None) -> list[torch.Tensor]:
        """States (T, STATE) of each text, after one pass over all windows; `ids` may hold masked pieces instead."""
        ids = ids or [layout.ids for layout in layouts]
        rows = [framed(own[a:b]) for layout, own in zip(layouts, ids) for a, b in layout.windows]
        windows = iter(self.windows(rows))
        out = []
        for layout in layouts:
            read = [next(windows) for _ in layout.windows]
            starts = np.cumsum([0] + [len(window) for window in read])[:-1]
            at = starts[layout.pick[:, 0]] + layout.pick[:, 1] + 1  # after the special piece
            out.append(self.states(layout, torch.cat(read)[torch.from_numpy(at)].float()))
        return out

    def states(self, layout: Layout, hidden):
        """(T, HIDDEN) -> (T, STATE)"""
        places = torch.from_numpy(place_buckets(layout.sentence))
        headline = torch.from_numpy(((layout.sentence == 0) & layout.headline).astype(np.int64))
        return self.drop(torch.cat([self.ln(hidden), self.sp(places), self.hl(headline)], -1))

    def windows(self, rows: list[torch.Tensor]) -> list[torch.Tensor]:
        """(W,) pieces of each window -> (W, HIDDEN)

        All windows are one long row for the linear layers, so that nothing is padded, and apart only in attention.
        """
        embeddings = self.enc.embeddings
        lengths = [len(row) for row in rows]
        places = torch.cat([torch.arange(n) for n in lengths])
        x = embeddings.word_embeddings(torch.cat(rows)) + embeddings.position_embeddings(places)
        x = embeddings.LayerNorm(x + embeddings.token_type_embeddings.weight[0])
        x = F.dropout(x, ENCODER_DROPOUT, self.training)
        if torch.is_autocast_enabled("cpu"):
            x = x.bfloat16()
        for layer in self.enc.encoder.layer:
            x = self.layer(layer, x, lengths)
        return x.split(lengths)

    def layer(self, layer, x, lengths):
        """(sum of W, HIDDEN) -> the same; without dropout of attention, which would make it six times slower."""
        drop = lambda y: F.dropout(y, ENCODER_DROPOUT, self.training)  # noqa: E731
        out = layer.attention.output
        x = norm(out.LayerNorm, drop(out.dense(self.attention(layer.attention.self, x, lengths))) + x)
        return norm(layer.output.LayerNorm, drop(layer.output.dense(F.gelu(layer.intermediate.dense(x)))) + x)

    def attention(self, own, x, lengths):
        """(sum of W, HIDDEN) -> the same, each window for itself."""
        heads = self.enc.config.num_attention_heads
        width = HIDDEN // heads
        weight = torch.cat([own.query.weight, own.key.weight, own.value.weight])
        bias = torch.cat([own.query.bias, own.key.bias, own.value.bias])
        out = []
        for part in F.linear(x, weight, bias).view(len(x), 3, heads, width).split(lengths):
            query, key, value = part.permute(1, 2, 0, 3).contiguous().unbind(0)  # (heads, W, width) each
            scores = torch.bmm(query * width**-0.5, key.transpose(1, 2))
            out.append(torch.bmm(torch.softmax(scores, -1), value).transpose(0, 1).reshape(-1, HIDDEN))
        return torch.cat(out)

    # Spans

    def sentence_means(self, layout: Layout, states):
        """(T, STATE) -> (S, STATE), each brought to mean 0 and variance 1"""
        sentence = torch.from_numpy(layout.sentence)
        sums = torch.zeros(layout.sentences, STATE).index_add_(0, sentence, states)
        counts = torch.bincount(sentence, minlength=layout.sentences).clamp(min=1)
        return F.layer_norm(sums / counts[:, None], (STATE,))

    def pooled(self, layout: Layout, states, means, spans: list[Span]):
        """(I, POOLED): mean of each span, its first piece, its sentence, the text"""
        text = F.layer_norm(states[:, :HIDDEN].mean(0), (HIDDEN,))
        rows = [(states[a:b].mean(0), states[a], means[layout.sentence[a]], text) for a, b in spans]
        return torch.stack([torch.cat(row) for row in rows])

    def for_roles(self, pooled):
        """(I, POOLED) -> (I, SPAN)"""
        return self.gln(F.gelu(self.span(pooled)))

    def for_attributes(self, pooled):
        """(I, POOLED) -> (I, SPAN)"""
        return self.agln(F.gelu(self.aspan(pooled)))

    def for_sayings(self, pooled):
        """(I, POOLED) -> (I, SPAN)"""
        return self.sgln(F.gelu(self.sspan(pooled)))


def pretrained():
    """The encoder as it comes in its package, without the pooling layer it has beside."""
    from transformers import AutoModel
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    return AutoModel.from_pretrained(package(), add_pooling_layer=False)


def framed(ids: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.concatenate([[CLS], ids, [SEP]]))


def norm(layer, x):
    """A LayerNorm in the precision of what goes in."""
    weight, bias = layer.weight.to(x.dtype), layer.bias.to(x.dtype)
    return F.layer_norm(x, layer.normalized_shape, weight, bias, layer.eps)


def to_pieces(layout: Layout, spans: list[Span]):
    """(I, T), (I, T): buckets of distance in sentences and in pieces, from the first piece of a span to all pieces"""
    first = np.array([start for start, _ in spans])
    sentences = sentence_distances(layout.sentence[first], layout.sentence)
    return torch.from_numpy(sentences), torch.from_numpy(piece_distances(first, np.arange(len(layout))))


def between(layout: Layout, spans: list[Span], others: list[Span]):
    """(I, J): buckets of distance in sentences between first pieces"""
    sentence = lambda these: layout.sentence[[start for start, _ in these]]  # noqa: E731
    return torch.from_numpy(sentence_distances(sentence(spans), sentence(others)))


def load(path) -> Net:
    """The network with the weights of a checkpoint or of a bare file of weights, ready to read with.

    Files may be in half precision and may lack the word embeddings, which are then the package's own.
    """
    net = Net()
    found = torch.load(path, map_location="cpu")
    weights = {name: value.float() for name, value in found.get("weights", found).items()}
    missing, unexpected = net.load_state_dict(weights, strict=False)
    wrong = [name for name in missing if name != "enc.embeddings.word_embeddings.weight"] + unexpected
    if wrong:
        raise SystemExit(f"{path}: not the weights of this network: {', '.join(wrong)}")
    return net.eval()
