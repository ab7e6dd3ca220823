// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Curve} from "./Curve.sol";
import {Mercury} from "./Mercury.sol";
import {Transcript} from "./Transcript.sol";

/// @notice Many openings by one pairing: prover/PROOFS.md, "Batch".
library Batches {
    /// @notice Returns if e(a_i, [1]_2) = e(b_i, [tau]_2) for every i, and reverts otherwise.
    /// @dev Both sides of proof i are taken times a word that is drawn when all are known, so that no error hides another.
    /// @param points a_i and b_i, four words to a proof; at least one.
    /// @param states Of the transcripts, which points follow from.
    function requirePairings(uint256[] memory points, bytes32[] memory states, uint256[4] memory tau2) internal view {
        bytes32 state = Transcript.absorbStates(0, 0x19, states);
        uint256[4] memory a = [points[0], points[1], 0, 0];
        uint256[4] memory b = [points[2], points[3], 0, 0];
        for (uint256 i = 1; i < states.length; ++i) {
            uint256 scale = Transcript.draw(state, 0x58, i);
            Curve.addScaled(a, points[4 * i], points[4 * i + 1], scale);
            Curve.addScaled(b, points[4 * i + 2], points[4 * i + 3], scale);
        }
        if (!Curve.pairs(a, b, tau2)) revert Mercury.Opening_Refused();
    }
}
