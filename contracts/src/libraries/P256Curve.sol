// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice NIST P-256: y^2 = x^3 - 3x + b over the prime field p (FIPS 186-5, section on curve P-256).
library P256Curve {
    uint256 internal constant P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff;
    uint256 internal constant B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b;

    /// @return Whether (x, y) is a point with both coordinates below p. The point at infinity has no such coordinates, and the
    /// curve's order is prime, so there is no small subgroup to fall into.
    function isOnCurve(uint256 x, uint256 y) internal pure returns (bool) {
        if (x >= P || y >= P) return false;
        uint256 left = mulmod(y, y, P);
        uint256 right = mulmod(mulmod(x, x, P), x, P);
        right = addmod(right, mulmod(P - 3, x, P), P);
        right = addmod(right, B, P);
        return left == right;
    }
}
