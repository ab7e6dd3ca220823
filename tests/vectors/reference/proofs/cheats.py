"""Provers who deviate in one thing on a false witness and follow everything else."""

import opening
from air8 import File
from build import build
from cases import SETUP, SRS_ID, framed, model
from claims import LeafClaim, WeightClaim
from deal import Deal
from field import P, eq, horner, inverse
from graph import Graph
from models import MODELS
from prove import Model, Prover
from verify import Registered
from witness import Witness

MODEL, INPUT = "attacked", [90, -70, 33, -127, 5]


class Honest(Prover):
    """What the others are compared with."""

    of, input_values = MODEL, INPUT
    given = {}  # of the Deal

    @classmethod
    def registered(cls):
        """(prove.Model, verify.Registered)"""
        return model(cls.of)

    @classmethod
    def false_witness(cls, made, frame):
        return Witness(made.file, made.graph, frame)

    @classmethod
    def output(cls, made, frame):
        return cls.false_witness(made, frame).tensor(len(made.graph.operators) - 1)

    @classmethod
    def input(cls, live):
        return framed(live, cls.input_values)

    @classmethod
    def deal(cls):
        made, registered = cls.registered()
        frame = cls.input(made.graph.operators[0].live)
        return Deal(made, registered.content_hash, frame, cls.output(made, frame), cls.__name__, **cls.given)

    def witness(self):
        witness = self.false_witness(self.model, self.frame)
        return witness.V, witness.Y, witness.R


def changed(first=None, after=None):
    """A false witness: `first` changes what it is computed from, `after` an operator's columns once they are."""

    class Changed(Witness):
        begun = False

        def _compute(self, op, sums):
            if first is not None and not self.begun:
                self.begun = True
                first(self)
            super()._compute(op, sums)
            if after is not None and op is self.ops[after[0]]:
                after[1](self, op)

    return classmethod(lambda cls, made, frame: Changed(made.file, made.graph, frame))


HIDDEN, LAST = 1, 2


def _one_weight(w):
    w.weights[w.ops[HIDDEN].weight + 3] += 60


def _two_weights(w):
    at = w.ops[HIDDEN].weight
    w.weights[at], w.weights[at + 1] = w.weights[at + 1], w.weights[at]


def _table(w):
    w.tables = bytes(min(255, byte + 7) for byte in w.tables)


def _activation(w, op):
    w.Y[op.slot + 2] = (w.Y[op.slot + 2] + 90) % 100


def _remainder(w, op):
    w.V[op.slot] -= 1
    w.R[op.slot] += 1 << op.shift
    w.Y[op.slot] = w.tables[w.V[op.slot] + 32768] - 128


def _nothing(w, op):
    for i in range(op.slot, op.slot + (1 << op.log)):
        w.V[i], w.R[i], w.Y[i] = 0, 1 << op.shift >> 1, w.tables[32768] - 128


def _beyond(w, op):
    w.V[op.slot] += 1 << 16
    w.R[op.slot] -= 1 << 16 + op.shift
    w.Y[op.slot] = -100


def _other_table(w, op):
    """The last row of the table of inputs is (18, 127, 127); under the LUT's id it is looked up with V = 200."""
    w.V[op.slot] += 40
    w.R[op.slot] -= 40 << op.shift
    w.Y[op.slot] = w.tables[w.V[op.slot] + 32768] - 128


class WeightChanged(Honest):
    """Computed with one weight changed."""

    false_witness = changed(first=_one_weight)


class WeightsSwapped(Honest):
    """Computed with two weights swapped."""

    false_witness = changed(first=_two_weights)


class TableChanged(Honest):
    """Computed with another table."""

    false_witness = changed(first=_table)


class ActivationChanged(Honest):
    """One hidden activation is not what the table gives; the layers behind follow from it."""

    false_witness = changed(after=(HIDDEN, _activation))


class RemainderBeyond(Honest):
    """V one lower and R by 2^s higher: the sum is right, R is no remainder."""

    false_witness = changed(after=(LAST, _remainder))


class RemainderBelow(Honest):
    """V higher and R below zero, a field element."""

    false_witness = changed(after=(LAST, _other_table))


class PreActivationBeyond(Honest):
    """V higher by the size of the table, R lower by as much."""

    false_witness = changed(after=(LAST, _beyond))


class Truncated(Honest):
    """The last layer was not computed."""

    false_witness = changed(after=(LAST, _nothing))


class OtherInput(Honest):
    """Another input than the one committed to."""

    @classmethod
    def false_witness(cls, made, frame):
        return Witness(made.file, made.graph, [frame[0] - 80, *frame[1:]])


class OtherInputByPoint(OtherInput):
    """The same where the input is given by its point."""

    given = {"by_point": True}


