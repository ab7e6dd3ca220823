"""The verifier of prover/PROOFS.md: Statement, envelope and the ten messages."""

from dataclasses import dataclass

import opening
from air8 import activation_root
from claims import (
    ColumnClaim,
    bias_claim,
    input_functional,
    leaf_claims,
    on_block,
    terms,
    weight_claim,
)
from build import frame_index, indices
from curve import combine, point
from field import P, eq, evaluate, inverse, must, word
from functionals import live_point
from graph import Graph
from keccak import H, top
from transcript import Reader, Transcript

ZERO = bytes(32)


@dataclass
class Registered:
    """What the registry keeps of a model."""

    graph: Graph
    content_hash: bytes
    point_w: bytes
    point_t: bytes


@dataclass
class Statement:
    """The market's question, and where it is asked."""

    chain_id: int
    market: bytes
    verifier: bytes
    job_id: int
    payee: bytes
    model_id: bytes
    input_commit: bytes
    output_commit: bytes
    cipher_commit: bytes
    key_hash: bytes
    units: int
    trace_root: bytes
    answered: bool
    ic: bytes = b""

    @property
    def sealed(self):
        return self.cipher_commit != ZERO

    def commitment(self):
        fields = [self.chain_id, self.market, self.job_id, self.payee, self.verifier, self.model_id, self.input_commit]
        fields += [self.output_commit, self.cipher_commit, self.key_hash, self.units, self.trace_root]
        return H(0x07, *(f.to_bytes(32, "big") if isinstance(f, int) else f.rjust(32, b"\0") for f in fields))

    def order_key(self):
        fields = [self.chain_id.to_bytes(32, "big"), self.market, self.job_id.to_bytes(32, "big"), self.payee]
        return H(0x0C, *(f.rjust(32, b"\0") for f in fields), self.key_hash)

    def pad(self, key, i):
        return int.from_bytes(H(0x08, key, self.order_key(), i.to_bytes(32, "big")), "big") % P


@dataclass
class Opened:
    """What an envelope holds once every preimage was checked."""

    input: list | None = None
    point_x: bytes | None = None
    frame: bytes = b""
    point_ct: bytes | None = None
    words: list | None = None
    proof: bytes = b""


def open_envelope(model, statement, key, data):
    ops = model.graph.operators
    reader, opened = Reader(data), Opened()
    must(statement.ic == statement.commitment(), "the inference commitment")
    must(statement.units == 1 and statement.trace_root == ZERO, "units or traceRoot")
    preimage = reader.take(192)
    must(H(0x10, preimage) == statement.model_id, "the preimage of modelId")
    must(preimage[32:64] == model.content_hash, "another model")
    by_point = reader.take(1)[0]
    must(by_point <= 1, "how the input is given")
    salt = reader.take(32)
    if by_point:
        root, opened.point_x = reader.take(32), reader.take(64)
        must(opened.point_x != bytes(64), "the input's point is the identity")
        point(opened.point_x)
        must(H(0x04, salt, root, opened.point_x) == statement.input_commit, "inputCommit")
    else:
        frame = reader.take(1 << ops[0].log)
        must(H(0x04, salt, activation_root(ops[0].live, frame), bytes(64)) == statement.input_commit, "inputCommit")
        opened.input = [byte - 128 for byte in frame]
    out = ops[-1]
    if statement.sealed:
        must(out.log <= 9, "P-05: a sealed output of more than 512 elements")
        must(statement.output_commit == ZERO, "outputCommit of a sealed output")
        must(H(0x0D, key) == statement.key_hash, "the key")
        root, opened.point_ct = reader.take(32), reader.take(64)
        must(H(0x0B, root, opened.point_ct) == statement.cipher_commit, "cipherCommit")
        if statement.answered:
            raw = [reader.take(32) for _ in range(1 << out.log)]
            opened.words = [word(w) for w in raw]
            must(top([H(0x00, w) for w in raw]) == root, "cipherRoot")
    else:
        must(statement.key_hash == ZERO and key == ZERO, "a key of a public output")
        salt, opened.frame = reader.take(32), reader.take(1 << out.log)
        live = {frame_index(out.live, at) for at in indices(out.live)}
        for i, byte in enumerate(opened.frame):
            must((byte != 0) if i in live else (byte == 128), "X-02 or X-03 of the output")
        must(H(0x05, salt, activation_root(out.live, opened.frame)) == statement.output_commit, "outputCommit")
    opened.proof = reader.rest()
    return opened


def live_sum(op, r, values):
    """sum over live i of eq(r, i) values(i), i the frame index."""
    table = live_point(op.live, r).table()
    return sum(weight * values(i) for i, weight in enumerate(table) if weight) % P


