"""The single strokes of drums that were recorded:

    python recorded_shots.py OUT.npz SEED MULDJORDKIT FRANKENSNARE SONIC_PI_SAMPLES

Kits in the form of one_shots.py. MULDJORDKIT (CC BY 4.0, one kit under fifteen microphones) and FRANKENSNARE (CC0,
more than twenty snares under three) are repositories, read with git; SONIC_PI_SAMPLES (CC0, a kit and many machines) is
a folder. Each kit is mixed from the microphones in a way of its own, as bands' engineers do; most have one of the other
snares.
"""
import io
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from kits import RATE, peak, write_kits
from one_shots import VELOCITIES

KITS, MACHINE_KITS = 20, 8
SECONDS = 3.0
# Drum: its keys, and the microphones before it.
DRUMS = {
    "KdrumL": ((36,), ("KdrumL",)),
    "KdrumR": ((35,), ("KdrumR",)),
    "Snare": ((38, 40), ("Snare_top", "Snare_bottom")),
    "HihatClosed": ((42, 44), ("Hihat",)),
    "HihatOpen": ((46,), ("Hihat",)),
    "CrashL": ((49, 55), ()),
    "CrashR": ((57,), ()),
    "China": ((52,), ()),
    "RideL": ((51,), ("RideL",)),
    "RideR": ((59,), ("RideR",)),
    "RideLBell": ((53,), ("RideL",)),
    "Tom1": ((50, 48), ("Tom1",)),
    "Tom2": ((47,), ("Tom2",)),
    "Tom3": ((45,), ("Tom3",)),
    "Tom4": ((43, 41), ("Tom4",)),
}
FAR = ("OHL", "OHR", "AmbL", "AmbR")
# By the beginning of their names: what Sonic Pi's samples are.
MACHINES = {
    (35, 36): r"bd_|drum_bass|drum_heavy_kick|elec_(hollow|soft)_kick",
    (38, 40): r"sn_|drum_snare|elec_(filt|hi|lo|mid)?_?snare",
    (42, 44): r"drum_cymbal_(closed|pedal)",
    (46,): r"drum_cymbal_open",
    (49, 57): r"drum_cymbal_(hard|soft)|drum_splash|elec_cymbal",
    (50, 48): r"drum_tom_hi",
    (47, 45): r"drum_tom_mid",
    (43, 41): r"drum_tom_lo|elec_fuzz_tom",
}


class Repository:
    def __init__(self, path):
        self.path = path
        self.names = self.git("ls-tree", "-r", "--name-only", "HEAD").decode().split("\n")

    def git(self, *arguments):
        return subprocess.run(["git", "-C", self.path, *arguments], check=True, capture_output=True).stdout

    def read(self, name):
        return sound(io.BytesIO(self.git("show", f"HEAD:{name}")))


def sound(file):
    samples, rate = soundfile.read(file, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)[: int(SECONDS * rate)]
    return resample_poly(mono, RATE, rate).astype(np.float32)


def add(sounds):
    out = np.zeros(max(map(len, sounds)), np.float32)
    for each in sounds:
        out[: len(each)] += each
    return out