class NoBias(Honest):
    """The last layer without its bias; message 3 says B(r) = 0."""

    false_witness = changed(first=lambda w: w.weights.__setitem__(slice(w.ops[LAST].bias, w.ops[LAST].bias + 16), [0] * 16))

    def value(self, claim):
        if isinstance(claim, WeightClaim) and claim.digits and claim.offset == self.graph.operators[LAST].bias:
            return 0
        return super().value(claim)


class OutputChanged(Honest):
    """Honest columns, another output."""

    @classmethod
    def output(cls, made, frame):
        output = super().output(made, frame)
        output[1] += -9 if output[1] > 0 else 9
        return output


class SealedOutputChanged(OutputChanged):
    """The same under a pad."""

    given = {"sealed": True}


class AnsweredOutputChanged(OutputChanged):
    """The same where the ciphertext travels."""

    given = {"sealed": True, "answered": True}


class CiphertextBeyond(Honest):
    """A ciphertext that is not zero outside the live box."""

    given = {"sealed": True, "garbage": 1}


class OutputWord(OutputChanged):
    """Message 3: the leaf of the output is what the false output asks for."""

    def value(self, claim):
        right = super().value(claim)
        if isinstance(claim, LeafClaim) and (claim.column, claim.leaf.operator) == ("Y", LAST):
            made, _ = self.registered()
            false, true = self.output(made, self.frame), Honest.output(made, self.frame)
            right += sum(w * (a - b) for w, a, b in zip(claim.weights()[1], false, true))
        return right % P


class ColumnWord(OutputWord):
    """And message 9: Y at rho is what its check asks for."""

    def column_words(self, words, claim):
        names = self.names()
        scale, weight, total = 1, 0, 0
        for one in self.claims:
            w = scale * one.at(self.rho) % P
            total += w * words[names.index(one.column)]
            weight += w if one.column == "Y" else 0
            scale = scale * self.gamma % P
        words[names.index("Y")] += (claim - total) * inverse(weight % P)
        return [word % P for word in words]


class FoldedWord(ColumnWord):
    """And the opening: h(al) is what the identity of S asks for."""

    class Opener(opening.Prover):
        def folded(self):
            self.h = super().folded()
            return self.h

        def words(self, words):
            right = sum(a * b for a, b in zip(self.h, self.e2))
            words[5] = (words[5] - self.ga * (self.claimed - right)) % P
            return words

    def opener(self, table):
        made = self.Opener(self.setup, self.transcript, table, self.rho)
        made.claimed = self.claimed
        return made


class FalseFold(FoldedWord):
    """And the opening: h gives the false value, g is another of the same degree that fits h(al)."""

    class Opener(opening.Prover):
        def folded(self):
            h = super().folded()
            right = sum(a * b for a, b in zip(h, self.e2))
            h[0] = (h[0] + (self.claimed - right) * inverse(self.e2[0])) % P
            self.h = h
            return h

        def missing(self, g, al):
            return horner(self.h, al) - sum(a * b for a, b in zip(g, self.e1))

        def remainders(self, al):
            g = self.remainder(al)
            return [(g[0] + self.missing(g, al) * inverse(self.e1[0])) % P, *g[1:]], g


class DegreeOfG(FalseFold):
    """And the opening: h gives the false value, g has one coefficient more and fits h(al) and f. Only D shows it."""

    class Opener(FalseFold.Opener):
        def remainders(self, al):
            g = self.remainder(al)
            c = self.missing(g, al) * inverse(al * self.e1[0] % P) % P
            g = [(g[0] + c * al) % P, *g[1:], -c % P]
            return g, g

        def reversed(self, g):
            """As much of X^(b-1) g(1/X) as is a polynomial."""
            DegreeOfG.sent = g[: self.b][::-1]
            return DegreeOfG.sent


class PreActivationWord(Honest):
    """Message 3: V(r) of a layer is one higher; message 5: the last word is what the products ask for."""

    def value(self, claim):
        right = super().value(claim)
        if isinstance(claim, LeafClaim) and (claim.column, claim.leaf.operator) == ("V", HIDDEN):
            return right + 1
        return right

    def product_words(self, words, claim):
        total = sum(pow(self.lam, n, P) * sum(row[:-1]) * row[-1] for n, row in enumerate(words))
        scale = pow(self.lam, len(words) - 1, P) * sum(words[-1][:-1])
        words[-1][-1] = (words[-1][-1] + (claim - total) * inverse(scale % P)) % P
        return words


