// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRequestErrors} from "./IRequestErrors.sol";
import {Amount} from "../types/Amount.sol";
import {Bps} from "../types/Bps.sol";
import {Claim} from "../types/Claim.sol";
import {Duration} from "../types/Duration.sol";
import {Item} from "../types/Item.sol";
import {Job} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {JobStatus} from "../types/JobStatus.sol";
import {NodeId} from "../types/NodeId.sol";
import {Request} from "../types/Request.sol";
import {Settlement} from "../types/Settlement.sol";
import {Terms} from "../types/Terms.sol";
import {Timestamp} from "../types/Timestamp.sol";

/// @notice State, auction and settlement of jobs. Holds no token: money stays in the Vault, as this contract's escrow.
/// @dev Transitions that are not listed here revert with the status found. A job emits exactly one {JobClosed}.
interface IJobMarket is IRequestErrors {
    /// @notice A Request stands on chain; deadline = rampStart + lockSecs.
    event RequestPosted(JobId indexed jobId, Request request);
    /// @notice A provider took the Request: with it, everything that {Terms} is made of.
    event JobLocked(
        JobId indexed jobId,
        NodeId indexed nodeId,
        Request request,
        Amount price,
        Bps feeBps,
        bool listed,
        bytes32 royaltyHash,
        Timestamp deadline,
        Timestamp capAt
    );
    event JobSubmitted(
        JobId indexed jobId, bytes32 indexed ic, Claim claim, bytes32 key, Timestamp deadline, Timestamp capAt
    );
    /// @notice The job is over. The one terminal event of its id.
    /// @param ic The inference commitment; zero if none was submitted.
    /// @param settlement Where price and collateral went; all zero if nothing was locked.
    /// @param key The key revealed by this very call; zero if none was.
    event JobClosed(
        JobId indexed jobId, JobStatus indexed status, bytes32 indexed ic, Settlement settlement, bytes32 key
    );
    event FeeSet(Bps feeBps);
    event Paused(Timestamp until, Timestamp cooldownUntil);

    error Market_Status(JobId jobId, JobStatus status);
    error Market_NotRequester(JobId jobId, address caller);
    error Market_NotOperator(NodeId nodeId, address caller);
    error Market_DigestDiffers(JobId jobId, bytes32 expected, bytes32 given);
    error Market_TooEarly(JobId jobId, Timestamp from);
    error Market_TooLate(JobId jobId, Timestamp until);
    /// @notice Only `exclusive` may lock until then.
    error Market_Exclusive(JobId jobId, address exclusive, Timestamp until);
    error Market_PriceTooLow(JobId jobId, Amount price, Amount minPrice);
    error Market_VerifierNotListed(JobId jobId, address verifier);
    error Market_GateProofWithoutGate(JobId jobId);
    error Market_Contested(JobId jobId, uint8 contests);
    error Market_PayeeDiffers(JobId jobId, address payee, address provider);
    error Market_UnitsTooMany(JobId jobId, uint32 units, uint32 maxUnits);
    error Market_OutputCommitZero(JobId jobId);
    /// @notice Public output has no key and no ciphertext; a sealed one has a key that hashes to keyHash.
    error Market_KeyDiffers(JobId jobId, bytes32 keyHash, bytes32 key);
    error Market_AcceptanceSignature(JobId jobId, bytes32 digest);
    error Market_RoyaltiesDiffer(JobId jobId, bytes32 expected, bytes32 given);
    error Market_ExtrasDiffer(JobId jobId);
    error Market_TooMany(uint256 count, uint256 max);
    error Market_Empty();
    error Market_Paused(Timestamp until);
    error Market_NotTimelock(address caller);
    error Market_NotGuardian(address caller);
    error Market_FeeOutside(Bps feeBps, Bps min, Bps max);
    error Market_FeeAccountZero();
    error Market_PauseTooLong(Duration asked, Duration max);
    error Market_PauseCooldown(Timestamp until);

    /// @notice None -> Posted. Puts the caller's Request on chain; no money moves.
    /// @dev Emits {RequestPosted}.
    function post(Request calldata request) external returns (JobId jobId);

    /// @notice None or Posted -> Cancelled, for at most 64 of the caller's ids. No money moves.
    /// @dev Emits {JobClosed} for each.
    function cancel(JobId[] calldata jobIds) external;

