"""The scalar field, and tables of 2^n values as multilinear functions: index bit i is coordinate i."""

P = 21888242871839275222246405745257275088548364400416034343698204186575808495617


class Refused(Exception):
    """The proof, its envelope or the model is not accepted."""


def must(holds, reason):
    if not holds:
        raise Refused(reason)


def inverse(a):
    return pow(a, -1, P)


def word(data):
    """A scalar from 32 bytes."""
    value = int.from_bytes(data, "big")
    must(len(data) == 32 and value < P, "a word is not below P")
    return value


def word_bytes(value):
    return (value % P).to_bytes(32, "big")


def eq1(p, x):
    return (p * x + (1 - p) * (1 - x)) % P


def eq(p, x):
    """The product over the coordinates; both have the same number."""
    assert len(p) == len(x)
    result = 1
    for a, b in zip(p, x):
        result = result * eq1(a, b) % P
    return result


def eq3(p, q, x):
    result = 1
    for a, b, c in zip(p, q, x, strict=True):
        result = result * (a * b * c + (1 - a) * (1 - b) * (1 - c)) % P
    return result


def bits(value, count):
    return [value >> i & 1 for i in range(count)]


def eq_table(point):
    """eq(point, i) for every index i."""
    table = [1]
    for x in point:
        high = [a * x % P for a in table]
        table = [(a - b) % P for a, b in zip(table, high)] + high
    return table


def fold(table, x):
    """The lowest coordinate becomes x; a table of one value is zero-extended."""
    if len(table) == 1:
        return [table[0] * (1 - x) % P]
    return [(a + x * (b - a)) % P for a, b in zip(table[::2], table[1::2])]


def evaluate(table, point):
    """The multilinear function of a table at a point of at least as many coordinates."""
    assert len(table) <= 1 << len(point)
    for x in point:
        table = fold(table, x)
    return table[0] % P


def inverses(values):
    """All inverses by one; none may be zero."""
    products, product = [], 1
    for value in values:
        products.append(product)
        product = product * value % P
    rest = inverse(product)
    result = [0] * len(values)
    for i in range(len(values) - 1, -1, -1):
        result[i] = rest * products[i] % P
        rest = rest * values[i] % P
    return result


def horner(coefficients, x):
    result = 0
    for c in reversed(coefficients):
        result = (result * x + c) % P
    return result


def log_ceil(size):
    """The smallest n with 2^n >= size, at least 0."""
    return max(0, size - 1).bit_length()
