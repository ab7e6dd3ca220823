// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BoxFixture} from "../base/BoxFixture.sol";
import {Packages} from "../base/Packages.sol";
import {IExchangeBox} from "aether/interfaces/IExchangeBox.sol";
import {Claim} from "aether/types/Claim.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice The attack: ask for a large public output, get it, and demand it on chain, where it does not fit. Silence slashes, and a quarter
/// of the price is the requester's. Only a relay stands between the provider and that.
contract LargePublicOutputTest is BoxFixture {
    /// @dev 63 leaves of 256 fit into 16,448 bytes behind salt' and header.
    uint256 internal constant LEAVES_MAX = 63;

    function _demanded(uint256 leaves) private returns (Item memory item, bytes memory answer) {
        (JobId id, Terms memory terms) = _lock(_boxRequest(1, Tier.Optimistic, PUBLIC));
        bytes memory plain = new bytes(256 * leaves);
        Claim memory claim = _claim(1000);
        claim.outputCommit = Packages.publicCommit(plain, SALT);
        answer = Packages.publicAnswer(plain, SALT);
        item = _item(id, terms, claim);
        _submitItem(item);
        _demandOutput(item);
    }

    function _signed(Item memory item, bytes32 handedOut, uint256 until) private returns (bytes memory) {
        return _sign(relay, box.availabilityDigest(item.jobId, handedOut, ts(until)));
    }

    function test_largestPublicOutput_isAnswered_M41() public {
        (Item memory item, bytes memory answer) = _demanded(LEAVES_MAX);
        _answerOutput(item, answer);
        assertEq(_deadline(item.jobId), START + DISPUTE);
    }

    function test_publicOutputAboveIt_isAnsweredByItsRelay_M30_M41() public {
        (Item memory item, bytes memory answer) = _demanded(LEAVES_MAX + 1);
        vm.expectPartialRevert(IExchangeBox.Box_TooLong.selector);
        _answerOutput(item, answer);

        vm.warp(START + ANSWER);
        uint256 until = block.timestamp + DISPUTE;
        box.answerByRelay(item.jobId, item.terms, item.claim, ts(until), _signed(item, item.claim.outputCommit, until));
        vm.warp(until + 1);
        market.finalize(_one(item));
        assertStatus(item.jobId, JobStatus.Paid);
    }

    // The signature names the output. One over the empty cipherCommit, or over another output, promises nothing about this one.
    function test_relaysOtherPromise_reverts_M41() public {
        (Item memory item,) = _demanded(LEAVES_MAX + 1);
        uint256 until = START + DISPUTE;
        bytes memory empty = _signed(item, 0, until);
        bytes memory other = _signed(item, keccak256("another output"), until);
        vm.expectPartialRevert(IExchangeBox.Box_RelaySignature.selector);
        box.answerByRelay(item.jobId, item.terms, item.claim, ts(until), empty);
        vm.expectPartialRevert(IExchangeBox.Box_RelaySignature.selector);
        box.answerByRelay(item.jobId, item.terms, item.claim, ts(until), other);
    }
}
