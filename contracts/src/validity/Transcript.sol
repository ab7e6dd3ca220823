// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Scalars} from "./Scalars.sol";

/// @notice The transcript of a proof: prover/PROOFS.md, "Transcript". The state is 32 bytes, at first zero.
/// @dev `absorb` is H(09 | tag | length 4 | state | m), `draw` H(09 | tag | state | index 4) mod P. Both use the memory above the free pointer
/// and leave it free.
library Transcript {
    /// @notice The state after `length` bytes of the calldata from `offset` on.
    function absorb(bytes32 state, uint256 tag, uint256 offset, uint256 length) internal pure returns (bytes32 next) {
        assembly ("memory-safe") {
            let p := mload(0x40)
            mstore8(p, 0x09)
            mstore8(add(p, 1), tag)
            mstore(add(p, 2), shl(224, length))
            mstore(add(p, 6), state)
            calldatacopy(add(p, 38), offset, length)
            next := keccak256(p, add(38, length))
        }
    }

    /// @notice The state after two pieces of the calldata, one behind the other.
    function absorbTwo(bytes32 state, uint256 tag, uint256 offset, uint256 length, uint256 offset2, uint256 length2)
        internal
        pure
        returns (bytes32 next)
    {
        assembly ("memory-safe") {
            let p := mload(0x40)
            let total := add(length, length2)
            mstore8(p, 0x09)
            mstore8(add(p, 1), tag)
            mstore(add(p, 2), shl(224, total))
            mstore(add(p, 6), state)
            calldatacopy(add(p, 38), offset, length)
            calldatacopy(add(add(p, 38), length), offset2, length2)
            next := keccak256(p, add(38, total))
        }
    }

    /// @notice The state after a word and `length` bytes of the calldata.
    function absorbWord(bytes32 state, uint256 tag, bytes32 first, uint256 offset, uint256 length)
        internal
        pure
        returns (bytes32 next)
    {
        assembly ("memory-safe") {
            let p := mload(0x40)
            mstore8(p, 0x09)
            mstore8(add(p, 1), tag)
            mstore(add(p, 2), shl(224, add(length, 32)))
            mstore(add(p, 6), state)
            mstore(add(p, 38), first)
            calldatacopy(add(p, 70), offset, length)
            next := keccak256(p, add(70, length))
        }
    }

    /// @notice The state after the states of other transcripts.
    function absorbStates(bytes32 state, uint8 tag, bytes32[] memory states) internal pure returns (bytes32) {
        // A batch has at most 32.
        // forge-lint: disable-next-line(unsafe-typecast)
        return keccak256(abi.encodePacked(uint8(0x09), tag, uint32(32 * states.length), state, states));
    }

    /// @notice Challenge `index` of a tag.
    function draw(bytes32 state, uint256 tag, uint256 index) internal pure returns (uint256 challenge) {
        assembly ("memory-safe") {
            let p := mload(0x40)
            mstore8(p, 0x09)
            mstore8(add(p, 1), tag)
            mstore(add(p, 2), state)
            mstore(add(p, 34), shl(224, index))
            challenge := mod(
                keccak256(p, 38),
                21888242871839275222246405745257275088548364400416034343698204186575808495617
            )
        }
    }

    /// @notice Challenges 0 .. count - 1 of a tag, written from `place` on.
    function drawMany(bytes32 state, uint256 tag, uint256 count, uint256 place) internal pure {
        assembly ("memory-safe") {
            // The preimage of {draw}, of which only the index changes; the caller allocated `count` words at `place`.
            let p := mload(0x40)
            mstore8(p, 0x09)
            mstore8(add(p, 1), tag)
            mstore(add(p, 2), state)
            for { let i := 0 } lt(i, count) { i := add(i, 1) } {
                mstore(add(p, 34), shl(224, i))
                mstore(
                    add(place, shl(5, i)),
                    mod(keccak256(p, 38), 21888242871839275222246405745257275088548364400416034343698204186575808495617)
                )
            }
        }
    }

    /// @dev Two preimages that only change where the state and the coefficients stand: of absorb, 38 + 128 bytes at most, then of draw, 38.
    /// @return place Above the free pointer, used before anything is allocated.
    function _roundPreimages(uint256 tags, uint256 size) private pure returns (uint256 place) {
        assembly ("memory-safe") {
            place := mload(0x40)
            let q := add(place, 0xc0)
            mstore8(place, 0x09)
            mstore8(add(place, 1), shr(8, tags))
            mstore(add(place, 2), shl(224, size))
            mstore8(q, 0x09)
            mstore8(add(q, 1), and(tags, 0xff))
            mstore(add(q, 34), 0)
        }
    }

    /// @notice Rounds of a sumcheck. A round is `words` coefficients, 0 and 2 .. words, of which coefficient 1 is `claim - 2 c0 - c2 - ..`:
    /// so that the polynomial's values at 0 and 1 sum to the claim.
    /// @param tags Of absorb and draw, a byte each.
    /// @param claim The sum, canonical.
    /// @param offset Of the first round in the calldata.
    /// @param words 2 to 4 to a round, each checked to be canonical.
    /// @param place Where the challenges are written, allocated by the caller.
    function rounds(
        bytes32 state,
        uint256 tags,
        uint256 claim,
        uint256 offset,
        uint256 count,
        uint256 words,
        uint256 place
    ) internal pure returns (bytes32 nextState, uint256 nextClaim) {
        bytes4 selector = Scalars.Proof_WordOutOfRange.selector;
        uint256 p = _roundPreimages(tags, 32 * words);
        assembly ("memory-safe") {
            let prime := 21888242871839275222246405745257275088548364400416034343698204186575808495617
            let size := shl(5, words)
            let q := add(p, 0xc0)
            let end := add(place, shl(5, count))
            for {} lt(place, end) { place := add(place, 32) } {
                mstore(add(p, 6), state)
                calldatacopy(add(p, 38), offset, size)
                state := keccak256(p, add(38, size))
                mstore(add(q, 2), state)
                let x := mod(keccak256(q, 38), prime)
                mstore(place, x)

                let c0 := calldataload(offset)
                let at := add(offset, sub(size, 32))
                let c := calldataload(at)
                let isGood := and(lt(c0, prime), lt(c, prime))
                // Sum of the coefficients sent, c0 twice, and what they come to at x by Horner's rule, from the highest down.
                let sum := addmod(addmod(c0, c0, prime), c, prime)
                let value := c
                for { at := sub(at, 32) } gt(at, offset) { at := sub(at, 32) } {
                    c := calldataload(at)
                    isGood := and(isGood, lt(c, prime))
                    sum := addmod(sum, c, prime)
                    value := addmod(mulmod(value, x, prime), c, prime)
                }
                if iszero(isGood) {
                    mstore(0, selector)
                    mstore(4, offset)
                    revert(0, 36)
                }
                // sum is below prime, so nothing goes below zero.
                value := addmod(mulmod(value, x, prime), addmod(claim, sub(prime, sum), prime), prime)
                claim := addmod(mulmod(value, x, prime), c0, prime)
                offset := add(offset, size)
            }
            nextState := state
            nextClaim := claim
        }
    }
}
