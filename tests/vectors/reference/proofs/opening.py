"""Opening of one column of 2^n3 values at a point: the verifier, and a prover who knows tau."""

from curve import G1, G2, combine, negated, pairing_is_one, point, point_bytes, times, times2
from field import P, eq_table, horner, inverse, must, word, word_bytes


class Setup:
    """[tau]_2, and tau where it is known: then everything is checked in G1, else by a pairing."""

    def __init__(self, tau, pairing=False):
        self.tau, self.pairing = tau, pairing
        self.point = times2(tau, G2) if pairing else None
        self._powers = [1]

    def holds(self, left, right):
        """e(left, [1]_2) = e(right, [tau]_2)."""
        if self.pairing:
            return pairing_is_one([(left, G2), (negated(right), self.point)])
        return left == times(self.tau, right)

    def powers(self, count):
        while len(self._powers) < count:
            self._powers.append(self._powers[-1] * self.tau % P)
        return self._powers

    def value(self, table):
        return sum(a * b for a, b in zip(table, self.powers(len(table)))) % P

    def commit(self, table):
        return times(self.value(table), G1)


class Deferred:
    """A Setup that believes every equation and keeps both sides, for a batch."""

    def __init__(self):
        self.sides = []

    def holds(self, left, right):
        self.sides.append((left, right))
        return True


WORDS = 8
SETS = (("z", "i"), ("z", "i", "a"), ("z", "i"), ("z",))


def _interpolate(xs, ys, at):
    result = 0
    for j, (x, y) in enumerate(zip(xs, ys)):
        for k, other in enumerate(xs):
            if k != j:
                y = y * (at - other) % P * inverse(x - other) % P
        result += y
    return result % P


def eq_polynomial(u, x):
    """The polynomial with the eq table of u as coefficients, at x."""
    result = 1
    for c in u:
        result = result * (1 - c + c * x) % P
        x = x * x % P
    return result


def reversed_at(z, b, gi):
    """D(z) of D = X^(b-1) g(1/X): that D is a polynomial bounds the degree of g."""
    return pow(z, b - 1, P) * gi % P


def verify(setup, transcript, reader, c, u, v):
    """The table with point c has value v at u."""
    must(len(u) % 2 == 0 and len(u) > 0, "an odd number of coordinates")
    t = len(u) // 2
    b = 1 << t
    data = reader.take(8 * 64 + WORDS * 32)
    raw = [data[64 * i : 64 * i + 64] for i in range(8)]
    h, q, g, s, d, k, e, f = map(point, raw)
    gz, gi, hz, hi, si, ha, zi, quotient = (word(data[512 + 32 * i : 544 + 32 * i]) for i in range(WORDS))
    transcript.absorb(0x0B, raw[0])
    (al,) = transcript.draw(0x4A)
    transcript.absorb(0x0C, raw[1] + raw[2])
    (ga,) = transcript.draw(0x4B)
    transcript.absorb(0x0D, raw[3] + raw[4])
    (z,) = transcript.draw(0x4C)
    transcript.absorb(0x0E, raw[5] + data[512 : 512 + 6 * 32])
    (be,) = transcript.draw(0x4D)
    transcript.absorb(0x0F, raw[6])
    (zp,) = transcript.draw(0x4E)
    transcript.absorb(0x10, raw[7])
    (de,) = transcript.draw(0x4F)
    must(z * zi % P == 1, "1/z")
    must((zi - z) * (al - z) % P * (al - zi) % P * quotient % P == 1, "the inverse of the differences")

    low, high = u[:t], u[t:]
    both = gz * eq_polynomial(low, zi) + gi * eq_polynomial(low, z)
    both += ga * (hz * eq_polynomial(high, zi) + hi * eq_polynomial(high, z))
    sz = (both - 2 * (ha + ga * v) - si * zi) * zi % P
    zb = pow(z, b, P)
    dz = reversed_at(z, b, gi)
    at = {"z": z, "i": zi, "a": al}
    values = ((gz, gi), (hz, hi, ha), (sz, si), (dz,))
    terms, constant, scale = [], 0, 1
    for commitment, names, ys in zip((g, h, s, d), SETS, values):
        xs = [at[name] for name in names]
        factor = scale
        for name, x in at.items():
            if name not in names:
                factor = factor * (zp - x) % P
        terms.append((de * factor, commitment))
        constant += factor * _interpolate(xs, ys, zp)
        scale = scale * be % P
    vanishing = (zp - z) * (zp - zi) * (zp - al) % P
    left = combine(
        [
            (1, c),
            (al - zb, q),
            (-gz - de * constant, G1),
            (z, k),
            *terms,
            (-de * vanishing, e),
            (de * zp, f),
        ]
    )
    must(setup.holds(left, combine([(1, k), (de, f)])), "the opening")


def _divide(p, x):
    """(p - p(x)) / (X - x)."""
    result, carry = [0] * (len(p) - 1), 0
    for i in range(len(p) - 1, 0, -1):
        carry = (carry * x + p[i]) % P
        result[i - 1] = carry
    return result


