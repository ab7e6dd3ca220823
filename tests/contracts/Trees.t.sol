// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Packages} from "./base/Packages.sol";
import {Outputs} from "aether/libraries/Outputs.sol";
import {Trees} from "aether/libraries/Trees.sol";

/// @notice The tree of every commitment against one that writes down all of its lowest level.
contract TreesTest is Test {
    function contains(bytes32 top, uint256 count, uint256 index, bytes32 hash, bytes32[] calldata path)
        external
        pure
        returns (bool)
    {
        return Trees.contains(top, count, index, hash, path);
    }

    function _leaves(uint256 count, bytes32 seed) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i));
        }
    }

    function testFuzz_top_asThePlainTree_M39(uint8 count, bytes32 seed) public pure {
        bytes32[] memory leaves = _leaves(bound(count, 1, 140), seed);
        bytes32 plain = Packages.top(leaves);
        assertEq(Trees.top(leaves), plain);
    }

    function test_top_edges() public pure {
        assertEq(Trees.top(new bytes32[](0)), keccak256(hex"14"));
        bytes32[] memory one = _leaves(1, "one");
        assertEq(Trees.top(one), keccak256(abi.encode(bytes32("one"), 0)));
    }

    // Every leaf opens at its own place with its own path, and in no other way.
    function testFuzz_contains_oneOpening_M39(uint8 count, uint256 index, bytes32 seed, uint256 other) public view {
        uint256 size = bound(count, 1, 70);
        bytes32[] memory leaves = _leaves(size, seed);
        uint256 at = bound(index, 0, size - 1);
        bytes32 top = Packages.top(leaves);
        bytes32[] memory path = Packages.path(leaves, at);
        assertTrue(this.contains(top, size, at, leaves[at], path));
        assertFalse(this.contains(top, size, at, keccak256(abi.encode(other)), path), "another hash");
        assertFalse(this.contains(keccak256(abi.encode(other)), size, at, leaves[at], path), "another top");
        if (size > 1) {
            uint256 elsewhere = (at + 1 + other % (size - 1)) % size;
            assertFalse(this.contains(top, size, elsewhere, leaves[at], path), "another place");
        }
        // An index above the tree, with the same low bits.
        assertFalse(this.contains(top, size, at + (uint256(1) << path.length), leaves[at], path), "above");
        // A count of another depth, however the path is cut or stretched.
        bytes32[] memory longer = new bytes32[](path.length + 1);
        for (uint256 i = 0; i < path.length; ++i) {
            longer[i] = path[i];
        }
        assertFalse(this.contains(top, size, at, leaves[at], longer), "longer");
        assertFalse(this.contains(top, 1 + (uint256(1) << path.length), at, leaves[at], path), "too many leaves");
        if (path.length != 0) {
            assertFalse(this.contains(top, uint256(1) << (path.length - 1), at, leaves[at], path), "too few leaves");
        }
    }

    function test_contains_depths() public view {
        bytes32[] memory deep = new bytes32[](64);
        assertFalse(this.contains(0, type(uint256).max, 0, 0, deep));
        deep = new bytes32[](65);
        assertFalse(this.contains(0, type(uint256).max, 0, 0, deep));
        deep = new bytes32[](256);
        assertFalse(this.contains(0, type(uint256).max, 0, 0, deep), "no shift beyond the word");
    }

    // The two forms of a cipher commitment, and every other hash of ours, have preimages of other lengths or first bytes.
    function test_domains_differ() public pure {
        bytes32 a = keccak256("a");
        bytes32[7] memory hashes = [
            Trees.node(a, a),
            Outputs.outputCommit(a, a),
            Outputs.cipherCommit(a, a),
            Outputs.outputSalt(a),
            Trees.leaf(abi.encode(a)),
            Trees.padding(),
            Outputs.padWord(a, a, uint256(a))
        ];
        for (uint256 i = 0; i < 7; ++i) {
            for (uint256 k = i + 1; k < 7; ++k) {
                assertNotEq(hashes[i], hashes[k]);
            }
        }
    }
}
