"""Excerpts of performances by people (`read_aligned.py`), as make_data.py makes them of played scores.

    python make_aligned.py PERFORMANCES.pickle COUNT SEED data.npz

Some are transposed, faster or slower than they were, or spoiled as a bad transcription hears them.
"""
import pickle
import sys

import numpy as np

from make_data import learned, save
from perform import ORNAMENT, beat_of, class_of, spoiled, started

FEWEST_BARS, FEWEST_NOTES, MOST_NOTES = 5, 40, 700
EARLY_SEC = 0.03  # Notes on a barline may come so much before it.
SHORTEST_BEAT_SEC, LONGEST_BEAT_SEC = 0.1, 3.5
FASTER, SPOILED_SHARE = 0.12, 0.4


def cut_of(bars, rng):
    """A run of bars of one metre, of which only the first may lack something."""
    first = int(rng.integers(0, max(1, len(bars) - 6)))
    time = bars[min(first + 1, len(bars) - 1)][2]
    whole, chosen = 4 * time[0] / time[1], []
    for bar in bars[first : first + int(rng.integers(6, 41))]:
        if bar[2] != time or (chosen and abs(bar[1] - whole) > 1e-3):
            break
        chosen.append(bar)
    return chosen, time, whole


def excerpt_of(performance, rng):
    """As `perform` gives it, or None."""
    bars, time, whole = cut_of(performance['bars'], rng)
    if len(bars) < FEWEST_BARS:
        return None
    quarters, secs = performance['tempo']
    sec = lambda at: float(np.interp(at, quarters, secs))
    starts, end = np.array([bar[0] for bar in bars]), bars[-1][0] + bars[-1][1]
    beat, division = beat_of(time)
    rows, truth = [], []
    for start_sec, end_sec, pitch, onset in performance['heard']:
        is_written = not np.isnan(onset)
        at = onset if is_written else float(np.interp(start_sec + EARLY_SEC, secs, quarters))
        if not starts[0] - 1e-6 <= at < end - 1e-6:
            continue
        bar = max(0, int(np.searchsorted(starts, at + 1e-6) - 1))
        place = at - starts[bar] + (max(0.0, whole - bars[0][1]) if bar == 0 else 0)
        beat_sec = np.clip(sec(at + beat / 2) - sec(at - beat / 2), SHORTEST_BEAT_SEC, LONGEST_BEAT_SEC)
        rows.append((start_sec, end_sec, pitch, 0))
        truth.append((class_of(place, beat, division, whole) if is_written else ORNAMENT, beat_sec))
    if len(rows) < FEWEST_NOTES:
        return None
    rows, truth = np.array(rows, float)[:MOST_NOTES], np.array(truth, float)[:MOST_NOTES]
    factor = np.exp(rng.normal(0, FASTER))
    rows[:, :2] *= factor
    truth[:, 1] *= factor
    rows[:, 2] += int(rng.integers(-5, 7))
    if rng.random() < SPOILED_SHARE:
        rows, truth = spoiled(rows, truth, rng)
    return {**started(rows, truth), 'time': time}


def main():
    source, count, seed, out = sys.argv[1:]
    with open(source, 'rb') as file:
        performances = pickle.load(file)
    rng = np.random.default_rng(int(seed))
    weights = np.array([len(each['heard']) ** 0.7 for each in performances])
    rows, origins = [], []
    while len(rows) < int(count):
        pick = int(rng.choice(len(performances), p=weights / weights.sum()))
        heard = excerpt_of(performances[pick], rng)
        row = heard and learned(heard)
        if row:
            rows.append(row)
            origins.append(pick)
    save(rows, origins, out)


if __name__ == '__main__':
    main()
