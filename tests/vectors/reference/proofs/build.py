"""Files from descriptions: the form of tests/vectors/air8.json, for the operators that proofs serve."""

from math import prod

from air8 import CODES, GRAPH_HEADER, HEADER, NONE, Operator, pack, weight_axes
from field import log_ceil


def pattern(count, seed):
    return [1 + (i * i * 31 + i * 17 + seed) % 255 for i in range(count)]


def numbers(given, count):
    """Numbers written out, or {seed, limit}, or {fill}."""
    if isinstance(given, list):
        flat = [v for row in given for v in (row if isinstance(row, list) else [row])]
        assert len(flat) == count
        return flat
    if "fill" in given:
        return [given["fill"]] * count
    limit = given["limit"]
    # Truncated towards zero, as % does in JavaScript, where the descriptions come from.
    return [(byte - 128) % limit if byte >= 128 else -((128 - byte) % limit) for byte in pattern(count, given["seed"])]


PAIRS = {
    "max": lambda a, b: max(a, b),
    "loss": lambda a, b: a - 127 * b,
    "relu": lambda a, b: a if b > 0 else 0,
    "product": lambda a, b: (a * b + 64) // 128,
}


def table(given):
    if "pair" in given:
        images = []
        for v in range(-32768, 32768):
            b = (v + 128) % 256 - 128
            images.append(max(-127, min(127, PAIRS[given["pair"]]((v - b) // 256, b))))
    else:
        factor, shift = given["factor"], given["shift"]
        half = 1 << shift >> 1
        images = [max(given["low"], min(given["high"], (v * factor + half) >> shift)) for v in range(-32768, 32768)]
    return bytes(128 + image for image in images)


def indices(live):
    """Every index of a box in index order."""
    for b in range(live[3]):
        for y in range(live[2]):
            for x in range(live[1]):
                for c in range(live[0]):
                    yield (c, x, y, b)


def frame_index(sizes, at):
    index = shift = 0
    for size, i in zip(sizes, at, strict=True):
        index += i << shift
        shift += log_ceil(size)
    return index


def bias_digits(bias):
    digits = []
    for _ in range(4):
        digit = (bias + 64) % 128 - 64
        digits.append(digit + 128)
        bias = (bias - digit) // 128
    assert bias == 0
    return bytes(digits)


def _operator(given, ops):
    read = [ops[i] for i in given.get("in", [])]
    kind, p = given["op"], [0] * 11
    live = list(read[0].live) if read else given["live"]
    flags = 1 if given.get("bias") else 0
    if kind == "Gemm":
        p[0] = given.get("axes", 0)
        live = [given["outputs"], *([1] * p[0]), *live[p[0] + 1 :]]
    elif kind in ("Conv2D", "DepthwiseConv2D"):
        p[:8] = given["window"]
        live[1] = (live[1] + p[4] + p[6] - p[0] >> p[2]) + 1
        live[2] = (live[2] + p[5] + p[7] - p[1] >> p[3]) + 1
        if kind == "Conv2D":
            live[0] = given["outputs"]
    elif kind == "Add":
        p[:2] = given["logs"]
        flags = 2 if given.get("subtract") else 0
    elif kind == "AvgPool":
        p[:2] = given["logs"]
        live = [live[0], live[1] >> p[0], live[2] >> p[1], live[3]]
    elif kind == "PairMap":
        p[0] = given["axis"]
        live[p[0]] //= 2
    elif kind == "Reshape":
        live = given["live"]
    elif kind == "Transpose":
        p[:4] = given["axes"]
        live = [live[axis] for axis in p[:4]]
    elif kind == "Concat":
        p[0] = given["axis"]
        live[p[0]] = sum(part.live[p[0]] for part in read)
    elif kind == "Slice":
        p[0] = given["axis"]
        p[4:8] = given["start"].to_bytes(4, "big")
        live[p[0]] = given["size"]
    return Operator(
        kind, list(given.get("in", [])), live, p, flags, given.get("shift", 0), 1, given.get("table", NONE)
    )


def _record(op):
    def number(value, size):
        return value.to_bytes(size, "big")

    data = bytes([CODES[op.kind], op.flags, op.shift, op.type])
    data += b"".join(number(i, 2) for i in (op.inputs + [NONE] * 4)[:4]) + number(op.table, 2) + bytes(op.logs)
    data += b"".join(number(size, 4) for size in op.live)
    data += b"".join(number(offset, 6) for offset in (op.slot, op.weight, op.bias))
    return data + bytes(op.p) + b"\0"


def build(description):
    """The bytes of the file, not yet prepared."""
    ops = []
    for given in description["ops"]:
        ops.append(_operator(given, ops))
    owners = [op for op in ops if op.has_block]
    for op, offset in zip(owners, pack([op.log for op in owners])[0]):
        op.slot = offset
    blocks = []
    for op in ops:
        axes = op.inputs and weight_axes(op, ops[op.inputs[0]].live)
        if axes:
            blocks.append((op, "weight", sum(map(log_ceil, axes))))
            if op.has_bias:
                blocks.append((op, "bias", 2 + op.logs[0]))
    offsets, slots = pack([log for _, _, log in blocks])
    for (op, name, _), offset in zip(blocks, offsets):
        setattr(op, name, offset)
    weights = bytearray(b"\x80" * slots)
    for op, given in zip(ops, description["ops"]):
        axes = op.inputs and weight_axes(op, ops[op.inputs[0]].live)
        if not axes:
            continue
        axes += [1] * (5 - len(axes))
        values = iter(numbers(given["weights"], prod(axes)))
        for last in range(axes[4]):
            for at in indices(axes[:4]):
                weights[op.weight + frame_index(axes, (*at, last))] = next(values) + 128
        if op.has_bias:
            for n, bias in enumerate(numbers(given["bias"], op.live[0])):
                weights[op.bias + 4 * n : op.bias + 4 * n + 4] = bias_digits(bias)
    tables = [table(given) for given in description.get("tables", [])]
    graph = (1).to_bytes(2, "big") + bytes(2) + len(ops).to_bytes(2, "big") + len(tables).to_bytes(2, "big") + bytes(8)
    graph += b"\xff" * 4 + slots.to_bytes(8, "big")
    graph += bytes(GRAPH_HEADER - len(graph)) + b"".join(map(_record, ops))
    section = b"".join(tables)
    header = b"AIR8\0\1\0\0" + b"".join(len(part).to_bytes(8, "big") for part in (graph, section, weights))
    return header + bytes(HEADER - len(header)) + graph + section + bytes(weights)
