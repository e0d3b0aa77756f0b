"""Composes short pieces for training: drum grooves of many styles, and music without drums.

Everything comes from a seeded random generator; nothing is taken from existing music.
A piece is a list of (start_sec, end_sec, pitch, velocity, program), drums have program None.
"""
import numpy as np

# One letter per step: . rest, g ghost, x normal, X accent. Kick, snare, hat (o = open), ride.
GROOVES = {
    "rock8": (16, "X.......x.x.....", "....X.......X...", "x.x.x.x.x.x.x.x."),
    "rock8b": (16, "X.....x.X.......", "....X.......X..g", "X.x.X.x.X.x.X.o."),
    "rock16": (16, "X..x..x...x..x..", "....X..g.g..X...", "xxxxxxxxxxxxxxxx"),
    "half": (16, "X.....x...x.....", "........X.......", "x.x.x.x.x.x.x.x."),
    "disco": (16, "X...X...X...X...", "....X.......X...", "x.o.x.o.x.o.x.o."),
    "house": (16, "X...X...X...X...", "....x.......x...", "..o...o...o...o."),
    "funk": (16, "X..x..x....x..x.", "....X..g.g.gX..g", "xxxxxxxoxxxxxxox"),
    "hiphop": (16, "X.....xx..x.....", "....X.......X...", "x.xxx.x.x.xxx.x."),
    "trap": (16, "X......x..X.....", "........X.......", "x.x.xxx.x.xxxxx."),
    "break": (16, "X.X.......XX....", "....X..g.g..X..g", "x.x.x.x.x.x.x.o."),
    "metal": (16, "XxXxXxXxXxXxXxXx", "....X.......X...", "X...X...X...X..."),
    "blast": (16, "X.X.X.X.X.X.X.X.", ".X.X.X.X.X.X.X.X", "X.X.X.X.X.X.X.X."),
    "motown": (16, "X...X.x.X...X...", "X...X...X...X...", "x.x.x.x.x.x.x.x."),
    "reggae": (16, "........X.......", "........X.......", "x.x.x.x.x.x.x.xo"),
    "bossa": (16, "X..xX..xX..xX..x", "x..x..x...x..x..", "x.x.x.x.x.x.x.x."),
    "samba": (16, "X..xX..xX..xX..x", "x.xx.x.xx.xx.x.x", "xxXxxxXxxxXxxxXx"),
    "waltz": (12, "X...........", "....x...x...", "x.x.x.x.x.x."),
    "six8": (12, "X.....x.x...", "......X.....", "x.x.x.x.x.x."),
    "slow12": (12, "X.....X..x..", "...X.....X..", "xxxxxxxxxxxx"),
    "shuffle": (12, "X.....X..X..", "...X.....X..", "x.xx.xx.xx.x"),
    "swing": (12, "g..g..g..g..", "......g....g", "x..x.xx..x.x"),
    "ballad": (16, "X.........x.....", "........X.......", "x...x...x...x..."),
    "train": (16, "X...X...X...X...", "gggXgggXgggXgggX", "................"),
    "kickonly": (16, "X...X...X...X...", "................", "................"),
    "hatonly": (16, "................", "................", "x.xxx.xxx.xxx.o."),
    "march": (16, "X.......X.......", "x.xxx.xxx.xxxxxx", "................"),
}
VELOCITY = {"g": (25, 50), "x": (60, 100), "o": (65, 110), "X": (95, 127)}
KICKS, SNARES, RIDES, CRASHES = (36, 36, 36, 35), (38, 38, 40), (51, 51, 59, 53), (49, 49, 57, 52, 55)
TOMS = (50, 48, 47, 45, 43, 41)