class InverseWord(ActivationChanged):
    """And message 7: h(z) is what its check asks for."""

    def lookup_words(self, words, claim):
        graph, z, mu = self.graph, self.z, self.mu
        h, v, y, r, g, m, t = words
        al, be = self.alpha, self.beta
        (id_, idr), (t_id, t_in) = graph.ids(z), graph.table(z)
        a, b = al + id_ + be * v + be * be * y, al + idr + be * r
        d = al + t_id + be * t_in + be * be * t
        e = eq(self.tau[: graph.n_v], z[: graph.n_v])
        rows = mu * eq(self.tau[: graph.n_t], z[: graph.n_t]) * (g * d - m) - mu * mu * g
        slots = (claim - rows * inverse(1 << graph.n_2 - graph.n_t)) * (1 << graph.n_2 - graph.n_v)
        return [(slots + e * (a + b)) * inverse((e * a * b + mu * mu) % P) % P, *words[1:]]


class LateMultiplicities(ActivationChanged):
    """M is changed once alpha is known: the sums of both sides agree."""

    def lookup_inverses(self):
        h, g = super().lookup_inverses()
        at = next(i for i, m in enumerate(self.columns["M"]) if m)
        g[at] = (g[at] + sum(h) - sum(g)) % P
        self.columns["M"] = list(self.columns["M"])
        self.columns["M"][at] = g[at] * self.D[at] % P
        return h, g


class FreeSlots(Honest):
    """Slots of no block hold something."""

    def witness(self):
        V, Y, R = super().witness()
        assert V[-1] == Y[-1] == 0
        V[-1] = Y[-1] = 5
        return V, Y, R


class Minus128(Honest):
    """An input in clear with the byte 0."""

    input_values = [-128, *INPUT[1:]]


class InputBeyond(Honest):
    """An input by its point with an element of 1000."""

    given = {"by_point": True}
    input_values = [1000, *INPUT[1:]]


class OperatorChanged(Honest):
    """A layer that only claims: V is not what it reads."""

    of, input_values = "lut", [5, -70, 33, -127, 90, 0]

    @staticmethod
    def _shifted(w, op):
        w.V[op.slot] += 20
        w.Y[op.slot] = w.tables[w.V[op.slot] + 32768] - 128

    false_witness = changed(after=(1, lambda w, op: OperatorChanged._shifted(w, op)))


class NotCanonical(Honest):
    """A word of message 3 is sent, and absorbed, as itself plus P."""

    given = {"by_point": True}
    tag = 0x04

    def send(self, tag, data):
        if tag == self.tag:
            data = (int.from_bytes(data[:32], "big") + P).to_bytes(32, "big") + data[32:]
        super().send(tag, data)


class NotCanonicalColumn(NotCanonical):
    """The same in message 9."""

    tag = 0x0A


class SecondRow(Honest):
    """A registrant's unused row of the table holds another image, and the prover uses it."""

    made = None

    @classmethod
    def registered(cls):
        if cls.made is None:
            file = File(build(MODELS[MODEL]))
            graph = Graph(file)
            made = Model(file, graph, SETUP)
            free = sum(1 << block.log for block in graph.table_blocks)
            made.T[free + 1] = 40
            made.commit()
            made.file = file.prepared(SRS_ID, made.point_w, made.point_t)
            cls.made = made, Registered(graph, made.file.content_hash, made.point_w, made.point_t)
        return cls.made

    false_witness = changed(after=(LAST, lambda w, op: w.Y.__setitem__(op.slot, 40)))

    def multiplicities(self):
        counts = super().multiplicities()
        free = sum(1 << block.log for block in self.graph.table_blocks)
        op = self.graph.operators[LAST]
        counts[self.V[op.slot] + 32768] -= 1
        counts[free + 1] += 1
        return counts


# These claim the honest output; what is false is the input, the words or the columns.
SAME_OUTPUT = {PreActivationWord, FreeSlots, CiphertextBeyond, NotCanonical, NotCanonicalColumn}
# What each equation is there for: without it this one is accepted.
BITES = {
    "message 3: the output": OutputChanged,
    "message 3: operator": OperatorChanged,
    "message 5": WeightChanged,
    "message 7": ActivationChanged,
    "message 9": OutputWord,
    "the opening": ColumnWord,
    "a word is not below P": NotCanonical,
}
CHEATS = [
    WeightChanged, WeightsSwapped, TableChanged, ActivationChanged, RemainderBeyond, RemainderBelow, PreActivationBeyond,
    Truncated, OtherInput, OtherInputByPoint, NoBias, OutputChanged, SealedOutputChanged, AnsweredOutputChanged,
    CiphertextBeyond, OutputWord, ColumnWord, FoldedWord, FalseFold, DegreeOfG, PreActivationWord, InverseWord,
    LateMultiplicities, FreeSlots, Minus128, InputBeyond, OperatorChanged,
    NotCanonical, NotCanonicalColumn, SecondRow,
]  # fmt: skip
