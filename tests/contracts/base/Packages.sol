// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Complaint} from "aether/interfaces/IExchangeBox.sol";

/// @notice A sealed output as its provider makes it, in plain words.
/// @param leafHashes H(00 | plaintext leaf), in order: what the provider promises.
/// @param cipherLeaves 256 bytes each.
struct Sealed {
    bytes32 key;
    bytes header;
    bytes32[] leafHashes;
    bytes[] cipherLeaves;
}

/// @notice Makes sealed outputs and opens them, written from prover/AIR8.md and not from the contracts' libraries, which it tests.
library Packages {
    uint256 internal constant LEAF = 256;

    /// @notice The 66 bytes in front: int8, four axes, `slots` in one frame.
    function header(uint64 slots) internal pure returns (bytes memory) {
        bytes memory box = abi.encodePacked(slots, uint64(1), uint64(1), uint64(1));
        return abi.encodePacked(uint8(1), uint8(4), box, box);
    }

    /// @notice Seals a plaintext, filled up to whole leaves with int8 zeros.
    function make(bytes memory plain, bytes32 key, bytes32 order) internal pure returns (Sealed memory s) {
        s.key = key;
        s.header = header(uint64(plain.length));
        uint256 count = (plain.length + LEAF - 1) / LEAF;
        s.leafHashes = new bytes32[](count);
        s.cipherLeaves = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            bytes memory leaf = leafAt(plain, i);
            s.leafHashes[i] = keccak256(abi.encodePacked(uint8(0), leaf));
            s.cipherLeaves[i] = pad(leaf, i, key, order);
        }
    }

    /// @notice Leaf `index` of a plaintext.
    function leafAt(bytes memory plain, uint256 index) internal pure returns (bytes memory leaf) {
        leaf = new bytes(LEAF);
        for (uint256 i = 0; i < LEAF; ++i) {
            uint256 at = index * LEAF + i;
            leaf[i] = at < plain.length ? plain[at] : bytes1(0x80);
        }
    }

    /// @notice Seals a leaf, and opens it again: every word with its own word of the pad.
    function pad(bytes memory leaf, uint256 index, bytes32 key, bytes32 order)
        internal
        pure
        returns (bytes memory out)
    {
        for (uint256 w = 0; w < 8; ++w) {
            bytes32 word;
            for (uint256 i = 0; i < 32; ++i) {
                word |= bytes32(leaf[32 * w + i]) >> (8 * i);
            }
            bytes32 mask = keccak256(abi.encodePacked(uint8(8), key, order, 8 * index + w));
            out = abi.encodePacked(out, word ^ mask);
        }
    }

    function orderKey(uint256 chainId, address market, uint256 jobId, address provider, bytes32 key)
        internal
        pure
        returns (bytes32)
    {
        bytes32 keyHash = keccak256(abi.encodePacked(uint8(0x0d), key));
        return keccak256(
            abi.encodePacked(uint8(0x0c), chainId, uint256(uint160(market)), jobId, uint256(uint160(provider)), keyHash)
        );
    }

    function outputRoot(Sealed memory s) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(uint8(6), s.header, uint64(s.leafHashes.length), top(s.leafHashes)));
    }

    function outputCommit(Sealed memory s) internal pure returns (bytes32) {
        return commitOf(keccak256(abi.encodePacked(uint8(0x0f), s.key)), outputRoot(s));
    }

    function commitOf(bytes32 salt, bytes32 root) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(uint8(5), salt, root));
    }

    function cipherHashes(Sealed memory s) internal pure returns (bytes32[] memory hashes) {
        hashes = new bytes32[](s.cipherLeaves.length);
        for (uint256 i = 0; i < hashes.length; ++i) {
            hashes[i] = keccak256(abi.encodePacked(uint8(0), s.cipherLeaves[i]));
        }
    }

    function cipherRoot(Sealed memory s) internal pure returns (bytes32) {
        return top(cipherHashes(s));
    }

    function cipherCommit(Sealed memory s) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(uint8(0x0b), outputRoot(s), cipherRoot(s)));
    }

    /// @notice What answers a demand on chain: header | leaf hashes | ciphertext.
    function answer(Sealed memory s) internal pure returns (bytes memory out) {
        out = s.header;
        for (uint256 i = 0; i < s.leafHashes.length; ++i) {
            out = abi.encodePacked(out, s.leafHashes[i]);
        }
        for (uint256 i = 0; i < s.cipherLeaves.length; ++i) {
            out = abi.encodePacked(out, s.cipherLeaves[i]);
        }
    }

    /// @notice What answers a demand for a public output: salt' | header | leaves.
    function publicAnswer(bytes memory plain, bytes32 salt) internal pure returns (bytes memory out) {
        out = abi.encodePacked(salt, header(uint64(plain.length)));
        for (uint256 i = 0; i * LEAF < plain.length; ++i) {
            out = abi.encodePacked(out, leafAt(plain, i));
        }
    }

    function publicCommit(bytes memory plain, bytes32 salt) internal pure returns (bytes32) {
        return commitOf(salt, outputRoot(make(plain, 0, 0)));
    }

    /// @notice A complaint about leaf `index`, from the package alone.
    function complaint(Sealed memory s, uint256 index) internal pure returns (Complaint memory c) {
        c.header = s.header;
        c.count = s.leafHashes.length;
        c.top = top(s.leafHashes);
        c.cipherRoot = cipherRoot(s);
        c.index = index;
        c.leafHash = s.leafHashes[index];
        c.leafPath = path(s.leafHashes, index);
        c.cipherLeaf = s.cipherLeaves[index];
        c.cipherPath = path(cipherHashes(s), index);
    }

    /// @notice The top of a tree, by writing down all of its lowest level.
    function top(bytes32[] memory hashes) internal pure returns (bytes32) {
        bytes32[] memory level = _filled(hashes);
        while (level.length > 1) {
            level = _above(level);
        }
        return level[0];
    }

    function path(bytes32[] memory hashes, uint256 index) internal pure returns (bytes32[] memory siblings) {
        bytes32[] memory level = _filled(hashes);
        uint256 depth = 0;
        while (uint256(1) << depth < level.length) {
            ++depth;
        }
        siblings = new bytes32[](depth);
        for (uint256 d = 0; d < depth; ++d) {
            siblings[d] = level[index ^ 1];
            level = _above(level);
            index /= 2;
        }
    }

    function _above(bytes32[] memory level) private pure returns (bytes32[] memory above) {
        above = new bytes32[](level.length / 2);
        for (uint256 i = 0; i < above.length; ++i) {
            above[i] = keccak256(abi.encodePacked(uint8(1), level[2 * i], level[2 * i + 1]));
        }
    }

    function _filled(bytes32[] memory hashes) private pure returns (bytes32[] memory level) {
        uint256 size = 1;
        while (size < hashes.length) {
            size *= 2;
        }
        level = new bytes32[](size);
        for (uint256 i = 0; i < size; ++i) {
            level[i] = i < hashes.length ? hashes[i] : keccak256(hex"14");
        }
    }
}
