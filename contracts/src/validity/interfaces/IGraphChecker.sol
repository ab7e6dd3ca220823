// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice Judges the graph of a model that asks for validity proofs.
interface IGraphChecker {
    /// @notice Returns if the graph keeps every rule that a graph alone decides: G of prover/AIR8.md, T-03 and W-05 as far, and P-01 of
    /// prover/PROOFS.md.
    /// @dev Reverts with {Refusal.Graph_Refused}, which names the rule and the operator.
    /// @param graph The graph section, header and records.
    function check(bytes calldata graph) external pure;
}
