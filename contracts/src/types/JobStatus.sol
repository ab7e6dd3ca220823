// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice Where a job stands. None, Posted, Locked and Submitted are live; the others are terminal and stay for ever.
/// @dev Values are part of the ABI and never renumbered.
enum JobStatus {
    None,
    Posted,
    Locked,
    Submitted,
    Paid,
    Cancelled,
    Declined,
    Stalled,
    Expired,
    Slashed,
    Voided
}
