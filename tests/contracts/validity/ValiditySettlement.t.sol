// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SettlementFixture} from "./SettlementFixture.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {Claim} from "aether/types/Claim.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Terms} from "aether/types/Terms.sol";
import {IValidityErrors} from "aether/validity/interfaces/IValidityErrors.sol";
import {ProofSteps} from "aether/validity/ProofSteps.sol";

/// @notice Proofs settle jobs of the real market: the worker is paid, whoever sends, and the key comes with the proof.
contract ValiditySettlementTest is SettlementFixture {
    uint256 internal constant PRICE = 10e6;
    uint256 internal constant DISPUTE = 90;

    /// @dev From Locked, in one transaction that a stranger sends.
    function test_settleProven_public_paysTheWorker() public {
        for (uint96 nonce = BY_POINT; nonce <= IN_CLEAR; ++nonce) {
            Item memory item = _lockedItem(nonce, PUBLIC);
            assertTrue(item.terms.listed);
            uint256 worker = _free(provider.addr);
            uint256 royalty = _free(creator);
            _settle(nonce, item, "");
            assertStatus(item.jobId, JobStatus.Paid);
            // Collateral back, less one percent of fee and five of royalties.
            assertEq(_free(provider.addr), worker + 30e6 + PRICE * 94 / 100);
            assertEq(_free(creator), royalty + PRICE * 5 / 100);
            assertEq(_free(stranger), 0);
        }
    }

    /// @dev A proof is of one job: the same input, model and output in another job need another.
    function test_settleProven_copiedToAnotherJob_reverts() public {
        _lockedItem(BY_POINT, PUBLIC);
        Request memory r = _validityRequest(BY_POINT, PUBLIC);
        r.nonce = 99;
        (JobId id, Terms memory terms) = _lockBy(r, rival.addr, rivalNodeId);
        Claim memory claim = Claim(rival.addr, _word(BY_POINT, "outputCommit"), 0, 0, 1, 0);
        Item memory stolen = _item(id, terms, claim);
        bytes memory envelope = _envelope(BY_POINT);
        vm.expectRevert(abi.encodeWithSelector(ProofSteps.Proof_EquationFails.selector, 3));
        market.settleProven(stolen, envelope, 0, "");
        // Nor does his name in the claim make the other's job his.
        claim.payee = provider.addr;
        stolen = _item(id, terms, claim);
        (bool done,) = address(market).call(abi.encodeCall(IJobMarket.settleProven, (stolen, envelope, 0, "")));
        assertFalse(done);
    }

    function test_settleProven_twice_reverts() public {
        Item memory item = _lockedItem(BY_POINT, PUBLIC);
        _settle(BY_POINT, item, "");
        bytes memory envelope = _envelope(BY_POINT);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_Status.selector, item.jobId, JobStatus.Paid));
        market.settleProven(item, envelope, 0, "");
    }

    /// @dev The registrant gave the model up: a proof is taken in the last second, and not in the next.
    function test_settleProven_closedModel_reverts() public {
        Item memory item = _lockedItem(BY_POINT, PUBLIC);
        bytes32 contentHash = vm.parseJsonBytes32(json, _at("models", 0, "contentHash"));
        // As if it had been locked just before the end: the closing is seven days before the deadline.
        uint256 snapshot = vm.snapshotState();
        vm.mockCall(address(registry), abi.encodeCall(registry.planOf, (contentHash)), abi.encode(address(0)));
        bytes memory envelope = _envelope(BY_POINT);
        vm.expectRevert(abi.encodeWithSelector(IValidityErrors.Validity_ModelUnknown.selector, contentHash));
        market.settleProven(item, envelope, 0, "");
        vm.revertToState(snapshot);
        vm.clearMockedCalls();
        vm.prank(creator);
        registry.retire(contentHash);
        _settle(BY_POINT, item, "");
        assertStatus(item.jobId, JobStatus.Paid);
    }

    /// @dev A sealed output is not paid for before it was submitted, and within the window only with the requester's word.
    function test_settleProven_sealed_withAcknowledgement() public {
        Item memory item = _lockedItem(SEALED_OUTPUT, SEALED);
        bytes memory envelope = _envelope(SEALED_OUTPUT);
        bytes32 key = _key(SEALED_OUTPUT);
        bytes memory ack = _ack(item);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_Status.selector, item.jobId, JobStatus.Locked));
        market.settleProven(item, envelope, key, ack);
        _submit(item.jobId, item.terms, item.claim);
        bytes32 digest = market.deliveryAckDigest(item.jobId, _icOf(item));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_DeliveryAck.selector, item.jobId, digest));
        market.settleProven(item, envelope, key, "");
        bytes32 wrong = key ^ bytes32(uint256(1));
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.Market_KeyDiffers.selector, item.jobId, item.claim.keyHash, wrong)
        );
        market.settleProven(item, envelope, wrong, ack);
        vm.prank(stranger);
        market.settleProven(item, envelope, key, ack);
        assertStatus(item.jobId, JobStatus.Paid);
    }

    /// @dev R-20, R-22: silence through the window is delivery, and a proof counts for two graces more.
    function test_settleProven_sealed_afterTheWindow() public {
        Item memory item = _submittedItem(SEALED_OUTPUT);
        uint256 deadline = _deadline(item.jobId);
        bytes memory envelope = _envelope(SEALED_OUTPUT);
        bytes32 key = _key(SEALED_OUTPUT);
        uint256 submitted = vm.snapshotState();
        bytes32 digest = market.deliveryAckDigest(item.jobId, _icOf(item));
        for (uint256 at = deadline - 1; at <= deadline; ++at) {
            vm.warp(at);
            vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_DeliveryAck.selector, item.jobId, digest));
            market.settleProven(item, envelope, key, "");
        }
        uint256[3] memory times = [deadline + 1, deadline + 2 * GRACE - 1, deadline + 2 * GRACE];
        for (uint256 i = 0; i < times.length; ++i) {
            vm.warp(times[i]);
            market.settleProven(item, envelope, key, "");
            assertStatus(item.jobId, JobStatus.Paid);
            vm.revertToState(submitted);
        }
        vm.warp(deadline + 2 * GRACE + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.Market_TooLate.selector, item.jobId, ts(deadline + 2 * GRACE))
        );
        market.settleProven(item, envelope, key, "");
    }

    /// @dev The requester asked for the output on chain: its words travel with the proof from then on.
    function test_settleProven_sealed_answeredOnChain() public {
        Item memory item = _submittedItem(ANSWERED_OUTPUT);
        bytes32 ic = _icOf(item);
        bytes memory envelope = _envelope(ANSWERED_OUTPUT);
        bytes32 key = _key(ANSWERED_OUTPUT);
        vm.prank(requester.addr);
        box.demandOutput(item.jobId, item.terms, ic);
        // Not demanded, not answered: the words are too much.
        vm.prank(provider.addr);
        box.answerOutput(item.jobId, item.terms, item.claim, _ciphertext(envelope));
        vm.warp(_deadline(item.jobId) + 1);
        bytes memory unanswered = _envelope(SEALED_OUTPUT);
        vm.expectRevert(
            abi.encodeWithSelector(IValidityErrors.Validity_LengthDiffers.selector, unanswered.length, envelope.length)
        );
        market.settleProven(item, unanswered, key, "");
        market.settleProven(item, envelope, key, "");
        assertStatus(item.jobId, JobStatus.Paid);
    }

    function test_settleProven_answeredProof_unansweredJob_reverts() public {
        Item memory item = _submittedItem(ANSWERED_OUTPUT);
        bytes memory envelope = _envelope(ANSWERED_OUTPUT);
        bytes32 key = _key(ANSWERED_OUTPUT);
        bytes memory ack = _ack(item);
        // By its length: without the ciphertext's words, with their value at r and the column at rho.
        vm.expectRevert(
            abi.encodeWithSelector(
                IValidityErrors.Validity_LengthDiffers.selector, envelope.length, _envelope(SEALED_OUTPUT).length
            )
        );
        market.settleProven(item, envelope, key, ack);
    }

    /// @dev C_ct and the words, as they stand in an answered envelope: behind preimage, input by its point, and cipherRoot.
    function _ciphertext(bytes memory envelope) private pure returns (bytes memory answer) {
        uint256 first = 192 + 129 + 32;
        // The frame of three logits has four elements.
        answer = new bytes(64 + 4 * 32);
        for (uint256 i = 0; i < answer.length; ++i) {
            answer[i] = envelope[first + i];
        }
    }

    function _settle(uint96 nonce, Item memory item, bytes memory ack) private {
        bytes memory envelope = _envelope(nonce);
        bytes32 key = _key(nonce);
        vm.prank(stranger);
        market.settleProven(item, envelope, key, ack);
    }
}
