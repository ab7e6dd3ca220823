// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {GraphLayoutRules} from "./GraphLayoutRules.sol";
import {GraphShapeRules} from "./GraphShapeRules.sol";
import {Graphs} from "./Graphs.sol";
import {IGraphChecker} from "./interfaces/IGraphChecker.sol";
import {Refusal} from "./Refusal.sol";

/// @title GraphChecker
/// @notice Judges the graph of a model that asks for validity proofs: the rules G of prover/AIR8.md as far as the graph alone decides them,
/// T-03 and W-05 likewise, and P-01 of prover/PROOFS.md. Run once, at registration.
/// @dev Rules are asked in the order of the reference, so that a graph that breaks one is refused under that one.
contract GraphChecker is IGraphChecker {
    using Graphs for bytes;

    uint256 public constant OPERATORS_MAX = 256;
    uint256 public constant TABLES_MAX = 1024;

    /// @inheritdoc IGraphChecker
    function check(bytes calldata graph) external pure {
        uint256 count = _header(graph);
        for (uint256 id = 0; id < count; ++id) {
            _record(graph, id);
        }
        for (uint256 id = 0; id < count; ++id) {
            uint256 code = graph.opcode(id);
            Refusal.unless((code == Graphs.INPUT) == (id == 0), "G-04", id);
            Refusal.unless((code == Graphs.OUTPUT) == (id == count - 1), "G-04", id);
        }
        for (uint256 id = 0; id < count; ++id) {
            Refusal.unless(Graphs.isIn(Graphs.SERVED, graph.opcode(id)), "P-01", id);
            _fields(graph, id);
            _types(graph, id);
            _parameters(graph, id);
            GraphShapeRules.check(graph, id);
        }
        // A position axis belongs to decode loops, which are not served.
        for (uint256 id = 0; id < count; ++id) {
            Refusal.unless(graph.field(id, 63, 1) == 0, "G-13", id);
        }
        Refusal.unless(graph.field(0, 3, 1) == 1, "P-01", 0);
        GraphLayoutRules.checkUses(graph, count);
        GraphLayoutRules.checkOffsets(graph, count);
        for (uint256 id = 0; id < count; ++id) {
            GraphShapeRules.checkBound(graph, id);
        }
    }

    function _header(bytes calldata graph) private pure returns (uint256 count) {
        Refusal.unless(
            graph.length >= Graphs.HEADER_BYTES && graph.length % Graphs.RECORD_BYTES == 0, "G-01", Refusal.HEADER
        );
        uint256 kind = graph.number(2, 1);
        uint256 loop = graph.number(3, 1);
        uint256 states = graph.number(10, 2);
        uint256 tokens = graph.number(12, 4);
        uint256 end = graph.number(16, 4);
        count = graph.operators();
        bool good = graph.number(0, 2) == 1 && kind <= 1 && loop <= 1 && kind + loop <= 1;
        good = good && (states != 0) == (kind == 1) && (tokens != 0) == (loop == 1);
        good = good && (end == 0xffffffff || (loop == 1 && end < 65_536));
        good = good && graph.number(28, 4) == 0 && graph.number(32, 32) == 0;
        good = good && count >= 2 && count <= 4096;
        good = good && graph.length == Graphs.HEADER_BYTES + Graphs.RECORD_BYTES * count;
        good = good && graph.luts() <= TABLES_MAX && graph.number(8, 2) <= TABLES_MAX;
        Refusal.unless(good, "G-01", Refusal.HEADER);
        Refusal.unless(kind == 0 && loop == 0 && count <= OPERATORS_MAX, "P-01", Refusal.HEADER);
    }

    function _record(bytes calldata graph, uint256 id) private pure {
        uint256 code = graph.opcode(id);
        Refusal.unless(Graphs.isIn(Graphs.KNOWN, code), "G-02", id);
        Refusal.unless(graph.shift(id) <= 16, "G-09", id);
        uint256 elementType = graph.field(id, 3, 1);
        Refusal.unless(elementType >= 1 && elementType <= 3, "G-06", id);
        Refusal.unless(graph.field(id, 52, 11) & _parametersUnused(code) == 0, "G-13", id);
        Refusal.unless(graph.field(id, 63, 1) <= 4, "G-13", id);
        bool ended = false;
        for (uint256 i = 0; i < 4; ++i) {
            uint256 tensor = graph.reads(id, i);
            if (tensor == Graphs.NONE) {
                ended = true;
            } else {
                Refusal.unless(!ended && tensor < id, "G-05", id);
            }
        }
        for (uint256 axis = 0; axis < Graphs.AXES; ++axis) {
            uint256 size = graph.live(id, axis);
            Refusal.unless(size >= 1 && size <= 1 << 24, "G-07", id);
            Refusal.unless(Graphs.isCeilLog(graph.log(id, axis), size), "G-07", id);
        }
        Refusal.unless(graph.frameLog(id) <= 32, "G-07", id);
    }

    /// @dev Parameters are eleven bytes, p0 the highest; these are ff where the operator uses none. An operator that is not served is refused
    /// later whatever stands there.
    function _parametersUnused(uint256 code) private pure returns (uint256) {
        if (!Graphs.isIn(Graphs.SERVED, code)) return 0;
        if (code == Graphs.CONV || code == Graphs.DEPTHWISE) return 0xffffff;
        if (code == Graphs.TRANSPOSE) return 0xffffffffffffff;
        if (code == Graphs.SLICE) return 0xffffff00000000ffffff;
        if (code == Graphs.ADD || code == Graphs.AVG_POOL) return 0xffffffffffffffffff;
        if (code == Graphs.GEMM || code == Graphs.PAIR_MAP || code == Graphs.CONCAT) return 0xffffffffffffffffffff;
        return 0xffffffffffffffffffffff;
    }

    function _fields(bytes calldata graph, uint256 id) private pure {
        uint256 code = graph.opcode(id);
        bool isProduct = code == Graphs.GEMM || code == Graphs.CONV || code == Graphs.DEPTHWISE;
        uint256 allowed = isProduct ? 1 : code == Graphs.ADD ? 2 : 0;
        Refusal.unless(graph.flags(id) & ~allowed == 0, "G-14", id);

        uint256 count = 0;
        while (count < 4 && graph.reads(id, count) != Graphs.NONE) ++count;
        uint256 wanted = code == Graphs.INPUT ? 0 : code == Graphs.ADD || code == Graphs.MAP2 ? 2 : 1;
        Refusal.unless(code == Graphs.CONCAT ? count >= 2 : count == wanted, "G-05", id);

        bool hasTable = isProduct || (code >= Graphs.ADD && code <= Graphs.MAP2);
        uint256 table = graph.table(id);
        Refusal.unless(hasTable ? table < graph.luts() : table == Graphs.NONE, "G-10", id);
        bool hasShift = isProduct || code == Graphs.ADD || code == Graphs.AVG_POOL;
        Refusal.unless(hasShift || graph.shift(id) == 0, "G-09", id);
    }

    /// @dev Everything served is int8. An Input of tokens is AIR8's, and refused by name later.
    function _types(bytes calldata graph, uint256 id) private pure {
        uint256 elementType = graph.field(id, 3, 1);
        Refusal.unless(elementType == 1 || (id == 0 && elementType == 2), "G-06", id);
        for (uint256 i = 0; i < 4; ++i) {
            uint256 tensor = graph.reads(id, i);
            if (tensor == Graphs.NONE) break;
            Refusal.unless(graph.field(tensor, 3, 1) == 1, "G-06", id);
        }
    }

    function _parameters(bytes calldata graph, uint256 id) private pure {
        uint256 code = graph.opcode(id);
        uint256 p0 = graph.parameter(id, 0);
        uint256 p1 = graph.parameter(id, 1);
        bool good = true;
        if (code == Graphs.GEMM || code == Graphs.PAIR_MAP || code == Graphs.CONCAT || code == Graphs.SLICE) {
            good = p0 <= 3;
        } else if (code == Graphs.ADD) {
            good = p0 <= 15 && p1 <= 15;
        } else if (code == Graphs.AVG_POOL) {
            good = p0 <= 8 && p1 <= 8;
        } else if (code == Graphs.CONV || code == Graphs.DEPTHWISE) {
            good = p0 >= 1 && p1 >= 1 && graph.parameter(id, 2) <= 4 && graph.parameter(id, 3) <= 4;
            good = good && graph.parameter(id, 4) < p0 && graph.parameter(id, 6) < p0;
            good = good && graph.parameter(id, 5) < p1 && graph.parameter(id, 7) < p1;
        } else if (code == Graphs.TRANSPOSE) {
            uint256 seen = 0;
            for (uint256 axis = 0; axis < Graphs.AXES; ++axis) {
                uint256 from = graph.parameter(id, axis);
                if (from < Graphs.AXES) seen |= 1 << from;
            }
            good = seen == 0xf;
        }
        Refusal.unless(good, "G-13", id);
    }
}
