"""What a network computes, element by element over live boxes as AIR8.md says it: no frames, no leaves, no padding.

The witness of a proof is computed over whole frames through leaves; on live elements the two must agree, whatever the padding of the input is.
"""

from itertools import product
from math import prod

from air8 import weight_axes
from build import frame_index
from field import log_ceil
from mutants import Dice
from witness import Witness


def elements(live):
    """Indices (c, x, y, b) of a live box."""
    return ((c, x, y, b) for b, y, x, c in product(*(range(size) for size in reversed(live))))


def coordinates(live, index):
    """(c, x, y, b) of a frame index."""
    result = []
    for size in live:
        log = log_ceil(size)
        result.append(index & (1 << log) - 1)
        index >>= log
    return tuple(result)


class Network:
    """Every tensor as a value by element."""

    def __init__(self, file, values):
        self.file, self.ops, self.tensors = file, file.operators, []
        for op in self.ops:
            if op.kind == "Input":
                self.tensors.append(dict(values))
                continue
            inputs = [self.tensors[i] for i in op.inputs]
            compute = getattr(self, op.kind.lower())
            self.tensors.append({at: compute(op, at, *inputs) for at in elements(op.live)})

    def live(self, op, number=0):
        return self.ops[op.inputs[number]].live

    def image(self, op, acc):
        half = 1 << op.shift - 1 if op.shift else 0
        v = max(-32768, min(32767, (acc + half) // (1 << op.shift)))
        return self.file.tables[65536 * op.table + v + 32768] - 128

    def weight(self, at):
        return self.file.weights[at] - 128

    def bias(self, op, n):
        return sum(self.weight(op.bias + 4 * n + k) * 128**k for k in range(4)) if op.has_bias else 0

    def gemm(self, op, at, first):
        live, summed = self.live(op), op.p[0] + 1
        axes = weight_axes(op, live)
        acc = self.bias(op, at[0])
        for k in product(*(range(size) for size in live[:summed])):
            w = self.weight(op.weight + frame_index(axes, (*k, at[0])))
            acc += first[(*k, *at[summed:])] * w
        return self.image(op, acc)

    def taps(self, op, at):
        """(position read on x, on y, tap on x, on y), of those inside the live box."""
        live, (_, x, y, _) = self.live(op), at
        for kx, ky in product(range(op.p[0]), range(op.p[1])):
            i, j = x * 2 ** op.p[2] + kx - op.p[4], y * 2 ** op.p[3] + ky - op.p[5]
            if 0 <= i < live[1] and 0 <= j < live[2]:
                yield i, j, kx, ky

    def conv2d(self, op, at, first):
        axes = weight_axes(op, self.live(op))
        acc = self.bias(op, at[0])
        for i, j, kx, ky in self.taps(op, at):
            for c in range(axes[0]):
                acc += first[c, i, j, at[3]] * self.weight(op.weight + frame_index(axes, (c, kx, ky, at[0])))
        return self.image(op, acc)

    def depthwiseconv2d(self, op, at, first):
        axes = weight_axes(op, self.live(op))
        acc = self.bias(op, at[0])
        for i, j, kx, ky in self.taps(op, at):
            acc += first[at[0], i, j, at[3]] * self.weight(op.weight + frame_index(axes, (at[0], kx, ky)))
        return self.image(op, acc)

    def add(self, op, at, first, second):
        return self.image(op, first[at] * 2 ** op.p[0] + (-1 if op.variant else 1) * second[at] * 2 ** op.p[1])

    def lut(self, op, at, first):
        return self.image(op, first[at])

    def avgpool(self, op, at, first):
        c, x, y, b = at
        wide, high = 2 ** op.p[0], 2 ** op.p[1]
        return self.image(op, sum(first[c, wide * x + i, high * y + j, b] for i in range(wide) for j in range(high)))

    def pairmap(self, op, at, first):
        def of(which):
            return first[tuple(2 * i + which if axis == op.p[0] else i for axis, i in enumerate(at))]

        return self.image(op, 256 * of(0) + of(1))

    def map2(self, op, at, first, second):
        return self.image(op, 256 * first[at] + second[at])

    def output(self, op, at, first):
        return first[at]

    def reshape(self, op, at, first):
        return first[coordinates(self.live(op), frame_index(op.live, at))]

    def transpose(self, op, at, first):
        source = [0] * 4
        for axis in range(4):
            source[op.p[axis]] = at[axis]
        return first[tuple(source)]

    def slice(self, op, at, first):
        return first[tuple(i + op.number() if axis == op.p[0] else i for axis, i in enumerate(at))]

    def concat(self, op, at, *parts):
        axis, left = op.p[0], at[op.p[0]]
        for number, part in enumerate(parts):
            size = self.live(op, number)[axis]
            if left < size:
                return part[(*at[:axis], left, *at[axis + 1 :])]
            left -= size
        raise AssertionError("behind the last part")


def agrees(made, seed):
    """Two paddings of one input, every tensor, every live element."""
    dice, ops = Dice(f"meaning {seed}"), made.graph.operators
    live = ops[0].live
    values = {at: dice.below(255) - 127 for at in elements(live)}
    network = Network(made.file, values)
    for padded in (False, True):
        frame = [dice.below(255) - 127 if padded else 0 for _ in range(1 << ops[0].log)]
        for at, value in values.items():
            frame[frame_index(live, at)] = value
        witness = Witness(made.file, made.graph, frame)
        for i, op in enumerate(ops):
            tensor = witness.tensor(i)
            for at, value in network.tensors[i].items():
                assert tensor[frame_index(op.live, at)] == value, (seed, i, op.kind, at, padded)
    return sum(prod(op.live) for op in ops)
