"""Everything proofs.json holds, computed; whatever is not accepted or refused as it must be stops the program."""

import json
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
from curve import Q, point_bytes
from deal import named
from field import P, Refused, word_bytes
from graph import Graph
from keccak import keccak256
from models import MODELS, REFUSED
from opening import Setup
from prove import Model, Prover
from registrants import CountOfMinus128, CountWord, InverseOfWord, LateCounts, OrderChanged
from registration import RegistrationProver, answer_leaf, verify_leaf, verify_registration
from verify import Registered, verify, verify_batch

TRACED = ("identity", "denseSealed")
PAIRED = ("identity", "denseByPoint")

ABOUT = (
    "Made by python3 tests/vectors/reference/proofs.py from prover/PROOFS.md. Models: descriptions in the form of air8.json, "
    "prepared with srsId and the points given. Proofs are accepted; every edit, cheat and refused model is refused. "
    "tau is known: never use this setup where money is."
)


# Of the file that is checked, unless AETHER_DEEP is "yes": proofs over tables of 2^17 rows are judged again, not made again.
KEPT = {}


def made_or_kept(key, graph, run):
    return KEPT[key] if key in KEPT and graph.n_t > 9 else run()


def keep(text):
    """Proofs of a file that compute() made before."""
    file = json.loads(text)
    for part in ("proofs", "cheats"):
        KEPT.update({(part, each["name"]): bytes.fromhex(each["envelope"][2:]) for each in file[part]})
    for each in file["registrations"]["accepted"] + file["registrations"]["refused"]:
        KEPT["registrations", each["what"]] = bytes.fromhex(each["proof"][2:])


def refusal(setup, registered, statement, key, envelope):
    """Why it is refused, or None."""
    return attempt(verify, setup, registered, statement, key, envelope)


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
        envelope = made_or_kept(("proofs", name), deal.model.graph, lambda: deal.preimages + prover.run())
        trace = verify(SETUP, registered, deal.statement, deal.key, envelope)
        assert trace == prover.transcript.trace or not prover.proof
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
        # What DegreeOfG sent is asked for below.
        key = ("cheats", None if cheat is DegreeOfG else cheat.__name__)
        envelope = made_or_kept(key, deal.model.graph, lambda: deal.preimages + deal.prover(cheat).run())
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

    field.must = verifying.must = opening.must = weaker
    try:
        verify(SETUP, registered, deal.statement, deal.key, envelope)
    finally:
        field.must = verifying.must = opening.must = kept


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


# Proofs of a batch: names of honest cases, and of cheats that only the last equation refuses.
BATCHES = (
    ("identity",),
    ("identity", "single"),
    ("single", "identity", "denseSealed", "singleAnswered", "denseByPoint"),
    ("identity", "identity"),
    ("identity", "ColumnWord"),
    ("ColumnWord", "single"),
    ("ColumnWord", "ColumnWord"),
    ("identity", "WeightChanged"),
)


def batches_json(proofs, cheats):
    result, kinds = [], {cheat.__name__: cheat for cheat in CHEATS}
    envelopes = {case["name"]: bytes.fromhex(case["envelope"][2:]) for case in proofs + cheats}
    for names in BATCHES:
        asked = []
        for name in names:
            deal, registered = (kinds[name].deal(), kinds[name].registered()[1]) if name in kinds else cases.deal(name)
            asked.append((registered, deal.statement, deal.key, envelopes[name]))
        case = {"of": list(names)}
        try:
            rho, left, right = verify_batch(SETUP, asked)
            case |= {"rho": [hex_(word_bytes(word)) for word in rho[1:]], "left": hex_(point_bytes(left)), "right": hex_(point_bytes(right))}
            case |= {"accept": True}
        except Refused as refused:
            case |= {"accept": False, "refusedBy": str(refused)}
        assert case["accept"] == (not set(names) & set(kinds)), names
        result.append(case)
    verify_batch(Setup(cases.TAU, pairing=True), asked[:1] * 2)
    return result


def tampered(name, column, changes):
    """A registrant's own columns: another model by its points, over the same file. changes: (index, value)."""
    made = Model(File(build(MODELS[name])), cases.model(name)[0].graph, SETUP)
    for at, value in changes:
        getattr(made, column)[at] = value
    made.commit()
    made.file = made.file.prepared(cases.SRS_ID, made.point_w, made.point_t)
    return made, Registered(made.graph, made.file.content_hash, made.point_w, made.point_t)


def registered_json(registered):
    return {
        "contentHash": hex_(registered.content_hash),
        "pointW": hex_(registered.point_w),
        "pointT": hex_(registered.point_t),
    }


# Columns that are not the file's but hold int8 alone: registration takes them, a leaf challenge ends them.
OWN_COLUMNS = {
    "a table that is not the file's": ("single", "T", [(32768 + 3 * 5, 99)]),
    "an image in an unused row": ("single", "T", [(65536 + 256 + 5, 40)]),
}
# model, column, what stands where; each is refused.
REGISTRANTS = {
    "a weight of -128": ("single", "W", [(0, -128)]),
    "a weight of 200": ("single", "W", [(0, 200)]),
    "a weight of one half": ("single", "W", [(0, field.inverse(2))]),
    "a table output of -128": ("identity", "T", [(5, -128)]),
    "a table output of 128 and one of -129": ("identity", "T", [(5, 128), (6, -129)]),
}
# Provers who follow all of it but one thing, over columns that are not int8.
REGISTRANTS_LYING = {
    LateCounts: ("identity", "T", [(5, 128)]),
    CountWord: ("identity", "T", [(5, 128)]),
    InverseOfWord: ("identity", "T", [(5, 128)]),
    CountOfMinus128: ("identity", "T", [(5, -128)]),
}


