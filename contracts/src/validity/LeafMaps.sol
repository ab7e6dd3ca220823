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
                uint256 count = graph.log(id, axis);
                map |= _part(from[i].map, source, count) << (8 * to);
                to += count;
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
            uint256 map = from[i].map;
            // What is below the constants, and behind it what is above them.
            map = _part(map, 0, low) | (_part(map, end, 32 - end) << (8 * low));
            Leaf memory leaf = Leaf(from[i].operator, map, from[i].fixedBits, from[i].values);
            bool meets = true;
            for (uint256 bit = low; bit < end; ++bit) {
                uint256 there = at(from[i].map, bit);
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
                leaves[count] = _held(graph, id, input, start, tensors[input][i]);
                ++count;
            }
            start += graph.live(input, graph.parameter(id, 0));
        }
        assembly ("memory-safe") {
            // Only shortens: four inputs of at most {LEAVES_MAX} leaves each.
            mstore(leaves, count)
        }
    }

    /// @dev A leaf of a part: further bits of the axis are held.
    function _held(bytes calldata graph, uint256 id, uint256 input, uint256 start, Leaf memory from)
        private
        pure
        returns (Leaf memory leaf)
    {
        uint256 along = graph.parameter(id, 0);
        uint256 size = graph.log(input, along);
        uint256 low = graph.axisStart(id, along) + size;
        uint256 end = graph.axisStart(id, along) + graph.log(id, along);
        // What is below the held bits, and above them what comes behind it.
        uint256 map = _part(from.map, 0, low) | (_part(from.map, low, 32 - end) << (8 * end));
        for (uint256 bit = low; bit < end; ++bit) {
            map |= (ZERO + ((start >> (bit - low + size)) & 1)) << (8 * bit);
        }
        return Leaf(from.operator, map, from.fixedBits, from.values);
    }

    /// @dev `count` bytes of a map from `first` on, at most 32 and none beyond byte 31.
    function _part(uint256 map, uint256 first, uint256 count) private pure returns (uint256) {
        unchecked {
            // At 32 bytes the shift gives 0, and all bits are kept.
            return (map >> (8 * first)) & ((1 << (8 * count)) - 1);
        }
    }

    /// @dev P-03.
    function requireFew(Leaf[] memory leaves, uint256 id) internal pure {
        Refusal.unless(leaves.length <= LEAVES_MAX, "P-03", id);
    }
}
