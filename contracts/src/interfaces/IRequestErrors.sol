// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "../types/Amount.sol";
import {Duration} from "../types/Duration.sol";
import {NodeId} from "../types/NodeId.sol";
import {Timestamp} from "../types/Timestamp.sol";

/// @notice Why a Request is refused. Part of JobMarket's ABI, raised by its rules library.
interface IRequestErrors {
    error Request_RequesterZero();
    error Request_MaxUnitsZero();
    error Request_MinAboveMax(Amount minPrice, Amount maxPrice);
    /// @notice A period is zero where it must not be, or above its constant.
    error Request_Period(string name, Duration value, Duration min, Duration max);
    error Request_RampStartTooFar(Timestamp rampStart, Timestamp max);
    error Request_RegionMaskZero();
    error Request_VerifierZero();
    error Request_TierUnknown(uint8 tier);
    error Request_OutputModeUnknown(uint8 outputMode);
    /// @notice exclusiveSecs is zero if and only if exclusive is, and at most lockSecs.
    error Request_Exclusive(address exclusive, Duration exclusiveSecs, Duration lockSecs);
    /// @notice Cooperative needs one provider for the whole auction: silence pays, so the requester names whom he trusts.
    error Request_CooperativeOpen(Duration exclusiveSecs, Duration lockSecs);
    /// @notice Optimistic needs a collateral of at least the highest price.
    error Request_CollateralTooLow(Amount collateral, Amount needed);
    /// @notice The referee an Optimistic Request names does not say how long it takes: it has no code, or `maxSecs` fails.
    error Request_RefereeSilent(address referee);
    /// @notice Two dispute windows, an answer, the referee and two days do not fit before the job's cap.
    error Request_WindowTooLong(Duration disputeSecs, uint256 refereeSecs, Duration max);
    /// @notice The list given is not what extrasHash commits to; without extrasHash it is empty.
    error Request_ExtrasDiffer(bytes32 expected, bytes32 given);
    error Request_TooManyExtras(uint256 count, uint256 max);
    error Request_ExtrasTooHigh(uint256 bps, uint256 max);
    /// @notice An extra pays nobody, or nothing.
    error Request_ExtraEmpty(uint256 index);
    /// @notice The gate did not answer its magic value within its gas.
    error Request_NotAdmitted(address gate, NodeId nodeId);
    error Request_GateProofWithoutGate();
    error Request_GateDataWithoutGate();
    error Request_Signature(address requester, bytes32 digest);
}