def registrations_json():
    accepted, refused = [], []
    own = {what: tampered(*given) for what, given in OWN_COLUMNS.items()}
    honest = {name: cases.model(name) for name in ("identity", "single", "flatten")}
    names = {what: OWN_COLUMNS[what][0] for what in own} | {name: name for name in honest}
    for what, (made, registered) in (honest | own).items():
        prover = RegistrationProver(made, registered.content_hash)
        proof = made_or_kept(("registrations", what), made.graph, prover.run)
        trace = verify_registration(SETUP, registered, proof)
        assert trace == prover.transcript.trace or not prover.proof
        case = {"what": what, "model": names[what], **registered_json(registered), "proof": hex_(proof)}
        case["traceHash"] = hex_(keccak256("\n".join(trace).encode()))
        if what == "identity":
            case["trace"] = trace
            for at in range(0, len(proof), 32):
                changed = proof[:at] + flip(proof[at : at + 32]) + proof[at + 32 :]
                assert attempt(verify_registration, SETUP, registered, changed), at
            base = proof
        accepted.append(case)

    def refuse(what, model, registered, proof, **more):
        reason = attempt(verify_registration, SETUP, registered, proof)
        assert reason, what
        case = {"what": what, "model": model, **registered_json(registered), "proof": hex_(proof)}
        refused.append({**case, "refusedBy": reason, **more})

    for what, (name, column, changes) in REGISTRANTS.items():
        made, registered = tampered(name, column, changes)
        run = RegistrationProver(made, registered.content_hash).run
        refuse(what, name, registered, made_or_kept(("registrations", what), made.graph, run))
    for cheat, (name, column, changes) in REGISTRANTS_LYING.items():
        made, registered = tampered(name, column, changes)
        refuse(cheat.__doc__, name, registered, cheat(made, registered.content_hash).run())
    made, registered = cases.model("identity")
    refuse(OrderChanged.__doc__, "identity", registered, OrderChanged(made, registered.content_hash).run())
    refuse("W and T change places", "identity", replace(registered, point_w=registered.point_t, point_t=registered.point_w), base)
    refuse("the proof under another contentHash", "identity", replace(registered, content_hash=named("other")), base)
    refuse("trailing bytes", "identity", registered, base + bytes(32))
    refuse("a byte is missing", "identity", registered, base[:-1])
    return {"accepted": accepted, "refused": refused}


def leaf_of(file, weights, index):
    section = file.weights if weights else file.tables
    leaf = section[256 * index : 256 * index + 256]
    leaf += b"\x80" * (256 - len(leaf))
    return b"".join(leaf[at : at + 32][::-1] for at in range(0, 256, 32)) if weights else leaf


def leaves_json():
    result = []
    seed = named("challenge") + named("block")
    secret = tampered("flatten", "W", [(256 * 2 + 7, 99)])
    assert secret[0].W != cases.model("flatten")[0].W
    table = tampered("flatten", "T", [(256 * 200 + 9, 99)])
    assert table[0].T != cases.model("flatten")[0].T
    own = {"weights that are not the file's": secret, "a table that is not the file's": table}
    for what, name, weights, index, of in (
        ("weights", "flatten", True, 2, None),
        ("fewer weights than a leaf", "single", True, 0, None),
        ("a table", "flatten", False, 200, None),
        ("another leaf", "flatten", True, 2, 3),
        ("a table where weights are asked", "flatten", True, 2, None),
        ("weights that are not the file's", "flatten", True, 2, None),
        ("a table that is not the file's", "flatten", False, 200, None),
        ("an answer to another challenge", "flatten", True, 2, None),
        ("an answer that is cut", "flatten", True, 2, None),
        ("an answer with a word behind it", "flatten", True, 2, None),
    ):
        made, registered = own.get(what) or cases.model(name)
        leaf = leaf_of(made.file, weights, index if of is None else of)
        asked = named("another challenge") + seed[32:] if "another challenge" in what else seed
        answer = answer_leaf(made, weights and not what.startswith("a table where"), index, asked)
        answer = answer[:-1] if "cut" in what else answer + bytes(32) if "behind" in what else answer
        reason = attempt(verify_leaf, SETUP, registered, weights, index, leaf, seed, answer)
        assert (reason is None) == (what in ("weights", "fewer weights than a leaf", "a table")), what
        case = {"what": what, "model": name, **registered_json(registered), "section": "weights" if weights else "tables"}
        case |= {"index": index, "leaf": hex_(leaf), "challengeId": hex_(seed[:32]), "blockHash": hex_(seed[32:])}
        case |= {"answer": hex_(answer), "accept": reason is None}
        if reason is None:
            trace = verify_leaf(SETUP, registered, weights, index, leaf, seed, answer)
            case["traceHash"] = hex_(keccak256("\n".join(trace).encode()))
        result.append(case)
    return result


def attempt(check, *arguments):
    """Why it is refused, or None."""
    try:
        check(*arguments)
    except Refused as refused:
        return str(refused)
    return None


def compute():
    proofs, cheats = proofs_json(), cheats_json()
    return {
        "about": ABOUT,
        "context": context_json(),
        "models": models_json(),
        "refused": refused_json(),
        "proofs": proofs,
        "cheats": cheats,
        "edits": edits_json(proofs),
        "replays": replays_json(),
        "batches": batches_json(proofs, cheats),
        "registrations": registrations_json(),
        "leaves": leaves_json(),
    }
