// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IJobMarket} from "../interfaces/IJobMarket.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {IProviderRegistry} from "../interfaces/IProviderRegistry.sol";
import {IVault} from "../interfaces/IVault.sol";
import {IVerifierRegistry} from "../interfaces/IVerifierRegistry.sol";
import {Hashing} from "../libraries/Hashing.sol";
import {Limits} from "../libraries/Limits.sol";
import {RequestRules} from "../libraries/RequestRules.sol";
import {TypedData} from "../libraries/TypedData.sol";
import {Acceptance} from "../types/Acceptance.sol";
import {Amount} from "../types/Amount.sol";
import {Bps} from "../types/Bps.sol";
import {Claim} from "../types/Claim.sol";
import {DeliveryAck} from "../types/DeliveryAck.sol";
import {Duration} from "../types/Duration.sol";
import {Job} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {JobStatus} from "../types/JobStatus.sol";
import {MarketSetup} from "../types/MarketSetup.sol";
import {NodeId} from "../types/NodeId.sol";
import {Record} from "../types/Record.sol";
import {Request} from "../types/Request.sol";
import {Terms} from "../types/Terms.sol";
import {Tier} from "../types/Tier.sol";
import {Timestamp, TimestampLib} from "../types/Timestamp.sol";

/// @notice What the market remembers and how it reads it: configuration, jobs, records, and the checks that every call begins with.
abstract contract MarketState is IJobMarket {
    struct Config {
        Bps feeBps;
        Timestamp pausedUntil;
        Timestamp cooldownUntil;
    }

    Bps public constant FEE_BPS_MIN = Bps.wrap(10);
    Bps public constant FEE_BPS_MAX = Bps.wrap(250);
    Duration public constant PAUSE_SECS_MAX = Duration.wrap(14 days);
    Duration public constant PAUSE_COOLDOWN_SECS = Duration.wrap(30 days);
    /// @notice From lock or submit: after this a job whose referee never answers is void.
    Duration public constant CAP_SECS = Limits.CAP_SECS;

    IVault internal immutable _vault;
    IProviderRegistry internal immutable _providers;
    IModelRegistry internal immutable _models;
    IVerifierRegistry internal immutable _verifiers;
    address internal immutable _sink;
    /// @inheritdoc IJobMarket
    address public immutable exchangeBox;
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

    mapping(JobId jobId => Job) internal _jobs;
    mapping(address provider => mapping(address token => Record)) internal _records;
    Config internal _config;

    /// @param setup Everything the market is made with, fixed for ever except the fee.
    constructor(MarketSetup memory setup) {
        // A fee nobody can be credited would hold every payment back.
        if (setup.feeAccount == address(0)) revert Market_FeeAccountZero();
        _vault = setup.vault;
        _providers = setup.providers;
        _models = setup.models;
        _verifiers = setup.verifiers;
        _sink = 0x000000000000000000000000000000000000dEaD;
        exchangeBox = setup.exchangeBox;
        feeAccount = setup.feeAccount;
        timelock = setup.timelock;
        guardian = setup.guardian;
        graceSecs = setup.graceSecs;
        disputeSecsMin = setup.disputeSecsMin;
        _setFee(setup.feeBps);
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
    function record(address provider, address token) external view returns (Record memory) {
        return _records[provider][token];
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
    function deliveryAckDigest(JobId jobId, bytes32 ic) public view returns (bytes32) {
        return TypedData.digest(domainSeparator(), TypedData.hash(DeliveryAck({jobId: jobId, ic: ic})));
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

    function _setFee(Bps feeBps_) internal {
        if (feeBps_.toUint() < FEE_BPS_MIN.toUint() || feeBps_.toUint() > FEE_BPS_MAX.toUint()) {
            revert Market_FeeOutside(feeBps_, FEE_BPS_MIN, FEE_BPS_MAX);
        }
        _config.feeBps = feeBps_;
        emit FeeSet(feeBps_);
    }

    function _require(JobId jobId, Job storage j, JobStatus status) internal view {
        if (j.status != status) revert Market_Status(jobId, j.status);
        if (j.contests != 0) revert Market_Contested(jobId, j.contests);
    }

    function _requireDigest(JobId jobId, Job storage j, bytes32 given) internal view {
        if (j.digest != given) revert Market_DigestDiffers(jobId, j.digest, given);
    }

    /// @return answered Whether the output was answered on chain.
    function _requireSubmittedDigest(JobId jobId, Job storage j, Terms calldata terms, bytes32 ic)
        internal
        view
        returns (bool answered)
    {
        bytes32 submitted = Hashing.submitted(Hashing.termsCalldata(terms), ic);
        if (j.digest == submitted) return false;
        if (j.digest == Hashing.answered(submitted)) return true;
        revert Market_DigestDiffers(jobId, j.digest, submitted);
    }

    /// @dev Locked, when `ic` must be zero, or Submitted; terms and commitment are the job's.
    function _requireLive(JobId jobId, Job storage j, Terms calldata terms, bytes32 ic)
        internal
        view
        returns (JobStatus status)
    {
        status = j.status;
        if (status == JobStatus.Submitted) {
            _requireSubmittedDigest(jobId, j, terms, ic);
        } else if (status != JobStatus.Locked) {
            revert Market_Status(jobId, status);
        } else if (ic != 0) {
            revert Market_DigestDiffers(jobId, j.digest, Hashing.submitted(Hashing.termsCalldata(terms), ic));
        } else {
            _requireDigest(jobId, j, Hashing.termsCalldata(terms));
        }
    }

    function _requireNode(NodeId nodeId) internal view {
        if (!_providers.mayAct(nodeId, msg.sender)) revert Market_NotOperator(nodeId, msg.sender);
    }

    /// @dev The requester or its agent calls, or signed the digest.
    function _isRequesters(JobId jobId, address agent, bytes32 digest, bytes calldata signature)
        internal
        view
        returns (bool)
    {
        address requester = jobId.requester();
        // msg.sender is never zero, so an absent agent says nothing.
        if (msg.sender == requester || msg.sender == agent) return true;
        if (RequestRules.isSignedBy(requester, digest, signature)) return true;
        return agent != address(0) && RequestRules.isSignedBy(agent, digest, signature);
    }

    /// @dev A proof pays these tiers; the others are paid by acceptance or silence.
    function _isProven(Tier tier) internal pure returns (bool) {
        return tier == Tier.Validity || tier == Tier.Attested;
    }

    function _inferenceCommitment(JobId jobId, Terms calldata terms, Claim calldata claim)
        internal
        view
        returns (bytes32)
    {
        return Hashing.inferenceCommitmentCalldata(
            block.chainid, address(this), jobId, terms.verifier, terms.modelId, terms.inputCommit, claim
        );
    }
}
