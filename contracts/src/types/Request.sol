// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "./Amount.sol";
import {Duration} from "./Duration.sol";
import {Timestamp} from "./Timestamp.sol";

/// @notice An order signed by its requester (EIP-712, domain "Aether" "1", chain id, JobMarket).
/// @param requester Who pays and who is refunded.
/// @param nonce Any number the requester has not used; serves one Job ever.
/// @param agent May accept, answer and demand for the requester; receives nothing. Zero: none.
/// @param token What price and collateral are paid in.
/// @param minPrice Price through the exclusive window and when the ramp starts.
/// @param maxPrice Price when the ramp has ended.
/// @param collateral What the provider locks and may lose.
/// @param rampStart The first moment of the auction.
/// @param rampSecs How long the price rises from minPrice to maxPrice, counted from the end of the exclusive window.
/// @param lockSecs Length of the auction; a lock later than rampStart + lockSecs is refused.
/// @param execSecs What the provider has between lock and submit.
/// @param inputSecs What the requester has to answer a demand for the input.
/// @param disputeSecs Length of the window between submit and finalize.
/// @param tier A {Tier}; a number here, so that an unknown one is refused with a reason.
/// @param verifier The contract that judges the Claim; immutable code, part of what is signed.
/// @param exclusive The only provider who may lock during exclusiveSecs. Zero: open to all.
/// @param exclusiveSecs Length of the exclusive window, from rampStart; zero if and only if exclusive is.
/// @param gate A contract that admits nodes at lock. Zero: none.
/// @param gateData What the gate reads.
/// @param regionMask Bit z set: nodes of zone z may lock. All bits set: anywhere.
/// @param modelId The registered Model to run.
/// @param inputCommit Commitment to the input, H(04 | ...).
/// @param watchers 0: the requester alone can check; 1: public input; else the root of named watchers' sealing keys.
/// @param outputMode 0: public output, then cipherCommit and keyHash are zero; 1: sealed.
/// @param extrasHash H(13 | signed splits) for data, relay and referrer. Zero: none.
/// @param maxUnits The most units that can be billed; the price is for all of them.
/// @param relay Whose availability signature answers a demand for a large output. Zero: none.
struct Request {
    address requester;
    uint96 nonce;
    address agent;
    address token;
    Amount minPrice;
    Amount maxPrice;
    Amount collateral;
    Timestamp rampStart;
    Duration rampSecs;
    Duration lockSecs;
    Duration execSecs;
    Duration inputSecs;
    Duration disputeSecs;
    uint8 tier;
    address verifier;
    address exclusive;
    Duration exclusiveSecs;
    address gate;
    bytes32 gateData;
    uint64 regionMask;
    bytes32 modelId;
    bytes32 inputCommit;
    bytes32 watchers;
    uint8 outputMode;
    bytes32 extrasHash;
    uint32 maxUnits;
    address relay;
}