    /// @notice None or Posted -> Locked: the caller takes a Request for a node at the price of this moment.
    /// @dev Emits {JobLocked}. Locks price of the requester and collateral of the provider. Callers: the node's provider, its
    /// operators, the node's session key.
    /// Requirements: rampStart <= now <= rampStart + lockSecs; the exclusive provider, while there is one; a staked, active
    /// node in the mask's zones; an offered Model; not paused.
    /// @param signature The requester's, over {requestDigest}; empty if the Request was posted.
    /// @param minPrice Refuse a lower price.
    /// @param acceptUnlisted Take a verifier that is not listed for the tier, at the provider's own risk.
    /// @param gateProof What Request.gate reads; empty without a gate.
    function lock(
        Request calldata request,
        bytes calldata signature,
        NodeId nodeId,
        Amount minPrice,
        bool acceptUnlisted,
        bytes calldata gateProof
    ) external returns (JobId jobId, Amount price);

    /// @notice Locked -> Declined, in the first half of execSecs: the provider gives the job back.
    /// @dev Emits {JobClosed}. Price to the requester; 10 % of the collateral, rounded up, to SINK; the rest back.
    function decline(JobId jobId, Terms calldata terms) external;

    /// @notice Locked -> Submitted: the Claim is in and the window starts. Cooperative and Optimistic.
    /// @dev Emits {JobSubmitted}. Requirements: now <= deadline + graceSecs; payee is the provider; units <= maxUnits; the key
    /// hashes to keyHash, or all three of cipherCommit, keyHash and key are zero for public output.
    function submit(JobId jobId, Terms calldata terms, Claim calldata claim, bytes32 key) external;

    /// @notice Submitted -> Paid at once. Cooperative and Optimistic, no contest open.
    /// @dev Emits {JobClosed}. Pays price x units / maxUnits, rounded down; of it the fee rounds up, royalties round down and the
    /// provider takes the rest and the collateral; the remainder of the price returns to the requester.
    /// @param signature Empty if the caller is requester or agent; else an {Acceptance} signed by one of them.
    function accept(Item calldata item, bytes calldata signature) external;

    /// @notice Submitted -> Paid, for at most 64 jobs whose window has passed in silence. Anyone.
    /// @dev Emits {JobClosed} for each. A lone unready item reverts with the reason; in a batch it is skipped.
    /// @return paid How many were paid.
    function finalize(Item[] calldata items) external returns (uint256 paid);

    /// @notice Locked -> Expired after deadline + graceSecs. Anyone.
    /// @dev Emits {JobClosed}. Expired: price and min(25 % price, 30 % collateral) to the requester, rounded down, the rest of the
    /// collateral to SINK.
    /// @param ic What the job's digest was submitted with; zero, since only a Locked job expires in this market.
    function expire(JobId jobId, Terms calldata terms, bytes32 ic) external;

    /// @notice Posted -> Cancelled after the auction ended without a lock. Anyone.
    /// @dev Emits {JobClosed}.
    function expirePosted(JobId jobId) external;

    /// @notice Timelock only: sets the fee of later locks, 10 to 250 bps.
    /// @dev Emits {FeeSet}.
    function setFee(Bps feeBps) external;

    /// @notice Guardian only: pauses `lock` and nothing else, for at most 14 days, then not again for 30.
    /// @dev Emits {Paused}.
    function pause(Duration duration) external;

    function job(JobId jobId) external view returns (Job memory);
    function feeBps() external view returns (Bps);
    function pausedUntil() external view returns (Timestamp);
    function cooldownUntil() external view returns (Timestamp);
    /// @return The EIP-712 digest a requester signs, for this chain and market.
    function requestDigest(Request calldata request) external view returns (bytes32);
    /// @return The EIP-712 digest of an {Acceptance}.
    function acceptanceDigest(JobId jobId, bytes32 ic) external view returns (bytes32);
    /// @return What the auction asks at time `at`; constant within a block, never falls, never above maxPrice.
    function priceAt(Request calldata request, Timestamp at) external pure returns (Amount);
    function domainSeparator() external view returns (bytes32);
    function vault() external view returns (address);
    function providers() external view returns (address);
    function models() external view returns (address);
    function verifiers() external view returns (address);
    function feeAccount() external view returns (address);
    function timelock() external view returns (address);
    function guardian() external view returns (address);
    function graceSecs() external view returns (Duration);
    function disputeSecsMin() external view returns (Duration);
}
