"""What each equation, each claim and each absorbed message is there for: a verifier without it takes a proof of something false.

An entry names what is left out, how, and the prover who profits: he learns early what he should have been held to. Inside `without` the
proof is taken, outside it the same bytes are refused, and so is the same prover where he meets the whole transcript.
"""

import re
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import cases
import curve
import field
import opening
import registration
import suites
import transcript
import verify as verifying
from air8 import activation_root
from build import frame_index, indices
from cases import SETUP
from cheats import (
    HIDDEN,
    ActivationChanged,
    AnsweredOutputChanged,
    ColumnWord,
    DegreeOfG,
    FalseFold,
    Honest,
    LateMultiplicities,
    NotCanonical,
    OperatorChanged,
    OtherInput,
    OtherInputByPoint,
    OutputChanged,
    OutputWord,
    SealedOutputChanged,
    WeightChanged,
)
from claims import bias_claim, on_block
from curve import Q, point_bytes
from deal import named
from field import P, eq, eq_table, horner, inverse, word_bytes
from keccak import H, top
from opening import eq_polynomial
from prove import Messages
from registrants import CountWord, LateCounts
from registration import RegistrationProver
from transcript import Transcript


MODULES = (field, curve, verifying, opening, registration)


@contextmanager
def without(tags=None, claim=None, equation=None):
    """tags: of each, what is left of its message. claim: a number in the order of the page. equation: the beginning of a reason."""
    kept_claim, kept_must = verifying.Messages.claim, field.must

    def fewer(self, one, value):
        if len(self.claims) == claim:
            one, value = Nothing(one.column), 0
        kept_claim(self, one, value)

    def weaker(holds, reason):
        kept_must(holds or reason.startswith(equation), reason)

    Transcript.omitted = tags or {}
    if claim is not None:
        verifying.Messages.claim = fewer
    if equation is not None:
        for module in MODULES:
            module.must = weaker
    try:
        yield
    finally:
        Transcript.omitted = {}
        verifying.Messages.claim = kept_claim
        for module in MODULES:
            module.must = kept_must


class Nothing:
    """A claim that says nothing about its column."""

    def __init__(self, column):
        self.column, self.p = column, []

    def at(self, rho):
        return 0

    def weights(self):
        return 0, [0]


def nothing(message):
    return b""


def cut(first, behind):
    """The message without these bytes."""
    return lambda message: message[:first] + message[behind:]


def point_of(setup, table):
    return point_bytes(setup.commit(table))


def solved(a, b, c, d, e, f):
    """x, y with a x + b y = c and d x + e y = f."""
    determinant = inverse((a * e - b * d) % P)
    return (c * e - b * f) * determinant % P, (a * f - c * d) * determinant % P


def root(function):
    """Where an affine function is zero."""
    low, high = function(0), function(1)
    return -low * inverse((high - low) % P) % P


class Late:
    """Bytes of the proof may be put in later: nothing was drawn from them."""

    def patch(self, at, data):
        at = at % len(self.proof) if at < 0 else at
        self.proof = self.proof[:at] + data + self.proof[at + len(data) :]

    def send(self, tag, data):
        self.begins = {**getattr(self, "begins", {}), tag: len(self.proof)}
        super().send(tag, data)

    def gammas(self, *indices):
        """gamma to the power of these claims; nothing was absorbed since."""
        kept = len(self.transcript.trace)
        (gamma,) = self.transcript.draw(self.tags[0])
        del self.transcript.trace[kept:]
        return [pow(gamma, i, P) for i in indices]

    def last_round(self, tag, missing):
        """Coefficient 0 of the last round becomes what adds `missing` to the claim behind it."""
        (x,) = self.drawn[-1:]
        at = self.begins[tag]
        c0 = int.from_bytes(self.proof[at : at + 32], "big")
        self.patch(at, word_bytes(c0 + missing * inverse((1 - 2 * x) % P)))

    def round(self, coefficients, claim, tags):
        x, claim = super().round(coefficients, claim, tags)
        self.drawn = [*getattr(self, "drawn", []), x]
        return x, claim


# Message 2: points of columns.
class LateColumn(Late, ActivationChanged):
    """A slot of no block makes the sums agree, once alpha is known."""

    name = "V"

    def lookup_inverses(self):
        h, g = super().lookup_inverses()
        be, at = self.beta, len(h) - 1
        missing = (sum(g) - sum(h)) % P
        column = getattr(self, self.name)
        old, scale = {"V": (self.A[at], be), "Y": (self.A[at], be * be), "R": (self.B[at], be)}[self.name]
        new = inverse((inverse(old) + missing) % P)
        column[at] = (column[at] + (new - old) * inverse(scale % P)) % P
        self.patch(64 * "VYRM".index(self.name), point_of(self.setup, column))
        return super().lookup_inverses()


class LateY(LateColumn):
    name = "Y"


class LateR(LateColumn):
    name = "R"


class LateM(Late, LateMultiplicities):
    def lookup_inverses(self):
        result = super().lookup_inverses()
        self.patch(192, point_of(self.setup, self.columns["M"]))
        return result


# Message 7: a word is what its check asks for.
class LookupWord(Late, ActivationChanged):
    """One of the words h V Y R g M T."""

    word = 0

    def checked(self, values):
        graph, z, mu, al, be, tau = self.graph, self.z, self.mu, self.alpha, self.beta, self.tau
        h, v, y, r, g, m, t = values
        (id_, idr), (t_id, t_in) = graph.ids(z), graph.table(z)
        a, b = al + id_ + be * v + be * be * y, al + idr + be * r
        d = al + t_id + be * t_in + be * be * t
        slots = eq(tau[: graph.n_v], z[: graph.n_v]) * (h * a * b - a - b) + mu * mu * h
        rows = mu * eq(tau[: graph.n_t], z[: graph.n_t]) * (g * d - m) - mu * mu * g
        slots *= inverse(1 << graph.n_2 - graph.n_v)
        return (slots + rows * inverse(1 << graph.n_2 - graph.n_t)) % P

    def replaced(self, words, value):
        return [value if i == self.word else word for i, word in enumerate(words)]

    def lookup_words(self, words, claim):
        value = root(lambda x: self.checked(self.replaced(words, x)) - claim)
        self.true, self.false = words[self.word], value
        return self.replaced(words, value)


