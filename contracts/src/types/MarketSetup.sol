// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Bps} from "./Bps.sol";
import {Duration} from "./Duration.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {IProviderRegistry} from "../interfaces/IProviderRegistry.sol";
import {IVault} from "../interfaces/IVault.sol";
import {IVerifierRegistry} from "../interfaces/IVerifierRegistry.sol";

/// @notice What a JobMarket is made with.
/// @param exchangeBox The built-in referee of delivery.
/// @param feeAccount Vault account that collects fees.
/// @param timelock May set the fee.
/// @param guardian May pause lock.
/// @param graceSecs What submit gets beyond its deadline before expire may come: reorg depth plus the chain's forced inclusion.
/// @param disputeSecsMin Shortest window of an Optimistic job: forced inclusion plus one hour.
/// @param feeBps The first fee.
struct MarketSetup {
    IVault vault;
    IProviderRegistry providers;
    IModelRegistry models;
    IVerifierRegistry verifiers;
    address exchangeBox;
    address feeAccount;
    address timelock;
    address guardian;
    Duration graceSecs;
    Duration disputeSecsMin;
    Bps feeBps;
}
