// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice Turns a checked graph into the plan that its proofs are verified by.
interface IPlanBuilder {
    /// @notice The {Plan} of a graph.
    /// @dev Reverts with {Refusal.Graph_Refused} under P-02 to P-04, which need its sizes.
    /// @param graph A graph that {IGraphChecker} accepted; of another the result means nothing.
    /// @param srsLog Columns have at most 2^srsLog values.
    function build(bytes calldata graph, uint256 srsLog) external pure returns (bytes memory plan);
}