class LateInverses(LookupWord):
    """And the column has that value: it is committed to once z is known."""

    def second_sumcheck(self):
        super().second_sumcheck()
        name, at = (("h", 256), None, None, None, ("g", 320))[self.word]
        column = list(self.columns[name])
        point = self.z[: (len(column) - 1).bit_length()]
        column[0] = (column[0] + (self.false - self.true) * inverse(Messages._eq_at(point, 0))) % P
        self.columns[name] = column
        self.patch(at, point_of(self.setup, column))


class LateG(LateInverses):
    word = 4


class LookupRounds(Late, ActivationChanged):
    """The last round of the second sumcheck leaves what message 7 gives."""

    def lookup_words(self, words, claim):
        self.last_round(0x07, LookupWord.checked(self, words) - claim)
        return words


class LookupWords(Late, ActivationChanged):
    """h and g are what the check and the sum of claims ask for, once gamma is known."""

    def lookup_words(self, words, claim):
        self.before, self.sent7 = len(self.claims), words
        self.missing = claim - LookupWord.checked(self, words)
        return words

    def third_sumcheck(self):
        def by(i):
            return LookupWord.checked(self, [w + (n == i) for n, w in enumerate(self.sent7)]) - LookupWord.checked(self, self.sent7)

        gh, gg = self.gammas(self.before, self.before + 4)
        h, g = solved(by(0), by(4), self.missing, gh, gg, 0)
        for i, change in ((0, h), (4, g)):
            self.patch(self.begins[0x08] + 32 * i, word_bytes(self.sent7[i] + change))
        super().third_sumcheck()


# Message 3.
class ShiftedWords(Late, OutputWord):
    """V(r) and R(r) of a layer move so that acc stays and the sum of claims is right, once gamma is known."""

    def third_sumcheck(self):
        op = self.graph.operators[HIDDEN]
        v, r, leaf = self.gammas(1, 2, 7)
        # The value of claim 7 that is sent is false; columns hold another.
        claim = self.claims[7]
        false = self.values[7] - Honest.value(self, claim)
        change = -leaf * false * inverse((v - (r << op.shift)) % P) % P
        self.values[1], self.values[2] = self.values[1] + change, self.values[2] - (change << op.shift)
        at = self.begins[0x04]
        self.patch(at, word_bytes(self.values[1]) + word_bytes(self.values[2]))
        super().third_sumcheck()


# Messages 4 and 5.
class ProductRounds(Late, WeightChanged):
    """The last round of the first sumcheck leaves what message 5 gives."""

    def product_words(self, words, claim):
        total = sum(pow(self.lam, n, P) * sum(row[:-1]) * row[-1] for n, row in enumerate(words))
        self.last_round(0x05, total - claim)
        return words


class ProductWords(Late, WeightChanged):
    """w of both layers are what the check and the sum of claims ask for, once gamma is known."""

    def product_words(self, words, claim):
        self.products = words
        self.missing = claim - sum(pow(self.lam, n, P) * sum(row[:-1]) * row[-1] for n, row in enumerate(words))
        return words

    def third_sumcheck(self):
        (a, v), (b, w) = self.products
        first, second = self.gammas(9, 11)
        x, y = solved(a, self.lam * b, self.missing, first, second, 0)
        self.patch(self.begins[0x06] + 32, word_bytes(v + x))
        self.patch(self.begins[0x06] + 96, word_bytes(w + y))
        super().third_sumcheck()


# Messages 8 and 9.
def columns_at(prover, words):
    """sum_c gamma^c weight_c(rho) column_c(rho), and the weight of each column in it."""
    names, scale = prover.names(), 1
    weights = [0] * len(names)
    for one in prover.claims:
        weights[names.index(one.column)] += scale * one.at(prover.rho)
        scale = scale * prover.gamma % P
    return sum(a * b for a, b in zip(weights, words)) % P, weights


class ColumnRounds(Late, OutputWord):
    """The last round of the third sumcheck leaves what message 9 gives."""

    def column_words(self, words, claim):
        total, _ = columns_at(self, words)
        self.last_round(0x09, total - claim)
        return words


class ColumnWords(Late, OutputWord):
    """Y and V at rho are what the check and the opening ask for, once delta is known."""

    def column_words(self, words, claim):
        total, self.weights = columns_at(self, words)
        self.missing, self.at_rho = claim - total, words
        return words

    def open(self, delta):
        y, v = (self.names().index(name) for name in "YV")
        changes = solved(self.weights[y], self.weights[v], self.missing, pow(delta, y, P), pow(delta, v, P), 0)
        for i, change in zip((y, v), changes):
            self.patch(self.begins[0x0A] + 32 * i, word_bytes(self.at_rho[i] + change))
        super().open(delta)


# Claims that are not made.
class Unclaimed(Late):
    """The claim of that number says nothing; the provers below send what they like for it."""

    dropped = 0

    def third_sumcheck(self):
        self.claims[self.dropped] = Nothing(self.claims[self.dropped].column)
        self.values[self.dropped] = 0
        super().third_sumcheck()


def unclaimed(base, number, **more):
    """The prover, where that claim is not made."""
    sparse = () if number >= 12 else base.sparse
    return type(base.__name__, (Unclaimed, base), {"dropped": number, "sparse": sparse, **more})


class LayerWord(WeightChanged):
    """V, R or B of a layer is what its sum of products asks for."""

    word = "V"

    def claim(self, claim, value=None):
        if value is None and len(self.claims) == 1 + "VRB".index(self.word):
            graph, op = self.graph, self.graph.operators[HIDDEN]
            a, w = self.factors(HIDDEN)
            total = sum(x * y for x, y in zip(a, w))
            v, r = (self.value(on_block(graph, HIDDEN, name, self.r)) for name in "VR")
            b = self.value(bias_claim(graph, HIDDEN, self.r))
            half = 1 << op.shift >> 1
            value = {
                "V": (total + b + half - r) * inverse(1 << op.shift),
                "R": total + b + half - (v << op.shift),
                "B": (v << op.shift) + r - half - total,
            }[self.word] % P
        return super().claim(claim, value)


