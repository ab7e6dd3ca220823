// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Bps} from "./Bps.sol";

/// @notice What a registered Model is.
enum ModelKind {
    Model,
    Adapter,
    Prompt
}

/// @notice What storage keeps of a Model.
/// @param creator Who registered it; the only one who may retire it.
/// @param kind Model, adapter or prompt.
/// @param depth Ancestors above it, at most 8.
/// @param retired True: no new job of this id. Children go on.
/// @param royaltyBps Sum over its royalty list.
/// @param licenceId Licence, a number of a published list.
/// @param royaltyHash H(12 | list), frozen.
struct Model {
    address creator;
    ModelKind kind;
    uint8 depth;
    bool retired;
    Bps royaltyBps;
    uint32 licenceId;
    bytes32 royaltyHash;
}
