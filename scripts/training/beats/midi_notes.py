"""What training reads of a MIDI file."""
import numpy as np


def notes_of(midi):
    """Rows (start tick, end tick, pitch, track) in order of start and pitch, and (tick, time) of the time signatures."""
    notes, times = [], {}
    for index, track in enumerate(midi.tracks):
        at, sounding = 0, {}
        for event in track:
            at += event.time
            if event.type == 'time_signature':
                times[at] = (event.numerator, event.denominator)
            elif event.type == 'note_on' and event.velocity:
                sounding.setdefault((event.channel, event.note), []).append(at)
            elif event.type in ('note_on', 'note_off') and sounding.get((event.channel, event.note)):
                notes.append((sounding[event.channel, event.note].pop(0), at, event.note, index))
    return np.array(sorted(notes, key=lambda note: (note[0], note[2]))), sorted(times.items())


def tempo_of(midi):
    """(ticks, seconds) of the moments at which the tempo changes, from the start to far beyond the end."""
    found = {0: 500_000}
    for track in midi.tracks:
        at = 0
        for event in track:
            at += event.time
            if event.type == 'set_tempo':
                found[at] = event.tempo
    ticks = np.array(sorted(found))
    lengths = np.array([found[tick] for tick in ticks]) / 1e6 / midi.ticks_per_beat
    ticks = np.append(ticks, ticks[-1] + 10**7)
    return ticks, np.concatenate([[0], np.cumsum(np.diff(ticks) * lengths)])
