// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {JobId} from "./JobId.sol";
import {Timestamp} from "./Timestamp.sol";

/// @notice A relay's EIP-712 signature that it hands out the output of a job until then: answers a demand for a large output.
/// @param cipherCommit What it hands out: the Claim's cipherCommit, or its outputCommit if the output is public.
struct Availability {
    JobId jobId;
    bytes32 cipherCommit;
    Timestamp until;
}
