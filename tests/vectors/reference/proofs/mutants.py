"""Mutated envelopes, Statements and registrations with the verdict of this verifier: edits of the accepted cases of proofs.json.

Random edits are refused nearly always, so a share of the cases is made by provers who go on after the change as if nothing were wrong,
and a share changes what nothing binds, or nothing at all, and is accepted.
"""

import hashlib
import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import cases
import opening
from cases import SETUP, hex_, statement_json
from curve import G1, Q, combine, point, point_bytes
from deal import Deal, named
from field import P, Refused, word_bytes
from opening import Setup
from prove import Prover
from registration import verify_leaf, verify_registration
from suites import attempt, leaf_of, refusal
from verify import verify_batch
from witness import Witness

VECTORS = Path(__file__).parent.parent.parent / "proofs.json"
KINDS = ("inferences", "registrations", "leaves", "batches")
SMALL = ("identity", "repeatedSealed", "single", "singleSealed", "singleAnswered")
BASES = (*SMALL, "dense", "denseByPoint", "denseSealed", "denseAnswered", "flatten", "maximum", "acrossParts", "layoutSealed")
ABOUT = (
    "Made by python3 tests/vectors/reference/proofs.py --mutants {count} --seed {seed}. `of` names an accepted case of proofs.json (of "
    "proofs, of registrations and leaves by `what`). Edits are made one behind the other: [at, bytes taken away, bytes put there], of "
    "the envelope, the registration's proof or the leaf's answer. Fields of statement, context, key and registered stand in for those "
    "of the case; so do index, challengeId and the byte at leafAt of a leaf. A batch has several proofs, each an entry like an inference's; "
    "left is the point it brings to the pairing. Where accept is false, refusedBy is this verifier's reason."
)


class Dice:
    """Numbers that follow from the seed alone, in every version of every language."""

    def __init__(self, seed):
        self.state = hashlib.sha256(f"aether mutants {seed}".encode()).digest()

    def below(self, count):
        self.state = hashlib.sha256(self.state).digest()
        return int.from_bytes(self.state, "big") % count

    def of(self, items):
        return items[self.below(len(items))]

    def scalar(self):
        return self.below(P - 1) + 1


class Base:
    """An accepted case: the Deal, the registry's entry, the envelope, and where words and points lie in it."""

    def __init__(self, given):
        self.name = given["name"]
        self.deal, self.registered = cases.deal(self.name)
        self.envelope, self.start = bytes.fromhex(given["envelope"][2:]), given["proofAt"]
        end = len(self.envelope)
        self.points = [self.start + 64 * i for i in range(6)] + [end - 768 + 64 * i for i in range(8)]
        self.words = [*range(self.start + 384, end - 768, 32), *range(end - 256, end, 32)]

    def at(self, at, size=32):
        return self.envelope[at : at + size]


# Edits of the proof: each takes (base, dice) and gives (what, edits).
def bit(base, dice):
    at = base.start + dice.below(len(base.envelope) - base.start)
    return "a bit of the proof", [(at, 1, bytes([base.envelope[at] ^ 1 << dice.below(8)]))]


def preimage_bit(base, dice):
    at = dice.below(base.start)
    return "a bit of the preimages", [(at, 1, bytes([base.envelope[at] ^ 1 << dice.below(8)]))]


def plus_p(base, dice):
    at = dice.of(base.words)
    return "a word plus P", [(at, 32, (int.from_bytes(base.at(at), "big") + P).to_bytes(32, "big"))]


def small_change(base, dice):
    at = dice.of(base.words)
    value = int.from_bytes(base.at(at), "big")
    changed = dice.of([0, 1, P - 1, P, 2**256 - 1, (value + 1) % P, (P - value) % P, 2 * value % P, dice.scalar()])
    return "another word", [(at, 32, changed.to_bytes(32, "big"))]


def word_of_elsewhere(base, dice):
    return "a word of elsewhere", [(dice.of(base.words), 32, base.at(dice.of(base.words)))]


def point_of_elsewhere(base, dice):
    return "a point of elsewhere", [(dice.of(base.points), 64, base.at(dice.of(base.points), 64))]


def exchanged(base, dice):
    places, size = dice.of([(base.words, 32), (base.points, 64)])
    first, second = dice.of(places), dice.of(places)
    return "two change places", [(first, size, base.at(second, size)), (second, size, base.at(first, size))]


