"""Random networks of every served operator: the witness means what AIR8.md says, a proof of it is accepted, and no wire is free.

A wire is free if a prover may change V and Y of a slot, or an element of the input, follow it through the layers behind, and be believed.
"""

import cases
from corners import Made
from field import Refused
from graph import SERVED
from mutants import Dice
from meaning import agrees
from models import LIFTED, MODELS, PLAIN, TILTED, network, op, window
from witness import Witness

TABLES = (PLAIN, LIFTED, TILTED, {"pair": "max"}, {"pair": "product"})


def power(size):
    return size & size - 1 == 0


class Growing:
    """A network that grows by operators which the rules allow; shapes by tensor."""

    def __init__(self, dice):
        self.dice = dice
        self.lives = [[1 + dice.below(6), 1 + dice.below(5), 1 + dice.below(4), 1 + dice.below(2)]]
        self.ops = []

    def put(self, live, kind, *inputs, **given):
        self.ops.append(op(kind, *inputs, **given))
        self.lives.append(list(live))

    def step(self):
        dice = self.dice
        kind = dice.of(
            ["gemm", "conv", "conv", "conv", "lut", "add", "pool", "pair", "map", "reshape", "transpose", "concat", "concat", "slice", "slice"]
        )
        source = dice.of([len(self.lives) - 1, len(self.lives) - 1, dice.below(len(self.lives))])
        getattr(self, kind)(source, self.lives[source])

    def gemm(self, source, live):
        axes, outputs = self.dice.below(4), 1 + self.dice.below(5)
        bias = {"bias": [self.dice.below(4000) - 2000 for _ in range(outputs)]} if self.dice.below(2) else {}
        weights = {"seed": self.dice.below(99), "limit": 128}
        shape = [outputs, *[1] * axes, *live[axes + 1 :]]
        self.put(shape, "Gemm", source, axes=axes, outputs=outputs, weights=weights, shift=8, table=self.dice.below(3), **bias)

    def conv(self, source, live):
        dice, depthwise = self.dice, self.dice.below(2)
        sizes = [1 + dice.below(min(4, live[axis] + 1)) for axis in (1, 2)]
        strides = [dice.below(2) for _ in range(2)]
        zeros = [dice.below(size) for size in (*sizes, *sizes)]
        reach = [live[1 + axis] + zeros[axis] + zeros[2 + axis] - sizes[axis] for axis in range(2)]
        if min(reach) < 0:
            return
        channels = live[0] if depthwise else 1 + dice.below(4)
        shape = [channels, *[(reach[axis] >> strides[axis]) + 1 for axis in range(2)], live[3]]
        given = {"weights": {"seed": dice.below(99), "limit": 128}, "shift": 6 if depthwise else 8, "table": dice.below(3)}
        if dice.below(2):
            given["bias"] = [dice.below(2000) - 1000 for _ in range(channels)]
        given["window"] = window(*sizes, *strides, *zeros)
        if depthwise:
            self.put(shape, "DepthwiseConv2D", source, **given)
        else:
            self.put(shape, "Conv2D", source, outputs=channels, **given)

    def lut(self, source, live):
        self.put(live, "Lut", source, table=self.dice.below(3))

    def same(self, source):
        return self.dice.of([i for i, live in enumerate(self.lives) if live == self.lives[source]])

    def add(self, source, live):
        given = {"subtract": True} if self.dice.below(2) else {}
        logs = [self.dice.below(4), self.dice.below(4)]
        self.put(live, "Add", source, self.same(source), logs=logs, shift=self.dice.below(4), table=self.dice.below(3), **given)

    def map(self, source, live):
        self.put(live, "Map2", source, self.same(source), table=3 + self.dice.below(2))

    def pool(self, source, live):
        logs = [self.dice.below(3) if live[axis] % 4 == 0 else self.dice.below(2) if live[axis] % 2 == 0 else 0 for axis in (1, 2)]
        self.put([live[0], live[1] >> logs[0], live[2] >> logs[1], live[3]], "AvgPool", source, logs=logs, shift=sum(logs), table=self.dice.below(3))

    def pair(self, source, live):
        even = [axis for axis in range(4) if live[axis] % 2 == 0]
        if even:
            axis = self.dice.of(even)
            self.put([size // 2 if i == axis else size for i, size in enumerate(live)], "PairMap", source, axis=axis, table=3 + self.dice.below(2))

    def reshape(self, source, live):
        """The highest axis that is not full keeps its place; full ones are cut elsewhere."""
        if all(map(power, live)):
            bits = sum(size.bit_length() - 1 for size in live)
            cuts = sorted(self.dice.below(bits + 1) for _ in range(3))
            self.put([1 << b - a for a, b in zip([0, *cuts], [*cuts, bits])], "Reshape", source)
            self.ops[-1]["live"] = self.lives[-1]

    def transpose(self, source, live):
        axes = [0, 1, 2, 3]
        for i in range(3, 0, -1):
            j = self.dice.below(i + 1)
            axes[i], axes[j] = axes[j], axes[i]
        self.put([live[axis] for axis in axes], "Transpose", source, axes=axes)

    def concat(self, source, live):
        fit = [axis for axis in range(4) if power(live[axis])]
        if fit:
            axis = self.dice.of(fit)
            parts = [source, *[self.same(source) for _ in range(1 + self.dice.below(2))]]
            self.put([size * len(parts) if i == axis else size for i, size in enumerate(live)], "Concat", *parts, axis=axis)

    def slice(self, source, live):
        axis = self.dice.below(4)
        size = 1 << self.dice.below(live[axis].bit_length())
        start = size * self.dice.below(live[axis] // size)
        if self.dice.below(3) == 0:
            start, size = 0, 1 + self.dice.below(live[axis])
        self.put([size if i == axis else each for i, each in enumerate(live)], "Slice", source, axis=axis, start=start, size=size)


def grown(seed):
    """A model of 2 to 8 operators, and its description; sizes stay small."""
    dice = Dice(f"wires {seed}")
    while True:
        growing, count = Growing(dice), 2 + dice.below(7)
        for _ in range(count):
            growing.step()
            if max(size for live in growing.lives for size in live) > 12:
                break
        frames = sum(1 << sum((size - 1).bit_length() for size in live) for live in growing.lives)
        if growing.ops and frames < 4096:
            try:
                return Made(network(growing.lives[0], growing.ops, TABLES))
            except Refused:
                continue  # More than eight leaves.


def free_wire(made, registered, i, dice):
    """Whether a proof is accepted in which operator i gives, in one slot, what it does not compute."""
    ops = made.graph.operators
    one = Made.__new__(Made)
    one.model, one.registered = made, registered
    values = [dice.below(255) - 127 for _ in range(1 << ops[0].log)]

    if ops[i].kind == "Input":
        kind = one.prover(values)
        at, by = dice.below(1 << ops[0].log), 1 + dice.below(100)

        def other(cls, model, frame):
            frame = list(frame)
            frame[at] = frame[at] + by if frame[at] + by <= 127 else frame[at] - by
            return Witness(model.file, model.graph, frame)

        kind.false_witness = classmethod(other)
        return one.verdict(kind) is None

    def bent(w, o):
        slot = o.slot + dice.below(1 << o.log)
        w.V[slot] += 1 if w.V[slot] < 32767 else -1
        w.Y[slot] = w.tables[65536 * o.table + w.V[slot] + 32768] - 128

    return one.verdict(one.prover(values, after=(i, bent))) is None


def run(deep):
    """All models of the vectors and random ones mean what they say; proofs and free wires of a few, or (deep) of all."""
    for name in MODELS:
        agrees(cases.model(name)[0], name)
    seen = set()
    for seed in range(100 if deep else 10):
        made = grown(seed)
        seen |= {each.kind for each in made.model.graph.operators}
        agrees(made.model, seed)
        if deep and seed % 5 == 0 or seed == 0:
            live = made.model.graph.operators[0].live
            values = [Dice(f"input {seed}").below(255) - 127 for _ in range(256)]
            assert made.verdict(made.prover(values)) is None, (seed, live)
            for i in made.model.graph.owners if deep else []:
                assert not free_wire(made.model, made.registered, i, Dice(f"bend {seed} {i}")), (seed, i)
    for name in MODELS if deep else ("identity",):
        made, registered = cases.model(name)
        owners = made.graph.owners
        for i in owners if deep else owners[:2]:
            assert not free_wire(made, registered, i, Dice(f"bend {name} {i}")), (name, i)
    # Every operator that is served was among them.
    assert seen >= SERVED or not deep
