// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IJobMarket} from "../interfaces/IJobMarket.sol";
import {Hashing} from "../libraries/Hashing.sol";
import {Item} from "../types/Item.sol";
import {Statement} from "../types/Statement.sol";
import {IBatchSettlement, ProvenItem} from "./interfaces/IBatchSettlement.sol";
import {IBatchVerifier} from "./interfaces/IBatchVerifier.sol";

/// @title BatchSettlement
/// @notice Settles proven jobs together. Immutable, without roles, money or state; anybody calls it, and another can stand beside it.
contract BatchSettlement is IBatchSettlement {
    IJobMarket public immutable MARKET;
    IBatchVerifier public immutable VERIFIER;

    constructor(IJobMarket market, IBatchVerifier verifier) {
        MARKET = market;
        VERIFIER = verifier;
    }

    /// @inheritdoc IBatchSettlement
    function settle(ProvenItem[] calldata items) external returns (uint256 paid) {
        uint256 count = items.length;
        Statement[] memory statements = new Statement[](count);
        bytes[] memory proofs = new bytes[](count);
        bytes32[] memory keys = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            statements[i] = _statement(items[i].item, items[i].answered);
            proofs[i] = items[i].proof;
            keys[i] = items[i].key;
        }
        VERIFIER.verifyBatch(address(MARKET), statements, proofs, keys);
        for (uint256 i = 0; i < count; ++i) {
            try MARKET.settleProven(items[i].item, "", items[i].key, items[i].deliveryAck) {
                ++paid;
            } catch (bytes memory reason) {
                emit BatchItemRefused(items[i].item.jobId, reason);
            }
        }
    }

    /// @dev As the market makes it.
    function _statement(Item calldata item, bool answered) private view returns (Statement memory) {
        return Statement({
            ic: Hashing.inferenceCommitmentCalldata(
                block.chainid,
                address(MARKET),
                item.jobId,
                item.terms.verifier,
                item.terms.modelId,
                item.terms.inputCommit,
                item.claim
            ),
            jobId: item.jobId,
            payee: item.claim.payee,
            modelId: item.terms.modelId,
            inputCommit: item.terms.inputCommit,
            outputCommit: item.claim.outputCommit,
            cipherCommit: item.claim.cipherCommit,
            keyHash: item.claim.keyHash,
            units: item.claim.units,
            maxUnits: item.terms.maxUnits,
            traceRoot: item.claim.traceRoot,
            answered: answered
        });
    }
}
