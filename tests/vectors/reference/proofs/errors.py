"""The error of every challenge: degree over field size, summed. Printed by proofs.py --errors, quoted in prover/SOUNDNESS.md."""

from math import log2

from field import P


def inference(n_v, n_t, n_3, srs, operators, k_max, coordinates, claims, columns):
    """(challenge, degree in it of what must not vanish by chance); sizes as logs, the SRS as its log too."""
    n_2, slice_log = max(n_v, n_t), n_3 // 2
    lookups, b, top = (2 << n_v) + (1 << n_t), 1 << slice_log, 1 << srs
    return [
        ("r: every operator's identity, multilinear in its words", operators * coordinates),
        ("alpha, beta: the sums over slots and rows are equal and no denominator is zero, degree 2 each", 4 * lookups),
        ("lambda: operators in one sum", operators - 1),
        ("x*: first sumcheck, degree 2", 2 * k_max),
        ("tau, mu: slots, rows and the sum in one", n_2 + 2),
        ("z: second sumcheck, degree 4", 4 * n_2),
        ("gamma: claims in one sum", claims - 1),
        ("rho: third sumcheck, degree 2", 2 * n_3),
        ("delta: columns in one", columns - 1),
        ("al: h is the fold of every slice of what was committed to", max(top, top >> slice_log)),
        ("ga: both products in one", 1),
        ("z of the opening: f = (X^b - al) q + g, S, D", (top + b) + 2 * top + (top + b)),
        ("be: four polynomials in one", 3),
        ("zp: the quotients", top + 3),
        ("de: both openings in one", 1),
    ]


def registration(n_w, n_t, n_3, srs):
    n = max(n_w, n_t, 8)
    top, b = 1 << srs, 1 << n_3 // 2
    return [
        ("alpha: sums equal, no denominator zero", 2 * ((1 << n_w) + (1 << n_t) + 256)),
        ("tau, mu", n + 3),
        ("z: degree 3", 3 * n),
        ("gamma: seven claims", 6),
        ("rho", 2 * n_3),
        ("delta: six columns", 5),
        ("the opening, as above", top + 1 + (top + b) + 2 * top + (top + b) + 3 + top + 3 + 1),
    ]


# At most: V R B, two inputs of eight leaves, or eight leaves and w; Y and X of the input, leaves and Ct of the output, seven at z.
CLAIMS = 254 * (3 + 16) + 2 + 9 + 7
CASES = {
    "the largest that is served: 2^28 powers, 256 operators": inference(28, 28, 28, 28, 256, 32, 32, CLAIMS, 10),
    "a dense network of three layers, 2^11 slots, one table": inference(11, 17, 18, 18, 5, 10, 10, 20, 8),
    "registration, 2^28 weights": registration(28, 28, 28, 28),
    "leaf challenge: 8 words u and the opening": [("u", 8), ("the opening, as above", 5 * (1 << 28) + (1 << 15) + 8)],
}


def text():
    lines = []
    for name, terms in CASES.items():
        total = sum(degree for _, degree in terms)
        lines.append(f"{name}: 2^{log2(total):.1f} / P, {log2(P) - log2(total):.1f} bits")
        lines += [f"  {degree:>12} {challenge}" for challenge, degree in terms]
    return "\n".join(lines)
