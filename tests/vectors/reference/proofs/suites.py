"""Everything proofs.json holds, computed; whatever is not accepted or refused as it must be stops the program."""

from dataclasses import replace
from functools import lru_cache

import cases
import field
import opening
import verify as verifying
from air8 import File
from build import build
from cases import CASES, SETUP, context_json, hex_, statement_json
from cheats import BITES, CHEATS, SAME_OUTPUT, DegreeOfG, Honest, SecondRow
from curve import Q
from deal import named
from field import P, Refused
from graph import Graph
from keccak import keccak256
from models import MODELS, REFUSED
from opening import Setup
from prove import Prover
from verify import verify

TRACED = ("identity", "denseSealed")
PAIRED = ("identity", "denseByPoint")

ABOUT = (
    "Made by python3 tests/vectors/reference/proofs.py from prover/PROOFS.md. Models: descriptions in the form of air8.json, "
    "prepared with srsId and the points given. Proofs are accepted; every edit, cheat and refused model is refused. "
    "tau is known: never use this setup where money is."
)


def refusal(setup, registered, statement, key, envelope):
    """Why it is refused, or None."""
    try:
        verify(setup, registered, statement, key, envelope)
    except Refused as refused:
        return str(refused)
    return None


def models_json():
    result = []
    for name, description in MODELS.items():
        made, registered = cases.model(name)
        graph = made.graph
        result.append(
            {
                "name": name,
                "description": description,
                "fileHash": hex_(keccak256(made.file.data)),
                "contentHash": hex_(registered.content_hash),
                "pointW": hex_(registered.point_w),
                "pointT": hex_(registered.point_t),
                "logs": {"nW": graph.n_w, "nN": graph.n_v, "nT": graph.n_t, "n2": graph.n_2, "n3": graph.n_3},
                "coordinates": {"r": graph.r_count, "kMax": graph.k_max},
                "leaves": [len(leaves) for leaves in graph.leaves],
            }
        )
    return result


def refused_json():
    result = []
    for rule, description in REFUSED.items():
        try:
            Graph(File(build(description)), srs_log=description.get("srsLog", 28))
        except Refused as refused:
            assert str(refused).startswith(rule[:4]), (rule, refused)
            result.append({"rule": rule[:4], "description": description})
        else:
            raise AssertionError(f"{rule}: served")
    return result


def proofs_json():
    result = []
    for name, (of, *_) in CASES.items():
        deal, registered = cases.deal(name)
        prover = deal.prover(Prover)
        envelope = deal.preimages + prover.run()
        trace = verify(SETUP, registered, deal.statement, deal.key, envelope)
        assert trace == prover.transcript.trace
        if name in PAIRED:
            verify(Setup(cases.TAU, pairing=True), registered, deal.statement, deal.key, envelope)
        case = {
            "name": name,
            "model": of,
            "frame": hex_(bytes(v + 128 for v in deal.frame)),
            "statement": statement_json(deal.statement),
            "key": hex_(deal.key),
            "proofAt": len(deal.preimages),
            "envelope": hex_(envelope),
            "traceHash": hex_(keccak256("\n".join(trace).encode())),
        }
        if name in TRACED:
            case["trace"] = trace
        result.append(case)
    return result


def cheats_json():
    result = []
    for cheat in CHEATS:
        deal, (_, registered) = cheat.deal(), cheat.registered()
        envelope = deal.preimages + deal.prover(cheat).run()
        reason = refusal(SETUP, registered, deal.statement, deal.key, envelope)
        assert reason, f"{cheat.__name__} was accepted"
        output, proof = honest_proof(cheat.of, *sorted(cheat.given.items()))
        assert (deal.output != output) == (cheat not in SAME_OUTPUT), cheat.__name__
        assert not envelope.endswith(proof), cheat.__name__
        for equation, bitten in BITES.items():
            if bitten is cheat:
                without(equation, registered, deal, envelope)
        if cheat is DegreeOfG:
            without_degree(registered, deal, envelope)
        case = {
            "name": cheat.__name__,
            "what": cheat.__doc__,
            "model": cheat.of,
            "statement": statement_json(deal.statement),
            "key": hex_(deal.key),
            "proofAt": len(deal.preimages),
            "envelope": hex_(envelope),
            "refusedBy": reason,
        }
        if cheat is SecondRow:
            case |= {"contentHash": hex_(registered.content_hash), "pointT": hex_(registered.point_t)}
        result.append(case)
    return result


@lru_cache(maxsize=None)
def honest_proof(of, *given):
    """Output and proof of the same order, kept."""
    given = {name: value for name, value in given if name != "garbage"}
    kept = next(cheat for cheat in CHEATS if cheat.of == of)
    values = kept.input_values
    kind = type("Kept", (Honest,), {"of": of, "input_values": values, "given": given})
    deal = kind.deal()
    return deal.output, deal.prover(kind).run()


