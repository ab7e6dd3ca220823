// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Outputs} from "./Outputs.sol";
import {Trees} from "./Trees.sol";

/// @notice Roots of tensors, weights and tables, from their bytes.
/// @dev prover/AIR8.md, "Trees": leaves of 256 bytes, the last one filled up with zeros of the element type; header type 1, rank 1, frame sizes
/// 4 x 8, live sizes 4 x 8.
library Tensors {
    /// @notice No activation has this element type.
    error Tensors_TypeUnknown(uint8 elementType);
    /// @notice An axis of 0 or above 2^24.
    error Tensors_SizeOutOfRange(uint256 size);
    /// @notice The bytes are not a frame of this type and shape.
    error Tensors_LengthMismatch(uint256 length, uint256 expected);

    uint256 internal constant AXES = 4;
    uint8 internal constant RANK = 4;
    uint256 internal constant SIZE_MAX = 1 << 24;

    uint8 internal constant INT8 = 1;
    uint8 internal constant UINT16 = 2;
    uint8 internal constant INT16 = 3;
    uint8 internal constant WEIGHTS = 0x10;
    uint8 internal constant TABLES = 0x11;

    /// @notice Root of an activation or a state.
    /// @param elementType 1: int8, 2: uint16, 3: int16.
    /// @param live Sizes of the live box, each 1 to 2^24; the frame rounds each up to a power of two.
    /// @param frame The encoded frame.
    function activationRoot(uint8 elementType, uint256[AXES] memory live, bytes memory frame)
        internal
        pure
        returns (bytes32)
    {
        if (elementType < INT8 || elementType > INT16) revert Tensors_TypeUnknown(elementType);
        uint256[AXES] memory sizes;
        uint256 expected = elementType == INT8 ? 1 : 2;
        for (uint256 axis = 0; axis < AXES; ++axis) {
            sizes[axis] = _powerOfTwo(live[axis]);
            expected *= sizes[axis];
        }
        if (frame.length != expected) revert Tensors_LengthMismatch(frame.length, expected);
        return _root(elementType, RANK, sizes, live, frame);
    }

    /// @notice weightsRoot: every 32-byte word of a leaf is reversed, so that one product of 256-bit words is an inner product of eight.
    function weightsRoot(bytes memory slots) internal pure returns (bytes32) {
        return _columnRoot(WEIGHTS, slots);
    }

    /// @notice lutRoot: the tables section as it stands.
    function tablesRoot(bytes memory tables) internal pure returns (bytes32) {
        return _columnRoot(TABLES, tables);
    }

    /// @notice One word with its 32 bytes in the opposite order.
    function reversed(bytes32 word) internal pure returns (bytes32) {
        uint256 w = uint256(word);
        w = (w & 0xff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00) >> 8
            | (w & 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff) << 8;
        w = (w & 0xffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000) >> 16
            | (w & 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff) << 16;
        w = (w & 0xffffffff00000000ffffffff00000000ffffffff00000000ffffffff00000000) >> 32
            | (w & 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff) << 32;
        w = (w & 0xffffffffffffffff0000000000000000ffffffffffffffff0000000000000000) >> 64
            | (w & 0x0000000000000000ffffffffffffffff0000000000000000ffffffffffffffff) << 64;
        return bytes32(w >> 128 | w << 128);
    }

    function _columnRoot(uint8 elementType, bytes memory data) private pure returns (bytes32) {
        uint256[AXES] memory sizes = [data.length, 1, 1, 1];
        return _root(elementType, 1, sizes, sizes, data);
    }

    function _root(
        uint8 elementType,
        uint8 rank,
        uint256[AXES] memory frame,
        uint256[AXES] memory live,
        bytes memory data
    ) private pure returns (bytes32) {
        bytes memory header = abi.encodePacked(elementType, rank);
        for (uint256 axis = 0; axis < AXES; ++axis) {
            // Sizes of an activation are at most 2^24, a column's is the length of what is in memory.
            // forge-lint: disable-next-line(unsafe-typecast)
            header = abi.encodePacked(header, uint64(frame[axis]));
        }
        for (uint256 axis = 0; axis < AXES; ++axis) {
            // forge-lint: disable-next-line(unsafe-typecast)
            header = abi.encodePacked(header, uint64(live[axis]));
        }
        bytes32[] memory leaves = _leaves(elementType, data);
        // forge-lint: disable-next-line(unsafe-typecast)
        uint64 count = uint64(leaves.length);
        return keccak256(abi.encodePacked(Outputs.DOMAIN_TENSOR, header, count, Trees.top(leaves)));
    }

    function _leaves(uint8 elementType, bytes memory data) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[]((data.length + Outputs.LEAF_BYTES - 1) / Outputs.LEAF_BYTES);
        bytes32 filling = _filling(elementType);
        bool isReversed = elementType == WEIGHTS;
        bytes memory leaf = new bytes(Outputs.LEAF_BYTES);
        for (uint256 i = 0; i < leaves.length; ++i) {
            for (uint256 at = 0; at < Outputs.LEAF_BYTES; at += 32) {
                bytes32 word = _word(data, i * Outputs.LEAF_BYTES + at, filling);
                if (isReversed) word = reversed(word);
                assembly ("memory-safe") {
                    // Word `at` of the 256 bytes behind the length.
                    mstore(add(add(leaf, 0x20), at), word)
                }
            }
            leaves[i] = Trees.leaf(leaf);
        }
    }

    /// @dev 32 bytes from `at` on; those beyond the data's end are the filling's.
    function _word(bytes memory data, uint256 at, bytes32 filling) private pure returns (bytes32 word) {
        if (at >= data.length) return filling;
        assembly ("memory-safe") {
            // Reading beyond the end of an array is harmless: what is read there is masked away below.
            word := mload(add(add(data, 0x20), at))
        }
        uint256 left = data.length - at;
        if (left < 32) {
            bytes32 mask = bytes32(type(uint256).max << (8 * (32 - left)));
            word = (word & mask) | (filling & ~mask);
        }
    }

    /// @dev Zero of an element type: 80 of int8, 00 00 of uint16, 80 00 of int16, 80 of a weight, 00 of a table.
    function _filling(uint8 elementType) private pure returns (bytes32) {
        if (elementType == INT8 || elementType == WEIGHTS) {
            return 0x8080808080808080808080808080808080808080808080808080808080808080;
        }
        if (elementType == INT16) return 0x8000800080008000800080008000800080008000800080008000800080008000;
        return 0;
    }

    function _powerOfTwo(uint256 size) private pure returns (uint256 power) {
        if (size == 0 || size > SIZE_MAX) revert Tensors_SizeOutOfRange(size);
        power = 1;
        while (power < size) power <<= 1;
    }
}
