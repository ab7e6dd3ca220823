// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice What a Provider says it did. With chain, market, job, verifier, model and input it hashes to the inference commitment.
/// @param payee The provider; inside, so that copied calldata pays the worker.
/// @param outputCommit H(05 | salt' | outputRoot).
/// @param cipherCommit Commitment to the sealed output; zero when the output is public.
/// @param keyHash H(0d | key); zero when the output is public.
/// @param units Units billed, at most the Request's maxUnits.
/// @param traceRoot H(0a | ...) of the execution trace; zero where the tier needs none.
struct Claim {
    address payee;
    bytes32 outputCommit;
    bytes32 cipherCommit;
    bytes32 keyHash;
    uint32 units;
    bytes32 traceRoot;
}
