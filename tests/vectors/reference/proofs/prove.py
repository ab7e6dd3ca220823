"""An honest prover who knows tau; every step is a method, so that cheating provers deviate in one."""

import opening
from claims import (
    ColumnClaim,
    bias_claim,
    input_functional,
    leaf_claims,
    on_block,
    terms,
    weight_claim,
)
from curve import point_bytes
from field import P, eq1, eq_table, fold, inverse, inverses, word_bytes
from graph import table_column, weight_column
from transcript import Transcript
from witness import Witness


class Model:
    """A file with its graph and the two columns that registration commits to."""

    def __init__(self, file, graph, setup):
        self.file, self.graph, self.setup = file, graph, setup
        self.W, self.T = weight_column(file) or [0], table_column(file, graph)
        self.W += [0] * ((1 << graph.n_w) - len(self.W))
        self.commit()

    def commit(self):
        self.point_w, self.point_t = (point_bytes(self.setup.commit(column)) for column in (self.W, self.T))


class Messages:
    """A proof as it is made. Columns by name; `sparse` are those with one claim that are zero nearly everywhere."""

    order, tags, sparse = (), (), ()

    def __init__(self, setup, columns, n_3):
        self.setup, self.columns, self.n_3 = setup, columns, n_3
        self.transcript, self.proof = Transcript(), b""
        self.claims, self.values = [], []

    def value(self, claim):
        """The value of a claim on the columns."""
        column = self.columns[claim.column]
        if claim.column in self.sparse:
            return sum(v * self._eq_at(claim.p, i) for i, v in enumerate(column) if v) % P
        first, weights = claim.weights()
        return sum(a * b for a, b in zip(weights, column[first : first + len(weights)]) if b) % P

    def committed(self, names):
        return b"".join(point_bytes(self.setup.commit(self.columns[name])) for name in names)

    def column_words(self, words, claim):
        """Words of message 9."""
        return words

    def opener(self, table):
        return opening.Prover(self.setup, self.transcript, table, self.rho)

    def send(self, tag, data):
        self.proof += data
        self.transcript.absorb(tag, data)

    def claim(self, claim, value=None):
        value = self.value(claim) if value is None else value
        self.claims.append(claim)
        self.values.append(value % P)
        return value % P

    def round(self, coefficients, claim, tags):
        """Sends coefficients 0, 2, ..; returns the drawn word and the claim that is left."""
        c0, *higher = coefficients
        self.send(tags[0], b"".join(map(word_bytes, coefficients)))
        (x,) = self.transcript.draw(tags[1])
        c1 = claim - 2 * c0 - sum(higher)
        whole = [c0, c1, *higher]
        return x, sum(c * pow(x, n, P) for n, c in enumerate(whole)) % P

    @staticmethod
    def _eq_at(p, index):
        result = 1
        for i, x in enumerate(p):
            result = result * (x if index >> i & 1 else 1 - x) % P
        return result

    def names(self):
        return [name for name in self.order if name in self.columns]

    def third_sumcheck(self):
        (self.gamma,) = self.transcript.draw(self.tags[0])
        dense = {name: [0] * len(self.columns[name]) for name in self.names() if name not in self.sparse}
        sparse, claim, scale = {}, 0, 1
        for one, value in zip(self.claims, self.values):
            if one.column in self.sparse:
                nonzero = {i: v for i, v in enumerate(self.columns[one.column]) if v}
                sparse[one.column] = _Sparse(nonzero, one.p, scale)
            else:
                first, row = one.weights()
                target = dense[one.column]
                for i, w in enumerate(row, first):
                    target[i] += scale * w
            claim += scale * value
            scale = scale * self.gamma % P
        tables = {name: (self.columns[name], [w % P for w in weights]) for name, weights in dense.items()}
        self.rho = []
        claim %= P
        for _ in range(self.n_3):
            c0 = c2 = 0
            for column, weight in tables.values():
                if len(column) == 1:
                    column, weight = [column[0], 0], [weight[0], 0]
                c0 += sum(a * b for a, b in zip(column[::2], weight[::2]) if a)
                c2 += sum(
                    (a - p) * (b - q)
                    for p, a, q, b in zip(column[::2], column[1::2], weight[::2], weight[1::2])
                    if a != p
                )
            for column in sparse.values():
                first, second = column.coefficients()
                c0, c2 = c0 + first, c2 + second
            x, claim = self.round([c0 % P, c2 % P], claim, self.tags[1:3])
            self.rho.append(x)
            tables = {name: (fold(column, x), fold(weight, x)) for name, (column, weight) in tables.items()}
            for column in sparse.values():
                column.fold(x)
        at_rho = {name: column[0] for name, (column, _) in tables.items()}
        at_rho |= {name: column.values.get(0, 0) for name, column in sparse.items()}
        words = self.column_words([at_rho[name] for name in self.names()], claim)
        self.send(self.tags[3], b"".join(map(word_bytes, words)))
        (delta,) = self.transcript.draw(self.tags[4])
        self.claimed = sum(pow(delta, n, P) * v for n, v in enumerate(words)) % P
        self.open(delta)

    def open(self, delta):
        both, scale = [0] * (1 << self.n_3), 1
        for name in self.names():
            for i, value in enumerate(self.columns[name]):
                if value:
                    both[i] = (both[i] + scale * value) % P
            scale = scale * delta % P
        self.proof += self.opener(both).prove()


