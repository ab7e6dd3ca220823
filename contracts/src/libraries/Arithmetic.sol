// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice AIR8's one rounding, as every machine that runs a model computes it.
/// @dev prover/AIR8.md, "Arithmetic"; tests/vectors/air8.json holds the cases that every language reads.
library Arithmetic {
    /// @dev An accumulator and what is added to it fit 32 bits, signed; a shift is below that.
    error Arithmetic_ShiftTooLarge(uint256 shift);

    uint256 internal constant SHIFT_MAX = 31;

    /// @notice floor((accumulator + half) / 2^shift), half = 2^(shift - 1), 0 for a shift of 0; held to -32,768..32,767.
    /// @param shift 0 to 31.
    function requantise(int32 accumulator, uint256 shift) internal pure returns (int16) {
        if (shift > SHIFT_MAX) revert Arithmetic_ShiftTooLarge(shift);
        int256 sum = accumulator;
        if (shift != 0) sum += int256(1) << (shift - 1);
        // An arithmetic shift rounds towards minus infinity.
        int256 quotient = sum >> shift;
        if (quotient > type(int16).max) return type(int16).max;
        if (quotient < type(int16).min) return type(int16).min;
        // Between both.
        // forge-lint: disable-next-line(unsafe-typecast)
        return int16(quotient);
    }
}
