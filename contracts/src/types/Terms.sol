// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "./Amount.sol";
import {Bps} from "./Bps.sol";
import {Duration} from "./Duration.sol";
import {NodeId} from "./NodeId.sol";
import {Tier} from "./Tier.sol";

/// @notice What later calls need of a locked Request; storage keeps its hash, callers pass it back.
/// @param requestDigest EIP-712 digest of the Request.
/// @param token What price and collateral are paid in.
/// @param price What the auction stood at when it was locked.
/// @param collateral What the provider locked.
/// @param feeBps The fee when it was locked.
/// @param tier How the Claim earns its payment.
/// @param listed Whether the verifier was listed for that tier.
/// @param verifier The contract that judges the Claim.
/// @param nodeId The Node that runs it; its provider is the payee.
/// @param modelId The Model to run.
/// @param inputCommit Commitment to the input.
/// @param watchers Who can check.
/// @param outputMode 0 public, 1 sealed.
/// @param royaltyHash The Model's frozen royalty list, read at lock.
/// @param extrasHash The Request's signed splits.
/// @param maxUnits The most units that can be billed.
/// @param execSecs Time to execute.
/// @param inputSecs Time to answer a demand for the input.
/// @param disputeSecs Length of the dispute window.
/// @param relay Whose availability signature answers a demand for a large output.
/// @param agent Who may accept for the requester.
struct Terms {
    bytes32 requestDigest;
    address token;
    Amount price;
    Amount collateral;
    Bps feeBps;
    Tier tier;
    bool listed;
    address verifier;
    NodeId nodeId;
    bytes32 modelId;
    bytes32 inputCommit;
    bytes32 watchers;
    uint8 outputMode;
    bytes32 royaltyHash;
    bytes32 extrasHash;
    uint32 maxUnits;
    Duration execSecs;
    Duration inputSecs;
    Duration disputeSecs;
    address relay;
    address agent;
}
