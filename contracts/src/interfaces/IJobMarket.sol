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
import {Record} from "../types/Record.sol";
import {Request} from "../types/Request.sol";
import {Ruling} from "../types/Ruling.sol";
import {Settlement} from "../types/Settlement.sol";
import {Split} from "../types/Split.sol";
import {Terms} from "../types/Terms.sol";
import {Tier} from "../types/Tier.sol";
import {Timestamp} from "../types/Timestamp.sol";

/// @notice State, auction and settlement of jobs. Holds no token: money stays in the Vault, as this contract's escrow.
/// @dev Transitions that are not listed here revert with the status found. A job emits exactly one {JobClosed}.
interface IJobMarket is IRequestErrors {
    /// @notice A Request stands on chain; deadline = rampStart + lockSecs.
    event RequestPosted(JobId indexed jobId, Request request);
    /// @notice The list behind a Request's extrasHash, wherever it first comes on chain: with RequestPosted, or with JobLocked of a signed
    /// Request. None if there are no extras.
    event ExtrasSet(JobId indexed jobId, Split[] extras);
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
    /// @notice A referee is at work on the job.
    /// @param contests The referees at work, a bit each: 1 the ExchangeBox, 2 the signed verifier.
    event JobContested(JobId indexed jobId, address indexed referee, uint8 contests);
    /// @notice A contest ended and the job goes on. (Other rulings end it: {JobClosed}.)
    /// @param ruling Dismissed or Resume.
    /// @param digest What storage keeps of the job now; a Submitted job that resumes hashes once more.
    event JobRuled(
        JobId indexed jobId,
        address indexed referee,
        Ruling indexed ruling,
        uint8 contests,
        Timestamp deadline,
        bytes32 digest
    );
    /// @notice The job is over. The one terminal event of its id.
    /// @param ic The inference commitment; zero if none was submitted.
    /// @param settlement Where price and collateral went; all zero if nothing was locked.
    /// @param key The key revealed by this very call; zero if none was.
    event JobClosed(
        JobId indexed jobId, JobStatus indexed status, bytes32 indexed ic, Settlement settlement, bytes32 key
    );
    /// @notice What became of a provider's jobs in one token, as it stands now.
    event RecordSet(address indexed provider, address indexed token, Record record);
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
    /// @notice A referee is at work: bits as in {JobContested}.
    error Market_Contested(JobId jobId, uint8 contests);
    error Market_NotContested(JobId jobId, address referee);
    /// @notice The caller is neither the ExchangeBox nor the signed verifier of an Optimistic job.
    error Market_NotReferee(JobId jobId, address caller);
    error Market_RulingRefused(JobId jobId, JobStatus status, Ruling ruling);
    error Market_ReporterWithoutSlash(JobId jobId, address reporter);
    /// @notice The output was answered on chain before; its window starts again once.
    error Market_AnsweredAlready(JobId jobId);
    /// @notice A proof pays this tier: `settleProven`, after `submit` if the output is sealed.
    error Market_ProofNeeded(JobId jobId, Tier tier);
    /// @notice Acceptance or silence pays this tier: `accept`, `finalize`.
    error Market_SilenceSettles(JobId jobId, Tier tier);
    error Market_NotProven(JobId jobId, address verifier);
    /// @notice Before the window has passed, a sealed output is paid only with the requester's {DeliveryAck}.
    error Market_DeliveryAck(JobId jobId, bytes32 digest);
    error Market_PayeeDiffers(JobId jobId, address payee, address provider);
    error Market_UnitsTooMany(JobId jobId, uint32 units, uint32 maxUnits);
    error Market_OutputCommitZero(JobId jobId);
    error Market_CipherCommitZero(JobId jobId);
    /// @notice Public output has no key and no ciphertext; a sealed one has a key that hashes to keyHash.
    error Market_KeyDiffers(JobId jobId, bytes32 keyHash, bytes32 key);
    error Market_AcceptanceSignature(JobId jobId, bytes32 digest);
    error Market_RoyaltiesDiffer(JobId jobId, bytes32 expected, bytes32 given);
    error Market_ExtrasDiffer(JobId jobId, bytes32 expected, bytes32 given);
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
    /// @dev Emits {RequestPosted}, and {ExtrasSet} if there are any.
    /// @param extras The list behind extrasHash: at most 4 payees and 1,500 bps.
    function post(Request calldata request, Split[] calldata extras) external returns (JobId jobId);

    /// @notice None or Posted -> Cancelled, for at most 64 of the caller's ids. No money moves.
    /// @dev Emits {JobClosed} for each.
    function cancel(JobId[] calldata jobIds) external;

    /// @notice None or Posted -> Locked: the caller takes a Request for a node at the price of this moment.
    /// @dev Emits {JobLocked}. Locks price of the requester and collateral of the provider. Callers: the node's provider, its
    /// operators, the node's session key.
    /// Requirements: rampStart <= now <= rampStart + lockSecs; the exclusive provider, while there is one; a staked, active
    /// node in the mask's zones; an offered Model; the gate's consent; not paused.
    /// @param signature The requester's, over {requestDigest}; empty if the Request was posted.
    /// @param extras The list behind extrasHash.
    /// @param minPrice Refuse a lower price.
    /// @param acceptUnlisted Take a verifier that is not listed for the tier, at the provider's own risk.
    /// @param gateProof What Request.gate reads; empty without a gate.
    function lock(
        Request calldata request,
        bytes calldata signature,
        Split[] calldata extras,
        NodeId nodeId,
        Amount minPrice,
        bool acceptUnlisted,
        bytes calldata gateProof
    ) external returns (JobId jobId, Amount price);

