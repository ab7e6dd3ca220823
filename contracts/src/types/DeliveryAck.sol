// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {JobId} from "./JobId.sol";

/// @notice The requester's EIP-712 signature that he holds the sealed output of a Claim.
struct DeliveryAck {
    JobId jobId;
    bytes32 ic;
}
