"""BN254: G1 in Jacobian coordinates, and the optimal ate pairing. Slow and plain."""

from field import P, must

Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583
G1 = (1, 2)
# Elements of Fq2 are a + b i, i^2 = -1, as pairs.
G2 = (
    (
        10857046999023057135944570762232829481370756359578518086990519993285655852781,
        11559732032986387107991004021392285783925812861821192530917403151452391805634,
    ),
    (
        8495653923123431417604973247489272438418190587263600148770280649306958101930,
        4082367875863433681332203403145435568316851327593401208105741076214120093531,
    ),
)
IDENTITY = None


def point(data):
    """A point from 64 bytes; the identity is None."""
    x, y = int.from_bytes(data[:32], "big"), int.from_bytes(data[32:], "big")
    must(len(data) == 64 and x < Q and y < Q, "a coordinate is not below Q")
    if x == y == 0:
        return IDENTITY
    must((y * y - x * x * x - 3) % Q == 0, "a point is not on the curve")
    return (x, y)


def point_bytes(p):
    return bytes(64) if p is IDENTITY else p[0].to_bytes(32, "big") + p[1].to_bytes(32, "big")


def _double(a):
    x, y, z = a
    if z == 0:
        return a
    s = y * y % Q
    t = 4 * x * s % Q
    m = 3 * x * x % Q
    u = (m * m - 2 * t) % Q
    return (u, (m * (t - u) - 8 * s * s) % Q, 2 * y * z % Q)


def _add(a, b):
    if a[2] == 0:
        return b
    if b[2] == 0:
        return a
    z, w = a[2] * a[2] % Q, b[2] * b[2] % Q
    u, v = a[0] * w % Q, b[0] * z % Q
    s, t = a[1] * w * b[2] % Q, b[1] * z * a[2] % Q
    if u == v:
        return _double(a) if s == t else (1, 1, 0)
    h, r = v - u, t - s
    hh = h * h % Q
    hhh, k = h * hh % Q, u * hh % Q
    x = (r * r - hhh - 2 * k) % Q
    return (x, (r * (k - x) - s * hhh) % Q, a[2] * b[2] * h % Q)


def combine(terms):
    """The sum of scalar times point over (scalar, point), four bits of all scalars at a time."""
    tables = []
    for scalar, p in terms:
        scalar %= P
        if scalar == 0 or p is IDENTITY:
            continue
        row = [(1, 1, 0), (p[0], p[1], 1)]
        for _ in range(14):
            row.append(_add(row[-1], row[1]))
        tables.append((scalar, row))
    result = (1, 1, 0)
    for shift in range(252, -4, -4):
        if result[2]:
            for _ in range(4):
                result = _double(result)
        for scalar, row in tables:
            digit = scalar >> shift & 15
            if digit:
                result = _add(result, row[digit])
    if result[2] == 0:
        return IDENTITY
    z = pow(result[2], -1, Q)
    return (result[0] * z * z % Q, result[1] * z * z * z % Q)


def times(scalar, p):
    return combine([(scalar, p)])


# Fq2
def _m2(a, b):
    return ((a[0] * b[0] - a[1] * b[1]) % Q, (a[0] * b[1] + a[1] * b[0]) % Q)


def _i2(a):
    d = pow(a[0] * a[0] + a[1] * a[1], -1, Q)
    return (a[0] * d % Q, -a[1] * d % Q)


def _s2(a, b):
    return ((a[0] - b[0]) % Q, (a[1] - b[1]) % Q)


def _p2(a, n):
    result = (1, 0)
    while n:
        if n & 1:
            result = _m2(result, a)
        a = _m2(a, a)
        n >>= 1
    return result


def _slope(a, b):
    if a == b:
        square = _m2(a[0], a[0])
        return _m2((3 * square[0], 3 * square[1]), _i2((2 * a[1][0], 2 * a[1][1])))
    return _m2(_s2(b[1], a[1]), _i2(_s2(b[0], a[0])))


def _chord(a, b, slope):
    x = _s2(_s2(_m2(slope, slope), a[0]), b[0])
    return (x, _s2(_m2(slope, _s2(a[0], x)), a[1]))


def times2(scalar, p):
    """Scalar times a point of G2; the scalar is in 1 .. P - 1."""
    result = None
    for bit in bin(scalar)[2:]:
        if result is not None:
            result = _chord(result, result, _slope(result, result))
        if bit == "1":
            result = p if result is None else _chord(result, p, _slope(result, p))
    return result


# Fq12 = Fq[w] / (w^12 - 18 w^6 + 82), i = w^6 - 9. A point (x, y) of the twist stands for (x w^2, y w^3).
def _m12(a, b):
    c = [0] * 23
    for i, x in enumerate(a):
        if x:
            for j, y in enumerate(b):
                c[i + j] += x * y
    for i in range(22, 11, -1):
        c[i - 6] += 18 * c[i]
        c[i - 12] -= 82 * c[i]
    return [x % Q for x in c[:12]]


def _line(a, slope, p):
    """The line of that slope through a, at the point p of G1: y_p - slope x_p w + (slope x_a - y_a) w^3."""
    result = [0] * 12
    result[0] = p[1]
    third = _s2(_m2(slope, a[0]), a[1])
    for at, value in ((1, (-slope[0] * p[0], -slope[1] * p[0])), (3, third)):
        result[at] = (result[at] + value[0] - 9 * value[1]) % Q
        result[at + 6] = value[1] % Q
    return result


_LOOP = 29793968203157093288  # 6 x + 2
_XI = (9, 1)
_FROBENIUS = (_p2(_XI, (Q - 1) // 3), _p2(_XI, (Q - 1) // 2))


def _frobenius(a):
    return tuple(_m2((c[0], -c[1] % Q), by) for c, by in zip(a, _FROBENIUS))


def _miller(p, q):
    f, t = [1] + [0] * 11, q
    if p is IDENTITY:
        return f

    def step(f, t, other):
        slope = _slope(t, other)
        return _m12(f, _line(t, slope, p)), _chord(t, other, slope)

    for bit in bin(_LOOP)[3:]:
        f, t = step(_m12(f, f), t, t)
        if bit == "1":
            f, t = step(f, t, q)
    first = _frobenius(q)
    second = _frobenius(first)
    f, t = step(f, t, first)
    f, _ = step(f, t, (second[0], (-second[1][0] % Q, -second[1][1] % Q)))
    return f


def pairing_is_one(pairs):
    """Whether the product of e(p, q) over pairs (point of G1, point of G2) is one."""
    f = [1] + [0] * 11
    for p, q in pairs:
        f = _m12(f, _miller(p, q))
    result = [1] + [0] * 11
    for bit in bin((Q**12 - 1) // P)[2:]:
        result = _m12(result, result)
        if bit == "1":
            result = _m12(result, f)
    return result == [1] + [0] * 11


def negated(p):
    return p if p is IDENTITY else (p[0], -p[1] % Q)
