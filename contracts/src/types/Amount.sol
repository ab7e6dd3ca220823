// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice A quantity of one ERC-20, in that token's smallest unit.
/// @dev 96 bits: the Vault refuses a deposit that would lift a token's liabilities past it, so no sum of balances can overflow.
type Amount is uint96;

using {add as +, sub as -, eq as ==, ne as !=, lt as <, lte as <=, gt as >, gte as >=} for Amount global;
using AmountLib for Amount global;

function add(Amount a, Amount b) pure returns (Amount) {
    return Amount.wrap(Amount.unwrap(a) + Amount.unwrap(b));
}

function sub(Amount a, Amount b) pure returns (Amount) {
    return Amount.wrap(Amount.unwrap(a) - Amount.unwrap(b));
}

function eq(Amount a, Amount b) pure returns (bool) {
    return Amount.unwrap(a) == Amount.unwrap(b);
}

function ne(Amount a, Amount b) pure returns (bool) {
    return Amount.unwrap(a) != Amount.unwrap(b);
}

function lt(Amount a, Amount b) pure returns (bool) {
    return Amount.unwrap(a) < Amount.unwrap(b);
}

function lte(Amount a, Amount b) pure returns (bool) {
    return Amount.unwrap(a) <= Amount.unwrap(b);
}

function gt(Amount a, Amount b) pure returns (bool) {
    return Amount.unwrap(a) > Amount.unwrap(b);
}

function gte(Amount a, Amount b) pure returns (bool) {
    return Amount.unwrap(a) >= Amount.unwrap(b);
}

/// @notice Turns numbers into amounts, refuses bad ones, and takes fractions with the rounding in the name.
library AmountLib {
    /// @notice The number does not fit an amount.
    error Amount_TooLarge(uint256 value);

    Amount internal constant ZERO = Amount.wrap(0);

    function toAmount(uint256 value) internal pure returns (Amount) {
        if (value > type(uint96).max) revert Amount_TooLarge(value);
        // The line above is the bound.
        // forge-lint: disable-next-line(unsafe-typecast)
        return Amount.wrap(uint96(value));
    }

    function isZero(Amount a) internal pure returns (bool) {
        return Amount.unwrap(a) == 0;
    }

    function toUint(Amount a) internal pure returns (uint256) {
        return Amount.unwrap(a);
    }

    function min(Amount a, Amount b) internal pure returns (Amount) {
        return a < b ? a : b;
    }

    /// @dev 96 + 96 bits never overflow the product.
    function mulDivDown(Amount a, uint96 numerator, uint256 denominator) internal pure returns (Amount) {
        return toAmount(uint256(Amount.unwrap(a)) * numerator / denominator);
    }

    function mulDivUp(Amount a, uint96 numerator, uint256 denominator) internal pure returns (Amount) {
        return toAmount((uint256(Amount.unwrap(a)) * numerator + denominator - 1) / denominator);
    }
}
