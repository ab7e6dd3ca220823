// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRequestErrors} from "../interfaces/IRequestErrors.sol";
import {Signatures} from "./Signatures.sol";
import {TypedData} from "./TypedData.sol";
import {Amount} from "../types/Amount.sol";
import {Duration} from "../types/Duration.sol";
import {Request} from "../types/Request.sol";
import {Tier} from "../types/Tier.sol";
import {Timestamp} from "../types/Timestamp.sol";

/// @title RequestRules
/// @notice What makes a Request valid, what it hashes to, what it asks at a moment, and who signed it.
/// @dev A linked library: JobMarket with these inside would not fit EIP-170. No storage; every limit has a name here.
library RequestRules {
    Duration internal constant LOCK_SECS_MAX = Duration.wrap(30 days);
    Duration internal constant EXEC_SECS_MAX = Duration.wrap(7 days);
    /// @dev Two windows, a referee and two days of margin stay below the 30 days of capAt.
    Duration internal constant DISPUTE_SECS_MAX = Duration.wrap(7 days);
    Duration internal constant RAMP_START_AHEAD_MAX = Duration.wrap(365 days);
    Duration private constant ZERO = Duration.wrap(0);
    Duration private constant ONE = Duration.wrap(1);

    /// @notice Validates a Request and returns what JobMarket needs of it.
    /// @param disputeSecsMin The shortest window of an Optimistic job on this chain.
    /// @param at Now.
    /// @return digest The EIP-712 digest under `separator`.
    /// @return price What the auction asks at `at`.
    function inspect(Request calldata request, bytes32 separator, Duration disputeSecsMin, Timestamp at)
        external
        pure
        returns (bytes32 digest, Amount price)
    {
        _requireNotServedZero(request);
        _requireValid(request, at);
        _requireTier(request, disputeSecsMin);
        digest = TypedData.digest(separator, TypedData.hashCalldata(request));
        price = _priceAt(request, at);
    }

    /// @notice The EIP-712 digest of a Request, valid or not.
    function digestOf(Request calldata request, bytes32 separator) external pure returns (bytes32) {
        return TypedData.digest(separator, TypedData.hashCalldata(request));
    }

    /// @notice minPrice until the exclusive window has passed, then a straight line to maxPrice over rampSecs, rounded down.
    function priceAt(Request calldata request, Timestamp at) external pure returns (Amount) {
        return _priceAt(request, at);
    }

    /// @notice Whether `signature` over `digest` is `signer`'s: ECDSA, then ERC-1271 with capped gas and return data.
    function isSignedBy(address signer, bytes32 digest, bytes calldata signature) external view returns (bool) {
        return Signatures.isSignedBy(signer, digest, signature);
    }

    /// @dev INVARIANT I-20: the price is minPrice through the exclusive window, never falls and never passes maxPrice.
    function _priceAt(Request calldata request, Timestamp at) private pure returns (Amount) {
        Timestamp opening = request.rampStart.plus(request.exclusiveSecs);
        if (at <= opening) return request.minPrice;
        uint40 elapsed = at.since(opening);
        if (elapsed >= request.rampSecs.toUint()) return request.maxPrice;
        Amount spread = request.maxPrice - request.minPrice;
        return request.minPrice + spread.mulDivDown(elapsed, request.rampSecs.toUint());
    }

    function _requireNotServedZero(Request calldata request) private pure {
        if (request.gate != address(0)) revert IRequestErrors.Request_FieldNotServed("gate");
        if (request.gateData != 0) revert IRequestErrors.Request_FieldNotServed("gateData");
        if (request.extrasHash != 0) revert IRequestErrors.Request_FieldNotServed("extrasHash");
        if (request.relay != address(0)) revert IRequestErrors.Request_FieldNotServed("relay");
        if (!request.inputSecs.isZero()) revert IRequestErrors.Request_FieldNotServed("inputSecs");
        if (request.outputMode > 1) revert IRequestErrors.Request_OutputModeUnknown(request.outputMode);
        if (request.outputMode == 1) revert IRequestErrors.Request_FieldNotServed("outputMode");
    }

    function _requireValid(Request calldata request, Timestamp at) private pure {
        if (request.requester == address(0)) revert IRequestErrors.Request_RequesterZero();
        if (request.maxUnits == 0) revert IRequestErrors.Request_MaxUnitsZero();
        if (request.minPrice > request.maxPrice) {
            revert IRequestErrors.Request_MinAboveMax(request.minPrice, request.maxPrice);
        }
        if (request.regionMask == 0) revert IRequestErrors.Request_RegionMaskZero();
        if (request.verifier == address(0)) revert IRequestErrors.Request_VerifierZero();
        Timestamp rampStartMax = at.plus(RAMP_START_AHEAD_MAX);
        if (request.rampStart > rampStartMax) {
            revert IRequestErrors.Request_RampStartTooFar(request.rampStart, rampStartMax);
        }
        _requirePeriod("rampSecs", request.rampSecs, ZERO, LOCK_SECS_MAX);
        _requirePeriod("lockSecs", request.lockSecs, ONE, LOCK_SECS_MAX);
        _requirePeriod("execSecs", request.execSecs, ONE, EXEC_SECS_MAX);
        _requirePeriod("disputeSecs", request.disputeSecs, ONE, DISPUTE_SECS_MAX);
        bool named = request.exclusive != address(0);
        if (named == request.exclusiveSecs.isZero() || request.exclusiveSecs > request.lockSecs) {
            revert IRequestErrors.Request_Exclusive(request.exclusive, request.exclusiveSecs, request.lockSecs);
        }
    }

    function _requireTier(Request calldata request, Duration disputeSecsMin) private pure {
        if (request.tier > uint8(type(Tier).max)) revert IRequestErrors.Request_TierUnknown(request.tier);
        Tier tier = Tier(request.tier);
        if (tier == Tier.Cooperative) {
            if (request.exclusiveSecs != request.lockSecs) {
                revert IRequestErrors.Request_CooperativeOpen(request.exclusiveSecs, request.lockSecs);
            }
        } else if (tier == Tier.Optimistic) {
            if (request.collateral < request.maxPrice) {
                revert IRequestErrors.Request_CollateralTooLow(request.collateral, request.maxPrice);
            }
            _requirePeriod("disputeSecs", request.disputeSecs, disputeSecsMin, DISPUTE_SECS_MAX);
        } else {
            revert IRequestErrors.Request_TierNotServed(request.tier);
        }
    }

    function _requirePeriod(string memory name, Duration value, Duration min, Duration max) private pure {
        if (value < min || value > max) revert IRequestErrors.Request_Period(name, value, min, max);
    }
}
