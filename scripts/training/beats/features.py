"""The features of attacks, as `src/score/beats/net-input.ts` computes them."""
import numpy as np

TOGETHER_SEC, EVEN_SEC, FURTHER, FURTHEST_SEC = 0.045, 0.015, 6, 0.09
FAR_SEC = 4.0
FEATURES = 16
KICKS, SNARES, CRASHES = {35, 36}, {37, 38, 40}, {49, 52, 55, 57}


def log_sec(seconds):
    """About -2 to 2 for what happens in music."""
    return (np.log(np.clip(seconds, 0.03, FAR_SEC)) + 1.2) / 0.8


def features_of(notes):
    """`notes`: rows (start, end, pitch, isDrum) sorted by start. Gives one row an attack, and its notes' indices."""
    together = together_sec(notes[:, 0])
    groups, first = [], -np.inf
    for index, start in enumerate(notes[:, 0]):
        if start - first > together:
            groups.append([])
            first = start
        groups[-1].append(index)
    count = len(groups)
    secs = np.array([notes[group, 0].mean() for group in groups])
    x = np.zeros((count, FEATURES))
    lowest, highest = np.full(count, np.inf), np.full(count, -np.inf)
    pitch_classes = np.zeros((count, 12))
    for at, group in enumerate(groups):
        rows = notes[group]
        pitched, drums = rows[rows[:, 3] == 0], set(rows[rows[:, 3] == 1][:, 2].astype(int))
        if len(pitched):
            lengths = np.minimum(FAR_SEC, pitched[:, 1] - pitched[:, 0])
            bass = pitched[:, 2].argmin()
            lowest[at], highest[at] = pitched[bass, 2], pitched[:, 2].max()
            x[at, 2] = np.log(1 + len(pitched))
            x[at, 3], x[at, 4] = (lowest[at] - 55) / 12, (highest[at] - 70) / 12
            x[at, 5], x[at, 6] = log_sec(lengths.max()), log_sec(lengths[bass])
            for pitch in pitched[:, 2].astype(int):
                pitch_classes[at, pitch % 12] += 2 if pitch < 55 else 1
        x[at, 7] = bool(drums & KICKS)
        x[at, 8] = bool(drums & SNARES)
        x[at, 9] = bool(drums & CRASHES)
        x[at, 10] = bool(drums - KICKS - SNARES - CRASHES)
    before = np.concatenate([[1.0], np.diff(secs)])
    x[:, 0] = log_sec(before)
    x[:, 1] = log_sec(np.concatenate([np.diff(secs), [1.0]]))
    # How long nothing as low, or as high, has been and will be struck.
    for at in range(count):
        x[at, 11] = log_sec(wait(secs, lowest, at, -1))
        x[at, 12] = log_sec(wait(secs, lowest, at, 1))
        x[at, 13] = log_sec(wait(secs, -highest, at, -1))
        x[at, 14] = harmony(secs, pitch_classes, at)
    x[:, 15] = x[:, 7:11].any(axis=1)
    return x, groups


def together_sec(onsets):
    """How far the notes of one attack may lie apart: see `src/score/unevenness.ts`."""
    window, most, usual, usual_pairs = 0.15, 40, 0.015, 5
    away = np.concatenate([onsets[step:] - onsets[:-step] for step in range(1, min(most + 1, len(onsets)))] or [[]])
    bins = np.bincount((away[away < window] / 0.001).astype(int), minlength=150)[:150]
    at, pairs = (np.arange(150) + 0.5) * 0.001, max(1, bins.sum())
    spread, share = usual, 0.5
    for _ in range(30):
        heap = share * np.sqrt(2 / np.pi) / spread * np.exp(-0.5 * (at / spread) ** 2)
        belonging = bins * heap / (heap + (1 - share) / window)
        spread = max(0.002, np.sqrt(((belonging * at**2).sum() + usual_pairs * usual**2) / (belonging.sum() + usual_pairs)))
        share = belonging.sum() / pairs
    uneven = (usual if spread > 0.05 else spread) / np.sqrt(2)
    return min(FURTHEST_SEC, TOGETHER_SEC + FURTHER * max(0, uneven - EVEN_SEC))


def wait(secs, values, at, step):
    """Seconds from an attack to the nearest one whose value is at most a semitone more."""
    if not np.isfinite(values[at]):
        return 0.0
    other = at + step
    while 0 <= other < len(secs) and abs(secs[other] - secs[at]) < FAR_SEC:
        if values[other] <= values[at] + 1:
            return abs(secs[other] - secs[at])
        other += step
    return FAR_SEC


BACK_SEC, AHEAD_SEC = 1.2, 0.6


def harmony(secs, pitch_classes, at):
    """How little of what is struck from here on was struck just before: 1 - cosine."""
    now = secs[at]
    low = np.searchsorted(secs, now - BACK_SEC)
    high = np.searchsorted(secs, now + AHEAD_SEC)
    a, b = pitch_classes[low:at].sum(axis=0), pitch_classes[at:high].sum(axis=0)
    size = np.sqrt((a @ a) * (b @ b))
    return 0.5 if size == 0 else 1 - (a @ b) / size
