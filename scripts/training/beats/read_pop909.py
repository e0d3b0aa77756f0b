"""POP909 (Wang et al. 2020; MIT) -> scores as read_scores.py gives them, of the songs whose barlines can be believed.

    python read_pop909.py FOLDER_POP909 learn.pickle apart.pickle

The barlines beside the `.mid` files are often half a bar off. Those believed are where the downbeats heard in the
recording lie, if they keep to one beat of the bar and the harmony changes there, too. Songs whose recording is said
to be twice as fast as the `.mid` are left out, and those in triplets. Every tenth song is kept apart, and every
other one in three.
"""
import os
import pickle
import sys

import mido
import numpy as np

from midi_notes import notes_of, tempo_of

PLACES = np.array([0, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4, 1])
NEAR_PLACE, SURE_SHARE, SURE_MARKS, MOST_THIRDS, FEWEST_BARS, BARS_AROUND = 0.06, 0.8, 0.85, 0.2, 12, 4


def read_midi(path):
    """Notes (start, end, pitch, track) in seconds."""
    midi = mido.MidiFile(path)
    tempo = tempo_of(midi)
    notes, _ = notes_of(midi)
    starts, ends = (np.interp(notes[:, at], *tempo) for at in (0, 1))
    return list(zip(starts, ends, notes[:, 2], notes[:, 3]))


def read(folder):
    """The longest run of bars that can be believed, as a score; or why there is none."""
    name = os.path.basename(folder)
    notes = read_midi(os.path.join(folder, f'{name}.mid'))
    marks, heard = (np.loadtxt(os.path.join(folder, f'beat_{kind}.txt')) for kind in ('midi', 'audio'))
    step, per_bar = np.median(np.diff(marks[:, 0])), int(heard[:, 1].max())
    if per_bar not in (3, 4):
        return 'metre'
    if abs(np.median(np.diff(heard[:, 0])) / step - 1) > 0.1:
        return 'level'
    # As many beats as there is music.
    before = max(0, int(np.ceil((marks[0, 0] - notes[0][0]) / step + 0.01)))
    after = max(0, int(np.ceil((notes[-1][1] - marks[-1, 0]) / step))) + 2
    beats = np.concatenate([marks[0, 0] - step * np.arange(before, 0, -1), marks[:, 0], marks[-1, 0] + step * np.arange(1, after + 1)])
    nearest = lambda secs: np.abs(beats[:, None] - secs[None]).argmin(0)
    late = np.median(heard[:, 0] - beats[nearest(heard[:, 0])])
    downbeats = heard[heard[:, 1] == 1, 0] - late
    at = nearest(downbeats)
    sure = np.abs(beats[at] - downbeats) < 0.25 * step
    counts = np.bincount(at[sure] % per_bar, minlength=per_bar)
    first = int(counts.argmax())
    if counts[first] < SURE_SHARE * len(at):
        return 'downbeats wander'
    marked = np.bincount((np.flatnonzero(marks[:, 2] == 1) + before) % per_bar, minlength=per_bar)
    if harmony_changes(notes, beats, per_bar) != first and marked[first] < SURE_MARKS * marked.sum():
        return 'harmony changes elsewhere'
    if in_thirds(notes, beats) > MOST_THIRDS:
        return 'triplets'
    starts = np.arange(first - per_bar if first else 0, len(beats) - per_bar, per_bar)
    others = at[sure & (at % per_bar != first)]
    good = [not any(abs(other - start) < BARS_AROUND * per_bar for other in others) for start in starts]
    low, high = longest_run(good)
    if high - low < FEWEST_BARS:
        return 'few bars'
    return score_of(notes, beats, starts[low], high - low, per_bar, step, name)


def harmony_changes(notes, beats, per_bar):
    """Which beat of the bar has most of what has not sounded before."""
    classes = np.zeros((len(beats) + 1, 12))
    for start, end, pitch, _ in notes:
        beat = np.searchsorted(beats, start + 0.04) - 1
        if beat >= 0:
            classes[beat, pitch % 12] += (2 if pitch < 55 else 1) * min(end - start, 1)
    sums, counts = np.zeros(per_bar), np.zeros(per_bar)
    for beat in range(2, len(beats) - 2):
        past, now = classes[beat - 2 : beat].sum(0), classes[beat : beat + 2].sum(0)
        size = np.sqrt((past @ past) * (now @ now))
        if size:
            sums[beat % per_bar] += 1 - past @ now / size
            counts[beat % per_bar] += 1
    return int((sums / np.maximum(counts, 1)).argmax())


def in_thirds(notes, beats):
    """Which share of all notes stands at a third of a beat."""
    places = np.interp([note[0] for note in notes], beats, np.arange(len(beats))) % 1
    return (np.minimum(abs(places - 1 / 3), abs(places - 2 / 3)) < 0.02).mean()


def longest_run(good):
    best, start = (0, 0), 0
    for index, is_good in enumerate(good):
        if not is_good:
            start = index + 1
        elif index + 1 - start > best[1] - best[0]:
            best = (start, index + 1)
    return best


def score_of(notes, beats, first, bars, per_bar, step, name):
    found = []
    onsets = np.interp([note[0] for note in notes], beats, np.arange(len(beats)))
    ends = np.interp([note[1] for note in notes], beats, np.arange(len(beats)))
    for (_, _, pitch, part), onset, end in zip(notes, onsets, ends):
        if not -0.05 <= onset - first < bars * per_bar - 0.05:
            continue
        place = PLACES[np.abs(PLACES - onset % 1).argmin()]
        at = np.floor(onset) + place if abs(place - onset % 1) < NEAR_PLACE else onset
        found.append((float(round(at - first, 4)), float(max(0.1, end - onset)), pitch, part, 1, False, False))
    found.sort(key=lambda note: (note[0], note[2]))
    return {'notes': found, 'bars': [(float(bar * per_bar), float(per_bar), (per_bar, 4)) for bar in range(bars)],
            'bpm': 60 / step, 'id': f'P{name}'}


if __name__ == '__main__':
    source, *outs = sys.argv[1:]
    folders = [os.path.join(source, name) for name in sorted(os.listdir(source)) if name.isdigit()]
    found = [read(folder) for folder in folders]
    scores = [each for each in found if not isinstance(each, str)]
    is_apart = lambda score: int(score['id'][1:]) % 10 == 0 or (score['bars'][0][1] == 3 and int(score['id'][1:]) % 2 == 0)
    for out, part in zip(outs, (False, True)):
        with open(out, 'wb') as file:
            pickle.dump([score for score in scores if is_apart(score) == part], file)
    print(len(scores), 'songs;', {why: found.count(why) for why in found if isinstance(why, str)})