class Messages:
    """A proof as it is read: words, points, sumchecks, and claims that end in one opening."""

    def __init__(self, setup, proof):
        self.setup, self.proof = setup, proof
        self.transcript, self.reader = Transcript(), Reader(proof)
        self.commitments, self.claims, self.values = {}, [], []

    def words(self, count):
        """The next words, and the bytes they are."""
        data = self.reader.take(32 * count)
        return [word(data[32 * i : 32 * i + 32]) for i in range(count)]

    def claim(self, claim, value):
        self.claims.append(claim)
        self.values.append(value)

    def absorb_from(self, tag, start):
        self.transcript.absorb(tag, self.proof[start : self.reader.at])

    def points(self, tag, names):
        start = self.reader.at
        for name in names:
            self.commitments[name] = point(self.reader.take(64))
        self.absorb_from(tag, start)

    def rounds(self, count, claim, skipped, tags):
        """A sumcheck: coefficients 0, 2, .. as many as `skipped` + 1 in all but coefficient 1."""
        drawn = []
        for _ in range(count):
            start = self.reader.at
            c0, *higher = self.words(skipped)
            self.absorb_from(tags[0], start)
            (x,) = self.transcript.draw(tags[1])
            coefficients = [c0, (claim - 2 * c0 - sum(higher)) % P, *higher]
            claim = sum(c * pow(x, i, P) for i, c in enumerate(coefficients)) % P
            drawn.append(x)
        return drawn, claim

    def columns(self, n_3, order, tags):
        """The third sumcheck, the columns at its point and the opening; tags in the order of the page."""
        transcript = self.transcript
        (gamma,) = transcript.draw(tags[0])
        claim = sum(pow(gamma, c, P) * value for c, value in enumerate(self.values)) % P
        rho, claim = self.rounds(n_3, claim, 2, tags[1:3])
        names = [name for name in order if name in self.commitments]
        start = self.reader.at
        column = dict(zip(names, self.words(len(names))))
        self.absorb_from(tags[3], start)
        total = sum(pow(gamma, c, P) * one.at(rho) * column[one.column] for c, one in enumerate(self.claims))
        must((total - claim) % P == 0, "message 9: the columns")
        (delta,) = transcript.draw(tags[4])
        scales = [pow(delta, n, P) for n in range(len(names))]
        both = combine([(scale, self.commitments[name]) for scale, name in zip(scales, names)])
        value = sum(scale * column[name] for scale, name in zip(scales, names)) % P
        opening.verify(self.setup, transcript, self.reader, both, rho, value)
        must(self.reader.at == len(self.proof), "trailing bytes")


