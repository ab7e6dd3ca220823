// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IJobMarket} from "./interfaces/IJobMarket.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {IVault} from "./interfaces/IVault.sol";
import {IVerifierRegistry} from "./interfaces/IVerifierRegistry.sol";
import {Hashing} from "./libraries/Hashing.sol";
import {Payouts} from "./libraries/Payouts.sol";
import {RequestRules} from "./libraries/RequestRules.sol";
import {TypedData} from "./libraries/TypedData.sol";
import {Acceptance} from "./types/Acceptance.sol";
import {Amount} from "./types/Amount.sol";
import {Bps} from "./types/Bps.sol";
import {Claim} from "./types/Claim.sol";
import {Credit} from "./types/Credit.sol";
import {Duration} from "./types/Duration.sol";
import {Item} from "./types/Item.sol";
import {Job} from "./types/Job.sol";
import {JobId, JobIdLib} from "./types/JobId.sol";
import {JobStatus} from "./types/JobStatus.sol";
import {MarketSetup} from "./types/MarketSetup.sol";
import {NodeId} from "./types/NodeId.sol";
import {Request} from "./types/Request.sol";
import {Settlement} from "./types/Settlement.sol";
import {Terms} from "./types/Terms.sol";
import {Tier} from "./types/Tier.sol";
import {Timestamp, TimestampLib} from "./types/Timestamp.sol";

