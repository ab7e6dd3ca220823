// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice What a verification knows so far. Offsets are of the calldata, places of the memory.
/// @param plan Place of the plan.
/// @param points Place of C_W and C_T.
/// @param at Offset of the next message.
/// @param state Of the transcript.
/// @param m Place of M: see {Plan}.
/// @param shared Place of prefix products at rho: 33 words of eq(r, rho), 33 of eq(x*, rho).
/// @param tails Place of the products of 1 - rho_j over j >= i, 33 words.
/// @param blocks Place of what the prefix of every slot block weighs at rho.
/// @param z Place of the second sumcheck's point.
/// @param input Offset of C_x, or zero where the input is in clear.
/// @param cipher Offset of C_ct, or zero where it is not opened.
/// @param first The value of the first claim: X(r).
/// @param words3 Offset of message 3.
/// @param count3 Its words.
/// @param words5 Offset of message 5.
/// @param words7 Offset of message 7.
/// @param columns Offset of message 9.
struct Session {
    uint256 plan;
    uint256 points;
    uint256 at;
    bytes32 state;
    uint256 m;
    uint256 shared;
    uint256 tails;
    uint256 blocks;
    uint256 z;
    uint256 input;
    uint256 cipher;
    uint256 first;
    uint256 words3;
    uint256 count3;
    uint256 words5;
    uint256 words7;
    uint256 columns;
    uint256 commitments;
    uint256 alpha;
    uint256 beta;
    uint256 gamma;
    uint256 claim;
    Sizes sizes;
}

/// @notice Sizes of a model's columns and messages, from its plan.
struct Sizes {
    uint256 nW;
    uint256 nT;
    uint256 nN;
    uint256 n2;
    uint256 n3;
    uint256 rWords;
    uint256 kmax;
    uint256 input;
    uint256 output;
    uint256 words3;
    uint256 words5;
    uint256 tables;
    uint256 blocks;
    uint256 operators;
    uint256 outputLeaves;
    uint256 blocksAt;
    uint256 operatorsAt;
    uint256 claimsAt;
}