def messages_exchanged(base, dice):
    size = dice.of([64, 128, 224, 256])
    first = base.start + dice.below(len(base.envelope) - base.start - 2 * size)
    first -= (first - base.start) % 32
    return "two stretches change places", [(first, 2 * size, base.at(first + size, size) + base.at(first, size))]


def another_point(base, dice):
    at = dice.of(base.points)
    data = base.at(at, 64)
    x, y = int.from_bytes(data[:32], "big"), int.from_bytes(data[32:], "big")
    p = point(data)
    changed = dice.of(
        [
            (x.to_bytes(32, "big") + (-y % Q).to_bytes(32, "big")),
            bytes(64),
            point_bytes(G1),
            point_bytes(combine([(2, p)])),
            point_bytes(combine([(1, p), (1, G1)])),
            point_bytes(combine([(dice.scalar(), G1)])),
            x.to_bytes(32, "big") + (y ^ 1).to_bytes(32, "big"),
            (x + Q).to_bytes(32, "big") + y.to_bytes(32, "big"),
            x.to_bytes(32, "big") + (y + Q).to_bytes(32, "big"),
            bytes(32) + data[32:],
            data[:32] + bytes(32),
            b"\xff" * 64,
        ]
    )
    return "another point", [(at, 64, changed)]


def length(base, dice):
    end, size = len(base.envelope), dice.of([1, 31, 32, 64, 128, 768])
    at = base.start + 32 * dice.below((end - base.start) // 32)
    return dice.of(
        [
            ("cut", [(end - size, size, b"")]),
            ("longer", [(end, 0, bytes(size))]),
            ("longer by what stands before", [(end, 0, base.at(end - size, size))]),
            ("a word left out", [(at, 32, b"")]),
            ("a word put in", [(at, 0, word_bytes(dice.below(3)))]),
            ("nothing but the proof", [(0, base.start, b"")]),
            ("no proof", [(base.start, end - base.start, b"")]),
            ("another beginning", [(192, 1, bytes([dice.of([0, 1, 2, 255])]))]),
        ]
    )


def nothing(base, dice):
    at = dice.below(len(base.envelope) - 64)
    return "nothing", [(at, 64, base.at(at, 64))]


EDITS = (
    [bit] * 3 + [preimage_bit, plus_p, plus_p, small_change, small_change, word_of_elsewhere, word_of_elsewhere, point_of_elsewhere]
    + [exchanged, messages_exchanged, another_point, another_point, length, nothing]
)  # fmt: skip


# Edits of what stands around it: each gives (what, statement, context, key, registered); None is as it was.
FIELDS = {
    "job_id": 32, "payee": 20, "model_id": 32, "input_commit": 32, "output_commit": 32, "cipher_commit": 32, "key_hash": 32,
    "trace_root": 32, "units": 4, "chain_id": 8, "market": 20, "verifier": 20,
}  # fmt: skip


def other_statement(base, dice):
    field, size = dice.of(sorted(FIELDS.items()))
    fresh = named(str(dice.below(1 << 62)), size)
    if field == "units":
        fresh = bytes([0, 0, 0, dice.of([0, 2])])
    value = int.from_bytes(fresh, "big") if field in ("job_id", "units", "chain_id") else fresh
    other = replace(base.deal.statement, **{field: value})
    renewed = dice.below(3) > 0
    if renewed:
        other.ic = other.commitment()
    return f"{field}{' and IC' if renewed else ''} of another Statement", {"statement": other}


def other_key(base, dice):
    return "another key", {"key": named(str(dice.below(1 << 62)))}


def other_registered(base, dice):
    kept = base.registered
    w, t = point(kept.point_w), point(kept.point_t)
    fresh = {"point_w": point_bytes(combine([(1, w), (dice.scalar(), G1)]))}
    return "another entry of the registry", {
        "registered": replace(
            kept,
            **dice.of(
                [
                    {"content_hash": named(str(dice.below(1 << 62)))},
                    {"point_w": kept.point_t, "point_t": kept.point_w},
                    fresh,
                    {"point_t": point_bytes(combine([(1, t), (1, G1)]))},
                    {"point_t": point_bytes(combine([(P - 1, t)]))},
                    {"point_w": bytes(64)} if w else fresh,
                ]
            ),
        )
    }


def unanswered(base, dice):
    """The form of the envelope follows from `answered`."""
    if not base.deal.sealed:
        return other_key(base, dice)
    return "answered is the other", {"statement": replace(base.deal.statement, answered=not base.deal.answered)}


AROUND = (other_statement, other_statement, other_statement, other_key, other_registered, unanswered)


# Provers who change one thing and go on. Each has `dice` and says `what`.
class WordChanged(Prover):
    """A word of messages 3, 5 or 7 is another; everything behind it follows from the word sent."""

    def begin(self):
        # The value of an input in clear is claimed and not sent.
        self.after = self.dice.below(9) if "X" in self.columns else 1 + self.dice.below(8)
        self.seen, self.what = 0, "a word of the messages 3 to 7, and on from there"

    def claim(self, claim, value=None):
        value, self.seen = self.value(claim) if value is None else value, self.seen + 1
        return super().claim(claim, value + self.dice.scalar() if self.seen == self.after + 1 else value)


class RoundChanged(Prover):
    """A coefficient of a round is another."""

    def begin(self):
        self.left = self.dice.below(self.model.graph.n_2 + self.n_3)
        self.what = "a coefficient of a sumcheck, and on from there"

    def round(self, coefficients, claim, tags):
        self.left -= 1
        if self.left == -1:
            coefficients = list(coefficients)
            at = self.dice.below(len(coefficients))
            coefficients[at] = (coefficients[at] + self.dice.scalar()) % P
        return super().round(coefficients, claim, tags)


class ColumnWordChanged(Prover):
    """A word of message 9 is another."""

    def begin(self):
        self.what = "a word of message 9, and on from there"

    def column_words(self, words, claim):
        at = self.dice.below(len(words))
        return [(word + self.dice.scalar()) % P if i == at else word for i, word in enumerate(words)]


class OpeningChanged(Prover):
    """A word of the opening is another."""

    def begin(self):
        self.what = "a word of the opening, and on from there"

    def opener(self, table):
        dice = self.dice

        class Opener(opening.Prover):
            def words(self, words):
                at = dice.below(len(words))
                return [(word + dice.scalar()) % P if i == at else word for i, word in enumerate(words)]

        return Opener(self.setup, self.transcript, table, self.rho)


class PointChanged(Prover):
    """A column is committed to with something added."""

    def begin(self):
        self.turn, self.what = self.dice.below(6), "a commitment, and on from there"

    def committed(self, names):
        points = []
        for name in names:
            one = self.setup.commit(self.columns[name])
            points.append(point_bytes(combine([(1, one), (1, G1)]) if self.turn == 0 else one))
            self.turn -= 1
        return b"".join(points)


class SlotChanged(Prover):
    """An element of a column is another; what can be counted in M is."""

    def begin(self):
        self.what = "an element of a column, and on from there"

    def witness(self):
        columns = super().witness()
        column = self.dice.of(columns)
        column[self.dice.below(len(column))] += self.dice.of([1, -1, 2, 256, 65536, P - 1, self.dice.scalar()])
        return columns


class CountChanged(Prover):
    """M counts a row once more, or once less."""

    def begin(self):
        self.what = "a count of M, and on from there"

    def multiplicities(self):
        counts = super().multiplicities()
        counts[self.dice.below(len(counts))] += self.dice.of([1, -1])
        return counts


class Beyond(Prover):
    """A column is committed to with something behind its last element; no claim reads it."""

    accepted = True

    def begin(self):
        self.what = "a column that goes on behind its end"

    def committed(self, names):
        for name in names:
            column = self.columns[name]
            if name == self.chosen(names) and len(column) < 1 << self.n_3:
                self.columns[name] = [*column, *[0] * ((1 << self.n_3) - len(column) - 1), self.dice.scalar()]
        return super().committed(names)

    def chosen(self, names):
        return "VYR"[self.dice.below(3)] if "V" in names else "h"


class Spread(Prover):
    """Lookups of (0, 0, 0) are counted in two of the unused rows: they are equal."""

    accepted = True

    def begin(self):
        self.what = "lookups of the empty row counted in two rows"

    def multiplicities(self):
        counts = super().multiplicities()
        unused = sum(1 << block.log for block in self.graph.table_blocks)
        part = self.dice.scalar()
        counts[unused] = (counts[unused] - part) % P
        counts[unused + 1 + self.dice.below(len(counts) - unused - 1)] += part
        return counts


class Another(Prover):
    """An honest proof of another order."""

    accepted = True

    def begin(self):
        self.what = "another order"


REPAIRED = [
    WordChanged, WordChanged, RoundChanged, RoundChanged, ColumnWordChanged, OpeningChanged, PointChanged, SlotChanged, SlotChanged,
    SlotChanged, CountChanged, Beyond, Spread, Another,
]  # fmt: skip


def repaired(base, dice):
    """(what, statement, key, envelope, whether it must be accepted)"""
    kind = dice.of(REPAIRED)
    deal = base.deal
    if kind is Another:
        made = deal.model
        live = made.graph.operators[0].live
        frame = cases.framed(live, [dice.below(255) - 127 for _ in deal.frame])
        output = Witness(made.file, made.graph, frame).tensor(len(made.graph.operators) - 1)
        label = f"another {dice.below(1 << 62)}"
        deal = Deal(made, deal.content_hash, frame, output, label, deal.by_point, deal.sealed, deal.answered)
    prover = deal.prover(kind)
    prover.dice = dice
    prover.begin()
    envelope = deal.preimages + prover.run()
    # A change of a slot that no block has may be one that the empty row allows; the verifier says.
    must = True if getattr(kind, "accepted", False) else None if kind is SlotChanged else False
    return prover.what, deal, envelope, must


def garbage(base, dice):
    """An answered order whose point of the ciphertext is none: it is only hashed."""
    from keccak import H, top

    deal, s = base.deal, base.deal.statement
    junk = named(str(dice.below(1 << 62))) + named("junk")
    root = top([H(0x00, word_bytes(w)) for w in deal.ciphertext])
    other = replace(s, cipher_commit=H(0x0B, root, junk))
    other.ic = other.commitment()
    changed = replace(deal)
    at = len(deal.preimages) - 64 - 32 * len(deal.ciphertext)
    changed.preimages = deal.preimages[:at] + junk + deal.preimages[at + 64 :]
    changed.statement, changed.absorbed = other, other.ic
    return "a ciphertext's point that is none", changed, changed.preimages + changed.prover(Prover).run(), True


def applied(data, edits):
    for at, count, put in edits:
        data = data[:at] + put + data[at + count :]
    return data


def edits_json(edits):
    return [[at, count, hex_(put)] for at, count, put in edits]


def difference(old, new):
    """One edit that makes the one from the other."""
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    return [(first, len(old) - first, new[first:])]


# In a long run some are judged by a pairing as well: those that get as far as the last equation.
PAIRED = {"often": 0, "seen": 0, "judged": 0}


@lru_cache(maxsize=1)
def pairing():
    return Setup(cases.TAU, pairing=True)


def judged(*arguments):
    reason = refusal(SETUP, *arguments)
    if PAIRED["often"] and reason in (None, "the opening"):
        PAIRED["seen"] += 1
        if PAIRED["seen"] % PAIRED["often"] == 0:
            assert refusal(pairing(), *arguments) == reason
            PAIRED["judged"] += 1
    return reason


def verdicts(file):
    """Of every mutant, in the order of the file, whether it is accepted."""
    return {kind: [case["accept"] for case in file[kind]] for kind in KINDS}


def agreement(folder):
    """How many of mutants.json each verifier accepts; raises where one differs. Others leave `NAME.KIND`: a line to a mutant, accepted or refused."""
    own = verdicts(json.loads((folder / "mutants.json").read_text()))
    lines = [("Python", own)]
    for name in ("csharp", "solidity"):
        said = {kind: (folder / f"{name}.{kind}").read_text().split() for kind in KINDS}
        for kind in KINDS:
            assert set(said[kind]) <= {"accepted", "refused"}, (name, kind)
            assert len(said[kind]) == len(own[kind]), f"{name} judged {len(said[kind])} of {len(own[kind])} {kind}"
            for i, (word, accept) in enumerate(zip(said[kind], own[kind])):
                assert (word == "accepted") == accept, f"{name} says {word} of {kind} {i}, the reference does not"
        lines.append(({"csharp": "C#", "solidity": "Solidity"}[name], {kind: [w == "accepted" for w in said[kind]] for kind in KINDS}))
    result = []
    for name, given in lines:
        total = [accept for kind in KINDS for accept in given[kind]]
        parts = ", ".join(f"{sum(given[kind])} of {len(given[kind])} {kind}" for kind in KINDS)
        result.append(f"mutants: {name} judged {len(total)}: {sum(total)} accepted, {len(total) - sum(total)} refused; accepted {parts}")
    return "\n".join(result)


def registered_json(registered):
    return {"contentHash": hex_(registered.content_hash), "pointW": hex_(registered.point_w), "pointT": hex_(registered.point_t)}


def verdict(case, reason):
    return {**case, "accept": reason is None, **({"refusedBy": reason} if reason else {})}


def inference(base, dice, share):
    """One mutant. share: of 100, how many are repaired."""
    turn = dice.below(100)
    if turn < share:
        if base.name == "singleAnswered" and dice.below(3) == 0:
            what, deal, envelope, must = garbage(base, dice)
        else:
            what, deal, envelope, must = repaired(base, dice)
        case = {"of": base.name, "what": what, "edits": edits_json(difference(base.envelope, envelope))}
        case |= changes({"statement": deal.statement, "key": deal.key}, base)
        reason = judged(base.registered, deal.statement, deal.key, envelope)
        assert must is None or must == (reason is None), (base.name, what, reason)
        return verdict(case, reason)
    if turn < share + 18:
        what, given = dice.of(AROUND)(base, dice)
        case = {"of": base.name, "what": what, "edits": [], **changes(given, base)}
        reason = judged(
            given.get("registered", base.registered), given.get("statement", base.deal.statement),
            given.get("key", base.deal.key), base.envelope,
        )  # fmt: skip
        assert reason, (base.name, what)
        return verdict(case, reason)
    what, edits = dice.of(EDITS)(base, dice)
    envelope = applied(base.envelope, edits)
    reason = judged(base.registered, base.deal.statement, base.deal.key, envelope)
    # What is the same is accepted, and nothing else.
    assert (reason is None) == (envelope == base.envelope), (base.name, what)
    return verdict({"of": base.name, "what": what, "edits": edits_json(edits)}, reason)


def changes(given, base):
    """The fields that differ from the case's."""
    result = {}
    if "statement" in given:
        old, new = statement_json(base.deal.statement), statement_json(given["statement"])
        result["statement"] = {field: value for field, value in new.items() if old[field] != value}
        s = given["statement"]
        context = {"chainId": (s.chain_id, base.deal.statement.chain_id)}
        context |= {"market": (hex_(s.market), hex_(base.deal.statement.market))}
        context |= {"verifier": (hex_(s.verifier), hex_(base.deal.statement.verifier))}
        result["context"] = {field: new for field, (new, old) in context.items() if new != old}
    if given.get("key", base.deal.key) != base.deal.key:
        result["key"] = hex_(given["key"])
    if "registered" in given:
        old, new = registered_json(base.registered), registered_json(given["registered"])
        result["registered"] = {field: value for field, value in new.items() if old[field] != value}
    return {name: value for name, value in result.items() if value}


class Bytes:
    """A registration's proof or a leaf's answer, where the edits of a proof find what they look for."""

    def __init__(self, data, points, words):
        self.envelope, self.start, self.points, self.words = data, 0, points, words

    at = Base.at


def registration(given, dice):
    made, registered = cases.model(given["model"])
    proof = bytes.fromhex(given["proof"][2:])
    end = len(proof)
    points = [64 * i for i in range(4)] + [end - 768 + 64 * i for i in range(8)]
    base = Bytes(proof, points, [*range(256, end - 768, 32), *range(end - 256, end, 32)])
    case = {"of": given["what"]}
    if dice.below(5) == 0:
        other = dice.of(
            [
                replace(registered, content_hash=named(str(dice.below(1 << 62)))),
                replace(registered, point_w=registered.point_t, point_t=registered.point_w),
                replace(registered, point_t=point_bytes(combine([(1, point(registered.point_t)), (1, G1)]))),
            ]
        )
        old, new = registered_json(registered), registered_json(other)
        case |= {"what": "another entry", "edits": []}
        case["registered"] = {field: value for field, value in new.items() if old[field] != value}
        reason = attempt(verify_registration, SETUP, other, proof)
        assert reason
        return verdict(case, reason)
    what, edits = dice.of([e for e in EDITS if e not in (preimage_bit, length)])(base, dice)
    changed = applied(proof, edits)
    reason = attempt(verify_registration, SETUP, registered, changed)
    assert (reason is None) == (changed == proof), what
    return verdict({**case, "what": what, "edits": edits_json(edits)}, reason)


def leaf(given, dice):
    """The leaf, its index, the challenge or the answer changed."""
    made, registered = cases.model(given["model"])
    weights = given["section"] == "weights"
    data, answer = bytes.fromhex(given["leaf"][2:]), bytes.fromhex(given["answer"][2:])
    seed = bytes.fromhex(given["challengeId"][2:] + given["blockHash"][2:])
    index, case = given["index"], {"of": given["what"]}
    turn = dice.below(6)
    if turn < 3:
        base = Bytes(answer, [64 * i for i in range(8)], list(range(512, 768, 32)))
        what, edits = dice.of([e for e in EDITS if e not in (preimage_bit, length, messages_exchanged)])(base, dice)
        changed = applied(answer, edits)
        reason = attempt(verify_leaf, SETUP, registered, weights, index, data, seed, changed)
        assert (reason is None) == (changed == answer), what
        return verdict({**case, "what": what, "edits": edits_json(edits)}, reason)
    if turn == 3:
        at = dice.below(256)
        data = data[:at] + bytes([(data[at] + 1 + dice.below(255)) % 256]) + data[at + 1 :]
        more = {"what": "a byte of the leaf", "leafAt": at, "byte": data[at]}
    elif turn == 4:
        count = max(1, len(made.file.weights if weights else made.file.tables) // 256)
        index = dice.below(count)
        more = {"what": "another index", "index": index}
    else:
        seed = named(str(dice.below(1 << 62))) + seed[32:]
        more = {"what": "another challenge", "challengeId": hex_(seed[:32])}
    same = leaf_of(made.file, weights, index) == leaf_of(made.file, weights, given["index"]) and index == given["index"]
    reason = attempt(verify_leaf, SETUP, registered, weights, index, data, seed, answer)
    assert (reason is None) == (turn == 4 and same), more
    return verdict({**case, **more, "edits": []}, reason)


def batch(bases, dice):
    """Several proofs under one equation, at most one of which was changed."""
    proofs, asked, good = [], [], True
    count, turn = 1 + dice.below(4), dice.below(4)
    at = dice.below(count)
    for n in range(count):
        base = bases[dice.of(SMALL[:2] if n == at else SMALL)]
        what, deal, envelope = "nothing", base.deal, base.envelope
        if n == at and turn in (1, 2):
            what, deal, envelope, _ = repaired(base, dice)
        elif n == at and turn == 3:
            what, edits = dice.of(EDITS)(base, dice)
            envelope = applied(base.envelope, edits)
        case = {"of": base.name, "what": what, "edits": edits_json(difference(base.envelope, envelope))}
        proofs.append(case | changes({"statement": deal.statement, "key": deal.key}, base))
        asked.append((base.registered, deal.statement, deal.key, envelope))
        good = good and refusal(SETUP, *asked[-1]) is None
    case = {"proofs": proofs}
    try:
        _, left, _ = verify_batch(SETUP, asked)
    except Refused as refused:
        assert not good, proofs
        return verdict(case, str(refused))
    assert good, proofs
    return {**verdict(case, None), "left": hex_(point_bytes(left))}


def mutants(count, seed, small):
    """count cases of every kind; small: few that need a whole proof, and those of small models."""
    PAIRED.update(often=0 if small else 20, seen=0)
    dice, vectors = Dice(seed), json.loads(VECTORS.read_text())
    bases = {each["name"]: Base(each) for each in vectors["proofs"] if each["name"] in BASES}
    registrations = [each for each in vectors["registrations"]["accepted"] if each["what"] == each["model"]]
    leaves = [each for each in vectors["leaves"] if each["accept"]]
    result = {kind: [] for kind in KINDS}
    for n in range(count):
        turn = n % 20
        if turn == 17:
            result["batches"].append(batch(bases, dice))
        elif turn == 18:
            result["registrations"].append(registration(dice.of(registrations), dice))
        elif turn == 19:
            result["leaves"].append(leaf(dice.of(leaves), dice))
        elif turn % 6 == 0:
            # Provers that go on are slow over tables of 2^17 rows.
            quick = turn == 0 or (small and n % 40 != 6)
            result["inferences"].append(inference(bases[dice.of(SMALL[:2] if quick else SMALL[2:])], dice, 100))
        else:
            result["inferences"].append(inference(bases[dice.of(BASES)], dice, 0))
    return {"about": ABOUT.format(count=count, seed=seed), "tau": hex_(cases.TAU.to_bytes(32, "big")), **result}