def drums(rng, seconds):
    """A drum track of one groove with variations, fills and crashes."""
    steps, kick, snare, hat = GROOVES[rng.choice(list(GROOVES))]
    beats = steps / 4 if steps == 16 else steps / 3
    bpm = rng.uniform(60, 190)
    step_sec = 60 / bpm * beats / steps
    bar_sec = step_sec * steps
    jitter = rng.choice([0.0, 0.004, 0.012])
    swing = rng.choice([0, 0, 0, 0.15]) if steps == 16 else 0
    keys = dict(k=rng.choice(KICKS), s=rng.choice(SNARES), r=rng.choice(RIDES))
    if rng.random() < 0.1:
        keys["s"] = rng.choice([37, 39])
    on_ride, loose = rng.random() < 0.25, rng.random() < 0.25
    crash_every = rng.choice([2, 4, 4, 8])
    level = rng.uniform(0.6, 1.0)
    hits, t, bar = [], rng.uniform(0.1, 1.0), 0

    def hit(at, pitch, letter, scale=1.0):
        low, high = VELOCITY[letter]
        velocity = int(np.clip(rng.uniform(low, high) * level * scale, 12, 127))
        at = max(0.0, at + rng.normal(0, jitter))
        hits.append((at, at + 0.1, int(pitch), velocity, None))

    while t < seconds:
        is_fill = bar % 4 == 3 and rng.random() < 0.6
        fill_from = steps - rng.choice([4, 8, steps]) if is_fill else steps
        if bar % crash_every == 0 and rng.random() < 0.7:
            hit(t, rng.choice(CRASHES), "X")
        for i in range(steps):
            at = t + step_sec * (i + (swing * 2 if i % 2 else 0))
            if i >= fill_from:
                if rng.random() < 0.75:
                    choice = rng.random()
                    progress = (i - fill_from) / max(1, steps - fill_from)
                    tom = TOMS[int(np.clip(progress * 6 + rng.normal(0, 1), 0, 5))]
                    hit(at, tom if choice < 0.6 else keys["s"] if choice < 0.85 else keys["k"], "x")
                continue
            if kick[i] != "." and rng.random() < 0.95 or kick[i] == "." and rng.random() < 0.03:
                hit(at, keys["k"], "x" if kick[i] == "." else kick[i])
            if snare[i] != "." and rng.random() < 0.95 or snare[i] == "." and rng.random() < 0.02:
                hit(at, keys["s"], "g" if snare[i] == "." else snare[i])
            letter = hat[i]
            if letter == "." or rng.random() < (0.2 if loose else 0.03):
                continue
            if on_ride:
                hit(at, keys["r"], "x" if letter == "o" else letter)
            else:
                open_ = letter == "o" or rng.random() < 0.03
                hit(at, 46 if open_ else 42 if rng.random() < 0.97 else 44, letter)
        t += bar_sec
        bar += 1
    return [h for h in hits if h[0] < seconds]


SCALES = ([0, 2, 4, 5, 7, 9, 11], [0, 2, 3, 5, 7, 8, 10], [0, 2, 3, 5, 7, 9, 10], [0, 3, 5, 6, 7, 10])


def backing(rng, seconds):
    """Bass, chords, melody, or a solo instrument; dense, sparse, plucked or sustained, no drums."""
    scale = np.array(SCALES[rng.integers(len(SCALES))])
    root = rng.integers(36, 48)
    beat = 60 / rng.uniform(60, 180)
    kinds = ["bass", "chords", "lead"]
    if rng.random() < 0.35:
        kinds = [rng.choice(["chords", "lead", "piano"])]
    notes = []
    degrees = rng.integers(0, len(scale), 4)

    def pitch(degree, octave):
        return int(np.clip(root + 12 * octave + 12 * (degree // len(scale)) + scale[degree % len(scale)], 24, 103))

    for kind in kinds:
        program = int({"bass": rng.integers(32, 40), "piano": rng.integers(0, 8)}.get(kind, rng.integers(0, 112)))
        if program in range(96, 104):
            program = 4
        division = rng.choice([0.25, 0.5, 1, 1, 2, 4]) if kind != "bass" else rng.choice([0.5, 1, 2])
        length = rng.uniform(0.2, 1.1)
        t, i = rng.uniform(0, 1), 0
        while t < seconds:
            degree = int(degrees[int(t / (4 * beat)) % 4])
            step = beat * division * (rng.choice([1, 1, 1, 2, 0.5]) if kind != "chords" else 1)
            velocity = int(np.clip(rng.normal(88, 18), 30, 127))
            if rng.random() < 0.88:
                if kind == "bass":
                    pitches = [pitch(degree + int(rng.choice([0, 0, 0, 4, 2])), 0)]
                elif kind == "chords":
                    pitches = [pitch(degree + k, 1 + rng.integers(0, 2)) for k in (0, 2, 4)]
                elif kind == "piano":
                    pitches = [pitch(degree + int(rng.integers(0, 12)), 1), pitch(degree, rng.integers(-1, 1))]
                else:
                    pitches = [pitch(degree + int(rng.integers(-3, 5)), 2)]
                for p in pitches:
                    notes.append((t, min(seconds, t + step * length), p, velocity, program))
            t += step
            i += 1
    return notes
