"""The single strokes of a drum kit that an SFZ instrument in a git repository describes:

    python sfz_shots.py OUT.npz REPOSITORY PATH.sfz

Kits in the form of one_shots.py; of several recordings for one key and velocity, the first is taken.
"""
import io
import re
import subprocess
import sys

import numpy as np
import soundfile
from scipy.signal import resample_poly

from kits import RATE, write_kits
from one_shots import KEYS, OTHERS, VELOCITIES

SECONDS = 3.0


def regions(text):
    """The opcodes of each region, with those of the group it is in."""
    group, region = {}, None
    for token in re.split(r"(<\w+>)", re.sub(r"//[^\n]*", "", text)):
        if token == "<group>":
            group, region = {}, None
        elif token == "<region>":
            region = dict(group)
        else:
            opcodes = dict(re.findall(r"(\w+)=(.+?)(?=\s+\w+=|\s*$)", token, re.M))
            if region is None:
                group |= opcodes
            else:
                yield region | opcodes
                region = None


def number(region, opcode, default):
    """Some files run one opcode into the next."""
    found = re.match(r"-?\d+", region.get(opcode, ""))
    return int(found[0]) if found else default


def strokes_of(repository, path):
    def read(name):
        command = ["git", "--git-dir", repository, "show", f"HEAD:{name}"]
        # Instruments name files now and then that they do not have.
        return subprocess.run(command, capture_output=True).stdout

    folder, strokes = path.rpartition("/")[0], {}
    for region in regions(read(path).decode("utf8", "replace")):
        if "sample" not in region:
            continue
        key = number(region, "key", 0)
        low, high = number(region, "lokey", key), number(region, "hikey", key)
        for note in {*range(low, high + 1)} & {*KEYS, *OTHERS}:
            for velocity in VELOCITIES:
                fits = number(region, "lovel", 0) <= velocity <= number(region, "hivel", 127)
                if fits and (note, velocity) not in strokes:
                    sound = read(f"{folder}/{region['sample'].replace(chr(92), '/').strip()}")
                    if sound:
                        strokes[note, velocity] = audible(sound) * 10 ** (number(region, "volume", 0) / 20)
    return strokes


def audible(data):
    """Its sound from the attack on, mono, at the rate of training."""
    samples, rate = soundfile.read(io.BytesIO(data), always_2d=True)
    mono = resample_poly(samples[: int(SECONDS * rate)].mean(axis=1), RATE, rate)
    loud = np.flatnonzero(np.abs(mono) > 0.02 * np.abs(mono).max())
    return mono[max(0, loud[0] - 20) :].astype(np.float32)


def main(out, repository, path):
    kit = strokes_of(repository, path)
    print(sorted({key for key, _ in kit}), "keys,", len(kit), "strokes")
    write_kits(out, [kit])


if __name__ == "__main__":
    main(*sys.argv[1:])