    /// @notice Locked -> Declined, in the first half of execSecs: the provider gives the job back.
    /// @dev Emits {JobClosed}, and {RecordSet} if the job counts. No contest. Price to the requester; 10 % of the collateral, rounded up, to SINK; the rest back.
    function decline(JobId jobId, Terms calldata terms) external;

    /// @notice Locked -> Submitted: the Claim is in and the window starts. Not for a public output that a proof pays for.
    /// @dev Emits {JobSubmitted}. Callers as {lock}. Requirements: no contest; now <= deadline + graceSecs; payee is the provider;
    /// units <= maxUnits. Public output: cipherCommit, keyHash and key are zero. Sealed output: the key hashes to keyHash, and is
    /// published by this call; where a proof pays (Validity, Attested) the key is zero here and comes with the proof.
    function submit(JobId jobId, Terms calldata terms, Claim calldata claim, bytes32 key) external;

    /// @notice Locked -> Paid for a public output, Submitted -> Paid for a sealed one: the signed verifier proves the Claim. Anyone.
    /// @dev Emits {JobClosed} with the key, and {RecordSet} if the job counts. Validity and Attested only. Pays as {accept}; the payee is
    /// the provider, whoever sends it. Locked: now <= deadline + graceSecs, or <= capAt while the input is demanded. Submitted: no
    /// contest; the key hashes to keyHash; deadline < now <= deadline + 2 graceSecs, or earlier with the requester's {DeliveryAck}.
    /// @param proof Given to the verifier as it is.
    /// @param key Zero for a public output.
    /// @param deliveryAck The {DeliveryAck} signed by requester or agent; empty after the window, or if one of them calls.
    function settleProven(Item calldata item, bytes calldata proof, bytes32 key, bytes calldata deliveryAck) external;

    /// @notice Submitted -> Paid at once. Cooperative and Optimistic, no contest open.
    /// @dev Emits {JobClosed}, and {RecordSet} if the job counts. Pays price x units / maxUnits, rounded down; of it the fee rounds up,
    /// royalties and extras round down and the provider takes the rest and the collateral; the remainder of the price returns to
    /// the requester.
    /// @param signature Empty if the caller is requester or agent; else an {Acceptance} signed by one of them.
    function accept(Item calldata item, bytes calldata signature) external;

    /// @notice Submitted -> Paid, for at most 64 jobs whose window has passed in silence. Cooperative and Optimistic. Anyone.
    /// @dev Emits {JobClosed} for each, and {RecordSet} where it counts. A lone unready item reverts with the reason; in a batch it is
    /// skipped. A batch credits each account once per token: the Vault's events then name no job.
    /// @return paid How many were paid.
    function finalize(Item[] calldata items) external returns (uint256 paid);

    /// @notice Ends a job whose clock ran out. Anyone.
    /// @dev Emits {JobClosed}. No contest: Locked after deadline + graceSecs, or Submitted in a tier that a proof pays after
    /// deadline + 2 graceSecs -> Expired: price and min(25 % price, 30 % collateral) to the requester, rounded down, the rest of the
    /// collateral to SINK. Contested, after capAt -> Voided: price and collateral back.
    /// @param ic The submitted commitment; zero if the job is Locked.
    function expire(JobId jobId, Terms calldata terms, bytes32 ic) external;

    /// @notice Holds a job up to its deadline: the ExchangeBox, or in the Optimistic tier the signed verifier once it is Submitted.
    /// @dev Emits {JobContested}. One contest per referee at a time; see {IReferee}.
    /// @param ic The submitted commitment; zero if the job is Locked.
    function contest(JobId jobId, Terms calldata terms, bytes32 ic) external;

    /// @notice Ends the caller's contest, until capAt.
    /// @dev Dismissed (Submitted): the job goes on. Resume (ExchangeBox): Locked gets execSecs again, Submitted gets disputeSecs again,
    /// once; both emit {JobRuled}. Slash (Submitted) -> Slashed: price and min(25 % price, 20 % collateral) to the requester, 30 % of
    /// the collateral to the reporter if there is one, the rest to SINK. Stall (Locked) -> Stalled: 5 % of the price to the provider,
    /// everything else back. Quarrel (Locked) -> Voided: 5 % of the smaller of price and collateral to SINK from each side. All
    /// fractions round down. These emit {JobClosed}.
    /// @param reporter Who proved the fault; zero if nobody did.
    function rule(JobId jobId, Terms calldata terms, bytes32 ic, Ruling ruling, address reporter) external;

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
    /// @return What became of the provider's jobs in `token`.
    function record(address provider, address token) external view returns (Record memory);
    function feeBps() external view returns (Bps);
    function pausedUntil() external view returns (Timestamp);
    function cooldownUntil() external view returns (Timestamp);
    /// @return The EIP-712 digest a requester signs, for this chain and market.
    function requestDigest(Request calldata request) external view returns (bytes32);
    /// @return The EIP-712 digest of an {Acceptance}.
    function acceptanceDigest(JobId jobId, bytes32 ic) external view returns (bytes32);
    /// @return The EIP-712 digest of a {DeliveryAck}.
    function deliveryAckDigest(JobId jobId, bytes32 ic) external view returns (bytes32);
    /// @return What the auction asks at time `at`; constant within a block, never falls, never above maxPrice.
    function priceAt(Request calldata request, Timestamp at) external pure returns (Amount);
    function domainSeparator() external view returns (bytes32);
    function vault() external view returns (address);
    function providers() external view returns (address);
    function models() external view returns (address);
    function verifiers() external view returns (address);
    /// @return The built-in referee of delivery.
    function exchangeBox() external view returns (address);
    function feeAccount() external view returns (address);
    function timelock() external view returns (address);
    function guardian() external view returns (address);
    function graceSecs() external view returns (Duration);
    function disputeSecsMin() external view returns (Duration);
}
