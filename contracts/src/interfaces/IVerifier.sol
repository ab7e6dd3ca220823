// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Statement} from "../types/Statement.sol";

/// @notice Decides whether a Claim may be paid. The Request names the contract, so its code is part of what was signed.
interface IVerifier {
    /// @notice Judges a statement.
    /// @dev Called with a static call. A revert, a false answer or a lack of gas only makes the caller revert; nobody is slashed.
    /// @param statement What is claimed.
    /// @param proof Whatever this verifier needs; it also carries the preimage of modelId and a public output.
    /// @param key The revealed key of a sealed output, or zero.
    /// @return magic This function's selector if and only if the statement is proved.
    function verify(Statement calldata statement, bytes calldata proof, bytes32 key)
        external
        view
        returns (bytes4 magic);
}
