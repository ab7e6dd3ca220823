// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IExchangeBox} from "../interfaces/IExchangeBox.sol";
import {IJobMarket} from "../interfaces/IJobMarket.sol";
import {AccountState, Exposure, ILens, Solvency} from "../interfaces/ILens.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {IProviderRegistry} from "../interfaces/IProviderRegistry.sol";
import {IRequestErrors} from "../interfaces/IRequestErrors.sol";
import {IVault} from "../interfaces/IVault.sol";
import {IVerifierRegistry} from "../interfaces/IVerifierRegistry.sol";
import {Hashing} from "../libraries/Hashing.sol";
import {RequestRules} from "../libraries/RequestRules.sol";
import {Amount} from "../types/Amount.sol";
import {Claim} from "../types/Claim.sol";
import {Demand} from "../types/Demand.sol";
import {Job} from "../types/Job.sol";
import {JobId, JobIdLib} from "../types/JobId.sol";
import {JobStatus} from "../types/JobStatus.sol";
import {NodeId} from "../types/NodeId.sol";
import {Request} from "../types/Request.sol";
import {Split} from "../types/Split.sol";
import {Terms} from "../types/Terms.sol";
import {Tier} from "../types/Tier.sol";
import {Timestamp, TimestampLib} from "../types/Timestamp.sol";

