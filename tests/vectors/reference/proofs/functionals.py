"""Functionals phi of a tensor: products of factors, each over a run of tensor bits.

A factor is known in two ways that share no code: `at(z)`, the formula that the verifier evaluates, and `table()`, its value at every
index of its bits by the definition, which the prover sums over.
"""

from field import P, bits, eq, eq1, eq3, eq_table, log_ceil

FREE = None


class Point:
    """eq of a word, 0 or 1 a bit; 1 where the bit is free."""

    def __init__(self, p):
        self.p, self.bits = list(p), len(p)

    def at(self, z):
        result = 1
        for p, x in zip(self.p, z, strict=True):
            result = result * (1 if p is FREE else eq1(p, x)) % P
        return result

    def table(self):
        table = [1]
        for p in self.p:
            low, high = (1, 1) if p is FREE else (1 - p, p)
            table = [v * low % P for v in table] + [v * high % P for v in table]
        return table


class Less:
    """sum over i < live of eq(p, i) eq(z, i)."""

    def __init__(self, p, live):
        self.p, self.live, self.bits = list(p), live, len(p)

    def at(self, z):
        below, other = 0, 1
        for p, x, limit in zip(self.p, z, bits(self.live, self.bits), strict=True):
            zero, one = (1 - p) * (1 - x) % P, p * x % P
            if limit:
                below, other = (zero * (below + other) + one * below) % P, one * other % P
            else:
                below, other = zero * below % P, (zero * other + one * (below + other)) % P
        return below

    def table(self):
        return [v if i < self.live else 0 for i, v in enumerate(eq_table(self.p))]


class Box:
    """sum over o, kappa, i of eq(r, o) eq(k, kappa) eq(z, i) with i = o 2^stride + kappa - front; i < live unless live is None."""

    def __init__(self, r, k, count, live, stride, front):
        self.r, self.k, self.bits = list(r), list(k), count
        self.live, self.stride, self.front = live, stride, front

    def at(self, z):
        steps = max(self.bits, self.front.bit_length(), len(self.k), len(self.r) + self.stride)
        check = self.live is not None and self.live != 1 << self.bits
        states = {(0, False): 1}

        def choices(words, j):
            """Values of bit j and what each weighs; a bit that does not exist is 0."""
            return [(0, (1 - words[j]) % P), (1, words[j])] if 0 <= j < len(words) else [(0, 1)]

        for j in range(steps):
            following = {}
            for (carry, below), weight in states.items():
                for i, wi in choices(z, j):
                    for kappa, wk in choices(self.k, j):
                        for o, wo in choices(self.r, j - self.stride):
                            total = carry + i + (self.front >> j & 1) - kappa - o
                            if total % 2:
                                continue
                            limit = self.live >> j & 1 if check else i
                            state = (total // 2, below if i == limit else i < limit)
                            value = weight * wi % P * wk % P * wo
                            following[state] = (following.get(state, 0) + value) % P
            states = following
        return sum(w for (carry, below), w in states.items() if carry == 0 and (below or not check)) % P

    def table(self):
        """By the definition, over all o and kappa."""
        outputs, kernel = eq_table(self.r), eq_table(self.k)
        result = [0] * (1 << self.bits)
        limit = len(result) if self.live is None else self.live
        for o, wo in enumerate(outputs):
            for kappa, wk in enumerate(kernel):
                i = (o << self.stride) + kappa - self.front
                if 0 <= i < limit:
                    result[i] = (result[i] + wo * wk) % P
        return result


class Same:
    """eq3(r, c, z): a channel that is both a result's and summed."""

    def __init__(self, r, c):
        self.r, self.c, self.bits = list(r), list(c), len(r)

    def at(self, z):
        return eq3(self.r, self.c, z)

    def table(self):
        return [a * b % P for a, b in zip(eq_table(self.r), eq_table(self.c))]


class Functional:
    def __init__(self, *factors):
        self.factors, self.bits = factors, sum(f.bits for f in factors)

    def at(self, z):
        assert len(z) == self.bits
        result, start = 1, 0
        for factor in self.factors:
            result = result * factor.at(z[start : start + factor.bits]) % P
            start += factor.bits
        return result

    def table(self):
        table = [1]
        for factor in self.factors:
            table = [a * b % P for b in factor.table() for a in table]
        return table


def point(p):
    return Functional(Point(p))


def live_point(live, r):
    """Over the axes of a tensor: eq, or Less where the live size is no power of two."""
    factors, start = [], 0
    for size in live:
        p = r[start : start + log_ceil(size)]
        factors.append(Point(p) if size == 1 << len(p) else Less(p, size))
        start += len(p)
    return Functional(*factors)


def window(graph, i, r, x):
    """The functional of a convolution's input at x of its summed coordinates."""
    op = graph.operators[i]
    source = graph.operators[op.inputs[0]]
    channels, kx, ky = source.logs[0], log_ceil(op.p[0]), log_ceil(op.p[1])
    c, kernels = x[:channels], (x[channels : channels + kx], x[channels + kx : channels + kx + ky])

    def axis(number):
        low, high = graph.axis(i, number)
        return r[low:high]

    boxes = []
    for number in (1, 2):
        front, behind = op.p[3 + number], op.p[5 + number]
        live = source.live[number] if front or behind else None
        log, stride = source.logs[number], op.p[1 + number]
        boxes.append(Box(axis(number), kernels[number - 1], log, live, stride, front))
    channel = Point(c) if op.kind == "Conv2D" else Same(axis(0), c)
    return Functional(channel, *boxes, Point(axis(3)))
