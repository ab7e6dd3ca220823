// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Graphs} from "./Graphs.sol";
import {IPlanBuilder} from "./interfaces/IPlanBuilder.sol";
import {Leaf, LeafMaps} from "./LeafMaps.sol";
import {PlanClaims} from "./PlanClaims.sol";
import {PlanWriter, Writer} from "./PlanWriter.sol";
import {Refusal} from "./Refusal.sol";

/// @title PlanBuilder
/// @notice Turns a graph that {GraphChecker} accepted into the {Plan} that its proofs are verified by. Run once, at registration.
/// @dev Rules P-02 to P-04 of prover/PROOFS.md are asked here, where the sizes are known.
contract PlanBuilder is IPlanBuilder {
    using Graphs for bytes;
    using PlanWriter for Writer;

    uint256 internal constant COORDINATES_MAX = 32;
    uint256 internal constant LUT_LOG = 16;
    uint256 internal constant IN8_LOG = 8;
    uint256 internal constant SHIFTS = 17;
    uint256 internal constant ID_RANGE = 1;
    uint256 internal constant ID_IN8 = 18;
    uint256 internal constant ID_LUT = 32;

    /// @inheritdoc IPlanBuilder
    function build(bytes calldata graph, uint256 srsLog) external pure returns (bytes memory) {
        uint256 count = graph.operators();
        Writer memory w = PlanWriter.open();
        _sizes(w, graph, srsLog);
        _tables(w, graph);
        for (uint256 id = 0; id < count; ++id) {
            if (Graphs.isIn(Graphs.BLOCKLESS, graph.opcode(id))) continue;
            uint256 size = graph.frameLog(id);
            w.put(size, 1);
            w.put(graph.slotOffset(id) >> size, 4);
            w.put(id == 0 ? ID_IN8 : ID_LUT + graph.table(id), 2);
            w.put(graph.shift(id), 1);
        }
        Leaf[][] memory tensors = new Leaf[][](count);
        for (uint256 id = 0; id < count; ++id) {
            tensors[id] = LeafMaps.leavesOf(graph, id, tensors);
            LeafMaps.requireFew(tensors[id], id);
        }
        PlanClaims.write(w, graph, tensors);
        return w.close();
    }

    /// @dev The header. Counts of words, blocks and operators are filled in by {PlanClaims}, which meets them.
    function _sizes(Writer memory w, bytes calldata graph, uint256 srsLog) private pure {
        // nW, nT, nN, n2, n3, words of r, kmax, input, output.
        uint256[9] memory sizes;
        uint256 slots = 0;
        uint256 shifts = 0;
        for (uint256 id = 0; id < graph.operators(); ++id) {
            uint256 code = graph.opcode(id);
            uint256 size = graph.frameLog(id);
            sizes[5] = _larger(sizes[5], size);
            sizes[8] = size;
            if (Graphs.isIn(Graphs.BLOCKLESS, code)) continue;
            slots += 1 << size;
            shifts |= 1 << graph.shift(id);
            if (code >= Graphs.GEMM && code <= Graphs.DEPTHWISE) sizes[6] = _larger(sizes[6], graph.summedLog(id));
        }
        sizes[0] = Graphs.ceilLog(graph.weightSlots());
        // Range 2^s of every shift that is used: bit s of `shifts` is worth just that. One more, so that an unused row exists.
        sizes[1] = Graphs.ceilLog((graph.luts() << LUT_LOG) + (1 << IN8_LOG) + shifts + 1);
        sizes[2] = Graphs.ceilLog(slots);
        sizes[3] = _larger(sizes[1], sizes[2]);
        // X is never above nN, and Ct, of at most 512 words, never above nT.
        sizes[4] = _larger(sizes[0], sizes[3]);
        sizes[4] += sizes[4] & 1;
        sizes[7] = graph.frameLog(0);
        Refusal.unless(sizes[4] <= srsLog, "P-02", Refusal.HEADER);
        Refusal.unless(sizes[4] <= COORDINATES_MAX && sizes[6] <= COORDINATES_MAX, "P-04", Refusal.HEADER);
        for (uint256 i = 0; i < sizes.length; ++i) {
            w.put(sizes[i], 1);
        }
        w.put(0, 4);
        w.put(graph.luts() + 1 + _ones(shifts), 2);
        w.put(0, 5);
        _tensorHeader(w, graph, 0);
        _tensorHeader(w, graph, graph.operators() - 1);
    }

    function _larger(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a : b;
    }

    /// @dev Type, rank, frame sizes, live sizes: as in the tensor's root.
    function _tensorHeader(Writer memory w, bytes calldata graph, uint256 id) private pure {
        w.put(0x0104, 2);
        for (uint256 axis = 0; axis < Graphs.AXES; ++axis) {
            w.put(1 << graph.log(id, axis), 8);
        }
        for (uint256 axis = 0; axis < Graphs.AXES; ++axis) {
            w.put(graph.live(id, axis), 8);
        }
    }

    /// @dev Blocks of T_out: LUTs by id, in8, ranges ascending; larger blocks stand first.
    function _tables(Writer memory w, bytes calldata graph) private pure {
        uint256 shifts = 0;
        for (uint256 id = 0; id < graph.operators(); ++id) {
            if (!Graphs.isIn(Graphs.BLOCKLESS, graph.opcode(id))) shifts |= 1 << graph.shift(id);
        }
        uint256[64] memory places;
        places[LUT_LOG] = graph.luts();
        places[IN8_LOG] = 1;
        for (uint256 s = 0; s < SHIFTS; ++s) {
            places[s] += (shifts >> s) & 1;
        }
        (places,) = Graphs.starts(places);
        for (uint256 t = 0; t < graph.luts(); ++t) {
            _table(w, ID_LUT + t, LUT_LOG, places);
        }
        _table(w, ID_IN8, IN8_LOG, places);
        for (uint256 s = 0; s < SHIFTS; ++s) {
            if ((shifts >> s) & 1 == 1) _table(w, ID_RANGE + s, s, places);
        }
    }

    function _table(Writer memory w, uint256 id, uint256 size, uint256[64] memory places) private pure {
        w.put(id, 2);
        w.put(size, 1);
        w.put(places[size] >> size, 4);
        places[size] += 1 << size;
    }

    function _ones(uint256 bits) private pure returns (uint256 count) {
        for (; bits != 0; bits &= bits - 1) {
            ++count;
        }
    }
}
