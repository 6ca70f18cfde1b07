"""Numbers in 8 bits: one scale a row or a column, so that its largest value is 127."""

import numpy as np


def quantise(matrix: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """(M, N) float32 -> int8 of the same shape, and float32 scales: (M,) for axis 0, (N,) for axis 1"""
    scales = np.maximum(np.abs(matrix).max(axis=1 - axis), 1e-8).astype(np.float32) / 127
    steps = np.rint(matrix / np.expand_dims(scales, 1 - axis))
    return np.clip(steps, -127, 127).astype(np.int8), scales


def restore(steps: np.ndarray, scales: np.ndarray, axis: int) -> np.ndarray:
    return steps.astype(np.float32) * np.expand_dims(scales, 1 - axis)
