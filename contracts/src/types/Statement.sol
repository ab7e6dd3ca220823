// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {JobId} from "./JobId.sol";

/// @notice What a Verifier is asked to judge.
/// @param ic The inference commitment.
/// @param jobId The job; its requester is the upper 160 bits.
/// @param payee The provider.
/// @param modelId The registered Model; its preimage travels in the proof.
/// @param inputCommit Commitment to the input.
/// @param outputCommit Commitment to the output; a public output travels in the proof.
/// @param cipherCommit Commitment to the sealed output, or zero.
/// @param keyHash H(0d | key), or zero.
/// @param units Units billed.
/// @param maxUnits The most that could be billed.
/// @param traceRoot Root of the execution trace, or zero.
/// @param answered Whether a demand for the output was answered, on chain or by the relay; the ciphertext then travels in the proof.
struct Statement {
    bytes32 ic;
    JobId jobId;
    address payee;
    bytes32 modelId;
    bytes32 inputCommit;
    bytes32 outputCommit;
    bytes32 cipherCommit;
    bytes32 keyHash;
    uint32 units;
    uint32 maxUnits;
    bytes32 traceRoot;
    bool answered;
}
