// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IJobMarket} from "./interfaces/IJobMarket.sol";
import {IVerifier} from "./interfaces/IVerifier.sol";
import {Hashing} from "./libraries/Hashing.sol";
import {Payment, Payments} from "./libraries/Payments.sol";
import {Payouts} from "./libraries/Payouts.sol";
import {RequestRules} from "./libraries/RequestRules.sol";
import {MarketClosing} from "./market/MarketClosing.sol";
import {MarketState} from "./market/MarketState.sol";
import {Amount} from "./types/Amount.sol";
import {Claim} from "./types/Claim.sol";
import {Item} from "./types/Item.sol";
import {CONTEST_BOX, CONTEST_VERIFIER, Job} from "./types/Job.sol";
import {JobId, JobIdLib} from "./types/JobId.sol";
import {JobStatus} from "./types/JobStatus.sol";
import {MarketSetup} from "./types/MarketSetup.sol";
import {NodeId} from "./types/NodeId.sol";
import {Request} from "./types/Request.sol";
import {Ruling} from "./types/Ruling.sol";
import {Split} from "./types/Split.sol";
import {Statement} from "./types/Statement.sol";
import {Terms} from "./types/Terms.sol";
import {Tier} from "./types/Tier.sol";
import {Timestamp, TimestampLib} from "./types/Timestamp.sol";

