// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Trees} from "../libraries/Trees.sol";

/// @notice Sections of an AIR8 file as their roots commit to them: prover/AIR8.md, "Trees".
library Sections {
    bytes4 internal constant AIR_VERSION = bytes4(uint32(1));
    uint256 internal constant LEAF_BYTES = 256;
    /// @dev A LUT in the tables section.
    uint256 internal constant TABLE_BYTES = 65_536;
    bytes1 private constant DOMAIN_TENSOR = 0x06;
    uint8 private constant TYPE_WEIGHTS = 0x10;
    uint8 private constant TYPE_TABLES = 0x11;

    /// @notice Whether a leaf stands at `index` of the section of `size` bytes that has this root.
    /// @param top Of the section's tree; the root is its hash with the header.
    function contains(
        bytes32 root,
        bool isWeights,
        uint256 size,
        uint256 index,
        bytes32 leafHash,
        bytes32 top,
        bytes32[] calldata path
    ) internal pure returns (bool) {
        uint256 count = (size + LEAF_BYTES - 1) / LEAF_BYTES;
        return tensorRoot(isWeights, size, count, top) == root && Trees.contains(top, count, index, leafHash, path);
    }

    /// @notice H(06 | header | leaf count 8 | top): type, rank 1, frame sizes and live sizes (size, 1, 1, 1).
    function tensorRoot(bool isWeights, uint256 size, uint256 count, bytes32 top) internal pure returns (bytes32) {
        // A weights section has less than 2^48 bytes, 256 tables have 2^24.
        // forge-lint: disable-next-line(unsafe-typecast)
        bytes memory sizes = abi.encodePacked(uint64(size), uint64(1), uint64(1), uint64(1));
        // forge-lint: disable-next-line(unsafe-typecast)
        uint64 leaves = uint64(count);
        uint8 kind = isWeights ? TYPE_WEIGHTS : TYPE_TABLES;
        return keccak256(abi.encodePacked(DOMAIN_TENSOR, kind, uint8(1), sizes, sizes, leaves, top));
    }

    /// @notice C_W or C_T of a stored plan: code of STOP, C_W, C_T, plan.
    function pointOf(address plan, bool isWeights) internal view returns (uint256[2] memory point) {
        assembly ("memory-safe") {
            // 64 bytes, as many as were allocated.
            extcodecopy(plan, point, add(1, shl(6, iszero(isWeights))), 64)
        }
    }
}
