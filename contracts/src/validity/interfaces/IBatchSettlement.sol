// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Item} from "../../types/Item.sol";
import {JobId} from "../../types/JobId.sol";

/// @notice A job with everything that `settleProven` needs.
/// @param item The job, its terms and claim.
/// @param proof Of the claim.
/// @param key Of a sealed output, or zero.
/// @param deliveryAck The requester's signature that a sealed output arrived, or nothing.
/// @param answered Whether the sealed output was answered on chain.
struct ProvenItem {
    Item item;
    bytes proof;
    bytes32 key;
    bytes deliveryAck;
    bool answered;
}

/// @notice Settles many proven jobs of one market in one transaction, with one pairing. Nobody trusts it: the market pays whom each Claim names.
interface IBatchSettlement {
    /// @notice The market refused this job, in its own words; the others are not touched by that.
    event BatchItemRefused(JobId indexed jobId, bytes reason);

    /// @notice Verifies all proofs, then asks the market to pay each job.
    /// @dev Emits {BatchItemRefused} for jobs that the market does not pay, as one that somebody settled before. A proof that does not hold
    /// reverts the whole call, so whoever assembles a batch checks it first.
    /// @return paid How many jobs were paid.
    function settle(ProvenItem[] calldata items) external returns (uint256 paid);
}
