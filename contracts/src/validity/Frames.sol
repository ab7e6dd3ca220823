// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Trees} from "../libraries/Trees.sol";
import {Scalars} from "./Scalars.sol";

/// @notice Frames of tensors in the calldata: their roots, and their multilinear extensions at a point.
/// @dev A frame has 2^n elements, n at most 32; the caller has checked that its bytes are there. A tensor's header is that of its root.
library Frames {
    using Scalars for uint256;

    /// @notice An element outside the live box of a tensor is not zero, or one inside is -128.
    error Frame_ElementInvalid(uint256 index, uint256 code);

    uint256 private constant P = Scalars.P;
    uint256 private constant LEAF_BYTES = 256;
    uint256 private constant ZERO = 0x80;

    /// @notice The tensor root of an int8 frame of 2^n bytes.
    /// @param header Where the 66 bytes of the header lie in memory.
    function root(uint256 offset, uint256 n, uint256 header) internal pure returns (bytes32 result) {
        uint256 size = 1 << n;
        uint256 count = (size + LEAF_BYTES - 1) / LEAF_BYTES;
        bytes32[] memory hashes = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            bytes32 leaf;
            assembly ("memory-safe") {
                // 257 bytes above the free pointer. A frame is shorter than a leaf or whole leaves: then it is filled up with zeros, 80.
                let p := mload(0x40)
                mstore8(p, 0)
                if lt(size, LEAF_BYTES) {
                    let filling := 0x8080808080808080808080808080808080808080808080808080808080808080
                    for { let j := 1 } lt(j, 257) { j := add(j, 32) } { mstore(add(p, j), filling) }
                }
                let length := LEAF_BYTES
                if lt(size, length) { length := size }
                calldatacopy(add(p, 1), add(offset, shl(8, i)), length)
                leaf := keccak256(p, 257)
            }
            hashes[i] = leaf;
        }
        bytes32 top = Trees.top(hashes);
        assembly ("memory-safe") {
            // H(06 | header 66 | count 8 | top 32): 107 bytes above the free pointer.
            let p := mload(0x40)
            mstore8(p, 0x06)
            mcopy(add(p, 1), header, 66)
            mstore(add(p, 67), shl(192, count))
            mstore(add(p, 75), top)
            result := keccak256(p, 107)
        }
    }

    /// @notice Table of eq over `n` coordinates from `point` on.
    function eqTable(uint256 point, uint256 n) internal pure returns (uint256[] memory table) {
        table = new uint256[](uint256(1) << n);
        table[0] = 1;
        uint256 first = Scalars.wordsOf(table);
        for (uint256 bit = 0; bit < n; ++bit) {
            uint256 x = Scalars.load(point + 32 * bit);
            assembly ("memory-safe") {
                let prime := 21888242871839275222246405745257275088548364400416034343698204186575808495617
                // The lower half is split in two; both halves lie within the 2^n words.
                let half := shl(add(bit, 5), 1)
                for { let at := first } lt(at, add(first, half)) { at := add(at, 32) } {
                    let old := mload(at)
                    let high := mulmod(old, x, prime)
                    mstore(add(at, half), high)
                    mstore(at, addmod(old, sub(prime, high), prime))
                }
            }
        }
    }

    /// @notice The sum over the frame of eq(point, i) times element i, of an int8 frame of 2^n bytes.
    function valueOfBytes(uint256 offset, uint256 n, uint256 point) internal pure returns (uint256 value) {
        // Elements of a word by the low five coordinates, words by the others.
        uint256 low = n < 5 ? n : 5;
        uint256 lowTable = Scalars.wordsOf(eqTable(point, low));
        uint256 highTable = Scalars.wordsOf(eqTable(point + 32 * low, n - low));
        uint256 words = uint256(1) << (n - low);
        assembly ("memory-safe") {
            let prime := 21888242871839275222246405745257275088548364400416034343698204186575808495617
            let count := shl(low, 1)
            for { let w := 0 } lt(w, words) { w := add(w, 1) } {
                let word := calldataload(add(offset, shl(5, w)))
                let sum := 0
                for { let j := 0 } lt(j, count) { j := add(j, 1) } {
                    sum := addmod(sum, mulmod(byte(j, word), mload(add(lowTable, shl(5, j))), prime), prime)
                }
                value := addmod(value, mulmod(sum, mload(add(highTable, shl(5, w))), prime), prime)
            }
            // Excess 128, and the table sums to 1.
            value := addmod(value, sub(prime, 128), prime)
        }
    }

    /// @notice Refuses an int8 frame with anything but zeros outside its live box (X-02), or with -128 (X-03).
    function requireTensor(uint256 offset, uint256 n, uint256 header) internal pure {
        (uint256[4] memory bits, uint256[4] memory live) = _box(header);
        for (uint256 i = 0; i < 1 << n; ++i) {
            uint256 code = Scalars.word(offset + i) >> 248;
            if (_isLive(i, bits, live) ? code == 0 : code != ZERO) revert Frame_ElementInvalid(i, code);
        }
    }

    /// @notice The sum over live i of eq(point, i) times pad word i.
    function valueOfPad(bytes32 key, bytes32 order, uint256 n, uint256 point, uint256 header)
        internal
        pure
        returns (uint256 value)
    {
        uint256[] memory table = eqTable(point, n);
        (uint256[4] memory bits, uint256[4] memory live) = _box(header);
        for (uint256 i = 0; i < table.length; ++i) {
            if (!_isLive(i, bits, live)) continue;
            uint256 pad;
            assembly ("memory-safe") {
                // H(08 | key | orderKey | i): 97 bytes above the free pointer.
                let p := mload(0x40)
                mstore8(p, 0x08)
                mstore(add(p, 1), key)
                mstore(add(p, 33), order)
                mstore(add(p, 65), i)
                pad := keccak256(p, 97)
            }
            value = addmod(value, mulmod(table[i], pad, P), P);
        }
    }

    /// @notice The sum over the frame of eq(point, i) times word i, and the top of the tree over H(00 | word).
    function valueOfWords(uint256 offset, uint256 n, uint256 point) internal pure returns (uint256 value, bytes32 top) {
        uint256[] memory table = eqTable(point, n);
        Scalars.requireCanonical(offset, table.length);
        bytes32[] memory hashes = new bytes32[](table.length);
        for (uint256 i = 0; i < table.length; ++i) {
            uint256 word = Scalars.word(offset + 32 * i);
            hashes[i] = keccak256(abi.encodePacked(Trees.DOMAIN_LEAF, word));
            value = value.add(table[i].mul(word));
        }
        top = Trees.top(hashes);
    }

    /// @dev Frame and live sizes stand behind type and rank, 8 bytes each.
    function _box(uint256 header) private pure returns (uint256[4] memory bits, uint256[4] memory live) {
        for (uint256 axis = 0; axis < 4; ++axis) {
            uint256 frame = Scalars.number(header + 2 + 8 * axis, 8);
            while (uint256(1) << bits[axis] < frame) ++bits[axis];
            live[axis] = Scalars.number(header + 34 + 8 * axis, 8);
        }
    }

    function _isLive(uint256 index, uint256[4] memory bits, uint256[4] memory live) private pure returns (bool) {
        for (uint256 axis = 0; axis < 4; ++axis) {
            if (index & ((1 << bits[axis]) - 1) >= live[axis]) return false;
            index >>= bits[axis];
        }
        return true;
    }
}
