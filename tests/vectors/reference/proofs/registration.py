"""Registration: all weights and table outputs are int8. And the leaf challenge, which ties their points to the file's roots."""

import opening
import prove
from claims import ColumnClaim
from curve import point
from field import P, bits, eq, eq_table, evaluate, fold, inverse, inverses, must, word_bytes
from transcript import Reader, Transcript
from verify import Messages

ORDER = ("W", "T", "hW", "hT", "g", "M")
TAGS = (0x54, 0x16, 0x55, 0x17, 0x56)
ROWS = 8  # the table of -128..127 has 2^8 rows


def sizes(graph):
    """n and n3."""
    n = max(graph.n_w, graph.n_t, ROWS)
    return n, n + n % 2


class Registration(Messages):
    """The proof that comes with a model's two points."""

    def __init__(self, setup, model, proof):
        super().__init__(setup, proof)
        self.model = model

    def run(self):
        graph, transcript = self.model.graph, self.transcript
        n, n_3 = sizes(graph)
        self.commitments = {"W": point(self.model.point_w), "T": point(self.model.point_t)}
        transcript.absorb(0x11, self.model.content_hash)
        self.points(0x12, ("M",))
        (alpha,) = transcript.draw(0x51)
        self.points(0x13, ("hW", "hT", "g"))
        *tau, mu = transcript.draw(0x52, n + 1)
        z, claim = self.rounds(n, 0, 3, (0x14, 0x53))
        start = self.reader.at
        h_w, w, h_t, t, g, m = values = self.words(6)
        self.absorb_from(0x15, start)
        logs = (graph.n_w, graph.n_w, graph.n_t, graph.n_t, ROWS, ROWS)
        for name, log, value in zip(("hW", "W", "hT", "T", "g", "M"), logs, values):
            self.claim(ColumnClaim(name, z[:log]), value)
        row = sum(z[i] << i for i in range(ROWS)) - 128

        def part(log, power, relation, total):
            scale = pow(mu, power, P) * eq(tau[:log], z[:log])
            return (scale * relation + pow(mu, 3, P) * total) * inverse(1 << n - log)

        checked = part(graph.n_w, 0, h_w * (alpha + w) - 1, h_w) + part(graph.n_t, 1, h_t * (alpha + t) - 1, h_t)
        checked += part(ROWS, 2, g * (alpha + row) - m, -g)
        must((checked - claim) % P == 0, "registration: the lookups")
        self.claim(ColumnClaim("M", [0] * ROWS), 0)
        self.columns(n_3, ORDER, TAGS)


