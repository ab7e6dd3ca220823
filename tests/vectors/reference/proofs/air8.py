"""AIR8 files as prover/AIR8.md writes them down, without its rules: other references check those."""

from dataclasses import dataclass, field as attribute
from functools import lru_cache

from field import log_ceil
from keccak import H, top

KINDS = {
    0x01: "Input", 0x02: "Output", 0x10: "Gemm", 0x11: "Conv2D", 0x12: "DepthwiseConv2D", 0x13: "MatMul", 0x20: "Add",
    0x21: "Lut", 0x22: "AvgPool", 0x23: "PairMap", 0x24: "Map2", 0x30: "Reshape", 0x31: "Transpose", 0x32: "Concat",
    0x33: "Slice", 0x38: "ArgMax", 0x40: "Embedding", 0x41: "CausalMask", 0x42: "Exp", 0x43: "SoftmaxDivide",
    0x44: "RmsScale", 0x45: "Normalise", 0x46: "Centre", 0x60: "Label", 0x61: "State", 0x62: "View8", 0x63: "Update",
    0x64: "StateOutput",
}  # fmt: skip
CODES = {name: code for code, name in KINDS.items()}
NO_BLOCK = {"Output", "ArgMax", "Reshape", "Transpose", "Concat", "Slice", "StateOutput"}
NONE = 0xFFFF
HEADER, GRAPH_HEADER, RECORD, LUT, EXP = 256, 64, 64, 65536, 512


@dataclass
class Operator:
    """A record; tensors, tables and offsets by their numbers."""

    kind: str
    inputs: list
    live: list
    p: list = attribute(default_factory=lambda: [0] * 11)
    flags: int = 0
    shift: int = 0
    type: int = 1
    table: int = NONE
    slot: int = 0
    weight: int = 0
    bias: int = 0

    @property
    def logs(self):
        return [log_ceil(size) for size in self.live]

    @property
    def log(self):
        return sum(self.logs)

    @property
    def has_block(self):
        return self.kind not in NO_BLOCK

    @property
    def has_bias(self):
        return bool(self.flags & 1)

    @property
    def variant(self):
        return bool(self.flags & 2)

    def number(self, at=4):
        return int.from_bytes(bytes(self.p[at : at + 4]), "big")


def pack(logs):
    """Offsets of blocks given by the logs of their sizes, larger ones first, and the sum of the sizes."""
    offsets, total = [0] * len(logs), 0
    for i in sorted(range(len(logs)), key=lambda i: (-logs[i], i)):
        offsets[i] = total
        total += 1 << logs[i]
    return offsets, total


@lru_cache(maxsize=64)
def tensor_root(type_, rank, frame, live, data):
    zero = {1: b"\x80", 2: b"\0", 3: b"\x80\0", 0x10: b"\x80", 0x11: b"\0"}[type_]
    leaves = []
    for start in range(0, len(data), 256):
        leaf = data[start : start + 256]
        leaf += zero * ((256 - len(leaf)) // len(zero))
        if type_ == 0x10:
            leaf = b"".join(leaf[w : w + 32][::-1] for w in range(0, 256, 32))
        leaves.append(H(0x00, leaf))
    sizes = b"".join(size.to_bytes(8, "big") for size in (*frame, *live))
    return H(0x06, bytes([type_, rank]), sizes, len(leaves).to_bytes(8, "big"), top(leaves))


def activation_root(live, data):
    return tensor_root(1, 4, tuple(1 << log_ceil(size) for size in live), tuple(live), data)


class File:
    """A file's sections, cut and read."""

    def __init__(self, data):
        lengths = [int.from_bytes(data[at : at + 8], "big") for at in (8, 16, 24)]
        assert data[:4] == b"AIR8" and len(data) == HEADER + sum(lengths)
        self.srs_id, self.point_w, self.point_t = data[32:64], data[64:128], data[128:192]
        self.data, self.graph = data, data[HEADER : HEADER + lengths[0]]
        self.tables = data[HEADER + lengths[0] : HEADER + lengths[0] + lengths[1]]
        self.weights = data[len(data) - lengths[2] :]
        self.training, self.loop = self.graph[2], self.graph[3]
        self.luts, self.exps = (int.from_bytes(self.graph[at : at + 2], "big") for at in (6, 8))
        self.operators = [
            self._read(self.graph[at : at + RECORD]) for at in range(GRAPH_HEADER, len(self.graph), RECORD)
        ]

    @staticmethod
    def _read(record):
        def number(at, size):
            return int.from_bytes(record[at : at + size], "big")

        return Operator(
            kind=KINDS[record[0]],
            flags=record[1],
            shift=record[2],
            type=record[3],
            inputs=[number(at, 2) for at in (4, 6, 8, 10) if number(at, 2) != NONE],
            table=number(12, 2),
            live=[number(at, 4) for at in (18, 22, 26, 30)],
            slot=number(34, 6),
            weight=number(40, 6),
            bias=number(46, 6),
            p=list(record[52:63]),
        )

    def prepared(self, srs_id, point_w, point_t):
        return File(self.data[:32] + srs_id + point_w + point_t + self.data[192:])

    @property
    def weights_root(self):
        size = (len(self.weights), 1, 1, 1)
        return tensor_root(0x10, 1, size, size, self.weights)

    @property
    def lut_root(self):
        size = (len(self.tables), 1, 1, 1)
        return tensor_root(0x11, 1, size, size, self.tables)

    @property
    def content_hash(self):
        version = (1).to_bytes(4, "big")
        return H(
            0x03,
            H(0x02, self.graph),
            self.weights_root,
            self.point_w,
            self.lut_root,
            self.point_t,
            version,
            self.srs_id,
        )


def weight_axes(op, first):
    """Live sizes of the axes of an operator's weights block, lowest first; None without one."""
    if op.kind == "Gemm":
        return [*first[: op.p[0] + 1], op.live[0]]
    if op.kind == "Conv2D":
        return [first[0], op.p[0], op.p[1], op.live[0]]
    if op.kind == "DepthwiseConv2D":
        return [first[0], op.p[0], op.p[1]]
    return None
