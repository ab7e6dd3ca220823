// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice How a graph is refused: by the number of the rule that it breaks.
library Refusal {
    /// @notice The graph breaks `rule`, in ASCII, at operator `id`, or {HEADER} where it is none's.
    error Graph_Refused(bytes4 rule, uint256 id);

    uint256 internal constant HEADER = type(uint256).max;

    function unless(bool holds, bytes4 rule, uint256 id) internal pure {
        if (!holds) revert Graph_Refused(rule, id);
    }
}
