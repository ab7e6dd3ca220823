// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice A contract that contests jobs and rules on them: the ExchangeBox, and the verifier of an Optimistic job.
/// @dev A referee holds one contest of a job, however many challenges it plays: it counts them itself, calls `contest` with the first
/// and `rule` with the last lost or the first won. So nobody can fill the places of honest challengers.
interface IReferee {
    /// @notice The longest a contest of this referee takes, in seconds, from `contest` to `rule`. Read at post and lock, where it must
    /// leave two dispute windows, an answer and two days within 30 days. It must never grow.
    function maxSecs() external view returns (uint256);
}
