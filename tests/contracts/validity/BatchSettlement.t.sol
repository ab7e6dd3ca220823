// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {GasRecord} from "../base/GasRecord.sol";
import {SettlementFixture} from "./SettlementFixture.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {Item} from "aether/types/Item.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Statement} from "aether/types/Statement.sol";
import {IBatchSettlement, ProvenItem} from "aether/validity/interfaces/IBatchSettlement.sol";
import {IBatchVerifier} from "aether/validity/interfaces/IBatchVerifier.sol";
import {IValidityErrors} from "aether/validity/interfaces/IValidityErrors.sol";
import {Mercury} from "aether/validity/Mercury.sol";

/// @notice Stands where the market stands, takes a batch, and asks about other statements in the same transaction.
contract MarkProbe {
    function probe(
        address verifier,
        Statement[] calldata taken,
        bytes[] calldata proofs,
        bytes32[] calldata keys,
        Statement[] calldata asked,
        bytes32[] calldata askedKeys
    ) external returns (bool[] memory answers) {
        IBatchVerifier(verifier).verifyBatch(address(this), taken, proofs, keys);
        answers = new bool[](asked.length);
        for (uint256 i = 0; i < asked.length; ++i) {
            try IVerifier(verifier).verify(asked[i], "", askedKeys[i]) returns (bytes4 magic) {
                answers[i] = magic == IVerifier.verify.selector;
            } catch {}
        }
    }

    /// @dev Marks of one market, asked for by another contract.
    function ask(address verifier, Statement calldata statement, bytes32 key) external view returns (bool) {
        try IVerifier(verifier).verify(statement, "", key) returns (bytes4) {
            return true;
        } catch {
            return false;
        }
    }
}

/// @notice Many proofs with one pairing, and what a mark is good for: its statement, its market, its transaction.
/// forge-config: default.isolate = true
contract BatchSettlementTest is SettlementFixture {
    function test_settle_paysEveryWorker() public {
        ProvenItem[] memory items = _batch();
        uint256 worker = _free(provider.addr);
        vm.prank(stranger);
        assertEq(batches.settle(items), BATCH);
        for (uint256 i = 0; i < BATCH; ++i) {
            assertStatus(items[i].item.jobId, JobStatus.Paid);
        }
        assertEq(_free(provider.addr), worker + BATCH * (30e6 + 9.4e6));
    }

    /// @dev A mark is gone with its transaction: the second one brings no proof and finds none.
    function test_mark_nextTransaction_reverts() public {
        Item memory item = _lockedItem(BY_POINT, PUBLIC);
        (Statement[] memory statements, bytes[] memory proofs, bytes32[] memory keys) = _one(BY_POINT, item);
        IBatchVerifier(address(verifier)).verifyBatch(address(market), statements, proofs, keys);
        vm.expectRevert(abi.encodeWithSelector(IValidityErrors.Validity_NotMarked.selector, statements[0].ic));
        market.settleProven(item, "", 0, "");
    }

    /// @dev In the same transaction, from the same market: only the statement itself, with its key, as it was answered.
    function test_mark_isOfOneStatement() public {
        Item memory item = _submittedItem(SEALED_OUTPUT);
        Item memory other = _lockedItem(BY_POINT, PUBLIC);
        (Statement[] memory taken, bytes[] memory proofs, bytes32[] memory keys) = _one(SEALED_OUTPUT, item);
        Statement[] memory asked = new Statement[](6);
        bytes32[] memory askedKeys = new bytes32[](6);
        for (uint256 i = 0; i < asked.length; ++i) {
            asked[i] = _statement(item, i == 1);
            askedKeys[i] = keys[0];
        }
        askedKeys[2] = 0;
        asked[3] = _statement(other, false);
        // The commitment of the one, with a field of the other.
        asked[4].payee = stranger;
        asked[5].cipherCommit = 0;
        vm.etch(address(market), type(MarkProbe).runtimeCode);
        bool[] memory answers =
            MarkProbe(address(market)).probe(address(verifier), taken, proofs, keys, asked, askedKeys);
        assertTrue(answers[0]);
        for (uint256 i = 1; i < answers.length; ++i) {
            assertFalse(answers[i], vm.toString(i));
        }
    }

    /// @dev A market of somebody's own, in the same transaction: it cannot use what was marked for another.
    function test_mark_isOfOneMarket() public {
        Item memory item = _lockedItem(BY_POINT, PUBLIC);
        (Statement[] memory taken, bytes[] memory proofs, bytes32[] memory keys) = _one(BY_POINT, item);
        OtherMarket other = new OtherMarket();
        assertFalse(other.probe(address(verifier), address(market), taken, proofs, keys));
        vm.expectRevert(
            abi.encodeWithSelector(
                IValidityErrors.Validity_CommitmentDiffers.selector,
                taken[0].ic,
                _commitmentFor(address(other), taken[0])
            )
        );
        IBatchVerifier(address(verifier)).verifyBatch(address(other), taken, proofs, keys);
    }

    /// @dev One job was settled by somebody else in between: the others are paid all the same.
    function test_settle_oneSettledBefore_othersPaid() public {
        ProvenItem[] memory items = _batch();
        market.settleProven(items[3].item, items[3].proof, 0, "");
        bytes memory reason =
            abi.encodeWithSelector(IJobMarket.Market_Status.selector, items[3].item.jobId, JobStatus.Paid);
        vm.expectEmit(address(batches));
        emit IBatchSettlement.BatchItemRefused(items[3].item.jobId, reason);
        assertEq(batches.settle(items), BATCH - 1);
    }

    /// @dev One bad opening spoils the sum, at the first place and at the last.
    function test_settle_oneProofFails_reverts() public {
        ProvenItem[] memory items = _batch();
        for (uint256 i = 0; i < BATCH; i += 7) {
            bytes memory proof = items[i].proof;
            // C_F of the opening becomes C_E: on the curve, and wrong. It stands before eight words.
            uint256 at = proof.length - 256 - 64;
            for (uint256 k = 0; k < 64; ++k) {
                (proof[at + k], proof[at - 64 + k]) = (proof[at - 64 + k], proof[at + k]);
            }
            vm.expectRevert(Mercury.Opening_Refused.selector);
            batches.settle(items);
            for (uint256 k = 0; k < 64; ++k) {
                (proof[at + k], proof[at - 64 + k]) = (proof[at - 64 + k], proof[at + k]);
            }
        }
        assertEq(batches.settle(items), BATCH);
    }

    function test_verifyBatch_sizes_revert() public {
        IBatchVerifier batch = IBatchVerifier(address(verifier));
        for (uint256 count = 0; count <= 33; count += 33) {
            vm.expectRevert(abi.encodeWithSelector(IBatchVerifier.Validity_BatchSize.selector, count, 32));
            batch.verifyBatch(address(market), new Statement[](count), new bytes[](count), new bytes32[](count));
        }
        vm.expectRevert(abi.encodeWithSelector(IBatchVerifier.Validity_BatchLengths.selector, 2, 1, 2));
        batch.verifyBatch(address(market), new Statement[](2), new bytes[](1), new bytes32[](2));
        vm.expectRevert(abi.encodeWithSelector(IBatchVerifier.Validity_BatchLengths.selector, 2, 2, 3));
        batch.verifyBatch(address(market), new Statement[](2), new bytes[](2), new bytes32[](3));
    }

    function _one(uint96 nonce, Item memory item)
        private
        view
        returns (Statement[] memory statements, bytes[] memory proofs, bytes32[] memory keys)
    {
        statements = new Statement[](1);
        statements[0] = _statement(item, false);
        proofs = new bytes[](1);
        proofs[0] = _envelope(nonce);
        keys = new bytes32[](1);
        keys[0] = _key(nonce);
    }

    function _commitmentFor(address at, Statement memory t) private view returns (bytes32) {
        return keccak256(
            abi.encodePacked(
                bytes1(0x07),
                abi.encode(block.chainid, at, t.jobId, t.payee, verifier, t.modelId),
                abi.encode(t.inputCommit, t.outputCommit, t.cipherCommit, t.keyHash, t.units, t.traceRoot)
            )
        );
    }
}

