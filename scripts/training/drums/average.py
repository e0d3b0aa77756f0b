"""The mean of drum nets that went on from the same weights: python average.py OUT.ts NET.ts NET.ts...

Nets that learned further from one net lie in one valley: between them is a net that does well at what each of them has
learned (Wortsman et al. 2022, Model soups). A net named twice counts twice.
"""
import sys
from pathlib import Path

import torch

from train import DrumNet, read_net, write


def main(out, paths):
    states, net = [read_net(path).state_dict() for path in paths], DrumNet()
    net.load_state_dict({name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]})
    write(net, out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