class RegistrationProver(prove.Messages):
    order, tags = ORDER, TAGS

    def __init__(self, made, content_hash):
        self.n, n_3 = sizes(made.graph)
        super().__init__(made.setup, {"W": made.W, "T": made.T}, n_3)
        self.graph, self.content_hash = made.graph, content_hash

    # Steps that registrants who cheat replace.
    def inverses_made(self, alpha):
        """Columns hW, hT and g are as they will be sent."""

    def words(self, words, claim):
        """Words of message 4."""
        return words

    def run(self):
        graph, transcript, columns = self.graph, self.transcript, self.columns
        transcript.absorb(0x11, self.content_hash)
        counts = [0] * (1 << ROWS)
        for value in (*columns["W"], *columns["T"]):
            if -128 <= value < 128:
                counts[value + 128] += 1
        columns["M"] = counts
        self.send(0x12, self.committed(["M"]))
        (alpha,) = transcript.draw(0x51)
        shifted = [alpha + v for v in range(-128, 128)]
        for name, source in (("hW", "W"), ("hT", "T")):
            distinct = sorted(set(columns[source]))
            inverse_of = dict(zip(distinct, inverses([(alpha + v) % P for v in distinct])))
            columns[name] = [inverse_of[v] for v in columns[source]]
        columns["g"] = [m * i % P for m, i in zip(counts, inverses(shifted))]
        self.alpha = alpha
        self.inverses_made(alpha)
        counts = columns["M"]
        self.send(0x13, self.committed(["hW", "hT", "g"]))
        *tau, mu = transcript.draw(0x52, self.n + 1)
        parts = []
        for log, power, sign, names in (
            (graph.n_w, 0, 1, ("hW", [(alpha + v) % P for v in columns["W"]], None)),
            (graph.n_t, 1, 1, ("hT", [(alpha + v) % P for v in columns["T"]], None)),
            (ROWS, 2, -1, ("g", shifted, counts)),
        ):
            h, of, minus = names
            scale = pow(mu, power, P)
            weights = [scale * e % P for e in eq_table(tau[:log])]
            parts.append((log, sign, [weights, columns[h], of, minus or [1] * len(of)]))
        z, claim, cube = [], 0, pow(mu, 3, P)
        for j in range(self.n):
            values = [0] * 4
            for log, sign, tables in parts:
                for t in range(4):
                    if j < log:
                        e, h, a, m = ([(x + t * (y - x)) % P for x, y in zip(c[::2], c[1::2])] for c in tables)
                        values[t] += sum(w * (x * y - c) + sign * cube * x for w, x, y, c in zip(e, h, a, m))
                    else:
                        ((w,), (x,), (y,), (c,)) = tables
                        left = inverse(1 << self.n - log) * (1 << self.n - 1 - j)
                        values[t] += left * (w * (x * y - c) + sign * cube * x)
            coefficients = prove._interpolated([v % P for v in values])
            x, claim = self.round([coefficients[i] for i in (0, 2, 3)], claim, (0x14, 0x53))
            z.append(x)
            parts = [
                (log, sign, [fold(c, x) for c in tables] if j < log else tables) for log, sign, tables in parts
            ]
        logs = {"hW": graph.n_w, "W": graph.n_w, "hT": graph.n_t, "T": graph.n_t, "g": ROWS, "M": ROWS}
        claims = [ColumnClaim(name, z[:log]) for name, log in logs.items()]
        self.z, self.tau, self.mu = z, tau, mu
        words = self.words([self.value(one) for one in claims], claim)
        self.send(0x15, b"".join(word_bytes(self.claim(one, v)) for one, v in zip(claims, words)))
        self.claim(ColumnClaim("M", [0] * ROWS), 0)
        self.third_sumcheck()
        return self.proof


def verify_registration(setup, model, proof):
    registration = Registration(setup, model, proof)
    registration.run()
    return registration.transcript.trace


# The leaf challenge.


def leaf_values(leaf, weights):
    """The column's 256 values of a leaf; weight words are reversed in it."""
    if weights:
        leaf = b"".join(leaf[w : w + 32][::-1] for w in range(0, 256, 32))
    return [byte - 128 for byte in leaf]


def _asked(graph, seed, index):
    """Transcript and point of the answer; seed is challenge id | block hash."""
    must(len(seed) == 64, "the challenge")
    transcript = Transcript()
    transcript.absorb(0x18, seed)
    u = transcript.draw(0x57, 8)
    return transcript, u + bits(index, sizes(graph)[1] - 8)


def verify_leaf(setup, model, weights, index, leaf, seed, answer):
    """Whether C_W (weights) or C_T holds that leaf: refused, the model loses Validity."""
    transcript, u = _asked(model.graph, seed, index)
    reader = Reader(answer)
    commitment = point(model.point_w if weights else model.point_t)
    opening.verify(setup, transcript, reader, commitment, u, evaluate(leaf_values(leaf, weights), u[:8]))
    must(reader.at == len(answer), "trailing bytes")
    return transcript.trace


def answer_leaf(made, weights, index, seed):
    transcript, u = _asked(made.graph, seed, index)
    column = made.W if weights else made.T
    table = column + [0] * ((1 << len(u)) - len(column))
    return opening.Prover(made.setup, transcript, table, u).prove()