/// @title Lens
/// @notice Views over the whole market for wallets, providers and auditors.
contract Lens is ILens {
    uint256 public constant JOBS_MAX = 64;

    IJobMarket private immutable _market;
    IVault private immutable _vault;
    IProviderRegistry private immutable _providers;
    IModelRegistry private immutable _models;
    IVerifierRegistry private immutable _verifiers;
    IExchangeBox private immutable _box;

    constructor(IJobMarket market_) {
        _market = market_;
        _vault = IVault(market_.vault());
        _providers = IProviderRegistry(market_.providers());
        _models = IModelRegistry(market_.models());
        _verifiers = IVerifierRegistry(market_.verifiers());
        _box = IExchangeBox(market_.exchangeBox());
    }

    /// @inheritdoc ILens
    function priceAt(Request calldata request, Timestamp at) external view returns (Amount) {
        return _market.priceAt(request, at);
    }

    /// @inheritdoc ILens
    function requestDigest(Request calldata request) external view returns (bytes32) {
        return _market.requestDigest(request);
    }

    /// @inheritdoc ILens
    function inferenceCommitment(JobId jobId, Terms calldata terms, Claim calldata claim)
        external
        view
        returns (bytes32 ic)
    {
        return Hashing.inferenceCommitment(
            block.chainid, address(_market), jobId, terms.verifier, terms.modelId, terms.inputCommit, claim
        );
    }

    /// @inheritdoc ILens
    function lockable(
        Request calldata request,
        bytes calldata signature,
        Split[] calldata extras,
        NodeId nodeId,
        address caller,
        Amount minPrice,
        bool acceptUnlisted,
        bytes calldata gateProof
    ) external view returns (bool ok, bytes memory reason, Amount price) {
        try this.requireLockable(
            request, signature, extras, nodeId, caller, minPrice, acceptUnlisted, gateProof
        ) returns (
            Amount asked
        ) {
            return (true, "", asked);
        } catch (bytes memory why) {
            return (false, why, Amount.wrap(0));
        }
    }

    /// @inheritdoc ILens
    function requireLockable(
        Request calldata request,
        bytes calldata signature,
        Split[] calldata extras,
        NodeId nodeId,
        address caller,
        Amount minPrice,
        bool acceptUnlisted,
        bytes calldata gateProof
    ) external view returns (Amount price) {
        price = _requireOffered(request, signature, extras);
        _requireTakeable(request, nodeId, price, minPrice, acceptUnlisted);
        _models.requireOffered(request.modelId);
        _providers.requireLockable(nodeId, caller, request.regionMask);
        RequestRules.requireAdmitted(request, nodeId, gateProof);
        _requireFunded(request, nodeId.provider(), price);
    }

    /// @inheritdoc ILens
    function job(JobId jobId) external view returns (Job memory) {
        return _market.job(jobId);
    }

    /// @inheritdoc ILens
    function jobs(JobId[] calldata jobIds) external view returns (Job[] memory list) {
        _requireFew(jobIds.length);
        list = new Job[](jobIds.length);
        for (uint256 i = 0; i < jobIds.length; ++i) {
            list[i] = _market.job(jobIds[i]);
        }
    }

    /// @inheritdoc ILens
    function account(address token, address user) external view returns (AccountState memory state) {
        state.free = _vault.free(token, user);
        state.wallet = IERC20(token).balanceOf(user);
        state.allowance = IERC20(token).allowance(user, address(_vault));
        if (token == _providers.stakeToken()) state.stake = _providers.bondOf(user, address(0));
        state.record = _market.record(user, token);
    }

    /// @inheritdoc ILens
    function solvency(address token) external view returns (Solvency memory s) {
        s.balance = IERC20(token).balanceOf(address(_vault));
        s.liabilities = _vault.liabilities(token);
        s.registryEscrow = _vault.escrow(token, address(_providers));
        s.marketEscrow = _vault.escrow(token, address(_market));
        s.boxEscrow = _vault.escrow(token, address(_box));
        s.solvent = s.balance >= s.liabilities.toUint();
    }

    /// @inheritdoc ILens
    function exposure(
        address token,
        address user,
        JobId[] calldata jobIds,
        Terms[] calldata terms,
        bytes32[] calldata ics
    ) external view returns (Exposure memory e) {
        _requireFew(jobIds.length);
        if (terms.length != jobIds.length || ics.length != jobIds.length) {
            revert Lens_LengthsDiffer(jobIds.length, terms.length, ics.length);
        }
        for (uint256 i = 0; i < jobIds.length; ++i) {
            _addExposure(e, token, user, jobIds[i], terms[i], ics[i]);
        }
    }

    /// @inheritdoc ILens
    function market() external view returns (address) {
        return address(_market);
    }

    function _addExposure(Exposure memory e, address token, address user, JobId jobId, Terms calldata terms, bytes32 ic)
        private
        view
    {
        address requester = jobId.requester();
        if (user == requester) {
            Demand memory d = _box.demand(jobId);
            if (d.token == token) e.deposits = e.deposits + d.deposit;
        }
        Job memory j = _market.job(jobId);
        if (j.status != JobStatus.Locked && j.status != JobStatus.Submitted) return;
        bytes32 digest = Hashing.termsCalldata(terms);
        if (j.status == JobStatus.Submitted) digest = Hashing.submitted(digest, ic);
        if (j.digest != digest && (j.status == JobStatus.Locked || j.digest != Hashing.answered(digest))) {
            revert Lens_TermsDiffer(jobId);
        }
        if (terms.token != token) return;
        if (user == requester) e.prices = e.prices + terms.price;
        if (user == j.provider) e.collaterals = e.collaterals + terms.collateral;
    }

    /// @dev As the market does: the Request is valid, its requester's, and open now.
    function _requireOffered(Request calldata request, bytes calldata signature, Split[] calldata extras)
        private
        view
        returns (Amount price)
    {
        JobId jobId = JobIdLib.pack(request.requester, request.nonce);
        Job memory j = _market.job(jobId);
        if (j.status != JobStatus.None && j.status != JobStatus.Posted) {
            revert IJobMarket.Market_Status(jobId, j.status);
        }
        Timestamp at = TimestampLib.now_();
        Timestamp pausedUntil = _market.pausedUntil();
        if (at < pausedUntil) revert IJobMarket.Market_Paused(pausedUntil);
        bytes32 digest;
        (digest, price) = RequestRules.inspect(request, extras, _market.domainSeparator(), _market.disputeSecsMin(), at);
        if (j.status == JobStatus.Posted) {
            if (j.digest != digest) revert IJobMarket.Market_DigestDiffers(jobId, j.digest, digest);
        } else if (!RequestRules.isSignedBy(request.requester, digest, signature)) {
            revert IRequestErrors.Request_Signature(request.requester, digest);
        }
        if (at < request.rampStart) revert IJobMarket.Market_TooEarly(jobId, request.rampStart);
        Timestamp lockBy = request.rampStart.plus(request.lockSecs);
        if (at > lockBy) revert IJobMarket.Market_TooLate(jobId, lockBy);
    }

    /// @dev As the market does: the caller's node may take it, at a price and under a verifier it agreed to.
    function _requireTakeable(
        Request calldata request,
        NodeId nodeId,
        Amount price,
        Amount minPrice,
        bool acceptUnlisted
    ) private view {
        JobId jobId = JobIdLib.pack(request.requester, request.nonce);
        if (request.exclusive != address(0) && nodeId.provider() != request.exclusive) {
            Timestamp until = request.rampStart.plus(request.exclusiveSecs);
            if (TimestampLib.now_() <= until) revert IJobMarket.Market_Exclusive(jobId, request.exclusive, until);
        }
        if (price < minPrice) revert IJobMarket.Market_PriceTooLow(jobId, price, minPrice);
        if (!acceptUnlisted && !_verifiers.isListed(request.verifier, Tier(request.tier))) {
            revert IJobMarket.Market_VerifierNotListed(jobId, request.verifier);
        }
    }

    /// @dev As the Vault does, price first: what is left of one account that is both must still cover the collateral.
    function _requireFunded(Request calldata request, address provider, Amount price) private view {
        Amount free =
            _requireFree(request.token, request.requester, _vault.free(request.token, request.requester), price);
        if (provider != request.requester) free = _vault.free(request.token, provider);
        _requireFree(request.token, provider, free, request.collateral);
    }

    function _requireFree(address token, address user, Amount free, Amount needed) private pure returns (Amount) {
        if (free < needed) revert IVault.Vault_FreeTooLow(token, user, free, needed);
        return free - needed;
    }

    function _requireFew(uint256 count) private pure {
        if (count > JOBS_MAX) revert Lens_TooMany(count, JOBS_MAX);
    }
}
