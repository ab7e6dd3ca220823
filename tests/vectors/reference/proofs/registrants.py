"""Registrants who deviate in one message of registration, over columns that are not int8."""

from field import P, eq, inverse
from registration import ROWS, RegistrationProver


class LateCounts(RegistrationProver):
    """M is changed once alpha is known: the sums of both sides agree."""

    def inverses_made(self, alpha):
        columns = self.columns
        columns["M"] = list(columns["M"])
        total = sum(columns["hW"]) + sum(columns["hT"])
        columns["g"][200] = (columns["g"][200] + total - sum(columns["g"])) % P
        columns["M"][200] = columns["g"][200] * (alpha + 200 - 128) % P


class CountWord(RegistrationProver):
    """M(z) is what the check of message 4 asks for."""

    at = 5

    def checked(self, values):
        graph, z, tau, mu = self.graph, self.z, self.tau, self.mu
        h_w, w, h_t, t, g, m = values
        row = sum(z[i] << i for i in range(ROWS)) - 128
        total = 0
        for log, power, relation, plain in (
            (graph.n_w, 0, h_w * (self.alpha + w) - 1, h_w),
            (graph.n_t, 1, h_t * (self.alpha + t) - 1, h_t),
            (ROWS, 2, g * (self.alpha + row) - m, -g),
        ):
            scale = pow(mu, power, P) * eq(tau[:log], z[:log])
            total += (scale * relation + pow(mu, 3, P) * plain) * inverse(1 << self.n - log)
        return total % P

    def words(self, words, claim):
        def placed(value):
            return [value if i == self.at else word for i, word in enumerate(words)]

        # The check is affine in each word.
        low, high = self.checked(placed(0)), self.checked(placed(1))
        self.true, self.false = words[self.at], (claim - low) * inverse((high - low) % P) % P
        return placed(self.false)


class InverseOfWord(CountWord):
    """hT(z) is what the check of message 4 asks for."""

    at = 2


class CountOfMinus128(RegistrationProver):
    """M counts the value -128; the words of message 9 are what its check asks for."""

    def column_words(self, words, claim):
        scale, weight, total = 1, 0, 0
        names = self.names()
        for one in self.claims:
            w = scale * one.at(self.rho) % P
            total += w * words[names.index(one.column)]
            weight += w if one.column == "M" else 0
            scale = scale * self.gamma % P
        at = names.index("M")
        return [(v + (claim - total) * inverse(weight % P)) % P if i == at else v for i, v in enumerate(words)]


class OrderChanged(RegistrationProver):
    """The columns of message 9 in the order T W; what they are folded into likewise."""

    order = ("T", "W", "hW", "hT", "g", "M")
