// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {JobStatus} from "./JobStatus.sol";
import {Timestamp} from "./Timestamp.sol";

/// @dev Bits of {Job.contests}: the ExchangeBox, and the signed verifier of an Optimistic job.
uint8 constant CONTEST_BOX = 1;
uint8 constant CONTEST_VERIFIER = 2;

/// @notice What storage keeps of a job: two slots.
/// @param provider Who locked it; zero while Posted.
/// @param deadline Posted: last moment to lock. Locked: end of execution. Submitted: end of the dispute window.
/// @param capAt The moment after which a job with an open contest is void.
/// @param status Where it stands.
/// @param contests The referees at work on it, a bit each: {CONTEST_BOX}, {CONTEST_VERIFIER}.
/// @param digest Posted: the Request's EIP-712 digest. Locked: H(Terms). Submitted: H(H(Terms), IC), hashed once more when
/// the output was answered on chain. Zero once closed.
struct Job {
    address provider;
    Timestamp deadline;
    Timestamp capAt;
    JobStatus status;
    uint8 contests;
    bytes32 digest;
}
