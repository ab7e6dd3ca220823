// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {JobId} from "./JobId.sol";

/// @notice The requester's (or agent's) EIP-712 signature that a Claim is what he wanted: ends the window at once.
struct Acceptance {
    JobId jobId;
    bytes32 ic;
}
