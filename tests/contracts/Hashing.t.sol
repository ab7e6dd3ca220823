// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {TypedData} from "aether/libraries/TypedData.sol";
import {Amount} from "aether/types/Amount.sol";
import {Bps} from "aether/types/Bps.sol";
import {Claim} from "aether/types/Claim.sol";
import {Duration} from "aether/types/Duration.sol";
import {JobId} from "aether/types/JobId.sol";
import {NodeId} from "aether/types/NodeId.sol";
import {Request} from "aether/types/Request.sol";
import {Split} from "aether/types/Split.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice The hashes that read calldata in assembly, against the plain ones that define them.
contract HashingTest is Test {
    function termsBoth(Terms calldata t) external pure returns (bytes32, bytes32) {
        return (Hashing.termsCalldata(t), Hashing.terms(t));
    }

    function royaltiesBoth(Split[] calldata s) external pure returns (bytes32, bytes32) {
        return (Hashing.royaltiesCalldata(s), Hashing.royalties(s));
    }

    function requestBoth(Request calldata r) external pure returns (bytes32, bytes32) {
        return (TypedData.hashCalldata(r), TypedData.hash(r));
    }

    function commitmentBoth(uint256[4] calldata words, address[2] calldata addresses, Claim calldata c)
        external
        pure
        returns (bytes32, bytes32)
    {
        return (
            Hashing.inferenceCommitmentCalldata(
                words[0], addresses[0], JobId.wrap(words[1]), addresses[1], bytes32(words[2]), bytes32(words[3]), c
            ),
            Hashing.inferenceCommitment(
                words[0], addresses[0], JobId.wrap(words[1]), addresses[1], bytes32(words[2]), bytes32(words[3]), c
            )
        );
    }

    /// @dev Put together by hand, since a fuzzer's number is rarely a {Tier}.
    function testFuzz_terms(uint256[21] calldata w, bool listed) public view {
        Terms memory t;
        t.requestDigest = bytes32(w[0]);
        t.token = address(uint160(w[1]));
        t.price = Amount.wrap(uint96(w[2]));
        t.collateral = Amount.wrap(uint96(w[3]));
        t.feeBps = Bps.wrap(uint16(w[4]));
        t.tier = Tier(w[5] % 4);
        t.listed = listed;
        t.verifier = address(uint160(w[7]));
        t.nodeId = NodeId.wrap(w[8]);
        t.modelId = bytes32(w[9]);
        t.inputCommit = bytes32(w[10]);
        t.watchers = bytes32(w[11]);
        t.outputMode = uint8(w[12]);
        t.royaltyHash = bytes32(w[13]);
        t.extrasHash = bytes32(w[14]);
        t.maxUnits = uint32(w[15]);
        t.execSecs = Duration.wrap(uint32(w[16]));
        t.inputSecs = Duration.wrap(uint32(w[17]));
        t.disputeSecs = Duration.wrap(uint32(w[18]));
        t.relay = address(uint160(w[19]));
        t.agent = address(uint160(w[20]));
        (bytes32 quick, bytes32 plain) = this.termsBoth(t);
        assertEq(quick, plain);
    }

    function testFuzz_royalties(Split[] memory s) public view {
        (bytes32 quick, bytes32 plain) = this.royaltiesBoth(s);
        assertEq(quick, plain);
    }

    function testFuzz_request(Request calldata r) public view {
        (bytes32 quick, bytes32 plain) = this.requestBoth(r);
        assertEq(quick, plain);
    }

    function testFuzz_commitment(uint256[4] calldata words, address[2] calldata addresses, Claim calldata c)
        public
        view
    {
        (bytes32 quick, bytes32 plain) = this.commitmentBoth(words, addresses, c);
        assertEq(quick, plain);
    }

    // R-37: the same words under two domains are two hashes; a submitted digest is never a Terms.
    function testFuzz_domains_separate(bytes32 a, bytes32 b) public pure {
        bytes32 key = Hashing.keyHash(a);
        assertTrue(key != keccak256(abi.encodePacked(a)));
        assertTrue(key != keccak256(abi.encodePacked(Hashing.DOMAIN_TERMS, a)));
        assertTrue(Hashing.submitted(a, b) != Hashing.submitted(b, a) || a == b);
        assertEq(Hashing.royalties(new Split[](0)), keccak256(hex"12"));
    }
}
