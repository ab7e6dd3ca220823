// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Plan} from "./Plan.sol";
import {Scalars} from "./Scalars.sol";

/// @notice What verifying a proof of a model costs at most, read off its {Plan}: a transaction of its own, calldata included, an input that
/// comes by its point, the output public or sealed, answered or not. An input in clear adds {GasBound.ELEMENT} for each of its elements.
/// @dev Each constant lies above what the step it names was measured at; `GasBoundTest` compares the sum with every proof there is.
library GasBound {
    /// @dev 21,000; statement, preimages and opening as calldata; checks, the registry and its bonds; 20 products and sums on the curve; the pairing.
    uint256 private constant FIXED = 400_000;
    /// @dev A round of two coefficients, and of four.
    uint256 private constant ROUND_2 = 1_700;
    uint256 private constant ROUND_4 = 3_000;
    /// @dev A word of messages 3 and 5: calldata, check, sum, its power of gamma.
    uint256 private constant WORD = 1_150;
    /// @dev A block, a table block, an operator, a claim; and each coordinate that one of them multiplies.
    uint256 private constant BLOCK = 1_300;
    uint256 private constant TABLE = 900;
    uint256 private constant OPERATOR = 1_500;
    uint256 private constant CLAIM = 1_300;
    uint256 private constant COORDINATE = 110;
    /// @dev A bit of the factors that are no plain product.
    uint256 private constant LESS_BIT = 1_000;
    uint256 private constant BOX_BIT = 9_000;
    uint256 private constant EQ3_BIT = 1_300;
    /// @dev A byte of a frame in clear, and an element of one that may be sealed: pad, word, leaf, node.
    uint256 internal constant ELEMENT = 190;
    uint256 private constant SEALED_ELEMENT = 2_600;
    uint256 private constant SEALED_LOG_MAX = 9;

    /// @param plan Written by {PlanBuilder}.
    function verification(bytes memory plan) internal pure returns (uint256 gas) {
        uint256 at;
        assembly ("memory-safe") {
            at := add(plan, 0x20)
        }
        // nW, nT, nN, n2, n3, words of r, kmax, input, output.
        uint256 nT = Scalars.number(at + 1, 1);
        uint256 nN = Scalars.number(at + 2, 1);
        gas = FIXED + ROUND_4 * Scalars.number(at + 3, 1);
        gas += ROUND_2 * (Scalars.number(at + 4, 1) + Scalars.number(at + 6, 1));
        // Draws, prefix products, suffix products, tau.
        gas += 6 * COORDINATE * (Scalars.number(at + 3, 1) + Scalars.number(at + 4, 1) + Scalars.number(at + 5, 1));
        uint256 output = Scalars.number(at + 8, 1);
        gas += (output <= SEALED_LOG_MAX ? SEALED_ELEMENT : ELEMENT) << output;
        gas += WORD * (Scalars.number(at + 9, 2) + Scalars.number(at + 11, 2));
        uint256 tables = Scalars.number(at + 13, 2);
        uint256 blocks = Scalars.number(at + 15, 2);
        uint256 operators = Scalars.number(at + 17, 2);
        uint256 p = at + Plan.TABLES_AT;
        for (uint256 i = 0; i < tables; ++i) {
            gas += TABLE + COORDINATE * (nT - Scalars.number(p + 2, 1));
            p += Plan.TABLE_BYTES;
        }
        for (uint256 i = 0; i < blocks; ++i) {
            // At z, and at rho.
            gas += BLOCK + 2 * COORDINATE * (nN - Scalars.number(p, 1));
            p += Plan.BLOCK_BYTES;
        }
        gas += OPERATOR * operators;
        gas += _claims(p + Plan.OPERATOR_BYTES * operators, Scalars.number(at, 1));
    }

    function _claims(uint256 p, uint256 nW) private pure returns (uint256 gas) {
        while (true) {
            uint256 kind = Scalars.number(p, 1);
            if (kind == Plan.END) return gas;
            gas += CLAIM;
            if (kind == Plan.MESSAGE_END) {
                ++p;
            } else if (kind <= Plan.VR) {
                p += 2;
            } else if (kind == Plan.B) {
                gas += COORDINATE * (nW + 8);
                p += 6;
            } else {
                uint256 factors;
                if (kind == Plan.WEIGHTS) gas += COORDINATE * nW;
                (factors, p) = _factors(p + (kind == Plan.LEAF ? 4 : 8));
                gas += factors;
            }
        }
    }

    /// @dev From behind the shared prefix on.
    function _factors(uint256 p) private pure returns (uint256 gas, uint256 next) {
        while (true) {
            uint256 kind = Scalars.number(p, 1);
            if (kind == Plan.FACTORS_END) return (gas, p + 1);
            if (kind < Plan.LESS) {
                gas += COORDINATE * (2 + Scalars.number(p + 2, 1));
                p += 3;
            } else if (kind == Plan.LESS) {
                uint256 n = Scalars.number(p + 1, 1);
                gas += LESS_BIT * (1 + n);
                p += 6 + 2 * n;
            } else if (kind == Plan.BOX) {
                gas += BOX_BIT * (1 + Scalars.number(p + 1, 1));
                p += 14 + Scalars.number(p + 4, 1);
            } else {
                uint256 n = Scalars.number(p + 1, 1);
                gas += EQ3_BIT * (1 + n);
                p += 4 + n;
            }
        }
    }
}
