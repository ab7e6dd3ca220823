"""What a proof needs of a graph: sizes, the blocks of the table column, and every tensor as a sum of leaves."""

from dataclasses import dataclass

from air8 import LUT, pack
from field import P, bits, eq, log_ceil, must

SERVED = {
    "Input", "Output", "Gemm", "Conv2D", "DepthwiseConv2D", "Add", "Lut", "AvgPool", "PairMap", "Map2", "Reshape",
    "Transpose", "Concat", "Slice",
}  # fmt: skip
BILINEAR = {"Gemm", "Conv2D", "DepthwiseConv2D"}
LEAVES, COORDINATES, SEALED = 8, 32, 512
ID_IN8, ID_LUT, ID_RANGE = 18, 32, 1


@dataclass(frozen=True)
class Leaf:
    """The block of an operator in a tensor.

    tensor: of every tensor bit, ("leaf", bit of the leaf) or ("held", constant).
    block: of every bit of the leaf, None for a tensor bit or its constant.
    """

    operator: int
    tensor: tuple
    block: tuple

    def with_bits(self, tensor, constants=()):
        """The same block under other tensor bits; constants are (bit of the leaf, constant)."""
        block = list(self.block)
        for bit, constant in constants:
            block[bit] = constant
        return Leaf(self.operator, tuple(tensor), tuple(block))


@dataclass(frozen=True)
class TableBlock:
    id: int
    log: int
    first: int
    offset: int


class Graph:
    """Sizes and leaves of a registered graph. Refuses what is not served, by rules P-01 to P-04."""

    def __init__(self, file, srs_log=28):
        ops = self.operators = file.operators
        for op in ops:
            must(op.kind in SERVED, f"P-01: {op.kind} is not served")
        must(not file.training and not file.loop and not file.exps and len(ops) <= 256, "P-01: not a single pass")
        must(ops[0].type == 1, "P-01: the input is not int8")
        self.owners = [i for i, op in enumerate(ops) if op.has_block]
        self.n_v = log_ceil(sum(1 << ops[i].log for i in self.owners))
        self.n_w = log_ceil(len(file.weights))
        shifts = sorted({ops[i].shift for i in self.owners})
        # id, log, first value; the order in which AIR8.md packs them.
        rows = [(ID_LUT + t, 16, -32768) for t in range(file.luts)] + [(ID_IN8, 8, -128)]
        rows += [(ID_RANGE + s, s, 0) for s in shifts]
        offsets, total = pack([log for _, log, _ in rows])
        self.table_blocks = [TableBlock(*row, offset) for row, offset in zip(rows, offsets)]
        self.n_t = total.bit_length()
        self.n_2 = max(self.n_v, self.n_t)
        highest = max(self.n_w, self.n_2)
        self.n_3 = highest + highest % 2
        self.r_count = max(op.log for op in ops)
        must(self.n_3 <= srs_log, "P-02: a column is beyond the SRS")
        self.leaves = []
        for i in range(len(ops)):
            self.leaves.append(self._leaves(i))
            must(len(self.leaves[i]) <= LEAVES, f"P-03: tensor {i} has more than {LEAVES} leaves")
        self.bilinear = [i for i, op in enumerate(ops) if op.kind in BILINEAR]
        self.k = {i: self._summed(i) for i in self.bilinear}
        self.k_max = max(self.k.values(), default=0)
        must(max(self.n_3, self.r_count, self.k_max) <= COORDINATES, f"P-04: more than {COORDINATES} coordinates")

    def axis(self, tensor, axis):
        """The tensor bits of an axis, (first, behind the last)."""
        logs = self.operators[tensor].logs
        return sum(logs[:axis]), sum(logs[: axis + 1])

    def _summed(self, i):
        op = self.operators[i]
        if op.kind == "Gemm":
            return sum(self.operators[op.inputs[0]].logs[: op.p[0] + 1])
        return self.operators[op.inputs[0]].logs[0] + log_ceil(op.p[0]) + log_ceil(op.p[1])

    def _leaves(self, i):
        op = self.operators[i]
        if op.has_block:
            return [Leaf(i, tuple(("leaf", bit) for bit in range(op.log)), (None,) * op.log)]
        if op.kind == "Concat":
            result, start = [], 0
            for part in op.inputs:
                result += [self._placed(leaf, i, part, start) for leaf in self.leaves[part]]
                start += self.operators[part].live[op.p[0]]
            return result
        inputs = self.leaves[op.inputs[0]]
        if op.kind == "Transpose":
            order = [bit for axis in op.p[:4] for bit in range(*self.axis(op.inputs[0], axis))]
            return [leaf.with_bits(leaf.tensor[bit] for bit in order) for leaf in inputs]
        if op.kind == "Slice":
            return [leaf for leaf in (self._sliced(leaf, i) for leaf in inputs) if leaf is not None]
        return list(inputs)  # Output, Reshape

    def _placed(self, leaf, i, part, start):
        op = self.operators[i]
        _, end = self.axis(part, op.p[0])
        size = self.operators[part].live[op.p[0]]
        low, high = self.axis(i, op.p[0])
        kept = size.bit_length() - 1
        assert size == 1 << kept
        held = [("held", bit) for bit in bits(start >> kept, high - low - kept)]
        return leaf.with_bits((*leaf.tensor[:end], *held, *leaf.tensor[end:]))

    def _sliced(self, leaf, i):
        op = self.operators[i]
        low, high = self.axis(op.inputs[0], op.p[0])
        kept = op.logs[op.p[0]]
        constants = []
        for bit, constant in zip(range(low + kept, high), bits(op.number() >> kept, high - low - kept)):
            where, value = leaf.tensor[bit]
            if where == "leaf":
                constants.append((value, constant))
            elif value != constant:
                return None
        return leaf.with_bits((*leaf.tensor[: low + kept], *leaf.tensor[high:]), constants)

    # Closed forms at a point.
    def prefix(self, i, z):
        """eq of the bits of operator i's offset above its frame, at z of n_v coordinates."""
        op = self.operators[i]
        return eq(bits(op.slot >> op.log, self.n_v - op.log), z[op.log : self.n_v])

    def lookup_ids(self, i):
        op = self.operators[i]
        return (ID_IN8 if op.kind == "Input" else ID_LUT + op.table), ID_RANGE + op.shift

    def ids(self, z):
        """id(z) and idr(z)."""
        first = second = 0
        for i in self.owners:
            prefix = self.prefix(i, z)
            id_, idr = self.lookup_ids(i)
            first, second = first + id_ * prefix, second + idr * prefix
        return first % P, second % P

    def table(self, z):
        """T_id(z) and T_in(z)."""
        id_ = in_ = 0
        for block in self.table_blocks:
            prefix = eq(bits(block.offset >> block.log, self.n_t - block.log), z[block.log : self.n_t])
            id_ += block.id * prefix
            in_ += prefix * (sum(z[i] << i for i in range(block.log)) + block.first)
        return id_ % P, in_ % P


def weight_column(file):
    return [byte - 128 for byte in file.weights]


def table_column(file, graph):
    """T_out."""
    column = [0] * (1 << graph.n_t)
    for block in graph.table_blocks:
        if block.id >= ID_LUT:
            start = LUT * (block.id - ID_LUT)
            images = [byte - 128 for byte in file.tables[start : start + LUT]]
        elif block.id == ID_IN8:
            images = [max(-127, i - 128) for i in range(256)]
        else:
            images = [0] * (1 << block.log)
        column[block.offset : block.offset + len(images)] = images
    return column