def from_attack(x):
    """Without what is silent before and after."""
    loud = np.flatnonzero(np.abs(x) > 0.05 * np.abs(x).max())
    heard = np.flatnonzero(np.abs(x) > 1e-3 * np.abs(x).max())
    return x[max(0, loud[0] - RATE // 1000) : heard[-1] + 1]


def levels(strokes):
    """Of strokes from soft to loud, one for each velocity."""
    return [strokes[round(share * (len(strokes) - 1))] for share in (0.25, 0.65, 1)]


def muldjord(repository):
    """{drum: for each velocity, {microphone: samples}}"""
    kit = {}
    for drum in DRUMS:
        names = [each for each in repository.names if f"/Samples/{drum}/" in each]
        numbers = sorted({int(each.split("/")[-1].split("-")[0]) for each in names})
        kit[drum] = [
            {each[:-5].split("-")[-1]: repository.read(each)
             for each in names if each.split("/")[-1].startswith(f"{number}-") and "Trigger" not in each}
            for number in levels(numbers)
        ]
    return kit


def mixed(kit, rng):
    """One way to mix the microphones: close, overhead, of the room; bleeding ones by chance."""
    far = 10 ** (np.array([rng.uniform(4, 26)] * 2 + [rng.uniform(-14, 12)] * 2) / 20)
    bleed = 10 ** (rng.uniform(-20, 0) / 20)
    close = {drum: 10 ** (rng.normal(0, 5) / 20) for drum in DRUMS}
    close["HihatOpen"], close["RideLBell"] = close["HihatClosed"], close["RideL"]
    found = {}
    for drum, (keys, near) in DRUMS.items():
        for velocity, microphones in zip(VELOCITIES, kit[drum]):
            x = add([
                samples * (close[drum] if name in near else far[FAR.index(name)] if name in FAR else bleed)
                for name, samples in microphones.items()
            ])
            for key in keys:
                found[key, velocity] = from_attack(x)
    return found


def snares(repository):
    """Ways to strike a snare: {name: strokes from soft to loud, each {microphone: samples}}"""
    ways = {}
    for name in repository.names:
        match = re.fullmatch(r"Samples/(\w+)/(\w+)/(s\w)_vl(\d+)_rr1\.flac", name)
        if match:
            snare, microphone, stroke, level = match.groups()
            ways.setdefault(f"{snare}/{stroke}", {}).setdefault(int(level), {})[microphone] = name
    return {
        way: [{mic: repository.read(name) for mic, name in by_level[level].items()} for level in levels(sorted(by_level))]
        for way, by_level in ways.items()
    }


def with_snare(kit, ways, rng):
    """Another snare, as loud as the kit's."""
    way = ways[rng.choice([each for each in ways if not each.endswith("/ss")])]
    sides = ways[rng.choice([each for each in ways if each.endswith("/ss")])]
    gains = {mic: 10 ** (rng.normal(0, 5) / 20) for mic in sorted({mic for stroke in way + sides for mic in stroke})}
    loudest = np.abs(kit[38, 120]).max()
    for keys, strokes, level in (((38, 40), way, 1.0), ((37,), sides, rng.uniform(0.3, 0.8))):
        mixes = [from_attack(add([x * gains[mic] for mic, x in stroke.items()])) for stroke in strokes]
        scale = level * loudest / np.abs(mixes[-1]).max()
        for velocity, x in zip(VELOCITIES, mixes):
            for key in keys:
                kit[key, velocity] = x * scale


def machine(folder, rng):
    """A kit put together from Sonic Pi's samples."""
    paths = sorted(folder.glob("*.flac"))
    kit = {}
    for keys, pattern in MACHINES.items():
        path = rng.choice([each for each in paths if re.match(pattern, each.stem)])
        x = peak(from_attack(sound(str(path))))
        for key in keys:
            kit[key, 110] = x * (0.35 if key in (42, 44, 46) else 0.6 if key in (49, 57) else 0.9)
    return kit


def main(out, seed, muldjordkit, frankensnare, sonic_pi):
    rng = np.random.default_rng(seed)
    drums = muldjord(Repository(muldjordkit))
    ways = snares(Repository(frankensnare))
    print(len(ways), "ways to strike a snare", flush=True)
    kits = [mixed(drums, rng) for _ in range(KITS)]
    for kit in kits:
        loudest = max(np.abs(x).max() for x in kit.values())
        for each in kit:
            kit[each] = kit[each] / loudest
        if rng.random() < 0.85:
            with_snare(kit, ways, rng)
    kits += [machine(Path(sonic_pi), rng) for _ in range(MACHINE_KITS)]
    write_kits(out, [{stroke: x.astype(np.float32) for stroke, x in kit.items()} for kit in kits])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
