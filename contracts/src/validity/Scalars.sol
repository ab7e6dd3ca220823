// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice The scalar field of BN254 and words of a proof.
/// @dev prover/PROOFS.md, "Field". Everything here takes canonical scalars, below {P}, and gives canonical ones.
library Scalars {
    /// @notice The word at this offset of the calldata is not below the field's size, or a point's coordinate.
    error Proof_WordOutOfRange(uint256 calldataOffset);

    uint256 internal constant P = 21888242871839275222246405745257275088548364400416034343698204186575808495617;
    /// @dev 1/2.
    uint256 internal constant HALF = 10944121435919637611123202872628637544274182200208017171849102093287904247809;

    function add(uint256 a, uint256 b) internal pure returns (uint256) {
        return addmod(a, b, P);
    }

    function sub(uint256 a, uint256 b) internal pure returns (uint256) {
        unchecked {
            // b is below P.
            return addmod(a, P - b, P);
        }
    }

    function mul(uint256 a, uint256 b) internal pure returns (uint256) {
        return mulmod(a, b, P);
    }

    /// @notice `a b + (1 - a)(1 - b)`.
    function eq(uint256 a, uint256 b) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            let p := 21888242871839275222246405745257275088548364400416034343698204186575808495617
            let ab := mulmod(a, b, p)
            // 1 + 2 ab - a - b: below 2^255 and, as a + b < 2 P, never negative.
            value := addmod(add(1, add(ab, ab)), sub(add(p, p), add(a, b)), p)
        }
    }

    /// @notice The product of eq over `count` words from two places of the memory.
    function eqs(uint256 a, uint256 b, uint256 count) internal pure returns (uint256 product) {
        assembly ("memory-safe") {
            let prime := 21888242871839275222246405745257275088548364400416034343698204186575808495617
            product := 1
            for { let end := add(a, shl(5, count)) } lt(a, end) { a := add(a, 32) } {
                let x := mload(a)
                let y := mload(b)
                let xy := mulmod(x, y, prime)
                // As {eq}.
                product := mulmod(product, addmod(add(1, add(xy, xy)), sub(add(prime, prime), add(x, y)), prime), prime)
                b := add(b, 32)
            }
        }
    }

    /// @notice 2^-count.
    function halved(uint256 count) internal pure returns (uint256 value) {
        unchecked {
            value = 1;
            for (uint256 i = 0; i < count; ++i) {
                value = mulmod(value, HALF, P);
            }
        }
    }

    /// @notice Refuses words that are not canonical.
    /// @param offset Of the first word in the calldata.
    function requireCanonical(uint256 offset, uint256 count) internal pure {
        bool good = true;
        assembly ("memory-safe") {
            let prime := 21888242871839275222246405745257275088548364400416034343698204186575808495617
            for { let at := offset } lt(at, add(offset, shl(5, count))) { at := add(at, 32) } {
                good := and(good, lt(calldataload(at), prime))
            }
        }
        if (good) return;
        unchecked {
            // Offsets of the calldata are below 2^64.
            for (uint256 i = 0; i < count; ++i) {
                if (word(offset + 32 * i) >= P) revert Proof_WordOutOfRange(offset + 32 * i);
            }
        }
    }

    /// @notice The word at an offset of the calldata, as it stands.
    function word(uint256 offset) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := calldataload(offset)
        }
    }

    /// @notice The word at a place of the memory.
    function load(uint256 place) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := mload(place)
        }
    }

    /// @notice `size` bytes from a place of the memory on as a number. `size` is 1 to 32.
    function number(uint256 place, uint256 size) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            // The other 256 - 8 size bits belong to what follows.
            value := shr(sub(256, shl(3, size)), mload(place))
        }
    }

    /// @notice Where the words of an array lie.
    function wordsOf(uint256[] memory words) internal pure returns (uint256 at) {
        assembly ("memory-safe") {
            at := add(words, 0x20)
        }
    }
}
