// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Graphs} from "./Graphs.sol";
import {Refusal} from "./Refusal.sol";

/// @notice Rules over a whole graph: who reads what (G-15, T-03) and where blocks stand (G-11, G-12), of prover/AIR8.md.
library GraphLayoutRules {
    using Graphs for bytes;

    /// @dev No weights block reaches 2^48 slots: a slot offset has 48 bits.
    uint256 internal constant WEIGHTS_LOG_MAX = 47;

    function checkUses(bytes calldata graph, uint256 count) internal pure {
        // At most 256 operators: bit i of a word is tensor i.
        uint256 used = 0;
        uint256 tables = 0;
        for (uint256 id = 0; id < count; ++id) {
            for (uint256 i = 0; i < 4 && graph.reads(id, i) != Graphs.NONE; ++i) {
                used |= 1 << graph.reads(id, i);
            }
            // At most 256 operators use at most 256 tables; one with a higher number leaves a lower one unused.
            uint256 table = graph.table(id);
            if (table < 256) tables |= 1 << table;
        }
        for (uint256 id = 0; id + 1 < count; ++id) {
            Refusal.unless((used >> id) & 1 == 1, "G-15", id);
        }
        uint256 luts = graph.luts();
        Refusal.unless(luts <= 256 && graph.number(8, 2) == 0, "T-03", Refusal.HEADER);
        uint256 all = luts == 256 ? type(uint256).max : (1 << luts) - 1;
        Refusal.unless(tables == all, "T-03", Refusal.HEADER);
    }

    function checkOffsets(bytes calldata graph, uint256 count) internal pure {
        uint256[64] memory slots;
        uint256[64] memory weights;
        for (uint256 id = 0; id < count; ++id) {
            uint256 code = graph.opcode(id);
            if (!Graphs.isIn(Graphs.BLOCKLESS, code)) ++slots[graph.frameLog(id)];
            if (code < Graphs.GEMM || code > Graphs.DEPTHWISE) continue;
            uint256 size = graph.weightsLog(id);
            Refusal.unless(size <= WEIGHTS_LOG_MAX, "G-12", id);
            ++weights[size];
            if (graph.hasBias(id)) ++weights[2 + graph.log(id, 0)];
        }
        uint256 total;
        (slots,) = Graphs.starts(slots);
        (weights, total) = Graphs.starts(weights);
        for (uint256 id = 0; id < count; ++id) {
            _offsets(graph, id, slots, weights);
        }
        Refusal.unless(graph.weightSlots() == total, "G-12", Refusal.HEADER);
    }

    /// @dev `slots` and `weights` hold where the next block of a size stands.
    function _offsets(bytes calldata graph, uint256 id, uint256[64] memory slots, uint256[64] memory weights)
        private
        pure
    {
        uint256 code = graph.opcode(id);
        uint256 slot = 0;
        if (!Graphs.isIn(Graphs.BLOCKLESS, code)) slot = _next(slots, graph.frameLog(id));
        Refusal.unless(graph.slotOffset(id) == slot, "G-11", id);
        uint256 weight = 0;
        uint256 bias = 0;
        if (code >= Graphs.GEMM && code <= Graphs.DEPTHWISE) {
            weight = _next(weights, graph.weightsLog(id));
            if (graph.hasBias(id)) bias = _next(weights, 2 + graph.log(id, 0));
        }
        Refusal.unless(graph.weightOffset(id) == weight && graph.biasOffset(id) == bias, "G-12", id);
    }

    function _next(uint256[64] memory places, uint256 size) private pure returns (uint256 place) {
        place = places[size];
        places[size] = place + (1 << size);
    }
}
