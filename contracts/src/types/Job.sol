// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {JobStatus} from "./JobStatus.sol";
import {Timestamp} from "./Timestamp.sol";

/// @notice What storage keeps of a job: two slots.
/// @param provider Who locked it; zero while Posted.
/// @param deadline Posted: last moment to lock. Locked: end of execution. Submitted: end of the dispute window.
/// @param capAt The moment after which a job with an open contest is void.
/// @param status Where it stands.
/// @param contests Referees at work on it.
/// @param digest Posted: the Request's EIP-712 digest. Locked: H(Terms). Submitted: H(H(Terms), IC). Zero once closed.
struct Job {
    address provider;
    Timestamp deadline;
    Timestamp capAt;
    JobStatus status;
    uint8 contests;
    bytes32 digest;
}
