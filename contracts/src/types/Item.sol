// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Claim} from "./Claim.sol";
import {JobId} from "./JobId.sol";
import {Split} from "./Split.sol";
import {Terms} from "./Terms.sol";

/// @notice A submitted job with everything that is needed to pay it.
/// @param jobId The job.
/// @param terms As locked.
/// @param claim As submitted.
/// @param royalties The Model's frozen list, in order.
/// @param extras The Request's signed splits, in order.
struct Item {
    JobId jobId;
    Terms terms;
    Claim claim;
    Split[] royalties;
    Split[] extras;
}