/// @notice Takes a batch for one market, then asks as another.
contract OtherMarket {
    function probe(
        address verifier,
        address market,
        Statement[] calldata taken,
        bytes[] calldata proofs,
        bytes32[] calldata keys
    ) external returns (bool) {
        IBatchVerifier(verifier).verifyBatch(market, taken, proofs, keys);
        try IVerifier(verifier).verify(taken[0], "", keys[0]) returns (bytes4) {
            return true;
        } catch {
            return false;
        }
    }
}

/// @notice Gas of settling by proofs, as whole transactions.
/// forge-config: default.isolate = true
contract ValiditySettlementGasTest is SettlementFixture, GasRecord {
    function setUp() public override {
        super.setUp();
        _openRecord();
        // Steady state: accounts that have been paid before, and something in escrow that stays there.
        Item memory item = _lockedItem(IN_CLEAR, PUBLIC);
        bytes memory envelope = _envelope(IN_CLEAR);
        market.settleProven(item, envelope, 0, "");
        _lockedItem(BY_POINT, PUBLIC);
    }

    function test_gas_settleProven() public {
        Item memory item = _lockedItem(FIRST_MLP, PUBLIC);
        bytes memory envelope = _envelope(FIRST_MLP);
        _cool();
        market.settleProven(item, envelope, 0, "");
        _record("settleProvenMlp", 620_000);

        item = _submittedItem(SEALED_OUTPUT);
        envelope = _envelope(SEALED_OUTPUT);
        bytes32 key = _key(SEALED_OUTPUT);
        vm.warp(_deadline(item.jobId) + 1);
        _cool();
        market.settleProven(item, envelope, key, "");
        _record("settleProvenSealed", 620_000);
    }

    function test_gas_batch() public {
        ProvenItem[] memory items = _batch();
        _cool();
        batches.settle(items);
        _recordPer("settleProvenMlpPerJobIn8", BATCH, 520_000);
    }
}
