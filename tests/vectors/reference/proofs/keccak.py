"""Keccak-256, the one of Ethereum, and the hashes of AIR8.md that start with a domain byte."""

_MASK = (1 << 64) - 1
_RATE = 136


def _round_constants():
    register, constants = 1, []
    for _ in range(24):
        constant = 0
        for j in range(7):
            if register & 1:
                constant |= 1 << ((1 << j) - 1)
            register = (register << 1) ^ (0x171 if register >> 7 else 0)
        constants.append(constant)
    return constants


def _offsets():
    offsets, x, y = {(0, 0): 0}, 1, 0
    for t in range(24):
        offsets[x, y] = (t + 1) * (t + 2) // 2 % 64
        x, y = y, (2 * x + 3 * y) % 5
    return offsets


_CONSTANTS = _round_constants()
_OFFSETS = _offsets()
# Lane i = x + 5 y goes to lane y + 5 (2 x + 3 y), rotated: (from, to, rotation).
_MOVES = [(x + 5 * y, y + 5 * ((2 * x + 3 * y) % 5), _OFFSETS[x, y]) for x in range(5) for y in range(5)]


def _unrolled():
    """One round without loops or lists, which is three times as quick in Python: the text of a function of (lanes, constant)."""
    lines = ["def one_round(a, constant):", " " + ", ".join(f"a{i}" for i in range(25)) + " = a"]
    for x in range(5):
        lines.append(f" c{x} = " + " ^ ".join(f"a{x + 5 * y}" for y in range(5)))
    for x in range(5):
        before, behind = (x + 4) % 5, (x + 1) % 5
        lines.append(f" d{x} = c{before} ^ (c{behind} << 1 & {_MASK}) ^ (c{behind} >> 63)")
    for source, target, by in _MOVES:
        lines.append(f" t = a{source} ^ d{source % 5}")
        lines.append(f" b{target} = (t << {by} & {_MASK}) | t >> {64 - by}")
    lanes = [f"b{y + x} ^ (~b{y + (x + 1) % 5} & b{y + (x + 2) % 5})" for y in range(0, 25, 5) for x in range(5)]
    lines.append(f" return ({lanes[0]} ^ constant, " + ", ".join(lanes[1:]) + ")")
    names = {}
    exec("\n".join(lines), names)
    return names["one_round"]


_one_round = _unrolled()


def _permute(a):
    for constant in _CONSTANTS:
        a = _one_round(a, constant)
    return list(a)


def keccak256(message):
    padded = bytearray(message) + b"\x01"
    padded += bytes(-len(padded) % _RATE)
    padded[-1] |= 0x80
    state = [0] * 25
    for start in range(0, len(padded), _RATE):
        for i in range(_RATE // 8):
            state[i] ^= int.from_bytes(padded[start + 8 * i : start + 8 * i + 8], "little")
        state = _permute(state)
    return b"".join(lane.to_bytes(8, "little") for lane in state[:4])


def H(domain, *fields):
    """H(domain | fields): the domain is one byte."""
    return keccak256(bytes([domain]) + b"".join(fields))


def top(leaves):
    """Top over leaf hashes, with padding leaves up to the next power of two."""
    level = list(leaves) or [H(0x14)]
    while len(level) & (len(level) - 1):
        level.append(H(0x14))
    while len(level) > 1:
        level = [H(0x01, level[i], level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]