/// @title JobMarket
/// @notice State, auction and settlement of jobs. Immutable; its money is its escrow in the Vault.
/// @dev From Locked on it calls the Vault, `mayAct` of the immutable ProviderRegistry and the verifier that was signed, nothing else: no
/// registry, role or pause can freeze an open job. Expire and finalize call the Vault alone.
contract JobMarket is MarketClosing {
    using Payments for Payment;

    uint256 public constant CANCELS_MAX = 64;
    uint256 public constant ITEMS_MAX = 64;

    /// @param setup Everything the market is made with, fixed for ever except the fee.
    constructor(MarketSetup memory setup) MarketState(setup) {}

    /// @inheritdoc IJobMarket
    function post(Request calldata request, Split[] calldata extras) external returns (JobId jobId) {
        jobId = JobIdLib.pack(request.requester, request.nonce);
        if (msg.sender != request.requester) revert Market_NotRequester(jobId, msg.sender);
        Job storage j = _jobs[jobId];
        _require(jobId, j, JobStatus.None);
        Timestamp at = TimestampLib.now_();
        (bytes32 digest,) = RequestRules.inspect(request, extras, domainSeparator(), disputeSecsMin, at);
        Timestamp lockBy = request.rampStart.plus(request.lockSecs);
        if (at > lockBy) revert Market_TooLate(jobId, lockBy);

        j.status = JobStatus.Posted;
        j.deadline = lockBy;
        j.digest = digest;
        _emitPosted(jobId, request);
        if (extras.length != 0) emit ExtrasSet(jobId, extras);
    }

    /// @inheritdoc IJobMarket
    function cancel(JobId[] calldata jobIds) external {
        if (jobIds.length == 0) revert Market_Empty();
        if (jobIds.length > CANCELS_MAX) revert Market_TooMany(jobIds.length, CANCELS_MAX);
        for (uint256 i = 0; i < jobIds.length; ++i) {
            JobId jobId = jobIds[i];
            if (jobId.requester() != msg.sender) revert Market_NotRequester(jobId, msg.sender);
            Job storage j = _jobs[jobId];
            if (j.status != JobStatus.None && j.status != JobStatus.Posted) revert Market_Status(jobId, j.status);
            _cancel(jobId, j);
        }
    }

    /// @inheritdoc IJobMarket
    function lock(
        Request calldata request,
        bytes calldata signature,
        Split[] calldata extras,
        NodeId nodeId,
        Amount minPrice,
        bool acceptUnlisted,
        bytes calldata gateProof
    ) external returns (JobId jobId, Amount price) {
        jobId = JobIdLib.pack(request.requester, request.nonce);
        Job storage j = _jobs[jobId];
        Terms memory terms;
        (terms.requestDigest, price) = _checkOffer(jobId, j, request, signature, extras);
        terms.listed = _checkTaker(jobId, request, nodeId, price, minPrice, acceptUnlisted);
        terms.royaltyHash = _models.requireOffered(request.modelId);
        _providers.requireLockable(nodeId, msg.sender, request.regionMask);
        if (request.gate != address(0) || gateProof.length != 0) {
            RequestRules.requireAdmitted(request, nodeId, gateProof);
        }

        // INVARIANT I-09: fee and royalties are read once, here; no later change reaches this job.
        terms.price = price;
        terms.feeBps = _config.feeBps;
        terms.nodeId = nodeId;
        _copyTerms(terms, request);

        // INVARIANT I-05: one nonce, one Job: only None and Posted come here, and nothing leads back to them.
        if (j.status == JobStatus.None && extras.length != 0) emit ExtrasSet(jobId, extras);
        _lock(jobId, j, request, terms);
    }

    /// @inheritdoc IJobMarket
    function decline(JobId jobId, Terms calldata terms) external {
        Job storage j = _jobs[jobId];
        _require(jobId, j, JobStatus.Locked);
        _requireDigest(jobId, j, Hashing.termsCalldata(terms));
        _requireNode(terms.nodeId);
        Timestamp until = j.deadline.minus(terms.execSecs.half());
        if (TimestampLib.now_() > until) revert Market_TooLate(jobId, until);
        _closeUnpaid(jobId, j, JobStatus.Declined, 0, terms, Payouts.declined(terms), address(0));
    }

    /// @inheritdoc IJobMarket
    function submit(JobId jobId, Terms calldata terms, Claim calldata claim, bytes32 key) external {
        Job storage j = _jobs[jobId];
        _require(jobId, j, JobStatus.Locked);
        bytes32 termsHash = Hashing.termsCalldata(terms);
        _requireDigest(jobId, j, termsHash);
        _requireNode(terms.nodeId);
        // INVARIANT I-08: at every moment exactly one of submit and expire is legal.
        Timestamp until = j.deadline.plus(graceSecs);
        Timestamp at = TimestampLib.now_();
        if (at > until) revert Market_TooLate(jobId, until);
        bool proven = _isProven(terms.tier);
        if (proven && terms.outputMode == 0) revert Market_ProofNeeded(jobId, terms.tier);
        // A sealed output that a proof pays for keeps its key until that proof: nobody reads what was not paid.
        _requireClaim(jobId, j, terms, claim, key, proven);

        bytes32 ic = _inferenceCommitment(jobId, terms, claim);
        Timestamp deadline = at.plus(terms.disputeSecs);
        Timestamp capAt = at.plus(CAP_SECS);
        j.status = JobStatus.Submitted;
        j.deadline = deadline;
        j.capAt = capAt;
        j.digest = Hashing.submitted(termsHash, ic);
        emit JobSubmitted(jobId, ic, claim, key, deadline, capAt);
    }

    /// @inheritdoc IJobMarket
    function settleProven(Item calldata item, bytes calldata proof, bytes32 key, bytes calldata deliveryAck) external {
        Job storage j = _jobs[item.jobId];
        if (!_isProven(item.terms.tier)) revert Market_SilenceSettles(item.jobId, item.terms.tier);
        bytes32 ic = _inferenceCommitment(item.jobId, item.terms, item.claim);
        bool answered = false;
        if (j.status == JobStatus.Locked) {
            _requireProvableLocked(item, j, key);
        } else {
            answered = _requireProvableSubmitted(item, j, ic, key, deliveryAck);
        }
        _requireProven(item, ic, proof, key, answered);
        _pay(item, j, ic, key);
    }

    /// @inheritdoc IJobMarket
    function accept(Item calldata item, bytes calldata signature) external {
        Job storage j = _jobs[item.jobId];
        bytes32 ic = _requireSilent(item, j);
        bytes32 digest = acceptanceDigest(item.jobId, ic);
        if (!_isRequesters(item.jobId, item.terms.agent, digest, signature)) {
            revert Market_AcceptanceSignature(item.jobId, digest);
        }
        _pay(item, j, ic, 0);
    }

    /// @inheritdoc IJobMarket
    function finalize(Item[] calldata items) external returns (uint256 paid) {
        if (items.length == 0) revert Market_Empty();
        if (items.length > ITEMS_MAX) revert Market_TooMany(items.length, ITEMS_MAX);
        if (items.length == 1) {
            _finalizeOne(items[0]);
            return 1;
        }
        Payment memory payment = Payments.open(items[0].terms.token, Payments.CREDITS_MAX);
        for (uint256 i = 0; i < items.length; ++i) {
            if (_finalizeIfReady(items[i], payment)) ++paid;
        }
        payment.flush(_vault, 0);
    }

    /// @inheritdoc IJobMarket
    function expire(JobId jobId, Terms calldata terms, bytes32 ic) external {
        Job storage j = _jobs[jobId];
        JobStatus status = _requireLive(jobId, j, terms, ic);
        Timestamp until;
        if (j.contests != 0) {
            until = j.capAt;
        } else if (status == JobStatus.Locked) {
            until = j.deadline.plus(graceSecs);
        } else if (_isProven(terms.tier)) {
            until = j.deadline.plus(graceSecs).plus(graceSecs);
        } else {
            // Silence pays these: finalize ends them.
            revert Market_Status(jobId, status);
        }
        if (TimestampLib.now_() <= until) revert Market_TooEarly(jobId, until);
        if (j.contests != 0) {
            _closeUnpaid(jobId, j, JobStatus.Voided, ic, terms, Payouts.voided(terms), address(0));
        } else {
            _closeUnpaid(jobId, j, JobStatus.Expired, ic, terms, Payouts.expired(terms), address(0));
        }
    }

    /// @inheritdoc IJobMarket
    function contest(JobId jobId, Terms calldata terms, bytes32 ic) external {
        Job storage j = _jobs[jobId];
        JobStatus status = _requireLive(jobId, j, terms, ic);
        uint8 bit = _contestBit(jobId, terms);
        if (bit == CONTEST_VERIFIER && status != JobStatus.Submitted) revert Market_Status(jobId, status);
        if (j.contests & bit != 0) revert Market_Contested(jobId, j.contests);
        if (TimestampLib.now_() > j.deadline) revert Market_TooLate(jobId, j.deadline);
        j.contests |= bit;
        emit JobContested(jobId, msg.sender, j.contests);
    }

    /// @inheritdoc IJobMarket
    function rule(JobId jobId, Terms calldata terms, bytes32 ic, Ruling ruling, address reporter) external {
        Job storage j = _jobs[jobId];
        JobStatus status = _requireLive(jobId, j, terms, ic);
        uint8 bit = _contestBit(jobId, terms);
        if (j.contests & bit == 0) revert Market_NotContested(jobId, msg.sender);
        if (TimestampLib.now_() > j.capAt) revert Market_TooLate(jobId, j.capAt);
        if (reporter != address(0) && ruling != Ruling.Slash) revert Market_ReporterWithoutSlash(jobId, reporter);

        if (ruling == Ruling.Slash && status == JobStatus.Submitted) {
            bool proved = reporter != address(0);
            _closeUnpaid(jobId, j, JobStatus.Slashed, ic, terms, Payouts.slashed(terms, proved), reporter);
        } else if (ruling == Ruling.Stall && status == JobStatus.Locked) {
            _closeUnpaid(jobId, j, JobStatus.Stalled, ic, terms, Payouts.stalled(terms), address(0));
        } else if (ruling == Ruling.Quarrel && status == JobStatus.Locked) {
            _closeUnpaid(jobId, j, JobStatus.Voided, ic, terms, Payouts.quarrelled(terms), address(0));
        } else if (ruling == Ruling.Resume && bit == CONTEST_BOX) {
            _resume(jobId, j, terms, ic, status);
        } else if (ruling == Ruling.Dismissed && status == JobStatus.Submitted) {
            j.contests &= ~bit;
            emit JobRuled(jobId, msg.sender, ruling, j.contests, j.deadline, j.digest);
        } else {
            revert Market_RulingRefused(jobId, status, ruling);
        }
    }

    /// @inheritdoc IJobMarket
    function expirePosted(JobId jobId) external {
        Job storage j = _jobs[jobId];
        _require(jobId, j, JobStatus.Posted);
        if (TimestampLib.now_() <= j.deadline) revert Market_TooEarly(jobId, j.deadline);
        _cancel(jobId, j);
    }

    /// @dev emit RequestPosted(jobId, request), with the 27 words as they lie in calldata: encoding them word by word once more costs 2,000
    /// gas. They are clean, since {RequestRules.inspect} was given each by its type. `JobMarketLockTest` decodes the event.
    function _emitPosted(JobId jobId, Request calldata request) private {
        bytes32 topic = RequestPosted.selector;
        assembly ("memory-safe") {
            // 27 x 32 bytes above the free pointer, used at once and left free.
            let data := mload(0x40)
            calldatacopy(data, request, 864)
            log2(data, 864, topic, jobId)
        }
    }

    /// @dev The Request is valid, its requester's, and open now.
    function _checkOffer(
        JobId jobId,
        Job storage j,
        Request calldata request,
        bytes calldata signature,
        Split[] calldata extras
    ) private view returns (bytes32 digest, Amount price) {
        JobStatus status = j.status;
        if (status != JobStatus.None && status != JobStatus.Posted) revert Market_Status(jobId, status);
        Timestamp at = TimestampLib.now_();
        if (at < _config.pausedUntil) revert Market_Paused(_config.pausedUntil);
        (digest, price) = RequestRules.inspect(request, extras, domainSeparator(), disputeSecsMin, at);
        if (status == JobStatus.Posted) {
            _requireDigest(jobId, j, digest);
        } else if (!RequestRules.isSignedBy(request.requester, digest, signature)) {
            revert Request_Signature(request.requester, digest);
        }
        if (at < request.rampStart) revert Market_TooEarly(jobId, request.rampStart);
        Timestamp lockBy = request.rampStart.plus(request.lockSecs);
        if (at > lockBy) revert Market_TooLate(jobId, lockBy);
    }

    /// @dev The caller may take it, at a price and under a verifier it agreed to.
    function _checkTaker(
        JobId jobId,
        Request calldata request,
        NodeId nodeId,
        Amount price,
        Amount minPrice,
        bool acceptUnlisted
    ) private view returns (bool listed) {
        if (request.exclusive != address(0) && nodeId.provider() != request.exclusive) {
            Timestamp until = request.rampStart.plus(request.exclusiveSecs);
            if (TimestampLib.now_() <= until) revert Market_Exclusive(jobId, request.exclusive, until);
        }
        if (price < minPrice) revert Market_PriceTooLow(jobId, price, minPrice);
        listed = _verifiers.isListed(request.verifier, Tier(request.tier));
        if (!listed && !acceptUnlisted) revert Market_VerifierNotListed(jobId, request.verifier);
    }

    function _copyTerms(Terms memory terms, Request calldata request) private pure {
        terms.token = request.token;
        terms.collateral = request.collateral;
        terms.tier = Tier(request.tier);
        terms.verifier = request.verifier;
        terms.modelId = request.modelId;
        terms.inputCommit = request.inputCommit;
        terms.watchers = request.watchers;
        terms.outputMode = request.outputMode;
        terms.extrasHash = request.extrasHash;
        terms.maxUnits = request.maxUnits;
        terms.execSecs = request.execSecs;
        terms.inputSecs = request.inputSecs;
        terms.disputeSecs = request.disputeSecs;
        terms.relay = request.relay;
        terms.agent = request.agent;
    }

    function _lock(JobId jobId, Job storage j, Request calldata request, Terms memory terms) private {
        address provider = terms.nodeId.provider();
        Timestamp deadline = TimestampLib.now_().plus(terms.execSecs);
        Timestamp capAt = TimestampLib.now_().plus(CAP_SECS);
        j.provider = provider;
        j.deadline = deadline;
        j.capAt = capAt;
        j.status = JobStatus.Locked;
        j.digest = Hashing.terms(terms);
        emit JobLocked(
            jobId, terms.nodeId, request, terms.price, terms.feeBps, terms.listed, terms.royaltyHash, deadline, capAt
        );
        // INVARIANT I-04: the price comes from the requester and the collateral from the provider, never from anybody else.
        _vault.lock2(terms.token, request.requester, terms.price, provider, terms.collateral, jobId.toUint());
    }

    function _finalizeOne(Item calldata item) private {
        Job storage j = _jobs[item.jobId];
        bytes32 ic = _requireSilent(item, j);
        if (TimestampLib.now_() <= j.deadline) revert Market_TooEarly(item.jobId, j.deadline);
        _pay(item, j, ic, 0);
    }

    /// @dev The same conditions as {_finalizeOne}, answered instead of reverted, so that one bad item cannot spoil a batch.
    function _finalizeIfReady(Item calldata item, Payment memory payment) private returns (bool) {
        Job storage j = _jobs[item.jobId];
        if (j.status != JobStatus.Submitted || j.contests != 0 || TimestampLib.now_() <= j.deadline) return false;
        if (_isProven(item.terms.tier)) return false;
        bytes32 ic = _inferenceCommitment(item.jobId, item.terms, item.claim);
        bytes32 submitted = Hashing.submitted(Hashing.termsCalldata(item.terms), ic);
        if (j.digest != submitted && j.digest != Hashing.answered(submitted)) return false;
        Split[] calldata royalties = item.royalties;
        Split[] calldata extras = item.extras;
        if (Hashing.royaltiesCalldata(royalties) != item.terms.royaltyHash) return false;
        if (Hashing.extrasCalldata(extras) != item.terms.extrasHash) return false;
        payment.reserve(_vault, item.terms.token, CREDITS_FIXED + royalties.length + extras.length);
        _closePaid(item, royalties, extras, j, ic, 0, payment);
        return true;
    }

    /// @dev The demand was met: the clock starts again with its full length. A Submitted job remembers that its output is on chain.
    function _resume(JobId jobId, Job storage j, Terms calldata terms, bytes32 ic, JobStatus status) private {
        j.contests &= ~CONTEST_BOX;
        if (status == JobStatus.Locked) {
            j.deadline = TimestampLib.now_().plus(terms.execSecs);
        } else {
            bytes32 submitted = Hashing.submitted(Hashing.termsCalldata(terms), ic);
            if (j.digest != submitted) revert Market_AnsweredAlready(jobId);
            j.deadline = TimestampLib.now_().plus(terms.disputeSecs);
            j.digest = Hashing.answered(submitted);
        }
        emit JobRuled(jobId, msg.sender, Ruling.Resume, j.contests, j.deadline, j.digest);
    }

    /// @dev Submitted, no contest, and of a tier that silence pays.
    function _requireSilent(Item calldata item, Job storage j) private view returns (bytes32 ic) {
        _require(item.jobId, j, JobStatus.Submitted);
        ic = _inferenceCommitment(item.jobId, item.terms, item.claim);
        _requireSubmittedDigest(item.jobId, j, item.terms, ic);
        if (_isProven(item.terms.tier)) revert Market_ProofNeeded(item.jobId, item.terms.tier);
    }

    /// @dev A public output goes straight from Locked to Paid; a demand for the input does not stand in a proof's way.
    function _requireProvableLocked(Item calldata item, Job storage j, bytes32 key) private view {
        JobId jobId = item.jobId;
        _requireDigest(jobId, j, Hashing.termsCalldata(item.terms));
        // A sealed output is submitted first, so that it can be demanded before anybody pays.
        if (item.terms.outputMode != 0) revert Market_Status(jobId, JobStatus.Locked);
        _requireClaim(jobId, j, item.terms, item.claim, key, false);
        Timestamp until = j.contests == 0 ? j.deadline.plus(graceSecs) : j.capAt;
        if (TimestampLib.now_() > until) revert Market_TooLate(jobId, until);
    }

    /// @dev A sealed output was submitted, and delivered: the requester says so, or did not complain through the whole window.
    function _requireProvableSubmitted(
        Item calldata item,
        Job storage j,
        bytes32 ic,
        bytes32 key,
        bytes calldata deliveryAck
    ) private view returns (bool answered) {
        JobId jobId = item.jobId;
        _require(jobId, j, JobStatus.Submitted);
        answered = _requireSubmittedDigest(jobId, j, item.terms, ic);
        if (Hashing.keyHash(key) != item.claim.keyHash) revert Market_KeyDiffers(jobId, item.claim.keyHash, key);
        Timestamp at = TimestampLib.now_();
        Timestamp until = j.deadline.plus(graceSecs).plus(graceSecs);
        if (at > until) revert Market_TooLate(jobId, until);
        if (at > j.deadline) return answered;
        bytes32 digest = deliveryAckDigest(jobId, ic);
        if (!_isRequesters(jobId, item.terms.agent, digest, deliveryAck)) revert Market_DeliveryAck(jobId, digest);
    }

    /// @dev The claim is the provider's, within its units, and sealed as the Request says.
    /// @param keyLater A sealed output whose key comes with the proof.
    function _requireClaim(
        JobId jobId,
        Job storage j,
        Terms calldata terms,
        Claim calldata claim,
        bytes32 key,
        bool keyLater
    ) private view {
        if (claim.payee != j.provider) revert Market_PayeeDiffers(jobId, claim.payee, j.provider);
        if (claim.units > terms.maxUnits) revert Market_UnitsTooMany(jobId, claim.units, terms.maxUnits);
        if (terms.outputMode == 0) {
            if (claim.cipherCommit != 0 || claim.keyHash != 0 || key != 0) {
                revert Market_KeyDiffers(jobId, claim.keyHash, key);
            }
        } else {
            if (claim.cipherCommit == 0) revert Market_CipherCommitZero(jobId);
            if (keyLater ? key != 0 || claim.keyHash == 0 : Hashing.keyHash(key) != claim.keyHash) {
                revert Market_KeyDiffers(jobId, claim.keyHash, key);
            }
        }
        // What a proof pays for commits its sealed output by the ciphertext alone.
        if (claim.outputCommit == 0 && !keyLater) revert Market_OutputCommitZero(jobId);
    }

    /// @dev INVARIANT I-22: only the verifier's own magic value pays. Whatever else it does reverts, and slashes nobody.
    function _requireProven(Item calldata item, bytes32 ic, bytes calldata proof, bytes32 key, bool answered)
        private
        view
    {
        Terms calldata terms = item.terms;
        Claim calldata claim = item.claim;
        Statement memory statement = Statement({
            ic: ic,
            jobId: item.jobId,
            payee: claim.payee,
            modelId: terms.modelId,
            inputCommit: terms.inputCommit,
            outputCommit: claim.outputCommit,
            cipherCommit: claim.cipherCommit,
            keyHash: claim.keyHash,
            units: claim.units,
            maxUnits: terms.maxUnits,
            traceRoot: claim.traceRoot,
            answered: answered
        });
        if (IVerifier(terms.verifier).verify(statement, proof, key) != IVerifier.verify.selector) {
            revert Market_NotProven(item.jobId, terms.verifier);
        }
    }

    /// @dev Which referee the caller is to this job.
    function _contestBit(JobId jobId, Terms calldata terms) private view returns (uint8) {
        if (msg.sender == exchangeBox) return CONTEST_BOX;
        if (terms.tier == Tier.Optimistic && msg.sender == terms.verifier) return CONTEST_VERIFIER;
        revert Market_NotReferee(jobId, msg.sender);
    }
}
