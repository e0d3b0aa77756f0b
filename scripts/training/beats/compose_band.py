"""Bands: drums, bass, chords and a tune in the grooves of popular music, composed by chance."""
import numpy as np

# Steps a beat, beats a bar, time signature; kick, snare and hat by step ('x' sure, 'o' now and then).
GROOVES = [
    ('rock', 4, (4, 4), 'x.......x.o.....', '....x.......x...', 'x.x.x.x.x.x.x.x.', (84, 150)),
    ('rock2', 4, (4, 4), 'x.....o.x.x.....', '....x.......x..o', 'x.x.x.x.x.x.x.x.', (84, 160)),
    ('punk', 4, (4, 4), 'x...o.x.x.....o.', '....x.......x...', 'x.x.x.x.x.x.x.x.', (140, 200)),
    ('disco', 4, (4, 4), 'x...x...x...x...', '....x.......x...', '..x...x...x...x.', (108, 132)),
    ('funk', 4, (4, 4), 'x..o..x...x..o..', '....x..o.o..x..o', 'xxxxxxxxxxxxxxxx', (84, 116)),
    ('sixteen', 4, (4, 4), 'x......xx.x.....', '....x.......x...', 'xxxxxxxxxxxxxxxx', (70, 100)),
    ('ballad', 4, (4, 4), 'x.......o.x.....', '....x.......x...', 'x.x.x.x.x.x.x.x.', (56, 84)),
    ('half time', 4, (4, 4), 'x.....o...o..o..', '........x.......', 'x.x.x.x.x.x.x.x.', (60, 90)),
    ('hip hop', 4, (4, 4), 'x..o..o.o.x.....', '....x.......x..o', 'x.x.x.x.x.xox.x.', (76, 100)),
    ('bossa', 4, (4, 4), 'x.....x.x.....x.', 'x.....x.....x...', 'x.x.x.x.x.x.x.x.', (100, 140)),
    ('reggae', 4, (4, 4), '........x.......', '........x.......', 'x.x.x.x.x.x.x.x.', (66, 90)),
    ('train', 4, (4, 4), 'x...x...x...x...', 'o.x.o.xxo.x.o.xx', '................', (90, 120)),
    ('songo', 4, (4, 4), 'o..x..x...o...x.', '....x..o....x...', 'x.x.x.x.x.x.x.x.', (88, 112)),
    ('polka', 4, (2, 4), 'x...x...', '..x...x.', 'x.x.x.x.', (90, 132)),
    ('two', 4, (2, 4), 'x.....o.', '....x...', 'x.x.x.x.', (84, 170)),
    ('waltz', 2, (3, 4), 'x.....', '..x.x.', 'x.x.x.', (84, 180)),
    ('rock waltz', 4, (3, 4), 'x.....o.....', '....x...o...', 'x.x.x.x.x.x.', (80, 140)),
    ('six eight', 6, (6, 8), 'x.....o.....', '......x.....', 'x.x.x.x.x.x.', (48, 80)),
    ('jig', 6, (6, 8), 'x.....x.....', '....o.....o.', 'x...x.x...x.', (90, 130)),
    ('slow blues', 6, (12, 8), 'x.........o.x.......o...', '......x...........x.....', 'x.x.x.x.x.x.x.x.x.x.x.x.', (50, 80)),
    ('doo wop', 6, (12, 8), 'x.........x.x.....o.....', '......x...........x.....', 'x.x.x.x.x.x.x.x.x.x.x.x.', (54, 90)),
    ('shuffle', 3, (4, 4), 'x.....x....o', '...x.....x..', 'x.xx.xx.xx.x', (90, 160)),
    ('swing', 3, (4, 4), 'o..o..o..o..', '.....o.....o', 'x..x.xx..x.x', (100, 220)),
    ('half shuffle', 3, (4, 4), 'x....o.....o', '......x.....', 'x.xx.xx.xx.x', (70, 110)),
    ('jazz waltz', 3, (3, 4), 'x........', '...o..o.o', 'x..x.xx..', (110, 180)),
    ('five', 4, (5, 4), 'x.....x.....x...o...', '........x.......x...', 'x.x.x.x.x.x.x.x.x.x.', (100, 170)),
]


def compose(rng):
    name, per_beat, time, kick, snare, hat, (low, high) = GROOVES[rng.integers(len(GROOVES))]
    steps = len(kick)
    nominal = 4 * time[0] / time[1]
    step = nominal / steps
    beat = (12 / time[1]) if time[0] > 4 and time[0] % 3 == 0 else 4 / time[1]
    count = int(rng.integers(8, 33))
    root = int(rng.integers(36, 46))
    chords = [root + int(x) for x in rng.choice([0, 5, 7, 9, 2, 4, 10], int(rng.choice([1, 2, 4, 4])))]
    chord_bars = int(rng.choice([1, 1, 2]))
    with_drums = rng.random() < 0.85
    hat_pitch = int(rng.choice([42, 42, 51, 44, 46]))
    fill_bars = int(rng.choice([4, 8]))
    bass_pattern = [rng.random() < (0.95 if s == 0 else 0.6 if kick[s] == 'x' else 0.4 if s * step % beat < 1e-6 else 0.12) for s in range(steps)]
    comp_pattern = [rng.random() < (0.6 if s == 0 else 0.35 if s * step % beat < 1e-6 else 0.15) for s in range(steps)]
    if not any(comp_pattern):
        comp_pattern[0] = True
    tune_pattern = [[rng.random() < (0.6 if s * step % beat < 1e-6 else 0.3 if s % 2 == 0 else 0.08) for s in range(steps)] for _ in range(2)]
    notes = []
    add = lambda at, length, pitch, part: notes.append((round(at, 4), length, pitch, part, 1, False, False))
    open_with = int(rng.choice([0, 0, 0, 1]))  # A band often starts without its drums.
    for bar in range(count):
        start = bar * nominal
        chord = chords[(bar // chord_bars) % len(chords)]
        minor = 3 if (chord - root) % 12 in (2, 4, 9) else 4
        fill = with_drums and bar % fill_bars == fill_bars - 1 and rng.random() < 0.7
        for s in range(steps):
            at = start + s * step
            if with_drums and bar >= 2 * open_with:
                if fill and s >= steps * 3 // 4:
                    if rng.random() < 0.75:
                        add(at, step, int(rng.choice([38, 45, 47, 50, 41])), 9)
                else:
                    for pattern, pitch in ((kick, 36), (snare, 38), (hat, hat_pitch)):
                        if pattern[s] == 'x' and rng.random() < 0.97 or pattern[s] == 'o' and rng.random() < 0.4:
                            add(at, step, pitch, 9)
                    if s == 0 and bar % fill_bars == 0 and rng.random() < 0.6:
                        add(at, step, 49, 9)
            if bass_pattern[s] and rng.random() < 0.93:
                pitch = chord if s == 0 or rng.random() < 0.6 else chord + int(rng.choice([7, 12, minor, 5]))
                add(at, step * 2, pitch, 1)
            if comp_pattern[s] and rng.random() < 0.95:
                for interval in (12, 12 + minor, 19):
                    add(at, step * 3, chord + interval + 12, 2)
            if tune_pattern[bar % 2][s] and rng.random() < 0.8:
                add(at, step * 2, chord + 36 + int(rng.choice([0, minor, 7, 2, 9, 12])), 3)
    notes.sort(key=lambda note: (note[0], note[2]))
    bars = [(bar * nominal, nominal, time) for bar in range(count)]
    bpm = rng.uniform(low, high) * beat
    return {'notes': notes, 'bars': bars, 'bpm': bpm, 'id': name, 'is_band': True}