class Prover:
    """Follows the page message by message; subclasses deviate.

    Knowing tau it could open anything; so q and K are always the values of polynomials, whatever g a subclass sends.
    """

    def __init__(self, setup, transcript, table, u):
        self.setup, self.transcript, self.f, self.u = setup, transcript, table, u
        self.t = len(u) // 2
        self.b = 1 << self.t
        assert len(table) == self.b * self.b

    def slices(self):
        return [self.f[j * self.b : (j + 1) * self.b] for j in range(self.b)]

    def folded(self):
        return [sum(a * b for a, b in zip(self.e1, part) if b) % P for part in self.slices()]

    def remainder(self, al):
        """f mod (X^b - al)."""
        g, power = [0] * self.b, 1
        for part in self.slices():
            if any(part):
                g = [(a + power * c) % P for a, c in zip(g, part)]
            power = power * al % P
        return g

    def remainders(self, al):
        """The g that is sent, and the one that belongs to q."""
        g = self.remainder(al)
        return g, g

    def symmetric(self, g, h, ga):
        s = [0] * max(len(g), len(h))
        for a, x, scale in ((g, self.e1, 1), (h, self.e2, ga)):
            part = [0] * len(s)
            for i, c in enumerate(a):
                if c:
                    for j, d in enumerate(x):
                        part[abs(i - j)] += c * d
            s = [(x + scale * y) % P for x, y in zip(s, part)]
        return s[1:]

    def seen(self, name):
        """A word was drawn; whoever omits what it should follow from changes it here."""

    def place(self, index, value):
        """A point from its value at tau."""
        data = point_bytes(times(value, G1))
        self.points[index : index + 1] = [data]
        return data

    def prove(self):
        setup, transcript, b = self.setup, self.transcript, self.b
        tau = setup.tau
        self.e1, self.e2 = eq_table(self.u[: self.t]), eq_table(self.u[self.t :])
        self.points = []

        def send(tag, *values, extra=b""):
            """Points are made from values at tau."""
            transcript.absorb(tag, b"".join(self.place(len(self.points), value) for value in values) + extra)

        def draw(tag, name):
            (word,) = transcript.draw(tag)
            setattr(self, name, word)
            self.seen(name)
            return word

        self.h = self.folded()
        send(0x0B, setup.value(self.h))
        al = draw(0x4A, "al")
        self.g, self.rest = self.remainders(al)
        self.f_tau = setup.value(self.f)
        self.q_tau = (self.f_tau - setup.value(self.rest)) * inverse(pow(tau, b, P) - al) % P
        send(0x0C, self.q_tau, setup.value(self.g))
        ga = draw(0x4B, "ga")
        self.s, self.d = self.symmetric(self.g, self.h, ga), self.reversed(self.g)
        send(0x0D, setup.value(self.s), setup.value(self.d))
        z = draw(0x4C, "z")
        g, h, s = self.g, self.h, self.s
        self.zi, zb = self.inverse_of(z), pow(z, b, P)
        zi = self.zi
        k_tau = (self.f_tau - (zb - al) * self.q_tau - horner(self.rest, z)) * inverse(tau - z) % P
        self.sent = self.words([horner(g, z), horner(g, zi), horner(h, z), horner(h, zi), horner(s, zi), horner(h, al)])
        send(0x0E, k_tau, extra=b"".join(map(word_bytes, self.sent)))
        be = draw(0x4D, "be")
        at = {"z": z, "i": zi, "a": al}
        self.polynomials = list(zip((self.g, self.h, self.s, self.d), SETS))
        quotients, scale = [0] * len(g), 1
        for p, names in self.polynomials:
            for name in names:
                p = _divide(p, at[name])
            for i, c in enumerate(p):
                quotients[i] = (quotients[i] + scale * c) % P
            scale = scale * be % P
        self.e = quotients
        send(0x0F, setup.value(self.e))
        zp = draw(0x4E, "zp")
        send(0x10, setup.value(_divide(self.bracket(), zp)))
        draw(0x4F, "de")
        last = [zi, self.inverse_of_differences()]
        return b"".join(self.points) + b"".join(map(word_bytes, self.sent + last))

    def inverse_of_differences(self):
        z, zi, al = self.z, self.zi, self.al
        return inverse((zi - z) * (al - z) * (al - zi))

    def bracket(self):
        """sum_i be^i (Z / Z_i)(zp) p_i - Z(zp) E, which is a constant at zp."""
        at = {"z": self.z, "i": self.zi, "a": self.al}
        rest, scale, vanishing = [0] * max(len(p) for p, _ in self.polynomials), 1, 1
        for p, names in self.polynomials:
            factor = scale
            for name, x in at.items():
                if name not in names:
                    factor = factor * (self.zp - x) % P
            for i, c in enumerate(p):
                rest[i] = (rest[i] + factor * c) % P
            scale = scale * self.be % P
        for x in at.values():
            vanishing = vanishing * (self.zp - x) % P
        return [(a - vanishing * c) % P for a, c in zip(rest, self.e + [0] * (len(rest) - len(self.e)))]

    def reversed(self, g):
        return g[::-1]

    def inverse_of(self, z):
        return inverse(z)

    def words(self, words):
        return words
