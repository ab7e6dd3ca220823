// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {NodeId} from "../types/NodeId.sol";
import {Request} from "../types/Request.sol";

/// @notice Decides which nodes may lock a Request that names it.
interface IGate {
    /// @notice Asked once, at `lock`, by a static call with 500,000 gas. Whatever goes wrong here only makes that `lock` fail.
    /// @param request The whole Request; `gateData` is this gate's.
    /// @param nodeId The node that would run it.
    /// @param proof What the caller of `lock` brought for this gate.
    /// @return magic This function's selector if and only if the node is admitted.
    function admit(Request calldata request, NodeId nodeId, bytes calldata proof) external view returns (bytes4 magic);
}
