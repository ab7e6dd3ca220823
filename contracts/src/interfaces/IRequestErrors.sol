// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "../types/Amount.sol";
import {Duration} from "../types/Duration.sol";
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
    /// @notice The tier exists but this market does not serve it.
    error Request_TierNotServed(uint8 tier);
    /// @notice A field that this market does not serve must be zero.
    error Request_FieldNotServed(string name);
    error Request_OutputModeUnknown(uint8 outputMode);
    /// @notice exclusiveSecs is zero if and only if exclusive is, and at most lockSecs.
    error Request_Exclusive(address exclusive, Duration exclusiveSecs, Duration lockSecs);
    /// @notice Cooperative needs one provider for the whole auction: silence pays, so the requester names whom he trusts.
    error Request_CooperativeOpen(Duration exclusiveSecs, Duration lockSecs);
    /// @notice Optimistic needs a collateral of at least the highest price.
    error Request_CollateralTooLow(Amount collateral, Amount needed);
    error Request_Signature(address requester, bytes32 digest);
}
