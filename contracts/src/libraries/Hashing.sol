// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Claim} from "../types/Claim.sol";
import {JobId} from "../types/JobId.sol";
import {ModelKind} from "../types/Model.sol";
import {Split} from "../types/Split.sol";
import {Terms} from "../types/Terms.sol";

/// @notice Every hash of ours that is not EIP-712. The first byte names the structure, so no two structures share a preimage;
/// all other fields are 32-byte big-endian words.
library Hashing {
    bytes1 internal constant DOMAIN_IC = 0x07;
    bytes1 internal constant DOMAIN_KEY = 0x0d;
    bytes1 internal constant DOMAIN_MODEL = 0x10;
    bytes1 internal constant DOMAIN_TERMS = 0x11;
    bytes1 internal constant DOMAIN_ROYALTIES = 0x12;

    /// @notice H(0d | key).
    function keyHash(bytes32 key) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(DOMAIN_KEY, key));
    }

    /// @notice H(07 | chainId | market | jobId | payee | verifier | modelId | inputCommit | outputCommit | cipherCommit | keyHash |
    /// units | traceRoot): the inference commitment, 1 + 12 x 32 bytes.
    function inferenceCommitment(
        uint256 chainId,
        address market,
        JobId jobId,
        address verifier,
        bytes32 model,
        bytes32 inputCommit,
        Claim memory claim
    ) internal pure returns (bytes32) {
        return keccak256(
            abi.encodePacked(
                DOMAIN_IC,
                abi.encode(chainId, market, jobId, claim.payee, verifier, model),
                abi.encode(
                    inputCommit, claim.outputCommit, claim.cipherCommit, claim.keyHash, claim.units, claim.traceRoot
                )
            )
        );
    }

    /// @notice H(11 | the 21 words of Terms).
    function terms(Terms memory t) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(DOMAIN_TERMS, abi.encode(t)));
    }

    /// @notice H(11 | H(Terms) | IC): what a submitted job stores. 65 bytes, so never a Terms.
    function submitted(bytes32 termsHash, bytes32 ic) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(DOMAIN_TERMS, termsHash, ic));
    }

    /// @notice H(10 | creator | contentHash | kind | parent | licenceId | royaltyHash).
    function modelId(
        address creator,
        bytes32 contentHash,
        ModelKind kind,
        bytes32 parent,
        uint32 licenceId,
        bytes32 royaltyHash
    ) internal pure returns (bytes32) {
        return keccak256(
            abi.encodePacked(DOMAIN_MODEL, abi.encode(creator, contentHash, kind, parent, licenceId, royaltyHash))
        );
    }

    /// @notice H(12 | payee | bps | payee | bps | ...); of an empty list, H(12).
    function royalties(Split[] memory splits) internal pure returns (bytes32) {
        bytes memory buffer = abi.encodePacked(DOMAIN_ROYALTIES);
        // At most 8 splits: their owner checks the length before it pays or stores anything.
        for (uint256 i = 0; i < splits.length; ++i) {
            buffer = abi.encodePacked(buffer, abi.encode(splits[i].payee, splits[i].bps));
        }
        return keccak256(buffer);
    }
}
