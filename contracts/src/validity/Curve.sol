// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Scalars} from "./Scalars.sol";

/// @notice Points of BN254 by the precompiles of EIP-196 and EIP-197, each with a fixed stipend.
/// @dev The precompiles refuse coordinates that are not canonical and points off the curve; (0, 0) is the identity. Every point of a proof
/// goes through {addScaled}, so none is used unchecked.
library Curve {
    /// @notice A point of the proof is not on the curve, or its coordinates are not canonical.
    error Proof_PointInvalid();

    uint256 internal constant Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583;
    uint256 private constant ADD_GAS = 1_000;
    uint256 private constant MUL_GAS = 12_000;
    uint256 private constant PAIRING_GAS = 250_000;

    /// @notice Adds `scalar` times the point at `offset` of the calldata to the point in the first two words of `sum`.
    /// @param sum Two words of a point, two of scratch.
    function addScaled(uint256[4] memory sum, uint256 offset, uint256 scalar) internal view {
        addScaled(sum, Scalars.word(offset), Scalars.word(offset + 32), scalar);
    }

    /// @notice Adds `scalar` times the point (x, y).
    function addScaled(uint256[4] memory sum, uint256 x, uint256 y, uint256 scalar) internal view {
        bool done;
        assembly ("memory-safe") {
            // 96 bytes above the free pointer, used at once.
            let p := mload(0x40)
            mstore(p, x)
            mstore(add(p, 32), y)
            mstore(add(p, 64), scalar)
            done := staticcall(MUL_GAS, 7, p, 96, add(sum, 64), 64)
            done := and(staticcall(ADD_GAS, 6, sum, 128, sum, 64), done)
        }
        if (!done) revert Proof_PointInvalid();
    }

    /// @notice Adds the point (x, y) as it is.
    function addPoint(uint256[4] memory sum, uint256 x, uint256 y) internal view {
        bool done;
        (sum[2], sum[3]) = (x, y);
        assembly ("memory-safe") {
            done := staticcall(ADD_GAS, 6, sum, 128, sum, 64)
        }
        if (!done) revert Proof_PointInvalid();
    }

    /// @notice Whether e(a, [1]_2) = e(b, tau2).
    /// @param tau2 [tau]_2 as EIP-197 orders it: x imaginary, x real, y imaginary, y real.
    function pairs(uint256[4] memory a, uint256[4] memory b, uint256[4] memory tau2) internal view returns (bool) {
        // The precompile's answer, so b's coordinates are canonical: Q - y is below or, at y = 0, equal to Q.
        uint256[12] memory m = [
            a[0],
            a[1],
            11559732032986387107991004021392285783925812861821192530917403151452391805634,
            10857046999023057135944570762232829481370756359578518086990519993285655852781,
            4082367875863433681332203403145435568316851327593401208105741076214120093531,
            8495653923123431417604973247489272438418190587263600148770280649306958101930,
            b[0],
            (Q - b[1]) % Q,
            tau2[0],
            tau2[1],
            tau2[2],
            tau2[3]
        ];
        uint256[1] memory answer;
        bool done;
        assembly ("memory-safe") {
            done := staticcall(PAIRING_GAS, 8, m, 384, answer, 32)
        }
        return done && answer[0] == 1;
    }
}
