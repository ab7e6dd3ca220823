"""What the network computes over whole frames: columns V, Y, R from the input's frame, by the formulas of AIR8.md."""

from field import log_ceil
from graph import weight_column
from claims import leaf_index


def requantise(acc, s):
    return (acc + (1 << s >> 1)) >> s


class Witness:
    """Columns as integers; a tensor of a layout operator is read through its leaves."""

    def __init__(self, file, graph, frame):
        self.graph, self.ops, self.tables = graph, graph.operators, file.tables
        self.weights = weight_column(file)
        self.V, self.Y, self.R = ([0] * (1 << graph.n_v) for _ in range(3))
        for i, op in enumerate(self.ops):
            if op.kind == "Input":
                self.V[op.slot : op.slot + len(frame)] = self.Y[op.slot : op.slot + len(frame)] = frame
            elif op.has_block:
                self._compute(op, self._sums(i, op))

    def tensor(self, i):
        """Its whole frame."""
        result = [0] * (1 << self.ops[i].log)
        for leaf in self.graph.leaves[i]:
            slot = self.ops[leaf.operator].slot
            for y in range(len(result)):
                index = leaf_index(leaf, y)
                if index is not None:
                    result[y] += self.Y[slot + index]
        return result

    def _compute(self, op, sums):
        for i, acc in enumerate(sums):
            v = requantise(acc, op.shift)
            self.V[op.slot + i] = v
            self.R[op.slot + i] = acc + (1 << op.shift >> 1) - (v << op.shift)
            self.Y[op.slot + i] = self.tables[65536 * op.table + v + 32768] - 128

    def _bias(self, op, n):
        if not op.has_bias:
            return 0
        return sum(d * 128**k for k, d in enumerate(self.weights[op.bias + 4 * n : op.bias + 4 * n + 4]))

    def _sums(self, i, op):
        first = self.tensor(op.inputs[0])
        count = 1 << op.log
        if op.kind == "Gemm":
            size = 1 << self.graph.k[i]
            channels = 1 << op.logs[0]
            for at in range(count):
                n, row = at % channels, at // channels
                block = self.weights[op.weight + size * n : op.weight + size * (n + 1)]
                yield self._bias(op, n) + sum(a * w for a, w in zip(first[size * row : size * (row + 1)], block))
        elif op.kind in ("Conv2D", "DepthwiseConv2D"):
            yield from self._convolution(op, first)
        elif op.kind in ("Add", "Map2"):
            second = self.tensor(op.inputs[1])
            a, b = (1 << op.p[0], (-1 if op.variant else 1) << op.p[1]) if op.kind == "Add" else (256, 1)
            yield from (a * x + b * y for x, y in zip(first, second))
        elif op.kind == "Lut":
            yield from first
        elif op.kind == "PairMap":
            low = self.graph.axis(i, op.p[0])[0]
            for at in range(count):
                even = (at >> low << low + 1) + at % (1 << low)
                yield 256 * first[even] + first[even + (1 << low)]
        elif op.kind == "AvgPool":
            yield from self._pool(op, first)

    def _pool(self, op, first):
        c, x, y, b = op.logs
        wide, high = op.p[:2]
        for at in range(1 << op.log):
            channel, rest = at % (1 << c), at >> c
            column, rest = rest % (1 << x), rest >> x
            line, batch = rest % (1 << y), rest >> y
            total = 0
            for i in range(1 << wide):
                for j in range(1 << high):
                    source = (((batch << y) + line << high) + j << x) + column
                    total += first[((source << wide) + i << c) + channel]
            yield total

    def _convolution(self, op, first):
        source = self.ops[op.inputs[0]]
        ci, xi, yi, _ = source.logs
        co, xo, yo, bo = op.logs
        kx, ky = log_ceil(op.p[0]), log_ceil(op.p[1])
        depthwise = op.kind == "DepthwiseConv2D"

        def reach(axis, o, kappa):
            """The element read on an axis, or None where zero is read."""
            front, behind = op.p[3 + axis], op.p[5 + axis]
            at = (o << op.p[1 + axis]) + kappa - front
            end = source.live[axis] if front or behind else 1 << source.logs[axis]
            return at if 0 <= at < end else None

        for batch in range(1 << bo):
            for line in range(1 << yo):
                for column in range(1 << xo):
                    for n in range(1 << co):
                        acc = self._bias(op, n)
                        for b in range(1 << ky):
                            y = reach(2, line, b)
                            for a in range(1 << kx):
                                x = reach(1, column, a)
                                if x is None or y is None:
                                    continue
                                at = ((batch << yi) + y << xi) + x << ci
                                if depthwise:
                                    acc += first[at + n] * self.weights[op.weight + n + ((b << kx) + a << ci)]
                                    continue
                                row = op.weight + ((((n << ky) + b << kx) + a) << ci)
                                acc += sum(
                                    first[at + c] * self.weights[row + c] for c in range(1 << ci)
                                )
                        yield acc
