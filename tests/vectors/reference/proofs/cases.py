"""The honest cases: which model, which input, how it travels; and what a case writes into proofs.json."""

from functools import lru_cache
from math import prod

from air8 import File
from build import build, frame_index, indices, numbers
from curve import G2, times2
from deal import Deal, Parties, named
from field import P
from graph import Graph
from keccak import keccak256
from models import MODELS, seeded
from opening import Setup
from prove import Model
from verify import Registered
from witness import Witness

TAU = int.from_bytes(keccak256(b"aether test srs"), "big") % P
SRS_ID = keccak256(b"aether test srs id")
SETUP = Setup(TAU)

# name: model, seed of the input, by point, sealed, answered
CASES = {
    "identity": ("identity", 5, False, False, False),
    "singleAnswered": ("single", 9, False, True, True),
    "moreSlotsThanRows": ("moreSlotsThanRows", 5, False, False, False),
    "repeatedSealed": ("repeated", 6, True, True, False),
    "single": ("single", 5, False, False, False),
    "singleSealed": ("single", 9, True, True, False),
    "dense": ("dense", 5, False, False, False),
    "denseByPoint": ("dense", 7, True, False, False),
    "denseSealed": ("dense", 7, False, True, False),
    "denseAnswered": ("dense", 7, True, True, True),
    "flatten": ("flatten", 5, False, False, False),
    "convolutions": ("convolutions", 5, True, False, False),
    "depthwiseAnswered": ("depthwise", 5, False, True, True),
    "elements": ("elements", 5, False, False, False),
    "maximum": ("maximum", 5, False, False, False),
    "layoutSealed": ("layout", 5, True, True, False),
    "acrossParts": ("acrossParts", 5, False, False, False),
    # The frame of an input by point may hold anything outside the live box: nothing live reads it.
    "paddingByPoint": ("dense", 5, True, False, False),
}


def hex_(data):
    return "0x" + data.hex()


@lru_cache(maxsize=None)
def model(name):
    """(prove.Model, verify.Registered)"""
    file = File(build(MODELS[name]))
    graph = Graph(file)
    made = Model(file, graph, SETUP)
    made.file = file.prepared(SRS_ID, made.point_w, made.point_t)
    return made, Registered(graph, made.file.content_hash, made.point_w, made.point_t)


def framed(live, values, fill=0):
    frame = [fill] * (1 << sum((size - 1).bit_length() for size in live))
    for value, at in zip(values, indices(live)):
        frame[frame_index(live, at)] = value
    return frame


def deal(name, case=None, parties=Parties()):
    """The Deal of a case, and its Registered model."""
    of, seed, by_point, sealed, answered = case or CASES[name]
    made, registered = model(of)
    live = made.graph.operators[0].live
    values = numbers(seeded(seed), prod(live))
    frame = framed(live, values, fill=77 if name == "paddingByPoint" else 0)
    output = Witness(made.file, made.graph, frame).tensor(len(made.graph.operators) - 1)
    return Deal(made, registered.content_hash, frame, output, name, by_point, sealed, answered, parties=parties), registered


def statement_json(s):
    return {
        "ic": hex_(s.ic),
        "jobId": hex_(s.job_id.to_bytes(32, "big")),
        "payee": hex_(s.payee),
        "modelId": hex_(s.model_id),
        "inputCommit": hex_(s.input_commit),
        "outputCommit": hex_(s.output_commit),
        "cipherCommit": hex_(s.cipher_commit),
        "keyHash": hex_(s.key_hash),
        "units": s.units,
        "traceRoot": hex_(s.trace_root),
        "answered": s.answered,
    }


def context_json():
    x, y = times2(TAU, G2)
    return {
        "tau": hex_(TAU.to_bytes(32, "big")),
        "tauG2": hex_(b"".join(c.to_bytes(32, "big") for c in (x[1], x[0], y[1], y[0]))),
        "srsId": hex_(SRS_ID),
        "chainId": 31337,
        "market": hex_(named("market", 20)),
        "verifier": hex_(named("verifier", 20)),
    }
