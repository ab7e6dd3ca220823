// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Graphs} from "./Graphs.sol";
import {Refusal} from "./Refusal.sol";

/// @notice Rules G-08, G-16, G-17 and, where no weight decides it, W-05 of prover/AIR8.md, for one operator.
/// @dev Ids and parameters were checked before. Sizes are at most 2^24 each, so no product or sum here passes 2^128.
library GraphShapeRules {
    using Graphs for bytes;

    uint256 internal constant SUM_MAX = 1 << 17;

    function check(bytes calldata graph, uint256 id) internal pure {
        uint256 code = graph.opcode(id);
        uint256 input = graph.reads(id, 0);
        if (code == Graphs.INPUT) return;
        if (code == Graphs.RESHAPE) {
            _reshape(graph, id, input);
        } else if (code == Graphs.CONCAT) {
            _concat(graph, id);
        } else if (code == Graphs.SLICE) {
            _slice(graph, id, input);
        } else {
            if (code == Graphs.ADD || code == Graphs.MAP2) {
                uint256 other = graph.reads(id, 1);
                for (uint256 axis = 0; axis < Graphs.AXES; ++axis) {
                    Refusal.unless(graph.live(input, axis) == graph.live(other, axis), "G-08", id);
                }
            }
            for (uint256 axis = 0; axis < Graphs.AXES; ++axis) {
                _axis(graph, id, code, input, axis);
            }
        }
        Refusal.unless(summed(graph, id) <= SUM_MAX, "G-16", id);
    }

    /// @notice W-05 of Add and AvgPool, whose accumulators the graph alone bounds.
    function checkBound(bytes calldata graph, uint256 id) internal pure {
        uint256 code = graph.opcode(id);
        uint256 magnitude = 0;
        if (code == Graphs.ADD) {
            magnitude = 127 * ((1 << graph.parameter(id, 0)) + (1 << graph.parameter(id, 1)));
        } else if (code == Graphs.AVG_POOL) {
            magnitude = 127 * summed(graph, id);
        }
        uint256 s = graph.shift(id);
        uint256 half = s == 0 ? 0 : 1 << (s - 1);
        Refusal.unless((magnitude + half) >> s <= 32_767, "W-05", id);
    }

    /// @notice Live elements or products of one sum.
    function summed(bytes calldata graph, uint256 id) internal pure returns (uint256 count) {
        uint256 code = graph.opcode(id);
        count = 1;
        if (code == Graphs.GEMM) {
            for (uint256 axis = 0; axis <= graph.parameter(id, 0); ++axis) {
                count *= graph.live(graph.reads(id, 0), axis);
            }
        } else if (code == Graphs.CONV || code == Graphs.DEPTHWISE) {
            count = graph.parameter(id, 0) * graph.parameter(id, 1);
            if (code == Graphs.CONV) count *= graph.live(graph.reads(id, 0), 0);
        } else if (code == Graphs.AVG_POOL) {
            count = 1 << (graph.parameter(id, 0) + graph.parameter(id, 1));
        }
    }

    /// @dev One axis of an operator whose result follows from its input axis by axis.
    function _axis(bytes calldata graph, uint256 id, uint256 code, uint256 input, uint256 axis) private pure {
        uint256 size = graph.live(id, axis);
        uint256 from = graph.live(input, axis);
        if (code == Graphs.TRANSPOSE) {
            from = graph.live(input, graph.parameter(id, axis));
        } else if (code == Graphs.GEMM) {
            // The result's channels are its own; the other summed axes are used up.
            if (axis == 0) return;
            if (axis <= graph.parameter(id, 0)) from = 1;
        } else if (code == Graphs.CONV || code == Graphs.DEPTHWISE) {
            if (axis == 0 && code == Graphs.CONV) return;
            if (axis == 1 || axis == 2) {
                uint256 k = axis - 1;
                uint256 room = from + graph.parameter(id, 4 + k) + graph.parameter(id, 6 + k);
                Refusal.unless(room >= graph.parameter(id, k), "G-08", id);
                from = ((room - graph.parameter(id, k)) >> graph.parameter(id, 2 + k)) + 1;
            }
        } else if (code == Graphs.AVG_POOL) {
            if (axis == 1 || axis == 2) {
                uint256 window = graph.parameter(id, axis - 1);
                Refusal.unless(from & ((1 << window) - 1) == 0, "G-08", id);
                from >>= window;
            }
        } else if (code == Graphs.PAIR_MAP && axis == graph.parameter(id, 0)) {
            Refusal.unless(from & 1 == 0, "G-08", id);
            from >>= 1;
        }
        Refusal.unless(size == from, "G-08", id);
    }

    /// @dev Axes that are not full, written as (lowest bit, log of the frame, live) and halved while live is even: equal on both sides.
    function _reshape(bytes calldata graph, uint256 id, uint256 input) private pure {
        Refusal.unless(graph.frameLog(id) == graph.frameLog(input), "G-17", id);
        Refusal.unless(_edges(graph, id) == _edges(graph, input), "G-17", id);
    }

    function _edges(bytes calldata graph, uint256 id) private pure returns (bytes32) {
        bytes memory edges = "";
        uint256 position = 0;
        for (uint256 axis = 0; axis < Graphs.AXES; ++axis) {
            uint256 bits = graph.log(id, axis);
            uint256 size = graph.live(id, axis);
            if (size != 1 << bits) {
                uint256 even = 0;
                while ((size >> even) & 1 == 0) ++even;
                edges = abi.encodePacked(edges, position + even, bits - even, size >> even);
            }
            position += bits;
        }
        return keccak256(edges);
    }

    function _concat(bytes calldata graph, uint256 id) private pure {
        uint256 along = graph.parameter(id, 0);
        uint256 end = 0;
        for (uint256 i = 0; i < 4 && graph.reads(id, i) != Graphs.NONE; ++i) {
            end += graph.live(graph.reads(id, i), along);
        }
        Refusal.unless(end == graph.live(id, along), "G-08", id);
        uint256 start = 0;
        for (uint256 i = 0; i < 4 && graph.reads(id, i) != Graphs.NONE; ++i) {
            uint256 part = graph.reads(id, i);
            for (uint256 axis = 0; axis < Graphs.AXES; ++axis) {
                Refusal.unless(axis == along || graph.live(part, axis) == graph.live(id, axis), "G-08", id);
            }
            uint256 size = graph.live(part, along);
            Refusal.unless(Graphs.isPower(size) && start % size == 0, "G-17", id);
            start += size;
        }
    }

    function _slice(bytes calldata graph, uint256 id, uint256 input) private pure {
        uint256 along = graph.parameter(id, 0);
        uint256 start = graph.start(id);
        uint256 size = graph.live(id, along);
        Refusal.unless(start + size <= graph.live(input, along), "G-08", id);
        for (uint256 axis = 0; axis < Graphs.AXES; ++axis) {
            Refusal.unless(axis == along || graph.live(input, axis) == graph.live(id, axis), "G-08", id);
        }
        Refusal.unless(start == 0 || (Graphs.isPower(size) && start % size == 0), "G-17", id);
    }
}
