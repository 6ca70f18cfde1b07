#!/usr/bin/env python3
"""Fits the weights of place recognition and resolution.

    cargo run --release -p claimbook-extract --example places -- --features < articles.jsonl > features.jsonl
    cargo run --release -p claimbook-extract --example places -- --features --upper < articles.jsonl > upper.jsonl
    python3 fit.py WEIGHTS.toml GOLD.jsonl:features.jsonl:upper.jsonl:WEIGHT ... \\
        [--muc=TRAIN.jsonl:features.jsonl] > new_weights.toml

GOLD rows are {id, text, toponyms: [{start, end, lat?, lon?}]}. Only articles at even positions of each GOLD file are used; the
others are left to measure on. WEIGHT is what one of its names counts in ranking. Two logistic models (names in ordinary text, names in capitals) say whether a name is a
place; one conditional model ranks the candidates of those that are. All are fitted with a quadratic penalty towards
zero or the PRIOR below. The traits depend on the ranking weights of the round before, so write, run and fit twice. Needs numpy and scipy
and writes the whole file anew."""
import json
import math
import sys
import tomllib

import numpy as np
from scipy.optimize import minimize

# What the corpora say too little about: a bare dateline names a capital when it can, and so does the world's press.
PRIOR = {"capital": 1.0, "dateline_capital": 3.0}
MUC_WEIGHT = 0.5
NEAR_KM, PENALTY_SIGNS, PENALTY_TRAITS = 161.0, 4.0, 2.0


# No corpus marks bases, ports and plants as places; the tables list them by hand, without a population, and a name of
# several words listed so is trusted.
SET_BY_HAND = {"site": 2.5}


def km(a, b, c, d):
    p, q = math.radians(a), math.radians(c)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(d - b) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))


def rows(gold_path, features_path):
    """(gold toponyms, spots) of the articles at even positions, and the names of signs and traits."""
    gold = [json.loads(line) for line in open(gold_path, encoding="utf-8")]
    found = [json.loads(line) for line in open(features_path, encoding="utf-8")]
    names = found.pop()
    by_id = {f["article"]["input"]: f["mentions"] for f in found}
    return [(g["toponyms"], by_id.get(g["id"], [])) for g in gold[::2]], names


def recognition(pairs):
    xs, ys, ws = [], [], []
    for gold, spots in pairs:
        spans = {(t["start"], t["end"]): t for t in gold}
        for s in spots:
            t = spans.get((s["start"], s["end"]))
            if t is not None and t.get("lat") is None:
                continue
            part = t is None and any(s["start"] < e and b < s["end"] for b, e in spans)
            xs.append(s["signs"])
            ys.append(1.0 if t else 0.0)
            ws.append(0.5 if part else 1.0)
    return np.array(xs), np.array(ys), np.array(ws)


def muc(train_path, features_path):
    """Spots of MUC-4 training articles that the answer keys settle: names of incident locations are places, words of
    persons and organisations are none; the rest is left out."""
    keys = [json.loads(line) for line in open(train_path, encoding="utf-8")]
    found = {f["article"]["input"]: f["mentions"] for f in map(json.loads, open(features_path, encoding="utf-8")) if "article" in f}
    xs, ys = [], []
    for key in keys:
        places, others = set(), set()
        for template in key["templates"]:
            slots = template["slots"]
            for filler in slots.get("incident_location") or []:
                for alternative in filler["alternatives"]:
                    places |= {n for p in alternative["places"] for n in p.get("names", [])} | {alternative["country"]}
            for slot in ("perp_individual_id", "perp_organization_id", "hum_target_name", "phys_target_id"):
                for filler in slots.get(slot) or []:
                    others |= set(filler["mentions"])
        for s in found.get(key["id"], []):
            name = " ".join(s["text"].split())
            if name in places:
                xs.append(s["signs"])
                ys.append(1.0)
            elif any(name in o.split() or f" {name} " in f" {o} " for o in others):
                xs.append(s["signs"])
                ys.append(0.0)
    return np.array(xs), np.array(ys), np.full(len(ys), MUC_WEIGHT)


def logistic_fit(x, y, w, penalty):
    def loss(b):
        z = x @ b
        value = np.sum(w * (np.logaddexp(0, z) - y * z)) + penalty / 2 * np.sum(b[1:] ** 2)
        gradient = x.T @ (w * (1 / (1 + np.exp(-z)) - y))
        gradient[1:] += penalty * b[1:]
        return value, gradient

    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x


def ranking(pairs, weight):
    out = []
    for gold, spots in pairs:
        spans = {(t["start"], t["end"]): t for t in gold if t.get("lat") is not None}
        for s in spots:
            t = spans.get((s["start"], s["end"]))
            if t is None or len(s["candidates"]) < 2:
                continue
            good = np.array([km(t["lat"], t["lon"], *p) <= NEAR_KM for p, _ in s["candidates"]])
            if good.any() and not good.all():
                out.append((np.array([v for _, v in s["candidates"]]), good, weight))
    return out


def rank_fit(sets, start, prior, penalty):
    def loss(b):
        value, gradient = penalty / 2 * np.sum((b - prior) ** 2), penalty * (b - prior)
        for x, good, weight in sets:
            z = x @ b
            p = np.exp(z - z.max())
            p /= p.sum()
            share = max(p[good].sum(), 1e-9)
            q = np.where(good, p / share, 0.0)
            value -= weight * math.log(share)
            gradient = gradient - weight * (x.T @ (q - p))
        return value, gradient

    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x


def main():
    old = tomllib.load(open(sys.argv[1], "rb"))
    plain, upper, sets, names = [], [], [], None
    keyed = [a[6:] for a in sys.argv[2:] if a.startswith("--muc=")]
    for argument in [a for a in sys.argv[2:] if not a.startswith("--")]:
        gold, features, capitals, weight = argument.split(":")
        pairs, names = rows(gold, features)
        plain += pairs
        sets += ranking(pairs, float(weight))
        upper += rows(gold, capitals)[0]
    signs = logistic_fit(*recognition(plain), PENALTY_SIGNS)
    in_capitals = [recognition(upper)] + [muc(*k.split(":")) for k in keyed]
    caps = logistic_fit(*(np.concatenate(parts) for parts in zip(*in_capitals)), PENALTY_SIGNS)
    start = np.array([old["traits"].get(n, 0.0) for n in names["traits"]])
    prior = np.array([PRIOR.get(n, 0.0) for n in names["traits"]])
    traits = rank_fit(sets, start, prior, PENALTY_TRAITS)
    right = sum(bool(g[np.argmax(x @ traits)]) for x, g, _ in sets)
    print(f"{len(sets)} names to rank, {right} right", file=sys.stderr)
    print("# Weights of the signs that a name is a place, in ordinary text and in capitals, and of the traits of its candidates.")
    print("# Written by scripts/gazetteer/fit.py; docs/data/gazetteer.md says on what.")
    print(f"threshold = {old['threshold']}\nchoose = {old['choose']}")
    for title, keys, values in (("signs", names["signs"], signs), ("signs_caps", names["signs"], caps), ("traits", names["traits"], traits)):
        print(f"\n[{title}]")
        for k, v in zip(keys, values):
            print(f"{k} = {SET_BY_HAND.get(k, v) if title != 'traits' else v:.3f}")


if __name__ == "__main__":
    main()
