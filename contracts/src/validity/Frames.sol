// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Trees} from "../libraries/Trees.sol";
import {Scalars} from "./Scalars.sol";

/// @notice Frames of tensors in the calldata: their roots, and their multilinear extensions at a point.
/// @dev A frame has 2^n elements, n at most 32; the caller has checked that its bytes are there. A tensor's header is that of its root.
/// Offsets, places, counts and sizes are those of calldata, memory and a plan, all below 2^64, and their differences follow from the plan's
/// own rules, so they are taken unchecked; scalars never are: they have {Scalars}.
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
        unchecked {
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
    }

    /// @notice Table of eq over `n` coordinates from `point` on.
    function eqTable(uint256 point, uint256 n) internal pure returns (uint256[] memory table) {
        unchecked {
            table = new uint256[](uint256(1) << n);
            _fillEq(Scalars.wordsOf(table), point, n);
        }
    }

    /// @dev The caller allocated at least 2^n words from `first` on.
    function _fillEq(uint256 first, uint256 point, uint256 n) private pure {
        unchecked {
            assembly ("memory-safe") {
                // One word of what was allocated.
                mstore(first, 1)
            }
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
    }

    /// @notice The sum over the frame of eq(point, i) times element i, of an int8 frame of 2^n bytes.
    function valueOfBytes(uint256 offset, uint256 n, uint256 point) internal pure returns (uint256 value) {
        unchecked {
            // Elements of a word by the low five coordinates, words by the others. A frame below a word meets zeros of the low table.
            uint256 low = n < 5 ? n : 5;
            uint256 lowTable = Scalars.wordsOf(new uint256[](32));
            _fillEq(lowTable, point, low);
            uint256 highTable = Scalars.wordsOf(eqTable(point + 32 * low, n - low));
            uint256 words = uint256(1) << (n - low);
            assembly ("memory-safe") {
                let prime := 21888242871839275222246405745257275088548364400416034343698204186575808495617
                for { let w := 0 } lt(w, words) { w := add(w, 1) } {
                    let word := calldataload(add(offset, shl(5, w)))
                    let sum := 0
                    // Four of 32 at a time: five canonical scalars sum to less than 2^256.
                    for { let j := 0 } lt(j, 32) { j := add(j, 4) } {
                        let at := add(lowTable, shl(5, j))
                        sum := add(
                            add(
                                mulmod(byte(j, word), mload(at), prime),
                                mulmod(byte(add(j, 1), word), mload(add(at, 0x20)), prime)
                            ),
                            add(
                                add(
                                    mulmod(byte(add(j, 2), word), mload(add(at, 0x40)), prime),
                                    mulmod(byte(add(j, 3), word), mload(add(at, 0x60)), prime)
                                ),
                                mod(sum, prime)
                            )
                        )
                    }
                    value := addmod(value, mulmod(sum, mload(add(highTable, shl(5, w))), prime), prime)
                }
                // Excess 128, and the table sums to 1.
                value := addmod(value, sub(prime, 128), prime)
            }
        }
    }

    /// @notice Refuses an int8 frame with anything but zeros outside its live box (X-02), or with -128 (X-03).
    /// @dev Row by row along the lowest axis, a word at a time.
    function requireTensor(uint256 offset, uint256 n, uint256 header) internal pure {
        unchecked {
            Box memory box = _box(header);
            uint256 length = uint256(1) << box.bits[0];
            for (uint256 row = 0; row < uint256(1) << (n - box.bits[0]); ++row) {
                uint256 live = _isRowLive(row, box) ? box.live[0] : 0;
                for (uint256 at = 0; at < length; at += 32) {
                    uint256 width = length - at < 32 ? length - at : 32;
                    uint256 inside = live < at + width ? (live < at ? 0 : live - at) : width;
                    uint256 index = row * length + at;
                    if (!_isChunkGood(Scalars.word(offset + index), width, inside)) {
                        _refuseElement(offset + index, width, inside, index);
                    }
                }
            }
        }
    }

    /// @dev Of the first `width` bytes the first `inside` are not 00, the others 80. Both are at most 32.
    function _isChunkGood(uint256 word, uint256 width, uint256 inside) private pure returns (bool good) {
        assembly ("memory-safe") {
            let insideMask := not(shr(shl(3, inside), not(0)))
            let outsideMask := xor(not(shr(shl(3, width), not(0))), insideMask)
            good := iszero(
                and(xor(word, 0x8080808080808080808080808080808080808080808080808080808080808080), outsideMask)
            )
            // A byte is zero if and only if a bit of this is set: others are made ff.
            let v := or(word, not(insideMask))
            let zeros :=
                and(
                    and(sub(v, 0x0101010101010101010101010101010101010101010101010101010101010101), not(v)),
                    0x8080808080808080808080808080808080808080808080808080808080808080
                )
            good := and(good, iszero(zeros))
        }
    }

    function _refuseElement(uint256 offset, uint256 width, uint256 inside, uint256 index) private pure {
        unchecked {
            for (uint256 i = 0; i < width; ++i) {
                uint256 code = Scalars.word(offset + i) >> 248;
                if (i < inside ? code == 0 : code != ZERO) revert Frame_ElementInvalid(index + i, code);
            }
        }
    }

    /// @notice The sum over live i of eq(point, i) times pad word i.
    function valueOfPad(bytes32 key, bytes32 order, uint256 n, uint256 point, uint256 header)
        internal
        pure
        returns (uint256 value)
    {
        unchecked {
            uint256 table = Scalars.wordsOf(eqTable(point, n));
            Box memory box = _box(header);
            uint256 length = uint256(1) << box.bits[0];
            uint256 live = box.live[0];
            for (uint256 row = 0; row < uint256(1) << (n - box.bits[0]); ++row) {
                if (!_isRowLive(row, box)) continue;
                uint256 first = row * length;
                assembly ("memory-safe") {
                    let prime := 21888242871839275222246405745257275088548364400416034343698204186575808495617
                    // H(08 | key | orderKey | i): 97 bytes above the free pointer, of which only i changes.
                    let p := mload(0x40)
                    mstore8(p, 0x08)
                    mstore(add(p, 1), key)
                    mstore(add(p, 33), order)
                    for { let i := first } lt(i, add(first, live)) { i := add(i, 1) } {
                        mstore(add(p, 65), i)
                        value := addmod(value, mulmod(mload(add(table, shl(5, i))), keccak256(p, 97), prime), prime)
                    }
                }
            }
        }
    }

    /// @notice The sum over the frame of eq(point, i) times word i, and the top of the tree over H(00 | word).
    function valueOfWords(uint256 offset, uint256 n, uint256 point) internal pure returns (uint256 value, bytes32 top) {
        unchecked {
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
    }

    /// @dev Logs of the frame's axes, and live sizes.
    struct Box {
        uint256[4] bits;
        uint256[4] live;
    }

    /// @dev Frame and live sizes stand behind type and rank, 8 bytes each.
    function _box(uint256 header) private pure returns (Box memory box) {
        unchecked {
            for (uint256 axis = 0; axis < 4; ++axis) {
                uint256 frame = Scalars.number(header + 2 + 8 * axis, 8);
                while (uint256(1) << box.bits[axis] < frame) ++box.bits[axis];
                box.live[axis] = Scalars.number(header + 34 + 8 * axis, 8);
            }
        }
    }

    /// @dev Whether the axes above the lowest are within the live box; `row` is an index without the lowest axis.
    function _isRowLive(uint256 row, Box memory box) private pure returns (bool) {
        unchecked {
            uint256[4] memory bits = box.bits;
            uint256[4] memory live = box.live;
            if (row & ((1 << bits[1]) - 1) >= live[1]) return false;
            row >>= bits[1];
            return row & ((1 << bits[2]) - 1) < live[2] && row >> bits[2] < live[3];
        }
    }
}
