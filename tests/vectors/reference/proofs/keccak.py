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


def _permute(a):
    mask, moves = _MASK, _MOVES
    b = [0] * 25
    for constant in _CONSTANTS:
        c = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
        d = [c[x - 1] ^ ((c[x - 4] << 1 & mask) | c[x - 4] >> 63) for x in range(5)]
        for source, target, by in moves:
            lane = a[source] ^ d[source % 5]
            b[target] = (lane << by & mask) | lane >> (64 - by)
        a = [
            b[y + x] ^ (~b[y + (x + 1) % 5] & b[y + (x + 2) % 5])
            for y in (0, 5, 10, 15, 20)
            for x in range(5)
        ]
        a[0] ^= constant
    return a


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
