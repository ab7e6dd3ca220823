// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice The plan of a model: what {PlanBuilder} makes of a graph once and {ValidityVerifier} walks through at every proof.
/// @dev Bytes, integers big-endian:
///
/// | at | bytes | |
/// |---|---|---|
/// | 0 | 7 x 1 | nW, nT, nN, n2, n3, words of r, kmax |
/// | 7 | 1 | log of the input's frame |
/// | 8 | 1 | log of the output's frame |
/// | 9 | 2 | words of message 3, without X(r) and Ct(r) |
/// | 11 | 2 | words of message 5 |
/// | 13 | 2 | table blocks |
/// | 15 | 2 | slot blocks |
/// | 17 | 2 | operators with an accumulator |
/// | 19 | 1 | leaves of the output |
/// | 20 | 66 | header of the input's tensor root |
/// | 86 | 66 | header of the output's tensor root |
/// | 152 | 7 each | table blocks: id 2, log 1, prefix 4 |
/// | | 8 each | slot blocks: log 1, prefix 4, id 2, shift 1 |
/// | | 7 each | operators: flags 1 ({BILINEAR}, {BIASED}, {NEGATIVE}), shift 1, bits summed 1, logs of two coefficients 2 x 1, leaves of two terms 2 x 1 (of a product: of its input) |
/// | | | claims, in the canonical order, each an entry below; {MESSAGE_END} behind those of message 3, {END} behind all |
///
/// Entries: `V block`, `VR block`, `B logChannels prefix4`, `WEIGHTS log prefix4 factors`, `LEAF block factors`. Factors: the table of
/// prefix products that is used (0: of r, 1: of x*) and how many of its coordinates, a byte each, then runs and specials up to {FACTORS_END}.
/// - run `a b n`: the product of eq(M[a + i], M[b + i]) for i < n.
/// - {LESS} `n L4`, n pairs `a b`.
/// - {BOX} `bits no nk nz st tracked front1 L4 o k`, nz bytes z: first coordinates of o and k in M, then those of the input one by one.
/// - {EQ3} `n a b`, n bytes z.
///
/// M is 98 words: rho from 0, r from 32, x* from 64, then 0 and 1.
library Plan {
    uint256 internal constant TABLES_AT = 152;
    uint256 internal constant TABLE_BYTES = 7;
    uint256 internal constant BLOCK_BYTES = 8;
    uint256 internal constant OPERATOR_BYTES = 7;
    /// @dev What a contract's code may hold, less the points in front of a plan.
    uint256 internal constant BYTES_MAX = 24_000;

    uint256 internal constant BILINEAR = 1;
    uint256 internal constant BIASED = 2;
    uint256 internal constant NEGATIVE = 4;

    uint256 internal constant V = 0;
    uint256 internal constant VR = 1;
    uint256 internal constant B = 2;
    uint256 internal constant WEIGHTS = 3;
    uint256 internal constant LEAF = 4;
    uint256 internal constant MESSAGE_END = 5;
    uint256 internal constant END = 6;

    uint256 internal constant RHO = 0;
    uint256 internal constant R = 0x20;
    uint256 internal constant X = 0x40;
    uint256 internal constant ZERO = 0x60;
    uint256 internal constant ONE = 0x61;
    uint256 internal constant M_WORDS = 98;

    uint256 internal constant LESS = 0xf0;
    uint256 internal constant BOX = 0xf1;
    uint256 internal constant EQ3 = 0xf2;
    uint256 internal constant FACTORS_END = 0xff;
    /// @dev A coordinate of a point that is summed over, or given by a special.
    uint256 internal constant FREE = 0xff;
}