class FactorWord(WeightChanged):
    """a or w of a layer is what the check of message 5 asks for."""

    factor = 0

    def product_words(self, words, claim):
        rest = sum(pow(self.lam, n, P) * sum(row[:-1]) * row[-1] for n, row in enumerate(words) if n)
        words[0][self.factor] = (claim - rest) * inverse(words[0][1 - self.factor]) % P
        return words


class CiphertextWord(SealedOutputChanged):
    """Ct(r) is what the check of the output asks for."""

    def value(self, claim):
        right = super().value(claim)
        if claim.column != "Ct":
            return right
        made, _ = self.registered()
        false, true = self.output(made, self.frame), Honest.output(made, self.frame)
        op = self.graph.operators[-1]
        live = verifying.live_sum(op, self.r[: op.log], lambda i: true[i] - false[i])
        return (right + live) % P


# The opening. The identity model: its columns are short.
class Lie(ColumnWord):
    """A false output; only the opening of message 10 is in the way."""

    of, input_values = "identity", [5, -70, 33]
    Opener = opening.Prover

    def value(self, claim):
        right = Honest.value(self, claim)
        if len(self.claims) == 1:
            made, _ = self.registered()
            false, true = self.output(made, self.frame), Honest.output(made, self.frame)
            right += sum(w * (a - b) for w, a, b in zip(claim.weights()[1], false, true))
        return right % P

    def opener(self, table):
        made = self.Opener(self.setup, self.transcript, table, self.rho)
        made.claimed = self.claimed
        return made


def openings(base):
    return type(base.__name__, (Lie,), {"Opener": base})


class LateFold(opening.Prover):
    """h gives the false value and has at al the value of the true one, once al is known."""

    def seen(self, name):
        if name == "al":
            right = sum(a * b for a, b in zip(self.h, self.e2))
            x, y = solved(self.e2[0], self.e2[1], self.claimed - right, 1, self.al, 0)
            self.h[0], self.h[1] = (self.h[0] + x) % P, (self.h[1] + y) % P
            self.place(0, self.setup.value(self.h))


class LateQuotient(FalseFold.Opener):
    """g fits the false h; q is such that f = (X^b - al) q + g at z, once z is known."""

    def seen(self, name):
        if name == "z":
            wrong = horner(self.g, self.z) - horner(self.rest, self.z)
            self.q_tau = (self.q_tau - wrong * inverse((pow(self.z, self.b, P) - self.al) % P)) % P
            self.rest = list(self.g)
            self.place(1, self.q_tau)


class LateRemainder(FalseFold.Opener):
    """D reverses g - k E1 with the k that h asks for; the point of g fits both at z and 1/z, once z is known."""

    def remainders(self, al):
        g = self.remainder(al)
        self.k = 2 * (sum(a * b for a, b in zip(g, self.e1)) - horner(self.h, al)) * inverse(sum(a * a for a in self.e1) % P) % P
        return g, g

    def symmetric(self, g, h, ga):
        half = self.k * inverse(2)
        return super().symmetric([(a - half * b) % P for a, b in zip(g, self.e1)], h, ga)

    def reversed(self, g):
        return [(a - self.k * b) % P for a, b in zip(g, self.e1)][::-1]

    def seen(self, name):
        if name == "z":
            z, zi = self.z, inverse(self.z)
            first = horner(self.g, z)
            second = (horner(self.g, zi) - self.k * eq_polynomial(self.u[: self.t], zi)) % P
            slope = (second - first) * inverse((zi - z) % P) % P
            self.g = [(first - slope * z) % P, slope, *[0] * (self.b - 2)]
            self.place(2, self.setup.value(self.g))


class LateSymmetric(FalseFold.Opener):
    """g is the true one, so it does not fit h; S is a constant that makes its identity hold at z."""

    def remainders(self, al):
        g = self.remainder(al)
        return g, g

    def seen(self, name):
        if name == "z":
            z, zi, low, high = self.z, inverse(self.z), self.u[: self.t], self.u[self.t :]
            both = horner(self.g, z) * eq_polynomial(low, zi) + horner(self.g, zi) * eq_polynomial(low, z)
            more = horner(self.h, z) * eq_polynomial(high, zi) + horner(self.h, zi) * eq_polynomial(high, z)
            needed = both + self.ga * more - 2 * (horner(self.h, self.al) + self.ga * self.claimed)
            self.s = [needed * inverse((z + zi) % P) % P]
            self.place(3, self.setup.value(self.s))


class LateReversed(DegreeOfG.Opener):
    """g has one coefficient more; D is a constant that fits at z."""

    def reversed(self, g):
        return g[: self.b][::-1]

    def seen(self, name):
        if name == "z":
            self.d = [pow(self.z, self.b - 1, P) * horner(self.g, inverse(self.z)) % P]
            self.place(4, self.setup.value(self.d))


class Evaluations(opening.Prover):
    """Whoever sends false words: what the interpolations at zp add up to in the verifier's equation."""

    def constant(self, words):
        gz, gi, hz, hi, si, ha = words
        z, zi, al, ga = self.z, inverse(self.z), self.al, self.ga
        low, high = self.u[: self.t], self.u[self.t :]
        both = gz * eq_polynomial(low, zi) + gi * eq_polynomial(low, z)
        both += ga * (hz * eq_polynomial(high, zi) + hi * eq_polynomial(high, z))
        sz = (both - 2 * (ha + ga * self.claimed) - si * zi) * zi % P
        dz = opening.reversed_at(z, self.b, gi)
        at, total, scale = {"z": z, "i": zi, "a": al}, 0, 1
        for names, ys in zip(opening.SETS, ((gz, gi), (hz, hi, ha), (sz, si), (dz,))):
            factor = scale
            for name, x in at.items():
                if name not in names:
                    factor = factor * (self.zp - x) % P
            total += factor * opening._interpolate([at[name] for name in names], ys, self.zp)
            scale = scale * self.be % P
        return total % P

    def vanishing(self):
        return (self.zp - self.z) * (self.zp - inverse(self.z)) * (self.zp - self.al) % P


