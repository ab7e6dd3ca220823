"""Everything proofs.json holds, computed; whatever is not accepted or refused as it must be stops the program."""

import cases
from cases import CASES, SETUP, context_json, hex_, statement_json
from air8 import File
from build import build
from field import Refused
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


def compute():
    return {
        "about": ABOUT,
        "context": context_json(),
        "models": models_json(),
        "refused": refused_json(),
        "proofs": proofs_json(),
    }
