// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Graphs} from "./Graphs.sol";
import {Refusal} from "./Refusal.sol";

/// @notice One leaf of a tensor: the block of an operator, and how the tensor's index bits meet the block's.
/// @param operator Whose block it is.
/// @param map Byte t, from the lowest: the leaf's bit that tensor bit t is, or {LeafMaps.ZERO}, {LeafMaps.ONE} where the tensor bit is held.
/// @param fixedBits Bit i: bit i of the leaf is a constant.
/// @param values The constants.
struct Leaf {
    uint256 operator;
    uint256 map;
    uint256 fixedBits;
    uint256 values;
}

/// @notice Tensors as sums of leaves: prover/PROOFS.md, the section of that name.
/// @dev Frames have at most 32 bits (G-07), so a map is one word.
library LeafMaps {
    using Graphs for bytes;

    uint256 internal constant LEAVES_MAX = 8;
    uint256 internal constant ZERO = 0x60;
    uint256 internal constant ONE = 0x61;

    /// @notice The leaves of what operator `id` makes.
    /// @param tensors Leaves of every operator before it.
    function leavesOf(bytes calldata graph, uint256 id, Leaf[][] memory tensors)
        internal
        pure
        returns (Leaf[] memory leaves)
    {
        uint256 code = graph.opcode(id);
        if (!Graphs.isIn(Graphs.BLOCKLESS, code)) {
            leaves = new Leaf[](1);
            // Byte t is t; bytes above the frame's bits are never read.
            leaves[0] = Leaf(id, 0x1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100, 0, 0);
            return leaves;
        }
        if (code == Graphs.CONCAT) return _concat(graph, id, tensors);
        uint256 input = graph.reads(id, 0);
        if (code == Graphs.TRANSPOSE) return _transpose(graph, id, tensors[input]);
        if (code == Graphs.SLICE) return _slice(graph, id, tensors[input]);
        return tensors[input];
    }

    function at(uint256 map, uint256 bit) internal pure returns (uint256) {
        return (map >> (8 * bit)) & 0xff;
    }

    function _transpose(bytes calldata graph, uint256 id, Leaf[] memory from)
        private
        pure
        returns (Leaf[] memory leaves)
    {
        uint256 input = graph.reads(id, 0);
        leaves = new Leaf[](from.length);
        for (uint256 i = 0; i < from.length; ++i) {
            uint256 map = 0;
            uint256 to = 0;
            for (uint256 axis = 0; axis < Graphs.AXES; ++axis) {
                uint256 source = graph.axisStart(input, graph.parameter(id, axis));
                for (uint256 bit = 0; bit < graph.log(id, axis); ++bit) {
                    map |= at(from[i].map, source + bit) << (8 * to);
                    ++to;
                }
            }
            leaves[i] = Leaf(from[i].operator, map, from[i].fixedBits, from[i].values);
        }
    }

    /// @dev The low bits of the axis are the result's, the further ones the constants of the start. A leaf that is held to others is left out.
    function _slice(bytes calldata graph, uint256 id, Leaf[] memory from) private pure returns (Leaf[] memory leaves) {
        uint256 input = graph.reads(id, 0);
        uint256 low = graph.axisStart(id, graph.parameter(id, 0)) + graph.log(id, graph.parameter(id, 0));
        uint256 end = graph.axisStart(input, graph.parameter(id, 0)) + graph.log(input, graph.parameter(id, 0));
        uint256 constants = graph.start(id) >> graph.log(id, graph.parameter(id, 0));
        leaves = new Leaf[](from.length);
        uint256 count = 0;
        for (uint256 i = 0; i < from.length; ++i) {
            Leaf memory leaf = Leaf(from[i].operator, 0, from[i].fixedBits, from[i].values);
            uint256 to = 0;
            bool meets = true;
            for (uint256 bit = 0; bit < graph.frameLog(input); ++bit) {
                uint256 there = at(from[i].map, bit);
                if (bit < low || bit >= end) {
                    leaf.map |= there << (8 * to);
                    ++to;
                    continue;
                }
                uint256 value = (constants >> (bit - low)) & 1;
                if (there >= ZERO) {
                    meets = meets && there == ZERO + value;
                } else {
                    leaf.fixedBits |= 1 << there;
                    leaf.values |= value << there;
                }
            }
            if (!meets) continue;
            leaves[count] = leaf;
            ++count;
        }
        assembly ("memory-safe") {
            // Only shortens: count is at most what was allocated.
            mstore(leaves, count)
        }
    }

    /// @dev Parts in order. The low bits of the axis are the part's, the further ones are held to the constants of the part's start.
    function _concat(bytes calldata graph, uint256 id, Leaf[][] memory tensors)
        private
        pure
        returns (Leaf[] memory leaves)
    {
        leaves = new Leaf[](4 * LEAVES_MAX);
        uint256 count = 0;
        uint256 start = 0;
        for (uint256 part = 0; part < 4 && graph.reads(id, part) != Graphs.NONE; ++part) {
            uint256 input = graph.reads(id, part);
            for (uint256 i = 0; i < tensors[input].length; ++i) {
                leaves[count] = _part(graph, id, input, start, tensors[input][i]);
                ++count;
            }
            start += graph.live(input, graph.parameter(id, 0));
        }
        assembly ("memory-safe") {
            // Only shortens: four inputs of at most {LEAVES_MAX} leaves each.
            mstore(leaves, count)
        }
    }

    function _part(bytes calldata graph, uint256 id, uint256 input, uint256 start, Leaf memory from)
        private
        pure
        returns (Leaf memory leaf)
    {
        uint256 along = graph.parameter(id, 0);
        uint256 low = graph.axisStart(id, along) + graph.log(input, along);
        uint256 end = graph.axisStart(id, along) + graph.log(id, along);
        leaf = Leaf(from.operator, 0, from.fixedBits, from.values);
        uint256 source = 0;
        for (uint256 bit = 0; bit < graph.frameLog(id); ++bit) {
            uint256 there = bit < low || bit >= end
                ? at(from.map, source)
                : ZERO + ((start >> (bit - low + graph.log(input, along))) & 1);
            leaf.map |= there << (8 * bit);
            if (bit < low || bit >= end) ++source;
        }
    }

    /// @dev P-03.
    function requireFew(Leaf[] memory leaves, uint256 id) internal pure {
        Refusal.unless(leaves.length <= LEAVES_MAX, "P-03", id);
    }
}