class LateWord(Evaluations):
    """One of the words g(1/z), h(z), h(1/z), S(1/z), h(al) is what the last equation asks for, once zp is known."""

    word = 5

    def seen(self, name):
        if name == "zp":
            wanted = horner(self.bracket(), self.zp)

            def missing(x):
                return self.constant([x if i == self.word else w for i, w in enumerate(self.sent)]) - wanted

            self.sent[self.word] = root(missing)


class FoldedWords(Evaluations):
    """h(al) is what the identity of S asks for."""

    def words(self, words):
        right = sum(a * b for a, b in zip(self.h, self.e2))
        words[5] = (words[5] - self.ga * (self.claimed - right)) % P
        return words


class LateE(FoldedWords):
    """E is a constant that fits at zp."""

    def seen(self, name):
        if name == "zp":
            self.e = [0]
            whole = horner(self.bracket(), self.zp)
            self.e = [(whole - self.constant(self.sent)) * inverse(self.vanishing()) % P]
            self.place(6, self.e[0])


class LateK(FoldedWords):
    """F fits the false words at z alone; K takes the rest, once de is known."""

    def rest_at(self, x):
        return (horner(self.bracket(), x) - self.constant(self.sent)) % P

    def seen(self, name):
        if name == "de":
            tau, z, zp = self.setup.tau, self.z, self.zp
            f = self.rest_at(z) * inverse((z - zp) % P) % P
            assert self.points[7] == self.early
            zb = pow(z, self.b, P)
            k = self.f_tau - (zb - self.al) * self.q_tau - self.sent[0] + self.de * (self.rest_at(tau) - (tau - zp) * f)
            self.place(5, k * inverse((tau - z) % P) % P)

    def place(self, index, value):
        if index == 7:
            value = self.rest_at(self.z) * inverse((self.z - self.zp) % P) % P
        data = super().place(index, value)
        if index == 7:
            self.early = data
        return data


class NoRoot(Exception):
    """The false words ask for the root of what is no square."""