/// @title JobMarket
/// @notice State, auction and settlement of jobs. Immutable; its money is its escrow in the Vault.
/// @dev From Locked on it calls the Vault and `mayAct` of the immutable ProviderRegistry, nothing else: no registry, role or pause
/// can freeze an open job.
contract JobMarket is IJobMarket {
    struct Config {
        Bps feeBps;
        Timestamp pausedUntil;
        Timestamp cooldownUntil;
    }

    uint256 public constant CANCELS_MAX = 64;
    uint256 public constant ITEMS_MAX = 64;
    Bps public constant FEE_BPS_MIN = Bps.wrap(10);
    Bps public constant FEE_BPS_MAX = Bps.wrap(250);
    Duration public constant PAUSE_SECS_MAX = Duration.wrap(14 days);
    Duration public constant PAUSE_COOLDOWN_SECS = Duration.wrap(30 days);
    /// @notice From lock or submit: after this a job whose referee never answers is void.
    Duration public constant CAP_SECS = Duration.wrap(30 days);

    IVault private immutable _vault;
    IProviderRegistry private immutable _providers;
    IModelRegistry private immutable _models;
    IVerifierRegistry private immutable _verifiers;
    address private immutable _sink;
    /// @inheritdoc IJobMarket
    address public immutable feeAccount;
    /// @inheritdoc IJobMarket
    address public immutable timelock;
    /// @inheritdoc IJobMarket
    address public immutable guardian;
    /// @inheritdoc IJobMarket
    Duration public immutable graceSecs;
    /// @inheritdoc IJobMarket
    Duration public immutable disputeSecsMin;

    mapping(JobId jobId => Job) private _jobs;
    Config private _config;

    /// @param setup Everything the market is made with, fixed for ever except the fee.
    constructor(MarketSetup memory setup) {
        // A fee nobody can be credited would hold every payment back.
        if (setup.feeAccount == address(0)) revert Market_FeeAccountZero();
        _vault = setup.vault;
        _providers = setup.providers;
        _models = setup.models;
        _verifiers = setup.verifiers;
        _sink = 0x000000000000000000000000000000000000dEaD;
        feeAccount = setup.feeAccount;
        timelock = setup.timelock;
        guardian = setup.guardian;
        graceSecs = setup.graceSecs;
        disputeSecsMin = setup.disputeSecsMin;
        _setFee(setup.feeBps);
    }

    /// @inheritdoc IJobMarket
    function post(Request calldata request) external returns (JobId jobId) {
        jobId = JobIdLib.pack(request.requester, request.nonce);
        if (msg.sender != request.requester) revert Market_NotRequester(jobId, msg.sender);
        Job storage j = _jobs[jobId];
        _require(jobId, j, JobStatus.None);
        Timestamp at = TimestampLib.now_();
        (bytes32 digest,) = RequestRules.inspect(request, domainSeparator(), disputeSecsMin, at);
        Timestamp lockBy = request.rampStart.plus(request.lockSecs);
        if (at > lockBy) revert Market_TooLate(jobId, lockBy);

        j.status = JobStatus.Posted;
        j.deadline = lockBy;
        j.digest = digest;
        emit RequestPosted(jobId, request);
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
        NodeId nodeId,
        Amount minPrice,
        bool acceptUnlisted,
        bytes calldata gateProof
    ) external returns (JobId jobId, Amount price) {
        jobId = JobIdLib.pack(request.requester, request.nonce);
        Job storage j = _jobs[jobId];
        Terms memory terms;
        (terms.requestDigest, price) = _checkOffer(jobId, j, request, signature);
        terms.listed = _checkTaker(jobId, request, nodeId, price, minPrice, acceptUnlisted, gateProof);
        terms.royaltyHash = _models.requireOffered(request.modelId);
        _providers.requireLockable(nodeId, msg.sender, request.regionMask);

        // INVARIANT I-09: fee and royalties are read once, here; no later change reaches this job.
        terms.price = price;
        terms.feeBps = _config.feeBps;
        terms.nodeId = nodeId;
        _copyTerms(terms, request);

        // INVARIANT I-05: one nonce, one Job: only None and Posted come here, and nothing leads back to them.
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
        _close(jobId, j, JobStatus.Declined, 0, terms, Payouts.declined(terms), new Credit[](Payouts.FIXED_CREDITS));
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
        if (claim.payee != j.provider) revert Market_PayeeDiffers(jobId, claim.payee, j.provider);
        if (claim.units > terms.maxUnits) revert Market_UnitsTooMany(jobId, claim.units, terms.maxUnits);
        if (claim.outputCommit == 0) revert Market_OutputCommitZero(jobId);
        // Public output, the only mode served: nothing is sealed, so there is no key.
        if (claim.cipherCommit != 0 || claim.keyHash != 0 || key != 0) {
            revert Market_KeyDiffers(jobId, claim.keyHash, key);
        }

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
    function accept(Item calldata item, bytes calldata signature) external {
        Job storage j = _jobs[item.jobId];
        _require(item.jobId, j, JobStatus.Submitted);
        bytes32 ic = _inferenceCommitment(item.jobId, item.terms, item.claim);
        _requireDigest(item.jobId, j, Hashing.submitted(Hashing.termsCalldata(item.terms), ic));
        _requireAcceptance(item.jobId, ic, item.terms.agent, signature);
        _requireSplits(item);
        _pay(item, j, ic);
    }

    /// @inheritdoc IJobMarket
    function finalize(Item[] calldata items) external returns (uint256 paid) {
        if (items.length == 0) revert Market_Empty();
        if (items.length > ITEMS_MAX) revert Market_TooMany(items.length, ITEMS_MAX);
        if (items.length == 1) {
            _finalizeOne(items[0]);
            return 1;
        }
        for (uint256 i = 0; i < items.length; ++i) {
            if (_finalizeIfReady(items[i])) ++paid;
        }
    }

    /// @inheritdoc IJobMarket
    function expire(JobId jobId, Terms calldata terms, bytes32 ic) external {
        Job storage j = _jobs[jobId];
        _require(jobId, j, JobStatus.Locked);
        bytes32 termsHash = Hashing.termsCalldata(terms);
        _requireDigest(jobId, j, ic == 0 ? termsHash : Hashing.submitted(termsHash, ic));
        Timestamp until = j.deadline.plus(graceSecs);
        if (TimestampLib.now_() <= until) revert Market_TooEarly(jobId, until);
        _close(jobId, j, JobStatus.Expired, 0, terms, Payouts.expired(terms), new Credit[](Payouts.FIXED_CREDITS));
    }

    /// @inheritdoc IJobMarket
    function expirePosted(JobId jobId) external {
        Job storage j = _jobs[jobId];
        _require(jobId, j, JobStatus.Posted);
        if (TimestampLib.now_() <= j.deadline) revert Market_TooEarly(jobId, j.deadline);
        _cancel(jobId, j);
    }

    /// @inheritdoc IJobMarket
    function setFee(Bps feeBps_) external {
        if (msg.sender != timelock) revert Market_NotTimelock(msg.sender);
        _setFee(feeBps_);
    }

    /// @inheritdoc IJobMarket
    function pause(Duration duration) external {
        if (msg.sender != guardian) revert Market_NotGuardian(msg.sender);
        if (duration > PAUSE_SECS_MAX) revert Market_PauseTooLong(duration, PAUSE_SECS_MAX);
        Timestamp at = TimestampLib.now_();
        if (at < _config.cooldownUntil) revert Market_PauseCooldown(_config.cooldownUntil);
        Timestamp until = at.plus(duration);
        _config.pausedUntil = until;
        _config.cooldownUntil = until.plus(PAUSE_COOLDOWN_SECS);
        emit Paused(until, _config.cooldownUntil);
    }

    /// @inheritdoc IJobMarket
    function job(JobId jobId) external view returns (Job memory) {
        return _jobs[jobId];
    }

    /// @inheritdoc IJobMarket
    function feeBps() external view returns (Bps) {
        return _config.feeBps;
    }

    /// @inheritdoc IJobMarket
    function pausedUntil() external view returns (Timestamp) {
        return _config.pausedUntil;
    }

    /// @inheritdoc IJobMarket
    function cooldownUntil() external view returns (Timestamp) {
        return _config.cooldownUntil;
    }

    /// @inheritdoc IJobMarket
    function requestDigest(Request calldata request) external view returns (bytes32) {
        return RequestRules.digestOf(request, domainSeparator());
    }

    /// @inheritdoc IJobMarket
    function acceptanceDigest(JobId jobId, bytes32 ic) public view returns (bytes32) {
        return TypedData.digest(domainSeparator(), TypedData.hash(Acceptance({jobId: jobId, ic: ic})));
    }

    /// @inheritdoc IJobMarket
    function priceAt(Request calldata request, Timestamp at) external pure returns (Amount) {
        return RequestRules.priceAt(request, at);
    }

    /// @inheritdoc IJobMarket
    function domainSeparator() public view returns (bytes32) {
        return TypedData.domainSeparator(address(this));
    }

    /// @inheritdoc IJobMarket
    function vault() external view returns (address) {
        return address(_vault);
    }

    /// @inheritdoc IJobMarket
    function providers() external view returns (address) {
        return address(_providers);
    }

    /// @inheritdoc IJobMarket
    function models() external view returns (address) {
        return address(_models);
    }

    /// @inheritdoc IJobMarket
    function verifiers() external view returns (address) {
        return address(_verifiers);
    }

    /// @dev The Request is valid, its requester's, and open now.
    function _checkOffer(JobId jobId, Job storage j, Request calldata request, bytes calldata signature)
        private
        view
        returns (bytes32 digest, Amount price)
    {
        JobStatus status = j.status;
        if (status != JobStatus.None && status != JobStatus.Posted) revert Market_Status(jobId, status);
        Timestamp at = TimestampLib.now_();
        if (at < _config.pausedUntil) revert Market_Paused(_config.pausedUntil);
        (digest, price) = RequestRules.inspect(request, domainSeparator(), disputeSecsMin, at);
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
        bool acceptUnlisted,
        bytes calldata gateProof
    ) private view returns (bool listed) {
        if (request.exclusive != address(0) && nodeId.provider() != request.exclusive) {
            Timestamp until = request.rampStart.plus(request.exclusiveSecs);
            if (TimestampLib.now_() <= until) revert Market_Exclusive(jobId, request.exclusive, until);
        }
        if (price < minPrice) revert Market_PriceTooLow(jobId, price, minPrice);
        if (gateProof.length != 0) revert Market_GateProofWithoutGate(jobId);
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
        _require(item.jobId, j, JobStatus.Submitted);
        bytes32 ic = _inferenceCommitment(item.jobId, item.terms, item.claim);
        _requireDigest(item.jobId, j, Hashing.submitted(Hashing.termsCalldata(item.terms), ic));
        if (TimestampLib.now_() <= j.deadline) revert Market_TooEarly(item.jobId, j.deadline);
        _requireSplits(item);
        _pay(item, j, ic);
    }

    /// @dev The same conditions as {_finalizeOne}, answered instead of reverted, so that one bad item cannot spoil a batch.
    function _finalizeIfReady(Item calldata item) private returns (bool) {
        Job storage j = _jobs[item.jobId];
        if (j.status != JobStatus.Submitted || j.contests != 0 || TimestampLib.now_() <= j.deadline) return false;
        bytes32 ic = _inferenceCommitment(item.jobId, item.terms, item.claim);
        if (j.digest != Hashing.submitted(Hashing.termsCalldata(item.terms), ic)) return false;
        if (item.extras.length != 0 || Hashing.royaltiesCalldata(item.royalties) != item.terms.royaltyHash) {
            return false;
        }
        _pay(item, j, ic);
        return true;
    }

    function _pay(Item calldata item, Job storage j, bytes32 ic) private {
        (Settlement memory settlement, Credit[] memory credits) =
            Payouts.paid(item.terms, item.claim.units, item.royalties);
        credits[1] = Credit({account: feeAccount, amount: settlement.fee});
        _close(item.jobId, j, JobStatus.Paid, ic, item.terms, settlement, credits);
    }

    /// @dev The only way money leaves a job. INVARIANT I-14: one {JobClosed} per id, since every caller required a live status.
    /// @param credits The first {Payouts.FIXED_CREDITS} places are provider, fee or SINK, and requester; royalties are filled in.
    function _close(
        JobId jobId,
        Job storage j,
        JobStatus status,
        bytes32 ic,
        Terms calldata terms,
        Settlement memory s,
        Credit[] memory credits
    ) private {
        credits[0] = Credit({account: j.provider, amount: s.toProvider + s.collateralBack});
        if (!s.burned.isZero()) credits[1] = Credit({account: _sink, amount: s.burned});
        credits[2] = Credit({account: jobId.requester(), amount: s.refund + s.compensation});
        j.status = status;
        j.digest = 0;
        emit JobClosed(jobId, status, ic, s, 0);
        _vault.pay(terms.token, credits, jobId.toUint());
    }

    function _cancel(JobId jobId, Job storage j) private {
        j.status = JobStatus.Cancelled;
        j.digest = 0;
        Settlement memory nothing;
        emit JobClosed(jobId, JobStatus.Cancelled, 0, nothing, 0);
    }

    function _setFee(Bps feeBps_) private {
        if (feeBps_.toUint() < FEE_BPS_MIN.toUint() || feeBps_.toUint() > FEE_BPS_MAX.toUint()) {
            revert Market_FeeOutside(feeBps_, FEE_BPS_MIN, FEE_BPS_MAX);
        }
        _config.feeBps = feeBps_;
        emit FeeSet(feeBps_);
    }

    function _require(JobId jobId, Job storage j, JobStatus status) private view {
        if (j.status != status) revert Market_Status(jobId, j.status);
        if (j.contests != 0) revert Market_Contested(jobId, j.contests);
    }

    function _requireDigest(JobId jobId, Job storage j, bytes32 given) private view {
        if (j.digest != given) revert Market_DigestDiffers(jobId, j.digest, given);
    }

    function _requireNode(NodeId nodeId) private view {
        if (!_providers.mayAct(nodeId, msg.sender)) revert Market_NotOperator(nodeId, msg.sender);
    }

    function _requireAcceptance(JobId jobId, bytes32 ic, address agent, bytes calldata signature) private view {
        address requester = jobId.requester();
        // msg.sender is never zero, so an absent agent accepts nothing.
        if (msg.sender == requester || msg.sender == agent) return;
        bytes32 digest = acceptanceDigest(jobId, ic);
        if (RequestRules.isSignedBy(requester, digest, signature)) return;
        if (agent != address(0) && RequestRules.isSignedBy(agent, digest, signature)) return;
        revert Market_AcceptanceSignature(jobId, digest);
    }

    /// @dev INVARIANT I-09: the payees are those the registry had when the job was locked, each once, in order.
    function _requireSplits(Item calldata item) private pure {
        bytes32 given = Hashing.royaltiesCalldata(item.royalties);
        if (given != item.terms.royaltyHash) revert Market_RoyaltiesDiffer(item.jobId, item.terms.royaltyHash, given);
        if (item.extras.length != 0) revert Market_ExtrasDiffer(item.jobId);
    }

    function _inferenceCommitment(JobId jobId, Terms calldata terms, Claim calldata claim)
        private
        view
        returns (bytes32)
    {
        return Hashing.inferenceCommitmentCalldata(
            block.chainid, address(this), jobId, terms.verifier, terms.modelId, terms.inputCommit, claim
        );
    }
}
