"""Performances of GiantMIDI-Piano (Kong et al. 2022; CC BY 4.0) that are aligned note by note with scores.

    python read_aligned.py GIANTMIDI learn.pickle apart.pickle curves.pickle

Each is {'id', 'heard': rows (start, end, pitch, onset in quarters; nan where the score has no such note), 'bars':
[(start, length, time)], 'tempo': (quarters, seconds)}. Left out are scores whose notes do not lie on a grid (they were
recorded, not written) or whose barlines lie beside the music. Works that ASAP has, too, are kept apart. The curves, of
those to learn from, are how much longer than usual each beat is, in runs of bars of one metre.
"""
import csv
import os
import pickle
import sys

import mido
import numpy as np

from midi_notes import notes_of
from perform import beat_of

GRIDS, NEAR, ON_GRID_SHARE, ON_BEAT_SHARE = (12, 16, 10), 0.008, 0.85, 0.2
ALIGNED_SEC, SHORTEST_STEP_SEC, SHORTEST_BEAT_SEC, FEWEST_BARS = 0.005, 0.005, 0.05, 6
# Works of which ASAP (Foscarin et al. 2020) has a score, by how their files begin.
ALSO_IN_ASAP = ('bach_', 'beethoven_sonata_', 'chopin_etude_', 'debussy_pour_le_piano_no_1', 'haydn_', 'liszt_two_',
                'schubert_fantasie_', 'schubert_impromptu_D899', 'schubert_sonata_D664', 'schumann_toccata_')


def bars_of(times, quarter, end):
    bars, at = [], 0.0
    for index, (_, time) in enumerate(times):
        until = times[index + 1][0] / quarter if index + 1 < len(times) else end
        while at < until - 1e-3:
            bars.append((at, min(4 * time[0] / time[1], until - at), time))
            at += bars[-1][1]
    return bars


def on_grid(quarters):
    return np.any([abs(quarters * n - np.round(quarters * n)) / n < NEAR for n in GRIDS], axis=0).mean()


def on_beats(quarters, bars):
    """Which share of notes stands on beats."""
    starts = np.array([start for start, _, _ in bars])
    at = np.maximum(0, np.searchsorted(starts, quarters + 1e-6) - 1)
    beats = (quarters - starts[at]) * np.array([time[1] / 4 for _, _, time in bars])[at]
    return (abs(beats - np.round(beats)) < 0.02).mean()


def heard_of(score, quarter, midi, path):
    """What was played, with where in the score the alignment says it stands."""
    sec = mido.tick2second(1, midi.ticks_per_beat, 500_000)
    played = {}
    for start, end, pitch, _ in notes_of(midi)[0]:
        played.setdefault(pitch, []).append((start * sec, end * sec))
    rows = []
    with open(path) as file:
        for row in csv.reader(file, delimiter='\t'):
            if row[0].startswith('//') or row[0] == '*':
                continue
            start, pitch, at = float(row[1]), int(row[3]), row[5]
            near = min(played.get(pitch, []), key=lambda each: abs(each[0] - start), default=None)
            if near is None or abs(near[0] - start) > ALIGNED_SEC:
                continue
            is_written = at != '*' and int(at) < len(score)
            rows.append((*near, pitch, score[int(at), 0] / quarter if is_written else np.nan))
    return np.array(sorted(rows))


def tempo_of(heard):
    """(quarters, seconds) of the moments of the score that are played, both increasing."""
    rows = heard[~np.isnan(heard[:, 3])]
    quarters, group = np.unique(rows[:, 3].round(4), return_inverse=True)
    tempo = []
    for at, quarter in enumerate(quarters):
        sec = np.median(rows[group == at, 0])
        if not tempo or sec > tempo[-1][1] + SHORTEST_STEP_SEC:
            tempo.append((quarter, sec))
    return tuple(np.array(tempo).T)


def read(folder, score_name, heard_name):
    """A performance, or why it is left out."""
    midis = os.path.join(folder, 'midis_for_evaluation')
    score_midi = mido.MidiFile(os.path.join(midis, 'ground_truth', score_name))
    score, times = notes_of(score_midi)
    quarter = score_midi.ticks_per_beat
    bars = bars_of(times, quarter, score[:, 1].max() / quarter)
    if not bars or on_grid(score[:, 0] / quarter) < ON_GRID_SHARE:
        return 'off the grid'
    if on_beats(score[:, 0] / quarter, bars) < ON_BEAT_SHARE:
        return 'beside the barlines'
    heard_midi = mido.MidiFile(os.path.join(midis, 'giantmidi-piano', heard_name))
    heard = heard_of(score, quarter, heard_midi, os.path.join(folder, 'aligned_results', heard_name[:-4] + '_corresp.txt'))
    return {'id': score_name[:-4], 'heard': heard, 'bars': bars, 'tempo': tempo_of(heard)}


def runs_of(bars, quarters):
    """Runs of whole bars of one metre that are played from end to end."""
    run = []
    for bar in [*bars, None]:
        is_whole = bar is not None and abs(bar[1] - 4 * bar[2][0] / bar[2][1]) < 1e-3
        is_played = is_whole and bar[0] >= quarters[0] - 1e-6 and bar[0] + bar[1] <= quarters[-1] + 1e-6
        if run and (not is_played or bar[2] != run[0][2]):
            yield run
            run = []
        if is_played:
            run.append(bar)


def curves_of(performance):
    for run in runs_of(performance['bars'], performance['tempo'][0]):
        if len(run) < FEWEST_BARS:
            continue
        beat, _ = beat_of(run[0][2])
        per_bar = round(run[0][1] / beat)
        quarters = np.concatenate([bar[0] + beat * np.arange(per_bar) for bar in run] + [[run[-1][0] + run[-1][1]]])
        secs = np.maximum(SHORTEST_BEAT_SEC, np.diff(np.interp(quarters, *performance['tempo'])))
        yield {'per_bar': per_bar, 'logs': np.clip(np.log(secs / np.median(secs)), -1, 1.5)}


if __name__ == '__main__':
    folder, *outs = sys.argv[1:]
    with open(os.path.join(folder, 'midis_for_evaluation/groundtruth_maestro_giantmidi-piano.csv')) as file:
        pairs = [(row['GroundTruth'], row['GiantMIDI-Piano']) for row in csv.DictReader(file, delimiter='\t')]
    found = [read(folder, *pair) for pair in pairs]
    good = [each for each in found if not isinstance(each, str)]
    learn, apart = ([each for each in good if each['id'].startswith(ALSO_IN_ASAP) == is_apart] for is_apart in (False, True))
    curves = [curve for each in learn for curve in curves_of(each)]
    for out, made in zip(outs, (learn, apart, curves)):
        with open(out, 'wb') as file:
            pickle.dump(made, file)
    print(len(learn), 'to learn from,', len(apart), 'apart;', {why: found.count(why) for why in found if isinstance(why, str)})