def square_root(a):
    """By Tonelli and Shanks."""
    odd, twos = P - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    if pow(a, (P - 1) // 2, P) != 1:
        raise NoRoot
    unit, x, b = pow(5, odd, P), pow(a, (odd + 1) // 2, P), pow(a, odd, P)
    while b != 1:
        order, t = 0, b
        while t != 1:
            t, order = t * t % P, order + 1
        step = pow(unit, 1 << (twos - order - 1), P)
        x, unit, twos = x * step % P, step * step % P, order
        b = b * unit % P
    return x


class SolvedInverse(FoldedWords):
    """The inverse of the differences, which nothing absorbs, is what makes the last equation hold with false words: of degree 2 in it."""

    turn = 0

    def words(self, words):
        words = super().words(words)
        words[3] = (words[3] + self.turn) % P
        return words

    def constant_with(self, inverse_):
        """What a verifier gets who multiplies by that word."""
        gz, gi, hz, hi, si, ha = self.sent
        z, zi, al, zp, be, ga = self.z, self.zi, self.al, self.zp, self.be, self.ga
        low, high = self.u[: self.t], self.u[self.t :]
        both = gz * eq_polynomial(low, zi) + gi * eq_polynomial(low, z)
        both += ga * (hz * eq_polynomial(high, zi) + hi * eq_polynomial(high, z))
        sz = (both - 2 * (ha + ga * self.claimed) - si * zi) * zi
        first, second, third, x, y = zi - z, al - z, al - zi, zp - z, zp - zi
        slope = x * inverse_ * second * third
        c1 = (hi - hz) * inverse_ * second * third
        c2 = ((ha - hz) * inverse_ * first * third - c1) * inverse_ * first * second
        total = (zp - al) * (gz + (gi - gz) * slope) + be * (hz + x * (c1 + c2 * y)) + be**2 * (zp - al) * (sz + (si - sz) * slope)
        return (total + be**3 * (zp - al) * y * opening.reversed_at(z, self.b, gi)) % P

    def inverse_of_differences(self):
        c, one, minus = (self.constant_with(i) - horner(self.bracket(), self.zp) for i in (0, 1, -1))
        a, b = (one + minus - 2 * c) * inverse(2), (one - minus) * inverse(2)
        return (square_root((b * b - 4 * a * c) % P) - b) * inverse(2 * a % P) % P


def solving():
    """Half of the false words have a root."""
    for turn in range(64):
        try:
            return inference(openings(type("SolvedInverse", (SolvedInverse,), {"turn": turn})))()
        except NoRoot:
            continue
    raise AssertionError("no square among 64")


class OtherPoint(opening.Prover):
    """1/z is a constant c: D is g(c) X^(b-1), and some S fits whatever v is said to be."""

    def inverse_of(self, z):
        return 2

    def reversed(self, g):
        return [0] * (self.b - 1) + [horner(g, 2)]

    def symmetric(self, g, h, ga):
        c, low, high = 2, self.u[: self.t], self.u[self.t :]
        fixed = [eq_polynomial(low, c), horner(g, c), ga * eq_polynomial(high, c), ga * horner(h, c)]
        rows = zip(g, self.e1, h, self.e2)
        sides = [sum(a * b for a, b in zip(fixed, row)) % P for row in rows]
        # S = c (sides - k), with k = 2 (h(al) + ga v) + c S(c).
        k = (2 * (horner(h, self.al) + ga * self.claimed) + c * c * horner(sides, c)) * inverse(1 + c * c)
        return [c * ((side - k) if i == 0 else side) % P for i, side in enumerate(sides)]


class OtherPointMultiplied(OtherPoint):
    """The same where z^(b-1) is z^b times the word: D is c g(c) X^b."""

    def reversed(self, g):
        return [0] * self.b + [2 * horner(g, 2) % P]


# Registration, over a table output of 128.
class LateCountsPoint(Late, LateCounts):
    """M is committed to once alpha is known."""

    def inverses_made(self, alpha):
        super().inverses_made(alpha)
        self.patch(0, point_of(self.setup, self.columns["M"]))


class LateInverse(Late, CountWord):
    """hW, hT or g has at z what message 4 asks for: it is committed to once z is known."""

    at = 0

    def third_sumcheck(self):
        name = ("hW", None, "hT", None, "g")[self.at]
        column = list(self.columns[name])
        point = self.z[: (len(column) - 1).bit_length()]
        column[0] = (column[0] + (self.false - self.true) * inverse(Messages._eq_at(point, 0))) % P
        self.columns[name] = column
        self.patch({"hW": 64, "hT": 128, "g": 192}[name], point_of(self.setup, column))
        super().third_sumcheck()


class LateInverseT(LateInverse):
    at = 2


class LateInverseG(LateInverse):
    at = 4


class RegistrationRounds(Late, CountWord):
    """The last round leaves what message 4 gives."""

    def words(self, words, claim):
        self.last_round(0x14, self.checked(words) - claim)
        return words


class RegistrationWords(Late, CountWord):
    """hT and g are what the check and the sum of claims ask for, once gamma is known."""

    def words(self, words, claim):
        self.sent4, self.missing = words, claim - self.checked(words)
        return words

    def third_sumcheck(self):
        def by(i):
            return self.checked([w + (n == i) for n, w in enumerate(self.sent4)]) - self.checked(self.sent4)

        first, second = self.gammas(2, 4)
        for i, change in zip((2, 4), solved(by(2), by(4), self.missing, first, second, 0)):
            self.patch(self.begins[0x15] + 32 * i, word_bytes(self.sent4[i] + change))
        super().third_sumcheck()


class RegistrationColumnRounds(Late, CountWord):
    """The last round of the third sumcheck leaves what message 5 gives."""

    def column_words(self, words, claim):
        total, _ = columns_at(self, words)
        self.last_round(0x16, total - claim)
        return words


class RegistrationColumnWords(Late, CountWord):
    """T and hT at rho are what the check and the opening ask for, once delta is known."""

    def column_words(self, words, claim):
        total, self.weights = columns_at(self, words)
        self.missing, self.at_rho = claim - total, words
        return words

    def open(self, delta):
        first, second = (self.names().index(name) for name in ("M", "hT"))
        weights = (self.weights[first], self.weights[second])
        changes = solved(*weights, self.missing, pow(delta, first, P), pow(delta, second, P), 0)
        for i, change in zip((first, second), changes):
            self.patch(self.begins[0x17] + 32 * i, word_bytes(self.at_rho[i] + change))
        super().open(delta)


class LateWeights(Late, RegistrationProver):
    """W is 200 in one place; the rest of it is such that it has the honest value at rho, once that is known."""

    def open(self, delta):
        r = self.rho[0]
        self.columns["W"] = [200, (0 - 200) * (1 - r) * inverse(r) % P]
        super().open(delta)


# What is left out, and who profits. The models: "attacked" has a hidden layer, "identity" short columns.
class Small(Honest):
    of, input_values = "identity", [5, -70, 33]


class Asked:
    """What a verifier is asked: a call does it here, fields are for the verifier of another language."""

    def __init__(self, check, *arguments, **fields):
        self.check, self.arguments, self.fields = check, arguments, fields

    def __call__(self):
        return self.check(SETUP, *self.arguments)


def inference(kind, change=None):
    """A check of that prover's proof. change(deal) gives what differs of the deal; the envelope follows it."""

    def make():
        deal = kind.deal()
        if change is not None:
            change(deal)
        envelope = deal.preimages + deal.prover(kind).run()
        envelope = getattr(deal, "sent_as", lambda data: data)(envelope)
        given = kind.registered()[1], deal.statement, deal.key, envelope
        return Asked(verifying.verify, *given, kind="inference", model=kind.of, **case_json(*given))

    return make


def case_json(registered, statement, key, envelope):
    return {
        **suites.registered_json(registered),
        "statement": cases.statement_json(statement),
        "key": cases.hex_(key),
        "envelope": cases.hex_(envelope),
    }


def registering(kind, column="T", changes=((5, 128),), sent_as=bytes):
    def make():
        made, registered = suites.tampered("identity", column, changes)
        prover = kind(made, registered.content_hash)
        proof = prover.run()
        if kind is LateWeights:
            # Another point is another contentHash.
            file = made.file.prepared(cases.SRS_ID, point_of(SETUP, prover.columns["W"]), made.point_t)
            registered = replace(registered, point_w=file.point_w, content_hash=file.content_hash)
        proof = sent_as(proof)
        fields = {**suites.registered_json(registered), "proof": cases.hex_(proof)}
        return Asked(registration.verify_registration, registered, proof, kind="registration", model="identity", **fields)

    return make


def leaf_asked(registered, leaf, seed, answer):
    """Leaf 2 of the weights of "flatten"."""
    fields = {"index": 2, "leaf": leaf, "challengeId": seed[:32], "blockHash": seed[32:], "answer": answer}
    fields = {name: cases.hex_(value) if name != "index" else value for name, value in fields.items()}
    fields |= suites.registered_json(registered)
    return Asked(registration.verify_leaf, registered, True, 2, leaf, seed, answer, kind="leaf", model="flatten", **fields)


def leaf_of_others():
    """A column whose leaf differs from the file's in two places, and agrees at the u of a block hash that was guessed."""
    made, _ = cases.model("flatten")
    file_leaf, seed = suites.leaf_of(made.file, True, 2), named("challenge") + named("block")
    _, u = registration._asked(made.graph, named("challenge") + named("guess"), 2)
    eqs = eq_table(u[:8])
    first = made.W[512] + 50
    second = (made.W[513] - 50 * eqs[0] * inverse(eqs[1])) % P
    secret, registered = suites.tampered("flatten", "W", [(512, first), (513, second)])
    return leaf_asked(registered, file_leaf, seed, registration.answer_leaf(secret, True, 2, seed))


def leaf_of_no_file():
    """The answer opens the registered column, which is not the file's."""
    made, _ = cases.model("flatten")
    secret, registered = suites.tampered("flatten", "W", [(519, 99)])
    seed = named("challenge") + named("block")
    return leaf_asked(registered, suites.leaf_of(made.file, True, 2), seed, registration.answer_leaf(secret, True, 2, seed))


def honest_columns():
    """The proof is of the file's columns; the registered point holds a table output of 128."""
    _, registered = suites.tampered("identity", "T", ((5, 128),))
    proof = RegistrationProver(cases.model("identity")[0], registered.content_hash).run()
    fields = {**suites.registered_json(registered), "proof": cases.hex_(proof)}
    return Asked(registration.verify_registration, registered, proof, kind="registration", model="identity", **fields)


def longer_answer():
    """The right answer, and a word behind it."""
    made, registered = cases.model("flatten")
    seed = named("challenge") + named("block")
    answer = registration.answer_leaf(made, True, 2, seed) + bytes(32)
    return leaf_asked(registered, suites.leaf_of(made.file, True, 2), seed, answer)


def batched(*kinds):
    """A check of proofs of these, by one equation."""

    def make():
        asked = []
        for kind in kinds:
            deal = kind.deal()
            asked.append((kind.registered()[1], deal.statement, deal.key, deal.preimages + deal.prover(kind).run()))
        proofs = [{"model": kind.of, **case_json(*given)} for kind, given in zip(kinds, asked)]
        return Asked(verifying.verify_batch, asked, kind="batch", proofs=proofs)

    return make


def restated(**fields):
    """The deal under a Statement with other fields, as its own inference commitment has it."""

    def change(deal):
        deal.statement = replace(deal.statement, **fields)
        deal.statement.ic = deal.statement.commitment()
        deal.absorbed = deal.statement.ic + deal.absorbed[32:]

    return change


def replayed(deal):
    """The proof is of this deal; the Statement pays another."""
    kept = deal.absorbed
    restated(payee=named("thief", 20))(deal)
    deal.absorbed = kept


def another_input(deal):
    """The Statement has the commitment of another input."""
    restated(input_commit=H(0x04, bytes(32), named("other"), bytes(64)))(deal)


def another_model(deal):
    """The registry's entry is this model's; modelId is of another contentHash."""
    preimage = deal.preimages[:32] + named("other") + deal.preimages[64:192]
    deal.preimages = preimage + deal.preimages[192:]
    restated(model_id=H(0x10, preimage))(deal)


def another_key(deal):
    """The ciphertext opens with another key than that of keyHash."""
    s, key = deal.statement, named("another key")
    op = deal.model.graph.operators[-1]
    words = [0] * (1 << op.log)
    for at in indices(op.live):
        i = frame_index(op.live, at)
        words[i] = (deal.output[i] + s.pad(key, i)) % P
    at = len(deal.preimages) - 96 - (32 * len(words) if deal.answered else 0)
    tail = top([H(0x00, word_bytes(w)) for w in words]) + point_of(SETUP, words)
    deal.preimages = deal.preimages[:at] + tail + (b"".join(map(word_bytes, words)) if deal.answered else b"")
    deal.key, deal.ciphertext = key, words
    restated(cipher_commit=H(0x0B, tail))(deal)


def words_plus_p(deal):
    """The first word of the ciphertext travels, and is hashed, as itself plus P."""
    raw = [(deal.ciphertext[0] + P).to_bytes(32, "big"), *map(word_bytes, deal.ciphertext[1:])]
    at = len(deal.preimages) - 96 - 32 * len(raw)
    tail = top([H(0x00, w) for w in raw]) + deal.preimages[at + 32 : at + 96]
    deal.preimages = deal.preimages[:at] + tail + b"".join(raw)
    restated(cipher_commit=H(0x0B, tail))(deal)


def another_root(deal):
    """The words that travel are not those of cipherRoot."""
    at = len(deal.preimages) - 96 - 32 * len(deal.ciphertext)
    tail = named("other") + deal.preimages[at + 32 : at + 96]
    deal.preimages = deal.preimages[:at] + tail + deal.preimages[at + 96 :]
    restated(cipher_commit=H(0x0B, tail))(deal)


def padded_output(deal):
    """A public output with something outside its live box, so that one output has many commitments."""
    op = deal.model.graph.operators[-1]
    y = deal.absorbed[32:-1] + b"\x55"
    salt = deal.preimages[-len(y) - 32 : -len(y)]
    deal.preimages = deal.preimages[: -len(y)] + y
    deal.absorbed = deal.absorbed[:32] + y
    restated(output_commit=H(0x05, salt, activation_root(op.live, y)))(deal)


def sent_as(function):
    def change(deal):
        deal.sent_as = function

    return change


class SmallByPoint(Small):
    given = {"by_point": True}


class SmallSealed(Small):
    given = {"sealed": True}


class SmallAnswered(Small):
    given = {"sealed": True, "answered": True}


class Zeros(SmallByPoint):
    input_values = [0, 0, 0]


class CoordinatePlusQ(Small):
    """The y of a point is sent, and absorbed, as itself plus Q."""

    def committed(self, names):
        data = super().committed(names)
        return data[:32] + (int.from_bytes(data[32:64], "big") + Q).to_bytes(32, "big") + data[64:]


def plus_p(base, which, at=0):
    """That word of the message with this tag is sent, and absorbed, as itself plus P."""

    def send(self, tag, data):
        if tag == which and not getattr(self, "shifted", False):
            self.shifted = True
            word = int.from_bytes(data[at : at + 32], "big") + P
            data = data[:at] + word.to_bytes(32, "big") + data[at + 32 :]
        super(kind, self).send(tag, data)

    kind = type("PlusP", (base,), {"send": send})
    return kind


def last_plus_p(data):
    """The inverse of the differences, which is not absorbed."""
    return data[:-32] + (int.from_bytes(data[-32:], "big") + P).to_bytes(32, "big")


def tag(number, left=nothing):
    return {"tags": {number: left}}


def front_run(deal):
    deal.statement.payee = named("thief", 20)


ITEMS = {
    # Absorbed.
    "01 IC": (tag(0x01, cut(0, 32)), inference(Small, replayed)),
    "02 C_V": (tag(0x02, cut(0, 64)), inference(LateColumn)),
    "02 C_Y": (tag(0x02, cut(64, 128)), inference(LateY)),
    "02 C_R": (tag(0x02, cut(128, 192)), inference(LateR)),
    "02 C_M": (tag(0x02, cut(192, 256)), inference(LateM)),
    "03 C_h": (tag(0x03, cut(0, 64)), inference(LateInverses)),
    "03 C_g": (tag(0x03, cut(64, 128)), inference(LateG)),
    "04": (tag(0x04), inference(ShiftedWords)),
    "05": (tag(0x05), inference(ProductRounds)),
    "06": (tag(0x06), inference(ProductWords)),
    "07": (tag(0x07), inference(LookupRounds)),
    "08": (tag(0x08), inference(LookupWords)),
    "09": (tag(0x09), inference(ColumnRounds)),
    "0a": (tag(0x0A), inference(ColumnWords)),
    "0b": (tag(0x0B), inference(openings(LateFold))),
    "0c C_q": (tag(0x0C, cut(0, 64)), inference(openings(LateQuotient))),
    "0c C_g": (tag(0x0C, cut(64, 128)), inference(openings(LateRemainder))),
    "0d C_S": (tag(0x0D, cut(0, 64)), inference(openings(LateSymmetric))),
    "0d C_D": (tag(0x0D, cut(64, 128)), inference(openings(LateReversed))),
    "0e C_K": (tag(0x0E, cut(0, 64)), inference(openings(LateK))),
    **{
        f"0e {name}": (
            tag(0x0E, cut(64 + 32 * word, 96 + 32 * word)),
            inference(openings(type("LateWord", (LateWord,), {"word": word, "__doc__": f"{name} late"}))),
        )
        for word, name in ((1, "g(1/z)"), (2, "h(z)"), (3, "h(1/z)"), (4, "S(1/z)"), (5, "h(al)"))
    },
    "0f C_E": (tag(0x0F), inference(openings(LateE))),
    "11": (tag(0x11), registering(LateWeights, "W", ())),
    "12 C_M": (tag(0x12), registering(LateCountsPoint)),
    "13 C_hW": (tag(0x13, cut(0, 64)), registering(LateInverse)),
    "13 C_hT": (tag(0x13, cut(64, 128)), registering(LateInverseT)),
    "13 C_g": (tag(0x13, cut(128, 192)), registering(LateInverseG)),
    "14": (tag(0x14), registering(RegistrationRounds)),
    "15": (tag(0x15), registering(RegistrationWords)),
    "16": (tag(0x16), registering(RegistrationColumnRounds)),
    "17": (tag(0x17), registering(RegistrationColumnWords)),
    "18": (tag(0x18), leaf_of_others),
    # Claims, by their number.
    "claim Y of Input": ({"claim": 0}, inference(unclaimed(OtherInput, 0))),
    "claim X": ({"claim": 1}, inference(unclaimed(OtherInputByPoint, 1))),
    "claim V": ({"claim": 1}, inference(unclaimed(LayerWord, 1))),
    "claim R": ({"claim": 2}, inference(unclaimed(LayerWord, 2, word="R"))),
    "claim B": ({"claim": 3}, inference(unclaimed(LayerWord, 3, word="B"))),
    "claim of a leaf": ({"claim": 7}, inference(unclaimed(OutputWord, 7))),
    "claim Ct": ({"claim": 8}, inference(unclaimed(CiphertextWord, 8))),
    "claim a": ({"claim": 8}, inference(unclaimed(FactorWord, 8))),
    "claim w": ({"claim": 9}, inference(unclaimed(FactorWord, 9, factor=1))),
    **{
        f"claim {name} at z": ({"claim": 12 + word}, inference(unclaimed(LookupWord, 12 + word, word=word)))
        for word, name in enumerate("hVYRgMT")
    },
    **{
        f"registration, claim {name} at z": (
            {"claim": word},
            registering(type("Unclaimed", (Unclaimed, CountWord), {"dropped": word, "at": word})),
        )
        for word, name in enumerate(("hW", "W", "hT", "T", "g", "M"))
    },
    "registration, claim M at row 0": (
        {"claim": 6},
        registering(type("Unclaimed", (Unclaimed, RegistrationProver), {"dropped": 6}), "T", ((5, -128),)),
    ),
    # Equations, by the beginning of the verifier's reason.
    "the inference commitment": ({}, inference(Small, front_run)),
    "units or traceRoot": ({}, inference(Small, restated(units=2))),
    "units or traceRoot, of a trace": ({}, inference(Small, restated(trace_root=named("other")))),
    "the preimage of modelId": ({}, inference(Small, sent_as(lambda data: b"\1" + data[1:]))),
    "another model": ({}, inference(Small, another_model)),
    "how the input is given": ({}, inference(SmallByPoint, sent_as(lambda data: data[:192] + b"\2" + data[193:]))),
    "the input's point is the identity": ({}, inference(Zeros)),
    "inputCommit": ({}, inference(Small, another_input)),
    "inputCommit, of a point": ({}, inference(SmallByPoint, another_input)),
    "outputCommit": ({}, inference(Small, restated(output_commit=named("other")))),
    "outputCommit of a sealed output": ({}, inference(SmallSealed, restated(output_commit=named("other")))),
    "the key": ({}, inference(SmallSealed, another_key)),
    "the key, of an answered order": ({}, inference(SmallAnswered, another_key)),
    "cipherCommit": ({}, inference(SmallSealed, restated(cipher_commit=named("other")))),
    "cipherRoot": ({}, inference(SmallAnswered, another_root)),
    "a key of a public output": ({}, inference(Small, restated(key_hash=named("other")))),
    "X-02 or X-03 of the output": ({}, inference(Small, padded_output)),
    "a word is not below P": ({}, inference(NotCanonical)),
    **{
        f"a word is not below P, of {which:02x}": ({}, inference(plus_p(base, which)))
        for base, which in ((Honest, 0x05), (Honest, 0x06), (Small, 0x07), (Small, 0x08), (Small, 0x09), (Small, 0x0A))
    },
    "a word is not below P, of an answered output": ({}, inference(SmallAnswered, words_plus_p)),
    "a word is not below P, of the opening": ({}, inference(Small, sent_as(last_plus_p))),
    **{
        f"a word is not below P, of {which:02x}": ({}, registering(plus_p(RegistrationProver, which), changes=()))
        for which in (0x14, 0x15, 0x16, 0x17)
    },
    "a coordinate is not below Q": ({}, inference(CoordinatePlusQ)),
    "message 3: operator": ({}, inference(OperatorChanged)),
    "message 3: the output": ({}, inference(OutputChanged)),
    "message 3: the output, of sealed words": ({}, inference(AnsweredOutputChanged)),
    "message 5: the products": ({}, inference(WeightChanged)),
    "message 7: the lookups": ({}, inference(ActivationChanged)),
    "message 9: the columns": ({}, inference(OutputWord)),
    "the opening": ({}, inference(ColumnWord)),
    "the opening, of registration": ({}, honest_columns),
    "the opening, of a leaf": ({}, leaf_of_no_file),
    "1/z": ({}, inference(openings(OtherPoint))),
    "the batch": ({}, batched(Small, openings(FoldedWords))),
    "trailing bytes": ({}, inference(Small, sent_as(lambda data: data + bytes(32)))),
    "trailing bytes, of registration": ({}, registering(RegistrationProver, changes=(), sent_as=lambda data: data + bytes(32))),
    "trailing bytes, of a leaf": ({}, longer_answer),
    "registration: the lookups": ({}, registering(RegistrationProver)),
    "message 9: the columns, of registration": ({}, registering(CountWord)),
}  # fmt: skip


# Of verifiers that multiply by these words where this one computes: what the equation is there for.
MULTIPLIED = {"the inverse of the differences": solving, "1/z": inference(openings(OtherPointMultiplied))}

# What gives no cheat by itself, and what binds it then.
BOUND_OTHERWISE = {
    "01 y": "outputCommit inside IC is its hash, and the envelope's frame is checked against it",
    "0e g(z)": "C_K, absorbed with it: f - (z^b - al) q - g(z) is a multiple of X - z for one value, and f, q, z are fixed",
    "10 C_F": "at X = zp the last equation has no F in it: U(zp) + de T(zp) = 0, with U and T fixed before zp and de were drawn; so both are "
    "zero, every word of the opening is right, and one F fits",
    "19": "the error of a proof has the factor de, drawn behind all of it, so it cannot be chosen; but with rho known beforehand, errors of k "
    "proofs cancel after a search among 2^(254 / (1 + log k)) false ones",
    "a point is not on the curve": "no point that an MSM can make is off the curve; the precompiles refuse one, and the curve has no subgroup",
    "bytes are missing": "nothing is left to compute with",
    "an odd number of coordinates": "n3 follows from the graph",
    "the challenge": "its length follows from the contract that asks",
    "P-05": "what the pad costs, not what is true",
}


def complete():
    """Every reason of the verifier and every absorbed message is above, or has its argument."""
    reasons = set()
    for module in (*MODULES, transcript):
        for line in Path(module.__file__).read_text().splitlines():
            reasons |= set(re.findall(r'must\(.*, f?"([^"{]*)', line))
    named_above = [name.partition(", of ")[0] for name in ITEMS] + list(MULTIPLIED) + list(BOUND_OTHERWISE)
    for reason in reasons:
        assert any(reason.startswith(name) or name.startswith(reason.strip()) for name in named_above), reason
    page = (Path(__file__).parents[4] / "prover" / "SOUNDNESS.md").read_text()
    for name in (*ITEMS, *MULTIPLIED, *BOUND_OTHERWISE):
        assert f"`{name}`" in page, f"SOUNDNESS.md does not name {name}"
    tags = {line.split()[1] for trace in _traces() for line in trace if line.startswith("absorb")}
    for each in tags:
        assert any(name.split()[0] == each for name in named_above), each
    return reasons, tags


def _traces():
    for kind in (Honest, SmallSealed):
        deal = kind.deal()
        prover = deal.prover(kind)
        prover.run()
        yield prover.transcript.trace
    made, registered = cases.model("identity")
    prover = RegistrationProver(made, registered.content_hash)
    prover.run()
    yield prover.transcript.trace
    yield registration._asked(made.graph, bytes(64), 0)[0].trace
    yield ["absorb 19"]  # Of a batch, which keeps no trace.


def check(name, left_out, make, deep=True):
    """The weaker verifier takes it; the whole one refuses the same bytes, and (deep) the same prover."""
    if not left_out:
        left_out = {"equation": name.partition(", of ")[0]}
    with without(**left_out):
        weaker = make()
        weaker()
    assert suites.attempt(weaker), f"{name}: taken by the whole verifier"
    if "tags" in left_out and deep:
        assert suites.attempt(make()), f"{name}: the prover succeeds with the whole transcript"


def cases_json():
    """Every entry as a case for another verifier, from which the same is left out."""
    result = []
    for name, (left_out, make) in ITEMS.items():
        if name in MULTIPLIED:
            continue
        with without(**left_out or {"equation": name.partition(", of ")[0]}):
            asked = make()
        result.append({"name": name, **asked.fields})
    for name, make in MULTIPLIED.items():
        result.append({"name": name, **make().fields})
    return {"about": "Made by python3 tests/vectors/reference/proofs.py --omissions --out FILE.", "cases": result}


def run(deep):
    """How many things were left out in turn."""
    complete()
    for name, (left_out, make) in ITEMS.items():
        check(name, left_out, make, deep)
    for name, make in MULTIPLIED.items():
        assert suites.attempt(make()) == name
    return len(ITEMS)
