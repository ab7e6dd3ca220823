// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Statement} from "../../types/Statement.sol";

/// @notice Takes the proofs of many statements with one pairing.
interface IBatchVerifier {
    error Validity_BatchSize(uint256 count, uint256 max);
    error Validity_BatchLengths(uint256 statements, uint256 proofs, uint256 keys);

    /// @notice Verifies every proof, or reverts. For the rest of the transaction `verify` takes each of these statements, with its key, from
    /// `market` without a proof.
    /// @dev A mark is transient and of one Statement: its commitment, which names chain, market and verifier, the key, and whether it was answered.
    /// @param market That will ask.
    /// @param keys Of sealed outputs; zero of public ones.
    function verifyBatch(
        address market,
        Statement[] calldata statements,
        bytes[] calldata proofs,
        bytes32[] calldata keys
    ) external;
}
