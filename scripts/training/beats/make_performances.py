"""Performances as notes with their true beats, for weighing readings: half of them as a bad transcription hears them.

    python make_performances.py SCORES.pickle... COUNT SEED apart|train performances.json
"""
import json
import sys

import numpy as np

import perform as playing
from compose_band import compose
from make_data import TIMES, read_all, SOLO_WEIGHT

BANDS = 8  # Every eighth is a band.


def heard_of(score, rng, is_noisy):
    heard = playing.perform(score, rng, is_noisy)
    if heard is None or heard['time'] not in TIMES:
        return None
    sec = lambda at: np.interp(at, *heard['tempo']) + heard['shift']
    bars, time = heard['bars'], heard['time']
    beat, _ = playing.beat_of(time)
    end = heard['notes'][:, 0].max() + 0.05
    first = bars[0][0] + bars[0][1] % beat
    beats = [float(sec(at)) for at in np.arange(first, bars[-1][0] + bars[-1][1] - 1e-6, beat)]
    downbeats = [float(sec(bar[0])) for at, bar in enumerate(bars) if at or bar[1] >= 4 * time[0] / time[1] - 1e-3]
    rows = [[round(float(a), 4), round(float(b), 4), int(pitch), int(drum)] for a, b, pitch, drum in heard['notes']]
    return {'id': score['id'], 'isNoisy': bool(is_noisy), 'time': time, 'notes': rows,
            'beats': [each for each in beats if each <= end], 'downbeats': [each for each in downbeats if each <= end]}


if __name__ == '__main__':
    *sources, count, seed, part, out = sys.argv[1:]
    scores = read_all(sources)
    rng = np.random.default_rng(int(seed))
    chosen = [at for at in range(len(scores)) if (at % 10 == 0) == (part == 'apart')]
    weights = np.array([SOLO_WEIGHT if scores[at].get('is_solo') else 1.0 for at in chosen])
    picks = rng.choice(chosen, int(count), p=weights / weights.sum())
    made = []
    for at, pick in enumerate(picks):
        score = compose(rng) if at % BANDS == 0 else scores[pick]
        performance = heard_of(score, rng, at % 2 == 1 if at % BANDS else bool(rng.integers(2)))
        if performance:
            made.append({**performance, 'kind': 'band' if at % BANDS == 0 else 'solo' if score.get('is_solo') else 'song'})
    with open(out, 'w') as file:
        json.dump(made, file)
    print(len(made), 'performances')
