// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

import {BoxFixture} from "./base/BoxFixture.sol";
import {Packages, Sealed} from "./base/Packages.sol";
import {ScriptedVerifier} from "./mocks/ScriptedVerifier.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IRequestErrors} from "aether/interfaces/IRequestErrors.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {TypedData} from "aether/libraries/TypedData.sol";
import {Bps} from "aether/types/Bps.sol";
import {Claim} from "aether/types/Claim.sol";
import {DeliveryAck} from "aether/types/DeliveryAck.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Split} from "aether/types/Split.sol";
import {Statement} from "aether/types/Statement.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice settleProven: what the verifier is told, what it can do, whose key and whose word are needed.
contract ProofsTest is BoxFixture {
    function _statement(Item memory item, bool answered) private view returns (Statement memory s) {
        s.ic = _icOf(item);
        s.jobId = item.jobId;
        s.payee = provider.addr;
        s.modelId = modelId;
        s.inputCommit = keccak256("input");
        s.outputCommit = item.claim.outputCommit;
        s.cipherCommit = item.claim.cipherCommit;
        s.keyHash = item.claim.keyHash;
        s.units = item.claim.units;
        s.maxUnits = 1000;
        s.traceRoot = item.claim.traceRoot;
        s.answered = answered;
    }

    // ---- the Statement

    function test_statement_public_exact_M35() public {
        Item memory item = _tierLocked(1, Tier.Validity, PUBLIC);
        item.claim.units = 999;
        item.claim.traceRoot = keccak256("trace");
        validity.expect(_statement(item, true), 0);
        _notProven(item, address(validity), "");
        validity.expect(_statement(item, false), 0);
        _settle(item, "");
        assertStatus(item.jobId, JobStatus.Paid);
    }

    function test_statement_sealed_exact() public {
        Item memory item = _tierSubmitted(1, Tier.Validity, SEALED);
        bytes memory ack = _ack(item);
        validity.expect(_statement(item, false), keccak256("another key"));
        _notProven(item, address(validity), ack);
        validity.expect(_statement(item, false), KEY);
        _settle(item, ack);
    }

    // After an answer on chain the verifier is told so, and evaluates the ciphertext itself.
    function test_statement_answered_exact() public {
        (Item memory item, Sealed memory s) = _submittedPackage(1, Tier.Attested, false);
        _demandOutput(item);
        _answerOutput(item, Packages.answer(s));
        bytes memory ack = _ack(item);
        attested.expect(_statement(item, false), KEY);
        _notProven(item, address(attested), ack);
        attested.expect(_statement(item, true), KEY);
        _settle(item, ack);
        assertStatus(item.jobId, JobStatus.Paid);
    }

    // So it is after the relay's word: nobody has checked that the point of a ciphertext is of the words that were handed out.
    function test_statement_answeredByRelay_exact() public {
        (Item memory item,) = _submittedPackage(1, Tier.Validity, false);
        _demandOutput(item);
        uint256 until = START + DISPUTE;
        box.answerByRelay(item.jobId, item.terms, item.claim, ts(until), _availability(item, until));
        bytes memory ack = _ack(item);
        validity.expect(_statement(item, false), KEY);
        _notProven(item, address(validity), ack);
        validity.expect(_statement(item, true), KEY);
        _settle(item, ack);
        assertStatus(item.jobId, JobStatus.Paid);
    }

    function _notProven(Item memory item, address verifier, bytes memory ack) private {
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotProven.selector, item.jobId, verifier));
        _settle(item, ack);
    }

    // ---- what a verifier can do

    // M-31: no, another word, a revert, all the gas, a megabyte, nothing: settleProven reverts, and nobody is slashed.
    function test_verifier_everyFailure_onlyReverts_I22_M31() public {
        Item memory item = _tierLocked(1, Tier.Validity, PUBLIC);
        for (uint256 mode = 1; mode <= uint256(type(ScriptedVerifier.Mode).max); ++mode) {
            validity.setMode(ScriptedVerifier.Mode(mode));
            vm.prank(stranger);
            (bool ok, bytes memory result) =
                address(market).call{gas: 3_000_000}(abi.encodeCall(market.settleProven, (item, PROOF, 0, "")));
            assertFalse(ok, vm.toString(mode));
            if (
                mode == uint256(ScriptedVerifier.Mode.SaysFalse)
                    || mode == uint256(ScriptedVerifier.Mode.SaysOtherMagic)
                    || mode == uint256(ScriptedVerifier.Mode.Megabyte)
            ) {
                assertEq(
                    result, abi.encodeWithSelector(IJobMarket.Market_NotProven.selector, item.jobId, address(validity))
                );
            }
            assertStatus(item.jobId, JobStatus.Locked);
            assertEq(_escrow(), PRICE + COLLATERAL);
        }
        validity.setMode(ScriptedVerifier.Mode.Honest);
        _settle(item, "");
    }

    function test_verifier_withoutCode_reverts_M31() public {
        Request memory r = _tierRequest(1, Tier.Validity, PUBLIC);
        r.verifier = stranger;
        bytes memory signature = _signRequest(r);
        vm.prank(provider.addr);
        (JobId id,) = market.lock(r, signature, noExtras, nodeId, amt(0), true, "");
        Item memory item = _item(id, _termsOf(r, nodeId, amt(PRICE)), _claim(1000));
        vm.expectRevert();
        _settle(item, "");
        assertStatus(id, JobStatus.Locked);
    }

    // M-31: however little gas the caller leaves the verifier, the call reverts or pays. There is no third end.
    function test_verifier_starved_revertsOrPays_M31() public {
        Item memory item = _tierLocked(1, Tier.Validity, PUBLIC);
        bytes memory data = abi.encodeCall(market.settleProven, (item, PROOF, 0, ""));
        uint256 paid;
        uint256 refused;
        for (uint256 gas = 20_000; gas <= 260_000; gas += 2_000) {
            uint256 snapshot = vm.snapshotState();
            (bool ok,) = address(market).call{gas: gas}(data);
            assertStatus(item.jobId, ok ? JobStatus.Paid : JobStatus.Locked);
            assertEq(_free(SINK), 0);
            if (ok) ++paid;
            else ++refused;
            vm.revertToStateAndDelete(snapshot);
        }
        assertGt(paid, 5);
        assertGt(refused, 5);
    }

    // ---- whose Claim

    // M-38: a copied settleProven pays the worker; a copied submit is refused; a Claim with another payee is nobody's.
    function test_copied_paysTheWorker_M38() public {
        Item memory item = _tierLocked(1, Tier.Validity, PUBLIC);
        vm.prank(rival.addr);
        market.settleProven(item, PROOF, 0, "");
        assertEq(_free(provider.addr), FREE + PRICE - 100_000 - 700_000);
        assertEq(_free(rival.addr), FREE);

        item = _tierLocked(2, Tier.Validity, PUBLIC);
        item.claim.payee = rival.addr;
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.Market_PayeeDiffers.selector, item.jobId, rival.addr, provider.addr)
        );
        vm.prank(rival.addr);
        market.settleProven(item, PROOF, 0, "");

        item = _tierLocked(3, Tier.Attested, SEALED);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_NotOperator.selector, nodeId, rival.addr));
        vm.prank(rival.addr);
        market.submit(item.jobId, item.terms, item.claim, 0);
        item.claim.payee = rival.addr;
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.Market_PayeeDiffers.selector, item.jobId, rival.addr, provider.addr)
        );
        _submitItem(item);
    }

    // M-33: a list of the payer's choosing reverts here as in accept.
    function test_settle_otherSplits_reverts_M33() public {
        Item memory item = _tierLocked(1, Tier.Validity, PUBLIC);
        item.royalties = new Split[](0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobMarket.Market_RoyaltiesDiffer.selector,
                item.jobId,
                item.terms.royaltyHash,
                Hashing.royalties(item.royalties)
            )
        );
        _settle(item, "");
        item.royalties = royalties;
        item.extras = new Split[](1);
        item.extras[0] = Split({payee: stranger, bps: Bps.wrap(1500)});
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobMarket.Market_ExtrasDiffer.selector, item.jobId, bytes32(0), Hashing.extras(item.extras)
            )
        );
        _settle(item, "");
    }

    // ---- keys and ciphertext

    function test_sealed_claimRules() public {
        for (uint8 t = 0; t < 4; ++t) {
            Item memory item = _tierLocked(10 + t, Tier(t), SEALED);
            bool proven = _isProven(Tier(t));
            bytes32 keyHash = item.claim.keyHash;
            vm.startPrank(provider.addr);
            item.claim.cipherCommit = 0;
            vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_CipherCommitZero.selector, item.jobId));
            market.submit(item.jobId, item.terms, item.claim, _submitKey(item.terms));
            item.claim.cipherCommit = keccak256("cipher");
            // The right key too early, or none when it is due; another key in any case.
            bytes32 wrong = proven ? KEY : bytes32(0);
            vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_KeyDiffers.selector, item.jobId, keyHash, wrong));
            market.submit(item.jobId, item.terms, item.claim, wrong);
            vm.expectRevert(
                abi.encodeWithSelector(IJobMarket.Market_KeyDiffers.selector, item.jobId, keyHash, bytes32("x"))
            );
            market.submit(item.jobId, item.terms, item.claim, "x");
            item.claim.keyHash = 0;
            vm.expectRevert(
                abi.encodeWithSelector(
                    IJobMarket.Market_KeyDiffers.selector, item.jobId, bytes32(0), _submitKey(item.terms)
                )
            );
            market.submit(item.jobId, item.terms, item.claim, _submitKey(item.terms));
            item.claim.keyHash = keyHash;
            if (!proven) {
                item.claim.outputCommit = 0;
                vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_OutputCommitZero.selector, item.jobId));
                market.submit(item.jobId, item.terms, item.claim, KEY);
                item.claim.outputCommit = keccak256("output");
            }
            market.submit(item.jobId, item.terms, item.claim, _submitKey(item.terms));
            vm.stopPrank();
            assertStatus(item.jobId, JobStatus.Submitted);
        }
    }

    function test_public_claimRules_settle() public {
        Item memory item = _tierLocked(1, Tier.Validity, PUBLIC);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_KeyDiffers.selector, item.jobId, bytes32(0), KEY));
        market.settleProven(item, PROOF, KEY, "");
        item.claim.keyHash = Hashing.keyHash(KEY);
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.Market_KeyDiffers.selector, item.jobId, item.claim.keyHash, KEY)
        );
        market.settleProven(item, PROOF, KEY, "");
        item.claim.keyHash = 0;
        item.claim.cipherCommit = bytes32("c");
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.Market_KeyDiffers.selector, item.jobId, bytes32(0), bytes32(0))
        );
        market.settleProven(item, PROOF, 0, "");
        item.claim.cipherCommit = 0;
        item.claim.outputCommit = 0;
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_OutputCommitZero.selector, item.jobId));
        market.settleProven(item, PROOF, 0, "");
    }

    // Payment and key are one transaction: no other key pays, and the one that does is in the log.
    function test_sealed_settleNeedsTheKey() public {
        Item memory item = _tierSubmitted(1, Tier.Validity, SEALED);
        bytes memory ack = _ack(item);
        bytes32 other = keccak256("other");
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.Market_KeyDiffers.selector, item.jobId, item.claim.keyHash, other)
        );
        market.settleProven(item, PROOF, other, ack);
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.Market_KeyDiffers.selector, item.jobId, item.claim.keyHash, bytes32(0))
        );
        market.settleProven(item, PROOF, 0, ack);
        vm.recordLogs();
        _settle(item, ack);
        assertEq(_keyOfJobClosed(), KEY);
    }

    function _keyOfJobClosed() private returns (bytes32 key) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IJobMarket.JobClosed.selector) continue;
            bytes memory data = logs[i].data;
            // The last word, behind the nine of the settlement.
            assertEq(data.length, 320);
            assembly {
                key := mload(add(data, 320))
            }
        }
    }

    // ---- the requester's word

    function test_deliveryAck_whoseAndForWhat_M50() public {
        Item memory item = _tierSubmitted(1, Tier.Validity, SEALED);
        bytes32 ic = _icOf(item);
        bytes32 digest = market.deliveryAckDigest(item.jobId, ic);
        _refusedAck(item, digest, "");
        _refusedAck(item, digest, _sign(provider, digest));
        // An acceptance is no acknowledgement, nor is one of another commitment, market or chain.
        _refusedAck(item, digest, _sign(requester, market.acceptanceDigest(item.jobId, ic)));
        _refusedAck(item, digest, _sign(requester, market.deliveryAckDigest(item.jobId, bytes32("other"))));
        bytes32 structHash = TypedData.hash(DeliveryAck({jobId: item.jobId, ic: ic}));
        _refusedAck(
            item, digest, _sign(requester, TypedData.digest(TypedData.domainSeparator(address(box)), structHash))
        );
        vm.chainId(10);
        bytes memory foreign = _sign(requester, market.deliveryAckDigest(item.jobId, ic));
        vm.chainId(31337);
        _refusedAck(item, digest, foreign);
        _settle(item, _sign(requester, digest));
    }

    function _refusedAck(Item memory item, bytes32 digest, bytes memory ack) private {
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_DeliveryAck.selector, item.jobId, digest));
        vm.prank(provider.addr);
        market.settleProven(item, PROOF, KEY, ack);
    }

    function test_deliveryAck_byAgentOrWithItsKey() public {
        Item memory item = _tierSubmitted(1, Tier.Validity, SEALED);
        vm.prank(agent);
        market.settleProven(item, PROOF, KEY, "");
        assertStatus(item.jobId, JobStatus.Paid);

        Request memory r = _tierRequest(2, Tier.Attested, SEALED);
        r.agent = rival.addr;
        (JobId id, Terms memory terms) = _lock(r);
        item = _item(id, terms, _claimOf(Tier.Attested, SEALED));
        _submitItem(item);
        _settle(item, _sign(rival, market.deliveryAckDigest(id, _icOf(item))));
        assertStatus(id, JobStatus.Paid);
    }

    // M-50: what was claimed under another chain id, market or verifier is another commitment.
    function test_commitment_otherChainMarketOrVerifier_M50() public {
        Item memory item = _tierSubmitted(1, Tier.Optimistic, PUBLIC);
        bytes32 ic = _icOf(item);
        vm.chainId(10);
        assertNotEq(_icOf(item), ic);
        vm.expectPartialRevert(IJobMarket.Market_DigestDiffers.selector);
        vm.prank(requester.addr);
        market.accept(item, "");
        vm.chainId(31337);
        Claim memory c = item.claim;
        bytes32 other = Hashing.inferenceCommitment(
            31337, address(box), item.jobId, address(optimistic), modelId, item.terms.inputCommit, c
        );
        assertNotEq(other, ic);
        other = Hashing.inferenceCommitment(
            31337, address(market), item.jobId, address(validity), modelId, item.terms.inputCommit, c
        );
        assertNotEq(other, ic);
        item.terms.verifier = address(validity);
        vm.expectPartialRevert(IJobMarket.Market_DigestDiffers.selector);
        vm.prank(requester.addr);
        market.accept(item, "");
    }

    // The price of M-50, named in THREATS.md: on a branch with another id what was submitted before is beyond acceptance and silence, and
    // what was only locked goes on.
    function test_chainForksItsId_openJobs_M50() public {
        Item memory submitted = _submittedPublic(1, Tier.Optimistic);
        bytes32 ic = _icOf(submitted);
        bytes memory answer = Packages.publicAnswer(_plain(), SALT);
        Item memory locked = _tierLocked(2, Tier.Optimistic, PUBLIC);
        vm.chainId(10);
        _submitItem(locked);
        vm.prank(requester.addr);
        box.demandOutput(submitted.jobId, submitted.terms, ic);
        vm.expectPartialRevert(IJobMarket.Market_DigestDiffers.selector);
        vm.prank(provider.addr);
        box.answerOutput(submitted.jobId, submitted.terms, submitted.claim, answer);
        vm.warp(START + ANSWER + 1);
        market.finalize(_one(locked));
        vm.expectPartialRevert(IJobMarket.Market_Contested.selector);
        market.finalize(_one(submitted));
        box.close(submitted.jobId, submitted.terms, ic);
        assertStatus(submitted.jobId, JobStatus.Slashed);
        assertEq(_escrow() + _boxEscrow(), 0);
    }

    // M-50: after the chain forks its id, signatures made for the old one are refused and new ones taken.
    function test_domain_followsTheChainId_M50() public {
        bytes32 before = market.domainSeparator();
        Request memory r = _tierRequest(1, Tier.Optimistic, PUBLIC);
        bytes memory old = _signRequest(r);
        vm.chainId(10);
        assertNotEq(market.domainSeparator(), before);
        vm.expectPartialRevert(IRequestErrors.Request_Signature.selector);
        vm.prank(provider.addr);
        market.lock(r, old, noExtras, nodeId, amt(0), false, "");
        bytes memory signature = _signRequest(r);
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
        assertStatus(_idOf(r), JobStatus.Locked);
    }
}
