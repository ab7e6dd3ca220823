// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "./Amount.sol";
import {Timestamp} from "./Timestamp.sol";

/// @notice What is asked of a party on chain.
/// Input: the requester owes the sealed input. InputAnswered: it is there, and the node may still call it junk.
/// Output: the provider owes the output.
enum DemandKind {
    None,
    Input,
    InputAnswered,
    Output
}

/// @notice The demand that stands for a job.
/// @param kind What is owed, and by whom.
/// @param inputUsed The input was demanded; once is enough.
/// @param outputUsed The output was demanded; once is enough.
/// @param deadline The last second of the answer, or of the rejection.
/// @param deposit What the requester put up with a demand for the output.
/// @param token What the deposit is in.
struct Demand {
    DemandKind kind;
    bool inputUsed;
    bool outputUsed;
    Timestamp deadline;
    Amount deposit;
    address token;
}
