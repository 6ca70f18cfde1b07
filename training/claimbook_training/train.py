"""Trains the network: python -m claimbook_training.train --corpus train.jsonl --out DIR

Writes DIR/epoch-NNN.pt after each epoch (the newest two are kept) and DIR/weights.pt at the end. Started again with the
same corpus, epochs and seed it goes on from the newest checkpoint and ends with the weights it would have had.
"""

import argparse
import hashlib
import os
import random
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch

from .augment import Pool, augment
from .corpus import example, is_dev, read
from .losses import WEIGHTS, losses, weighed
from .model import MASK, SIXTEEN, Net
from .restore import from_folder

BATCH = 4  # articles
RATE, HEADS, DECAY, CLIP = 1.2e-4, 10, 0.01, 5.0
WARM_UP = 100  # steps
LEAST_RATE = 0.01  # of the full rate, at the end
AUGMENTED = 0.7  # share of articles that are changed, from the second epoch on
MASKED = 0.1  # share of pieces that are hidden
KEPT = 2  # checkpoints


class Run:
    """Everything that a checkpoint holds: weights, optimiser, random numbers, how far it is."""

    def __init__(self, settings: dict):
        self.settings, self.epoch = settings, 0
        torch.manual_seed(settings["seed"])
        self.rng = random.Random(settings["seed"])
        self.masks = np.random.default_rng(settings["seed"])
        self.net = from_folder(Path(settings["start"])) if settings["start"] else Net()
        # Half of the optimiser's time for 30,000 rows of which an article has some hundred: they stay as they came.
        self.net.enc.embeddings.word_embeddings.requires_grad_(False)
        self.optimiser = optimiser(self.net, settings["rate"])

    def save(self, path: Path):
        state = {
            "settings": self.settings,
            "epoch": self.epoch,
            "weights": self.net.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "random": self.rng.getstate(),
            "masks": self.masks.bit_generator.state,
            "torch": torch.get_rng_state(),
        }
        write(state, path)

    def resume(self, path: Path):
        state = torch.load(path)
        if state["settings"] != self.settings:
            raise SystemExit(f"{path} was made with {state['settings']}, not {self.settings}: take another --out")
        self.epoch = state["epoch"]
        self.net.load_state_dict(state["weights"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.rng.setstate(state["random"])
        self.masks.bit_generator.state = state["masks"]
        torch.set_rng_state(state["torch"])


def optimiser(net: Net, rate: float) -> torch.optim.AdamW:
    """`rate` is the encoder's; heads learn ten times as fast."""
    named = [(name.startswith("enc."), p) for name, p in net.named_parameters() if p.requires_grad]
    groups = [
        {"params": [p for encoder, p in named if encoder], "lr": rate, "full": rate},
        {"params": [p for encoder, p in named if not encoder], "lr": HEADS * rate, "full": HEADS * rate},
    ]
    return torch.optim.AdamW(groups, weight_decay=DECAY, fused=True)


def write(state: dict, path: Path):
    """Whole or not at all."""
    part = path.with_suffix(".part")
    torch.save(state, part)
    os.replace(part, path)


def rate(step: int, steps: int) -> float:
    """Share of the full learning rate: up over the first steps, then down in a line."""
    return min(1.0, (step + 1) / WARM_UP) * max(LEAST_RATE, 1 - step / steps)


def epoch(run: Run, records: list[dict], pool: Pool) -> Counter:
    """One pass over the articles; the mean of each loss."""
    order = records[:]
    run.rng.shuffle(order)
    run.net.train()
    batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    steps = len(batches) * run.settings["epochs"]
    sums = Counter()
    for number, batch in enumerate(batches):
        for group in run.optimiser.param_groups:
            group["lr"] = group["full"] * rate(run.epoch * len(batches) + number, steps)
        step(run, [varied(run, record, pool) for record in batch], sums)
    return Counter({name: value / len(order) for name, value in sums.items()})


def varied(run: Run, record: dict, pool: Pool):
    changed = run.epoch > 0 and run.rng.random() < AUGMENTED
    return example(augment(record, pool, run.rng) if changed else record)


def step(run: Run, examples: list, sums: Counter):
    """One step of the optimiser; adds each article's losses to `sums`."""
    layouts = [e.layout for e in examples]
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=SIXTEEN):
        states = run.net.encode(layouts, [masked(layout.ids, run.masks) for layout in layouts])
    loss = 0.0
    for one, own in zip(examples, states):
        found = losses(run.net, one, own)
        loss = loss + weighed(found) / len(examples)
        sums.update({name: float(value.detach()) for name, value in found.items()})
    run.optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(run.net.parameters(), CLIP)
    run.optimiser.step()


def masked(ids: np.ndarray, rng) -> np.ndarray:
    """(T,) pieces, some of them hidden"""
    return np.where(rng.random(len(ids)) < MASKED, MASK, ids)


def train(records: list[dict], out: Path, settings: dict):
    run, pool = Run(settings), Pool(records)
    newest = max(out.glob("epoch-*.pt"), default=None)
    if newest:
        run.resume(newest)
        print(f"goes on after epoch {run.epoch} of {settings['epochs']}", flush=True)
    while run.epoch < settings["epochs"]:
        began = time.monotonic()
        means = epoch(run, records, pool)
        run.epoch += 1
        run.save(out / f"epoch-{run.epoch:03}.pt")
        for old in sorted(out.glob("epoch-*.pt"))[:-KEPT]:
            old.unlink()
        told = ", ".join(f"{name} {means[name]:.3f}" for name in WEIGHTS)
        print(f"epoch {run.epoch} of {settings['epochs']}, {time.monotonic() - began:.0f} s: {told}", flush=True)
    write(run.net.state_dict(), out / "weights.pt")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--corpus", type=Path, required=True, help="from `claimbook-eval corpus jsonl`")
    arguments.add_argument("--out", type=Path, required=True, help="folder of checkpoints")
    arguments.add_argument("--epochs", type=int, default=15)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--start", default="", help="folder of shipped weights to train on from")
    arguments.add_argument("--rate", type=float, default=RATE, help="of learning, of the encoder")
    arguments.add_argument("--threads", type=int, default=1)
    given = arguments.parse_args()
    torch.set_num_threads(given.threads)
    records = [record for record in read(given.corpus) if not is_dev(record)]
    digest = hashlib.sha256(given.corpus.read_bytes()).hexdigest()
    given.out.mkdir(parents=True, exist_ok=True)
    print(f"{len(records)} articles, {given.epochs} epochs, seed {given.seed}", flush=True)
    settings = {name: getattr(given, name) for name in ("epochs", "seed", "start", "rate")}
    train(records, given.out, settings | {"corpus": digest})


if __name__ == "__main__":
    main()