def without(equation, registered, deal, envelope):
    """A verifier without that equation accepts: the cheat is refused by nothing else."""
    kept = field.must

    def weaker(holds, reason):
        kept(holds or reason.startswith(equation), reason)

    verifying.must = opening.must = weaker
    try:
        verify(SETUP, registered, deal.statement, deal.key, envelope)
    finally:
        verifying.must = opening.must = kept


def without_degree(registered, deal, envelope):
    """A verifier that takes D(z) as sent accepts."""
    kept, opening.reversed_at = opening.reversed_at, lambda z, b, gi: field.horner(DegreeOfG.sent, z)
    try:
        verify(SETUP, registered, deal.statement, deal.key, envelope)
    finally:
        opening.reversed_at = kept


def edits_json(proofs):
    """Single changes of accepted envelopes, each refused: words flipped, words plus P, points that are others or none."""
    result = []
    for name, thorough in (("identity", True), ("denseByPoint", False), ("singleAnswered", False)):
        deal, registered = cases.deal(name)
        case = next(each for each in proofs if each["name"] == name)
        envelope, start = bytes.fromhex(case["envelope"][2:]), case["proofAt"]
        edits = [(at, flip(envelope[at : at + 32])) for at in range(start, len(envelope), 32)]
        edits += [(at, flip(envelope[at : at + 1])) for at in (0, 31, 63, 127, 192, 193, 225, start - 1)]
        words = range(start + 384, len(envelope), 32)
        if thorough:
            for at in words:
                value = int.from_bytes(envelope[at : at + 32], "big")
                edits.append((at, (value + P).to_bytes(32, "big")))
        for at in [*range(start, start + 384, 64), *range(len(envelope) - 768, len(envelope) - 256, 64)]:
            x, y = (int.from_bytes(envelope[i : i + 32], "big") for i in (at, at + 32))
            others = [(x, Q - y), (0, 0), (x, y + 1)] if (x, y) != (0, 0) else [(1, 2), (Q, 0)]
            if thorough and (x, y) != (0, 0):
                others += [(x + Q, y), (x, y + Q)]
            edits += [(at, x.to_bytes(32, "big") + y.to_bytes(32, "big")) for x, y in others]
        refused = []
        for at, data in edits:
            changed = envelope[:at] + data + envelope[at + len(data) :]
            assert changed != envelope
            assert refusal(SETUP, registered, deal.statement, deal.key, changed), (name, at)
            refused.append([at, hex_(data)])
        for changed in (envelope[:-1], envelope[:-32], envelope + b"\0", envelope + bytes(32), envelope[:start], b""):
            assert refusal(SETUP, registered, deal.statement, deal.key, changed), (name, len(changed))
        result.append({"of": name, "edits": refused, "cut": [1, 32, len(envelope) - start, len(envelope)], "append": [1, 32]})
    return result


def flip(data):
    return bytes([*data[:-1], data[-1] ^ 1])


def replays_json():
    """A proof under another Statement: as it stands, and with the inference commitment of the other."""
    result = []
    for name in ("identity", "singleSealed"):
        deal, registered = cases.deal(name)
        envelope = deal.preimages + deal.prover(Prover).run()
        s = deal.statement
        others = {
            "chain_id": 1, "market": named("other", 20), "verifier": named("other", 20), "job_id": s.job_id + 1,
            "payee": named("other", 20), "model_id": named("other"), "input_commit": named("other"),
            "output_commit": named("other"), "cipher_commit": named("other"), "key_hash": named("other"), "units": 2,
            "trace_root": named("other"), "answered": not s.answered,
        }  # fmt: skip
        for field_name, value in others.items():
            for renewed in (False, True):
                other = replace(s, **{field_name: value})
                if renewed:
                    other.ic = other.commitment()
                if field_name == "answered" and not s.sealed:
                    continue  # Means nothing for a public output.
                assert refusal(SETUP, registered, other, deal.key, envelope), (name, field_name, renewed)
                context = {"chainId": other.chain_id, "market": hex_(other.market), "verifier": hex_(other.verifier)}
                result.append({"of": name, "context": context, "statement": statement_json(other)})
        assert refusal(SETUP, registered, s, named("other"), envelope), (name, "key")
        result.append({"of": name, "key": hex_(named("other"))})
    return result


def compute():
    proofs = proofs_json()
    return {
        "about": ABOUT,
        "context": context_json(),
        "models": models_json(),
        "refused": refused_json(),
        "proofs": proofs,
        "cheats": cheats_json(),
        "edits": edits_json(proofs),
        "replays": replays_json(),
    }