class Verification(Messages):
    """One proof of an inference. run() raises Refused; transcript.trace is the trace."""

    def __init__(self, setup, model, statement, key, opened):
        super().__init__(setup, opened.proof)
        self.model, self.graph = model, model.graph
        self.statement, self.key, self.opened = statement, key, opened

    def leaves(self, tensor, functional):
        """Reads and claims the leaves of a tensor; their sum."""
        total = 0
        for claim in leaf_claims(self.graph, tensor, functional):
            (value,) = self.words(1)
            self.claim(claim, value)
            total += value
        return total % P

    def run(self):
        graph, transcript = self.graph, self.transcript
        self.commitments = {"W": point(self.model.point_w), "T": point(self.model.point_t)}
        # 0
        transcript.absorb(0x01, self.statement.ic + self.opened.frame)
        # 1, 2
        self.points(0x02, "VYRM")
        *self.r, alpha, beta = transcript.draw(0x42, graph.r_count + 2)
        self.points(0x03, "hg")
        # 3
        start = self.reader.at
        constants = {i: self.operator(i) for i in range(len(graph.operators))}
        self.absorb_from(0x04, start)
        (lam,) = transcript.draw(0x43)
        # 4, 5
        scales = [pow(lam, n, P) for n in range(len(graph.bilinear))]
        claim = sum(
            scale * (1 << graph.k_max - graph.k[i]) * constants[i] for scale, i in zip(scales, graph.bilinear)
        )
        x, claim = self.rounds(graph.k_max, claim % P, 2, (0x05, 0x44))
        start, total = self.reader.at, 0
        for scale, i in zip(scales, graph.bilinear):
            a = self.leaves(graph.operators[i].inputs[0], input_functional(graph, i, self.r, x))
            (w,) = self.words(1)
            self.claim(weight_claim(graph, i, self.r, x), w)
            total += scale * a * w
        self.absorb_from(0x06, start)
        must((total - claim) % P == 0, "message 5: the products")
        # 6, 7
        *tau, mu = transcript.draw(0x45, graph.n_2 + 1)
        z, claim = self.rounds(graph.n_2, 0, 4, (0x07, 0x46))
        self.lookups(alpha, beta, tau, mu, z, claim)
        # 8, 9
        self.columns(graph.n_3, ("W", "T", "X", "Ct", "Y", "V", "R", "M", "h", "g"), (0x47, 0x09, 0x48, 0x0A, 0x49))

    def operator(self, i):
        """Message 3 of one operator. Returns acc - B where a Gemm or convolution sums to it."""
        op = self.graph.operators[i]
        r = self.r[: op.log]
        if op.kind == "Input":
            if self.opened.point_x is None:
                value = evaluate(self.opened.input, r)
            else:
                (value,) = self.words(1)
            self.claim(on_block(self.graph, i, "Y", r), value)
            if self.opened.point_x is not None:
                self.commitments["X"] = point(self.opened.point_x)
                self.claim(ColumnClaim("X", r), value)
            return None
        if op.kind == "Output":
            ((_, tensor, functional),) = terms(self.graph, i, r)
            total = self.leaves(tensor, functional)
            must((total - self.output(op, r)) % P == 0, "message 3: the output")
            return None
        if not op.has_block:
            return None
        (v,) = self.words(1)
        self.claim(on_block(self.graph, i, "V", r), v)
        acc = v << op.shift
        if op.shift:
            (remainder,) = self.words(1)
            self.claim(on_block(self.graph, i, "R", r), remainder)
            acc += remainder - (1 << op.shift >> 1)
        if op.has_bias:
            (bias,) = self.words(1)
            self.claim(bias_claim(self.graph, i, r), bias)
            acc -= bias
        if i in self.graph.k:
            return acc
        total = sum(factor * self.leaves(tensor, phi) for factor, tensor, phi in terms(self.graph, i, r))
        must((total - acc) % P == 0, f"message 3: operator {i}")
        return None

    def output(self, op, r):
        """What the leaves of the output must sum to."""
        if not self.statement.sealed:
            return live_sum(op, r, lambda i: self.opened.frame[i] - 128)
        pads = live_sum(op, r, lambda i: self.statement.pad(self.key, i))
        if self.opened.words is not None:
            return evaluate(self.opened.words, r) - pads
        (value,) = self.words(1)
        self.commitments["Ct"] = point(self.opened.point_ct)
        self.claim(ColumnClaim("Ct", r), value)
        return value - pads

    def lookups(self, alpha, beta, tau, mu, z, claim):
        graph, start = self.graph, self.reader.at
        h, v, y, r, g, m, t = values = self.words(7)
        for name, value in zip("hVYR", values[:4]):
            self.claim(ColumnClaim(name, z[: graph.n_v]), value)
        for name, value in zip("gMT", values[4:]):
            self.claim(ColumnClaim(name, z[: graph.n_t]), value)
        self.absorb_from(0x08, start)
        id_, idr = graph.ids(z)
        t_id, t_in = graph.table(z)
        a = alpha + id_ + beta * v + beta * beta * y
        b = alpha + idr + beta * r
        d = alpha + t_id + beta * t_in + beta * beta * t
        slots = eq(tau[: graph.n_v], z[: graph.n_v]) * (h * a * b - a - b) + mu * mu * h
        rows = mu * eq(tau[: graph.n_t], z[: graph.n_t]) * (g * d - m) - mu * mu * g
        slots *= inverse(1 << graph.n_2 - graph.n_v)
        rows *= inverse(1 << graph.n_2 - graph.n_t)
        must((slots + rows - claim) % P == 0, "message 7: the lookups")


def verify(setup, model, statement, key, envelope):
    """Accepts, returning the trace, or raises Refused."""
    verification = Verification(setup, model, statement, key, open_envelope(model, statement, key, envelope))
    verification.run()
    return verification.transcript.trace


def verify_batch(setup, asked):
    """Many proofs by one equation; asked are (model, statement, key, envelope). Returns the words rho and both sides."""
    deferred, states = opening.Deferred(), []
    for model, statement, key, envelope in asked:
        verification = Verification(deferred, model, statement, key, open_envelope(model, statement, key, envelope))
        verification.run()
        states.append(verification.transcript.state)
    transcript = Transcript()
    transcript.absorb(0x19, b"".join(states))
    rho = [1, *transcript.draw(0x58, len(states))[1:]]
    left, right = (combine([(word, side[i]) for word, side in zip(rho, deferred.sides)]) for i in (0, 1))
    must(setup.holds(left, right), "the batch")
    return rho, left, right
