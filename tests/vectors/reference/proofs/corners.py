"""Corners that need no vector: formulas against their definitions, bounds met and passed, every word at P or above."""

from dataclasses import dataclass

import cases
from air8 import File
from build import build
from cases import SETUP
from cheats import Honest, changed
from field import P, evaluate
from functionals import Box, Less, Same
from graph import Graph
from models import LIFTED, PLAIN, network, op
from mutants import Dice
from prove import Model
from suites import attempt, refusal
from transcript import Transcript
from verify import Registered, verify


def functionals(count=600):
    """R-9: the automaton is the sum over the box, for strides 1 to 4, zeros added or not, live sizes that are no powers of two."""
    dice = Dice("functionals")
    for _ in range(count):
        bits, kernel, stride = 1 + dice.below(4), dice.below(4), dice.below(3)
        front = dice.below(4) if dice.below(2) else 0
        live = 1 + dice.below(1 << bits) if front or dice.below(2) else None
        words = [[dice.scalar() for _ in range(n)] for n in (dice.below(4), kernel, bits)]
        box = Box(words[0], words[1], bits, live, stride, front)
        assert evaluate(box.table(), words[2]) == box.at(words[2]), (bits, kernel, stride, front, live)
        p = [dice.scalar() for _ in range(bits)]
        less = Less(p, 1 + dice.below((1 << bits) - 1))
        assert evaluate(less.table(), words[2]) == less.at(words[2])
        same = Same(p, words[2])
        z = [dice.scalar() for _ in range(bits)]
        assert evaluate(same.table(), z) == same.at(z)


@dataclass
class Made:
    """A model that is in no vector."""

    description: dict

    def __post_init__(self):
        file = File(build(self.description))
        self.model = Model(file, Graph(file), SETUP)
        self.model.file = file.prepared(cases.SRS_ID, self.model.point_w, self.model.point_t)
        content = self.model.file.content_hash
        self.registered = Registered(self.model.graph, content, self.model.point_w, self.model.point_t)

    def prover(self, values, first=None, after=None):
        """A kind of prover; what is false is said as in cheats.changed."""
        model, registered, false = self.model, self.registered, changed(first, after).__func__

        class One(Honest):
            input_values = values

            @classmethod
            def registered(cls):
                return model, registered

            @classmethod
            def false_witness(cls, made, frame):
                return false(cls, made, frame)

        return One

    def verdict(self, kind):
        deal = kind.deal()
        return refusal(SETUP, self.registered, deal.statement, deal.key, deal.preimages + deal.prover(kind).run())


def saturation():
    """R-10: an acc that rounds to 32767 is proved; one above has no proof, neither with V = 2^15 nor with the saturated V."""
    layer = {"outputs": 1, "weights": [127, 127], "shift": 1, "table": 0}
    met = Made(network([2, 1, 1, 1], [op("Gemm", 0, bias=[65534 - 2 * 127 * 127], **layer)]))
    assert met.verdict(met.prover([127, 127])) is None
    above = Made(network([2, 1, 1, 1], [op("Gemm", 0, bias=[65535 - 2 * 127 * 127], **layer)]))

    def beyond(w):
        w.tables = w.tables + w.tables[-1:]

    assert above.verdict(above.prover([127, 127], first=beyond)) == "message 7: the lookups"

    def saturated(w, o):
        w.V[o.slot], w.R[o.slot] = 32767, 2

    assert above.verdict(above.prover([127, 127], beyond, (1, saturated))) == "message 7: the lookups"

    def forgotten(w, o):
        w.V[o.slot], w.R[o.slot] = 32767, 0

    assert above.verdict(above.prover([127, 127], beyond, (1, forgotten))) == "message 5: the products"


def wrong_table():
    """A lookup with the right id of a table finds no row of another, and none of the inputs' or of a range."""
    made = Made(network([2, 1, 1, 1], [op("Lut", 0, table=0), op("Lut", 1, table=1)], (PLAIN, LIFTED)))
    assert made.verdict(made.prover([-5, 9])) is None

    def other(w, o):
        for at in range(o.slot, o.slot + 2):
            w.Y[at] = w.tables[65536 * (1 - o.table) + w.V[at] + 32768] - 128

    assert made.verdict(made.prover([-5, 9], after=(1, other))) == "message 7: the lookups"
    assert made.verdict(made.prover([-5, 9], after=(2, other))) == "message 7: the lookups"


def maximum():
    """R-8: 256 a + b at 127 and -127, either way round, and ties."""
    made = Made(network([2, 1, 1, 3], [op("PairMap", 0, axis=0, table=0)], ({"pair": "max"},)))
    kind = made.prover([127, -127, -127, 127, -127, -127])
    deal = kind.deal()
    assert [deal.output[i] for i in range(3)] == [127, 127, -127]
    assert made.verdict(kind) is None


def canonical(models):
    """R-2: a word plus P in every message, absorbed as it is sent: another field element nowhere, refused everywhere."""

    def absorbing(tag, at):
        class Plus(Transcript):
            def absorb(self, given, message=b""):
                if given == tag and len(message) > at:
                    self.sent = int.from_bytes(message[at : at + 32], "big")
                    message = message[:at] + (self.sent + P).to_bytes(32, "big") + message[at + 32 :]
                super().absorb(given, message)

        return Plus

    for of in models:
        values = [5, -70, 33] if of == "identity" else [7]
        kind = type("Plain", (Honest,), {"of": of, "input_values": values})
        deal, (_, registered) = kind.deal(), kind.registered()
        for tag in (0x04, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0E):
            if tag == 0x06 and of == "identity":
                continue
            prover = deal.prover(kind)
            # Behind C_K in the opening; T in message 9, since W may be 0.
            prover.transcript = absorbing(tag, {0x0E: 64, 0x0A: 32}.get(tag, 0))()
            proof = prover.run()
            word = prover.transcript.sent.to_bytes(32, "big")
            # Rounds have a word of the last one here.
            at = proof.rindex(word) if tag in (0x07, 0x09) else proof.index(word)
            changed_proof = proof[:at] + (prover.transcript.sent + P).to_bytes(32, "big") + proof[at + 32 :]
            arguments = (SETUP, registered, deal.statement, deal.key, deal.preimages + changed_proof)
            assert attempt(verify, *arguments) == "a word is not below P", (of, tag)


def run(deep):
    functionals()
    saturation()
    canonical(("identity", "single") if deep else ("identity",))
    if deep:
        wrong_table()
        maximum()
