// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Plan} from "./Plan.sol";
import {Leaf, LeafMaps} from "./LeafMaps.sol";

/// @notice Bytes that grow in place.
struct Writer {
    bytes data;
    uint256 length;
}

/// @notice Writes the entries of a {Plan}.
library PlanWriter {
    /// @notice The model has more claims than a plan holds.
    error Plan_TooLong(uint256 max);

    function open() internal pure returns (Writer memory w) {
        w.data = new bytes(Plan.BYTES_MAX + 32);
    }

    function close(Writer memory w) internal pure returns (bytes memory data) {
        data = w.data;
        uint256 length = w.length;
        assembly ("memory-safe") {
            // Only shortens: `put` keeps the length below what was allocated.
            mstore(data, length)
        }
    }

    /// @notice Appends the low `size` bytes of `value`, 1 to 32.
    function put(Writer memory w, uint256 value, uint256 size) internal pure {
        uint256 at = w.length;
        if (at + size > Plan.BYTES_MAX) revert Plan_TooLong(Plan.BYTES_MAX);
        bytes memory data = w.data;
        assembly ("memory-safe") {
            // Bytes behind the field keep what they hold; at most 32 of them lie above the end, and were allocated.
            let place := add(add(data, 0x20), at)
            let kept := shr(shl(3, size), not(0))
            mstore(place, or(shl(sub(256, shl(3, size)), value), and(mload(place), kept)))
        }
        w.length = at + size;
    }

    /// @notice A claim on one leaf of a tensor.
    /// @param block_ Number of the leaf's block.
    /// @param point Byte t: where coordinate t of the point stands in M, or {Plan.FREE}.
    /// @param bits Of the tensor's frame.
    function putLeaf(Writer memory w, Leaf memory leaf, uint256 block_, uint256 point, uint256 bits) internal pure {
        put(w, Plan.LEAF, 1);
        put(w, block_, 1);
        uint256 t = _shared(w, leaf, point, bits);
        while (t < bits) {
            uint256 a = LeafMaps.at(point, t);
            uint256 b = LeafMaps.at(leaf.map, t);
            uint256 n = 1;
            if (a == Plan.FREE) {
                ++t;
                continue;
            }
            if (a < Plan.ZERO && b < Plan.ZERO) {
                while (t + n < bits && LeafMaps.at(point, t + n) == a + n && LeafMaps.at(leaf.map, t + n) == b + n) ++n;
            }
            putRun(w, a, b, n);
            t += n;
        }
        for (uint256 i = 0; leaf.fixedBits >> i != 0; ++i) {
            if ((leaf.fixedBits >> i) & 1 == 1) putRun(w, Plan.ZERO + ((leaf.values >> i) & 1), Plan.RHO + i, 1);
        }
    }

    function putRun(Writer memory w, uint256 a, uint256 b, uint256 n) internal pure {
        put(w, (a << 16) | (b << 8) | n, 3);
    }

    /// @dev The coordinates from the lowest that meet r or x* one to one, whose products all claims share.
    function _shared(Writer memory w, Leaf memory leaf, uint256 point, uint256 bits) private pure returns (uint256 n) {
        uint256 base = LeafMaps.at(point, 0) == Plan.X ? Plan.X : Plan.R;
        while (n < bits && LeafMaps.at(point, n) == base + n && LeafMaps.at(leaf.map, n) == n) ++n;
        put(w, base == Plan.X ? 1 : 0, 1);
        put(w, n, 1);
    }
}