class Prover(Messages):
    """statement_bytes is IC | y; words the ciphertext where its point is claimed; by_point whether X is."""

    order = ("W", "T", "X", "Ct", "Y", "V", "R", "M", "h", "g")
    tags = (0x47, 0x09, 0x48, 0x0A, 0x49)
    sparse = ("M", "g")

    def __init__(self, model, frame, statement_bytes, by_point=False, ciphertext=None):
        super().__init__(model.setup, {"W": model.W, "T": model.T}, model.graph.n_3)
        self.model, self.graph = model, model.graph
        self.frame, self.statement_bytes = frame, statement_bytes
        if by_point:
            self.columns["X"] = frame
        if ciphertext is not None:
            self.columns["Ct"] = ciphertext

    # Steps that cheating provers replace.
    def witness(self):
        witness = Witness(self.model.file, self.graph, self.frame)
        return witness.V, witness.Y, witness.R

    def multiplicities(self):
        rows = {}
        for block in self.graph.table_blocks:
            rows[block.id] = block
        counts = [0] * (1 << self.graph.n_t)
        unused = sum(1 << block.log for block in self.graph.table_blocks)
        empty = 1 << self.graph.n_v
        for i in self.graph.owners:
            op = self.graph.operators[i]
            empty -= 1 << op.log
            id_, idr = self.graph.lookup_ids(i)
            for slot in range(op.slot, op.slot + (1 << op.log)):
                for block, key in ((rows[id_], self.V[slot]), (rows[idr], self.R[slot])):
                    if 0 <= key - block.first < 1 << block.log:
                        counts[block.offset + key - block.first] += 1
        counts[unused] += 2 * empty
        return counts

    def lookup_inverses(self):
        """h and g, and what they are the inverses of."""
        graph, al, be = self.graph, self.alpha, self.beta
        bb = be * be % P
        count = 1 << graph.n_v
        ids, idrs = [0] * count, [0] * count
        for i in graph.owners:
            op = graph.operators[i]
            for slot in range(op.slot, op.slot + (1 << op.log)):
                ids[slot], idrs[slot] = graph.lookup_ids(i)
        self.A = [(al + i + be * v + bb * y) % P for i, v, y in zip(ids, self.V, self.Y)]
        self.B = [(al + i + be * r) % P for i, r in zip(idrs, self.R)]
        self.D = [(al + bb * t) % P for t in self.model.T]
        for block in graph.table_blocks:
            for row in range(1 << block.log):
                at = block.offset + row
                self.D[at] = (self.D[at] + block.id + be * (row + block.first)) % P
        inverse_a, inverse_b = inverses(self.A), inverses(self.B)
        h = [(a + b) % P for a, b in zip(inverse_a, inverse_b)]
        M = self.columns["M"]
        used = [i for i, m in enumerate(M) if m]
        g = [0] * len(M)
        for i, d in zip(used, inverses([self.D[i] for i in used])):
            g[i] = M[i] * d % P
        return h, g

    def acc(self, op, words):
        """2^s V(r) + R(r) - half(s) - B(r) from the words sent."""
        return words["V"] * (1 << op.shift) + words.get("R", 0) - (1 << op.shift >> 1) - words.get("B", 0)

    def product_words(self, words, claim):
        """Words of message 5, a list per term, before they are sent."""
        return words

    def lookup_words(self, words, claim):
        """Words of message 7."""
        return words

    # The messages.
    def run(self):
        graph, transcript = self.graph, self.transcript
        transcript.absorb(0x01, self.statement_bytes)
        self.V, self.Y, self.R = self.witness()
        self.columns |= {"V": self.V, "Y": self.Y, "R": self.R}
        self.columns["M"] = self.multiplicities()
        self.send(0x02, self.committed("VYRM"))
        *self.r, self.alpha, self.beta = transcript.draw(0x42, graph.r_count + 2)
        self.columns["h"], self.columns["g"] = self.lookup_inverses()
        self.send(0x03, self.committed("hg"))
        accs = self.message3()
        (self.lam,) = transcript.draw(0x43)
        self.first_sumcheck(accs)
        self.second_sumcheck()
        self.third_sumcheck()
        return self.proof

    def message3(self):
        graph, data, accs = self.graph, [], {}
        for i, op in enumerate(graph.operators):
            if op.kind == "Input":
                r = self.r[: op.log]
                value = self.claim(on_block(graph, i, "Y", r))
                if "X" in self.columns:
                    data.append(self.claim(ColumnClaim("X", r), value))
            elif op.has_block:
                words = {"V": self.claim(on_block(graph, i, "V", self.r))}
                if op.shift:
                    words["R"] = self.claim(on_block(graph, i, "R", self.r))
                if op.has_bias:
                    words["B"] = self.claim(bias_claim(graph, i, self.r))
                data += words.values()
                accs[i] = self.acc(op, words)
            if op.kind == "Output" or (op.has_block and op.kind != "Input" and i not in graph.k):
                for _, tensor, functional in terms(graph, i, self.r):
                    data += [self.claim(one) for one in leaf_claims(graph, tensor, functional)]
            if op.kind == "Output" and "Ct" in self.columns:
                data.append(self.claim(ColumnClaim("Ct", self.r[: op.log])))
        self.send(0x04, b"".join(map(word_bytes, data)))
        return accs

    def first_sumcheck(self, accs):
        graph, ops = self.graph, self.graph.operators
        pairs = [self.factors(i) for i in graph.bilinear]
        claim = sum(
            pow(self.lam, n, P) * (1 << graph.k_max - graph.k[i]) * accs[i] for n, i in enumerate(graph.bilinear)
        )
        self.x = []
        for j in range(graph.k_max):
            c0 = c2 = 0
            for n, (i, (a, w)) in enumerate(zip(graph.bilinear, pairs)):
                scale = pow(self.lam, n, P)
                if j < graph.k[i]:
                    scale *= 1 << graph.k_max - graph.k[i]
                    c0 += scale * sum(x * y for x, y in zip(a[::2], w[::2]))
                    c2 += scale * sum(
                        (x - p) * (y - q) for p, x, q, y in zip(a[::2], a[1::2], w[::2], w[1::2])
                    )
                else:
                    c0 += scale * (1 << graph.k_max - j - 1) * a[0] * w[0]
            x, claim = self.round([c0 % P, c2 % P], claim, (0x05, 0x44))
            self.x.append(x)
            pairs = [
                (fold(a, x), fold(w, x)) if j < graph.k[i] else (a, w) for i, (a, w) in zip(graph.bilinear, pairs)
            ]
        claims = []
        for i in graph.bilinear:
            functional = input_functional(graph, i, self.r, self.x)
            claims.append([*leaf_claims(graph, ops[i].inputs[0], functional), weight_claim(graph, i, self.r, self.x)])
        words = self.product_words([[self.value(one) for one in row] for row in claims], claim)
        data = [self.claim(one, v) for row, values in zip(claims, words) for one, v in zip(row, values)]
        self.send(0x06, b"".join(map(word_bytes, data)))

    def factors(self, i):
        """a_i and w_i over the summed coordinates, by their definitions at every index."""
        graph = self.graph
        k = graph.k[i]
        a, w = [], []
        for index in range(1 << k):
            x = [index >> bit & 1 for bit in range(k)]
            functional = input_functional(graph, i, self.r, x)
            a.append(sum(self.value(one) for one in leaf_claims(graph, graph.operators[i].inputs[0], functional)) % P)
            w.append(self.value(weight_claim(graph, i, self.r, x)))
        return a, w

    def second_sumcheck(self):
        graph, M = self.graph, self.columns["M"]
        *tau, mu = self.transcript.draw(0x45, graph.n_2 + 1)
        slots = [eq_table(tau[: graph.n_v]), self.columns["h"][: 1 << graph.n_v], self.A, self.B]
        g = {i: (v, M[i]) for i, v in enumerate(self.columns["g"]) if v or M[i]}
        d, row_scale = list(self.D), mu
        self.z, claim = [], 0
        for j in range(graph.n_2):
            values = [0] * 5
            left = inverse(1 << graph.n_2 - graph.n_v) * (1 << graph.n_2 - 1 - j) % P
            for t in range(5):
                if j < graph.n_v:
                    e, h, a, b = ([(x + t * (y - x)) % P for x, y in zip(c[::2], c[1::2])] for c in slots)
                    values[t] += sum(w * ((x * y % P - 1) * z - y) + mu * mu * x for w, x, y, z in zip(e, h, a, b))
                else:
                    ((w,), (x,), (y,), (z,)) = slots
                    values[t] += left * (w * ((x * y % P - 1) * z - y) + mu * mu * x)
            if j < graph.n_t:
                for pair in {i >> 1 for i in g}:
                    rest = self._eq_at(tau[j + 1 : graph.n_t], pair)
                    (g0, m0), (g1, m1) = g.get(2 * pair, (0, 0)), g.get(2 * pair + 1, (0, 0))
                    d0, d1 = d[2 * pair], d[2 * pair + 1]
                    for t in range(5):
                        gt, mt, dt = g0 + t * (g1 - g0), m0 + t * (m1 - m0), d0 + t * (d1 - d0)
                        weight = row_scale * rest % P * eq1(tau[j], t) % P
                        values[t] += weight * (gt * dt - mt) - mu * mu * gt
            else:
                gz, mz = g.get(0, (0, 0))
                rows = row_scale * (gz * d[0] - mz) - mu * mu * gz
                values = [v + inverse(1 << graph.n_2 - graph.n_t) * (1 << graph.n_2 - 1 - j) * rows for v in values]
            coefficients = _interpolated([v % P for v in values])
            z, claim = self.round([coefficients[n] for n in (0, 2, 3, 4)], claim, (0x07, 0x46))
            self.z.append(z)
            if j < graph.n_v:
                slots = [fold(c, z) for c in slots]
            if j < graph.n_t:
                following = {}
                for i, (gi, mi) in g.items():
                    factor = z if i & 1 else 1 - z
                    old = following.get(i >> 1, (0, 0))
                    following[i >> 1] = ((old[0] + factor * gi) % P, (old[1] + factor * mi) % P)
                g, d = following, fold(d, z)
                row_scale = row_scale * eq1(tau[j], z) % P
        names = [(name, self.z[: graph.n_v]) for name in "hVYR"] + [(name, self.z[: graph.n_t]) for name in "gMT"]
        claims = [ColumnClaim(name, p) for name, p in names]
        self.tau, self.mu = tau, mu
        words = self.lookup_words([self.value(one) for one in claims], claim)
        self.send(0x08, b"".join(word_bytes(self.claim(one, v)) for one, v in zip(claims, words)))

