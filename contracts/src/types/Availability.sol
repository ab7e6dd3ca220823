// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {JobId} from "./JobId.sol";
import {Timestamp} from "./Timestamp.sol";

/// @notice A relay's EIP-712 signature that it hands out the sealed output of a job until then: answers a demand for a large output.
struct Availability {
    JobId jobId;
    bytes32 cipherCommit;
    Timestamp until;
}
