"""Claims on columns: the weight of each at a point rho, and its weights over the column by definition.

And what each operator claims: its terms, and the two factors of a Gemm or convolution.
"""

from field import P, bits, eq, eq1, eq_table
from functionals import FREE, live_point, point, window


def beyond(rho, start):
    """Zero-extension: the product of 1 - x over coordinates from start on."""
    result = 1
    for x in rho[start:]:
        result = result * (1 - x) % P
    return result


class ColumnClaim:
    """A whole column at a point."""

    def __init__(self, column, p):
        self.column, self.p = column, list(p)

    def at(self, rho):
        return eq(self.p, rho[: len(self.p)]) * beyond(rho, len(self.p)) % P

    def weights(self):
        """(first index, weights from there on)."""
        return 0, eq_table(self.p)


class LeafClaim:
    """A functional of a tensor, restricted to one leaf: on Y, or V and R for the operator's own block."""

    def __init__(self, graph, leaf, functional, column="Y"):
        self.graph, self.leaf, self.functional, self.column = graph, leaf, functional, column

    def at(self, rho):
        z = [rho[value] if where == "leaf" else value for where, value in self.leaf.tensor]
        result = self.functional.at(z)
        for bit, constant in enumerate(self.leaf.block):
            if constant is not None:
                result = result * eq1(constant, rho[bit]) % P
        return result * self.graph.prefix(self.leaf.operator, rho) % P * beyond(rho, self.graph.n_v) % P

    def weights(self):
        op = self.graph.operators[self.leaf.operator]
        result = [0] * (1 << op.log)
        for y, phi in enumerate(self.functional.table()):
            index = leaf_index(self.leaf, y)
            if index is not None:
                assert result[index] == 0
                result[index] = phi
        return op.slot, result


def leaf_index(leaf, y):
    """The index in the block that tensor index y reads, or None where the leaf contributes nothing."""
    index = 0
    for t, (where, value) in enumerate(leaf.tensor):
        if where == "leaf":
            index |= (y >> t & 1) << value
        elif y >> t & 1 != value:
            return None
    for bit, constant in enumerate(leaf.block):
        if constant:
            index |= 1 << bit
    return index


class WeightClaim:
    """A weights block at a point, or a bias block at the channel's point."""

    column = "W"

    def __init__(self, graph, offset, p, digits=False):
        self.graph, self.offset, self.p, self.digits = graph, offset, list(p), digits
        self.log = len(self.p) + (2 if digits else 0)

    def at(self, rho):
        low = rho[: self.log]
        if self.digits:
            scale = (1 - low[0] + 128 * low[0]) * (1 - low[1] + 128**2 * low[1])
            result = scale * eq(self.p, low[2:]) % P
        else:
            result = eq(self.p, low)
        n_w = self.graph.n_w
        prefix = eq(bits(self.offset >> self.log, n_w - self.log), rho[self.log : n_w])
        return result * prefix % P * beyond(rho, n_w) % P

    def weights(self):
        table = eq_table(self.p)
        if self.digits:
            table = [v * 128**digit % P for v in table for digit in range(4)]
        return self.offset, table


def on_block(graph, i, column, r):
    """V or R at r on operator i's block."""
    return LeafClaim(graph, graph.leaves[i][0], point(r[: graph.operators[i].log]), column)


def terms(graph, i, r):
    """(factor in acc, tensor, functional) of the operators that only claim; of the Output its live point."""
    op = graph.operators[i]
    r = r[: op.log]
    if op.kind == "Output":
        return [(1, op.inputs[0], live_point(op.live, r))]
    if op.kind == "Add":
        sign = -1 if op.variant else 1
        return [(1 << op.p[0], op.inputs[0], point(r)), (sign << op.p[1], op.inputs[1], point(r))]
    if op.kind == "Map2":
        return [(256, op.inputs[0], point(r)), (1, op.inputs[1], point(r))]
    source = op.inputs[0]
    if op.kind == "Lut":
        return [(1, source, point(r))]
    if op.kind == "AvgPool":
        x, y = graph.axis(i, 1)[0], graph.axis(i, 2)[0]
        p = [*r[:x], *[FREE] * op.p[0], *r[x:y], *[FREE] * op.p[1], *r[y:]]
        return [(1, source, point(p))]
    assert op.kind == "PairMap"
    low = graph.axis(i, op.p[0])[0]
    return [(factor, source, point([*r[:low], bit, *r[low:]])) for factor, bit in ((256, 0), (1, 1))]


def bias_claim(graph, i, r):
    op = graph.operators[i]
    return WeightClaim(graph, op.bias, r[: op.logs[0]], digits=True)


def input_functional(graph, i, r, x):
    """phi of a_i, over tensor In."""
    op = graph.operators[i]
    x = x[: graph.k[i]]
    if op.kind == "Gemm":
        return point([*x, *r[op.logs[0] : op.log]])
    return window(graph, i, r[: op.log], x)


def weight_claim(graph, i, r, x):
    """w_i."""
    op = graph.operators[i]
    channel = [] if op.kind == "DepthwiseConv2D" else r[: op.logs[0]]
    return WeightClaim(graph, op.weight, [*x[: graph.k[i]], *channel])


def leaf_claims(graph, tensor, functional):
    return [LeafClaim(graph, leaf, functional) for leaf in graph.leaves[tensor]]
