// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGate} from "../interfaces/IGate.sol";
import {IReferee} from "../interfaces/IReferee.sol";
import {IRequestErrors} from "../interfaces/IRequestErrors.sol";
import {Hashing} from "./Hashing.sol";
import {Limits} from "./Limits.sol";
import {Signatures} from "./Signatures.sol";
import {StaticCall} from "./StaticCall.sol";
import {TypedData} from "./TypedData.sol";
import {Amount} from "../types/Amount.sol";
import {Duration} from "../types/Duration.sol";
import {NodeId} from "../types/NodeId.sol";
import {Request} from "../types/Request.sol";
import {Split} from "../types/Split.sol";
import {Tier} from "../types/Tier.sol";
import {Timestamp} from "../types/Timestamp.sol";

/// @title RequestRules
/// @notice What makes a Request valid, what it hashes to, what it asks at a moment, who signed it, and whom its gate admits.
/// @dev A linked library: JobMarket with these inside would not fit EIP-170. No storage; every limit has a name here.
library RequestRules {
    Duration internal constant LOCK_SECS_MAX = Duration.wrap(30 days);
    Duration internal constant EXEC_SECS_MAX = Duration.wrap(7 days);
    Duration internal constant INPUT_SECS_MAX = Duration.wrap(7 days);
    Duration internal constant DISPUTE_SECS_MAX = Duration.wrap(7 days);
    Duration internal constant RAMP_START_AHEAD_MAX = Duration.wrap(365 days);
    /// @dev Left over before the cap when everybody takes as long as he may.
    Duration internal constant CAP_MARGIN_SECS = Duration.wrap(2 days);
    uint256 internal constant EXTRAS_MAX = 4;
    uint256 internal constant EXTRAS_BPS_MAX = 1_500;
    uint256 internal constant GATE_GAS = 500_000;
    uint256 internal constant REFEREE_GAS = 50_000;
    Duration private constant ZERO = Duration.wrap(0);
    Duration private constant ONE = Duration.wrap(1);

    /// @notice Validates a Request and its extras, and returns what JobMarket needs of it.
    /// @param extras The list behind extrasHash.
    /// @param disputeSecsMin The shortest window of an Optimistic job on this chain.
    /// @param at Now.
    /// @return digest The EIP-712 digest under `separator`.
    /// @return price What the auction asks at `at`.
    function inspect(
        Request calldata request,
        Split[] calldata extras,
        bytes32 separator,
        Duration disputeSecsMin,
        Timestamp at
    ) external view returns (bytes32 digest, Amount price) {
        _requireValid(request, at);
        _requireExtras(request.extrasHash, extras);
        _requireTier(request, disputeSecsMin);
        digest = TypedData.digest(separator, TypedData.hashCalldata(request));
        price = _priceAt(request, at);
    }

    /// @notice Reverts unless the Request's gate, if it names one, admits the node.
    function requireAdmitted(Request calldata request, NodeId nodeId, bytes calldata proof) external view {
        if (request.gate == address(0)) {
            if (proof.length != 0) revert IRequestErrors.Request_GateProofWithoutGate();
            return;
        }
        (bool answered, bytes32 word) =
            StaticCall.word(request.gate, GATE_GAS, abi.encodeCall(IGate.admit, (request, nodeId, proof)));
        if (!answered || word != bytes32(IGate.admit.selector)) {
            revert IRequestErrors.Request_NotAdmitted(request.gate, nodeId);
        }
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

    function _requireValid(Request calldata request, Timestamp at) private pure {
        if (request.requester == address(0)) revert IRequestErrors.Request_RequesterZero();
        if (request.maxUnits == 0) revert IRequestErrors.Request_MaxUnitsZero();
        if (request.minPrice > request.maxPrice) {
            revert IRequestErrors.Request_MinAboveMax(request.minPrice, request.maxPrice);
        }
        if (request.regionMask == 0) revert IRequestErrors.Request_RegionMaskZero();
        if (request.verifier == address(0)) revert IRequestErrors.Request_VerifierZero();
        if (request.outputMode > 1) revert IRequestErrors.Request_OutputModeUnknown(request.outputMode);
        if (request.gate == address(0) && request.gateData != 0) revert IRequestErrors.Request_GateDataWithoutGate();
        Timestamp rampStartMax = at.plus(RAMP_START_AHEAD_MAX);
        if (request.rampStart > rampStartMax) {
            revert IRequestErrors.Request_RampStartTooFar(request.rampStart, rampStartMax);
        }
        _requirePeriod("rampSecs", request.rampSecs, ZERO, LOCK_SECS_MAX);
        _requirePeriod("lockSecs", request.lockSecs, ONE, LOCK_SECS_MAX);
        _requirePeriod("execSecs", request.execSecs, ONE, EXEC_SECS_MAX);
        _requirePeriod("inputSecs", request.inputSecs, ZERO, INPUT_SECS_MAX);
        _requirePeriod("disputeSecs", request.disputeSecs, ONE, DISPUTE_SECS_MAX);
        bool named = request.exclusive != address(0);
        if (named == request.exclusiveSecs.isZero() || request.exclusiveSecs > request.lockSecs) {
            revert IRequestErrors.Request_Exclusive(request.exclusive, request.exclusiveSecs, request.lockSecs);
        }
    }

    /// @dev Checked before anything is locked, since a list nobody can present would hold the payment back for ever.
    function _requireExtras(bytes32 extrasHash, Split[] calldata extras) private pure {
        if (extras.length > EXTRAS_MAX) revert IRequestErrors.Request_TooManyExtras(extras.length, EXTRAS_MAX);
        bytes32 given = Hashing.extrasCalldata(extras);
        if (given != extrasHash) revert IRequestErrors.Request_ExtrasDiffer(extrasHash, given);
        uint256 sum = 0;
        for (uint256 i = 0; i < extras.length; ++i) {
            if (extras[i].payee == address(0) || extras[i].bps.toUint() == 0) {
                revert IRequestErrors.Request_ExtraEmpty(i);
            }
            sum += extras[i].bps.toUint();
        }
        if (sum > EXTRAS_BPS_MAX) revert IRequestErrors.Request_ExtrasTooHigh(sum, EXTRAS_BPS_MAX);
    }

    function _requireTier(Request calldata request, Duration disputeSecsMin) private view {
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
            _requireRefereeInTime(request.verifier, request.disputeSecs);
        }
    }

    /// @dev The cap must not cut a live dispute short: a window, an answer on chain, a second window, and the referee in that one.
    function _requireRefereeInTime(address referee, Duration disputeSecs) private view {
        (bool answered, bytes32 word) = StaticCall.word(referee, REFEREE_GAS, abi.encodeCall(IReferee.maxSecs, ()));
        if (!answered) revert IRequestErrors.Request_RefereeSilent(referee);
        uint256 refereeSecs = uint256(word);
        uint256 others = 2 * disputeSecs.toUint() + Limits.OUTPUT_ANSWER_SECS.toUint() + CAP_MARGIN_SECS.toUint();
        // At most 17 days by the limits above, so the subtraction cannot fail.
        if (refereeSecs > Limits.CAP_SECS.toUint() - others) {
            revert IRequestErrors.Request_WindowTooLong(disputeSecs, refereeSecs, Limits.CAP_SECS);
        }
    }

    function _requirePeriod(string memory name, Duration value, Duration min, Duration max) private pure {
        if (value < min || value > max) revert IRequestErrors.Request_Period(name, value, min, max);
    }
}
