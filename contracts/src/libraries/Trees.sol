// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice The binary Keccak tree of every commitment of ours: leaves in order, padding leaves up to the next power of two, nodes
/// pairwise. One leaf is its own top; no leaf gives the padding leaf.
/// @dev prover/AIR8.md, "Trees"; tests/vectors hold the cases that every language reads.
library Trees {
    bytes1 internal constant DOMAIN_LEAF = 0x00;
    bytes1 internal constant DOMAIN_NODE = 0x01;
    bytes1 internal constant DOMAIN_PADDING = 0x14;
    /// @dev Far above every tree that a call could bring.
    uint256 internal constant DEPTH_MAX = 64;

    /// @notice H(00 | bytes).
    function leaf(bytes memory data) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(DOMAIN_LEAF, data));
    }

    /// @notice H(01 | left | right).
    function node(bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(DOMAIN_NODE, left, right));
    }

    /// @notice The hash that stands where no leaf is. It cannot be opened: an index is below the leaf count.
    function padding() internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(DOMAIN_PADDING));
    }

    /// @notice The top over leaf hashes, which are overwritten.
    function top(bytes32[] memory hashes) internal pure returns (bytes32) {
        uint256 count = hashes.length;
        bytes32 filler = padding();
        if (count == 0) return filler;
        while (count > 1) {
            for (uint256 i = 0; i < count; i += 2) {
                hashes[i / 2] = node(hashes[i], i + 1 < count ? hashes[i + 1] : filler);
            }
            count = (count + 1) / 2;
            filler = node(filler, filler);
        }
        return hashes[0];
    }

    /// @notice Whether `hash` stands at `index` of the tree of `count` leaves under `top_`.
    /// @param path Siblings from the leaf up: exactly as many as the tree is deep.
    function contains(bytes32 top_, uint256 count, uint256 index, bytes32 hash, bytes32[] calldata path)
        internal
        pure
        returns (bool)
    {
        if (index >= count || path.length > DEPTH_MAX) return false;
        // Depth of the tree: the smallest d with count <= 2^d.
        if (count > uint256(1) << path.length) return false;
        if (path.length != 0 && count <= uint256(1) << path.length - 1) return false;
        for (uint256 i = 0; i < path.length; ++i) {
            hash = index & 1 == 0 ? node(hash, path[i]) : node(path[i], hash);
            index >>= 1;
        }
        return hash == top_;
    }
}
