"""Logistic regression for the few weights fitted beside the encoder (`sameness`, `confidence`)."""

import numpy as np

FOLDS = 5


def probability(features: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """(N, F), (F,) -> (N,)"""
    return 1 / (1 + np.exp(-features @ weights))


def fit(features: np.ndarray, told: np.ndarray, quadratic: float) -> np.ndarray:
    """(N, F), (N,) 0 or 1 -> (F,) by Newton's method; the loss is convex. The first feature is the bias and is not penalised."""
    penalty = np.full(features.shape[1], 2 * quadratic)
    penalty[0] = 1e-9
    weights = np.zeros(features.shape[1])
    for _ in range(100):
        p = probability(features, weights)
        slope = features.T @ (p - told) + penalty * weights
        bend = (features * (p * (1 - p))[:, None]).T @ features + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-9:
            return weights
    raise SystemExit("the fit did not settle")


def left_out(features: np.ndarray, told: np.ndarray, article: np.ndarray, quadratic: float) -> np.ndarray:
    """(N,) probabilities by weights that did not see the article"""
    out = np.zeros(len(told))
    for fold in range(FOLDS):
        own = article % FOLDS == fold
        out[own] = probability(features[own], fit(features[~own], told[~own], quadratic))
    return out


def log_loss(p: np.ndarray, told: np.ndarray) -> float:
    """mean over N"""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return -(told * np.log(p) + (1 - told) * np.log(1 - p)).mean()