class _Sparse:
    """A column that is zero nearly everywhere, with its one claim at a point."""

    def __init__(self, values, p, scale):
        self.values, self.p, self.scale = values, list(p), scale

    def coefficients(self):
        if not self.p:
            product = self.values.get(0, 0) * self.scale
            return product, product
        c0 = c2 = 0
        for pair in {i >> 1 for i in self.values}:
            rest = self.scale * Messages._eq_at(self.p[1:], pair) % P
            low, high = self.values.get(2 * pair, 0), self.values.get(2 * pair + 1, 0)
            c0 += low * rest % P * (1 - self.p[0])
            c2 += (high - low) * rest % P * (2 * self.p[0] - 1)
        return c0, c2

    def fold(self, x):
        following = {}
        for i, v in self.values.items():
            following[i >> 1] = (following.get(i >> 1, 0) + v * (x if i & 1 else 1 - x)) % P
        self.values = following
        self.scale = self.scale * (eq1(self.p[0], x) if self.p else 1 - x) % P
        self.p = self.p[1:]


def _interpolated(values):
    """Coefficients of the polynomial with these values at 0, 1, .. 4."""
    count = len(values)
    result = [0] * count
    for j, value in enumerate(values):
        basis, denominator = [1], 1
        for k in range(count):
            if k != j:
                basis = [((basis[n - 1] if n else 0) - k * (basis[n] if n < len(basis) else 0)) % P for n in range(len(basis) + 1)]
                denominator = denominator * (j - k)
        factor = value * inverse(denominator % P) % P
        for n, c in enumerate(basis):
            result[n] = (result[n] + factor * c) % P
    return result
