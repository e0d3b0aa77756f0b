"""Small fully connected nets: what is trained here is read by src/nets/dense-net.ts."""
import base64

import numpy as np
import torch
from torch import nn

MOST_DEVIATIONS = 6


class DenseNet(nn.Module):
    """Inputs are brought to mean 0 and deviation 1; rectifiers between the layers."""

    def __init__(self, sizes, mean, deviation):
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean.astype(np.float32)))
        self.register_buffer("deviation", torch.from_numpy(deviation.astype(np.float32)))
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def normalise(self, x):
        return ((x.float() - self.mean) / self.deviation).clamp(-MOST_DEVIATIONS, MOST_DEVIATIONS)

    def forward(self, x, noise=0.0):
        x = self.normalise(x)
        if noise:
            x = x + noise * torch.randn_like(x)
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        return self.layers[-1](x)


def quantise(net):
    """Rounds the net's weights to 8 bits with one scale per output; returns what ships."""
    sizes = [net.layers[0].in_features] + [layer.out_features for layer in net.layers]
    chunks = [np.array([len(sizes), *sizes], "<i4").tobytes()]
    chunks += [net.mean.numpy().astype("<f4").tobytes(), net.deviation.numpy().astype("<f4").tobytes()]
    with torch.no_grad():
        for layer in net.layers:
            scale = layer.weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
            rounded = torch.round(layer.weight / scale)
            layer.weight.copy_(rounded * scale)
            chunks.append(scale.flatten().numpy().astype("<f4").tobytes())
            chunks.append(layer.bias.numpy().astype("<f4").tobytes())
            weights = rounded.numpy().astype(np.int8).tobytes()
            chunks.append(weights + b"\0" * (-len(weights) % 4))
    return b"".join(chunks)


def write(net, path, name, comment):
    """Writes the quantised weights as a TypeScript constant."""
    text = base64.b64encode(quantise(net)).decode()
    path.write_text(f"/** {comment} */\nexport const {name} =\n  '{text}';\n")
