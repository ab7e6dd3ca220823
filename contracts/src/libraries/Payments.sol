// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IVault} from "../interfaces/IVault.sol";
import {Amount} from "../types/Amount.sol";
import {Split} from "../types/Split.sol";

/// @notice Credits of one token that wait to be paid together. Jobs of one batch mostly pay the same few accounts.
/// @param token What they are paid in.
/// @param count How many credits are collected; every account stands once.
/// @param max For how many there is room.
/// @param buffer Where in memory the call of {IVault.pay} is being built.
struct Payment {
    address token;
    uint256 count;
    uint256 max;
    uint256 buffer;
}

/// @notice Collects credits and pays them out of the calling module's escrow.
/// @dev Credits are written straight into the calldata of the Vault's `pay`: as an array of structs they cost the settlement of a job
/// a fifth more. Layout of `buffer`: selector in the last 4 bytes of word 0, then token, offset of the list (0x60), ref, length, and per
/// credit account and amount. `PaymentsTest` compares it with the plain call.
library Payments {
    /// @dev The most the Vault takes in one payment: provider, fee or SINK, requester, reporter, 8 royalties, 4 extras.
    uint256 internal constant CREDITS_MAX = 16;
    /// @dev Words of the call before the first credit: selector, token, offset, ref, length.
    uint256 private constant HEAD_WORDS = 5;

    /// @param max Room for so many credits, at most {CREDITS_MAX}.
    function open(address token, uint256 max) internal pure returns (Payment memory payment) {
        payment.token = token;
        payment.max = max;
        uint256 size = (HEAD_WORDS + 2 * max) * 32;
        uint256 buffer;
        assembly ("memory-safe") {
            buffer := mload(0x40)
            mstore(0x40, add(buffer, size))
        }
        payment.buffer = buffer;
    }

    /// @notice Makes room for `places` more credits in `token`, paying what is collected if there is none.
    function reserve(Payment memory payment, IVault vault, address token, uint256 places) internal {
        if (payment.token != token || payment.count + places > payment.max) {
            flush(payment, vault, 0);
            payment.token = token;
        }
    }

    /// @dev The caller has reserved the place. An amount is below 2^96, so sums of a call's credits cannot overflow; a sum above 2^96 is
    /// refused by the Vault, which cannot hold it.
    function add(Payment memory payment, address account, Amount amount) internal pure {
        assembly ("memory-safe") {
            // Masked, since the compiler does not promise clean upper bits here.
            account := shr(96, shl(96, account))
            amount := shr(160, shl(160, amount))
            if amount {
                let count := mload(add(payment, 0x20))
                // The first credit lies behind the head; `open` reserved the memory.
                let place := add(mload(add(payment, 0x60)), 0xa0)
                let end := add(place, shl(6, count))
                for {} lt(place, end) { place := add(place, 0x40) } {
                    if eq(mload(place), account) { break }
                }
                switch eq(place, end)
                case 1 {
                    mstore(place, account)
                    mstore(add(place, 0x20), amount)
                    mstore(add(payment, 0x20), add(count, 1))
                }
                default {
                    place := add(place, 0x20)
                    mstore(place, add(mload(place), amount))
                }
            }
        }
    }

    /// @notice Adds each payee's share of `earned`, rounded down.
    /// @return sum Of all shares.
    function addShares(Payment memory payment, Amount earned, Split[] calldata splits)
        internal
        pure
        returns (Amount sum)
    {
        for (uint256 i = 0; i < splits.length; ++i) {
            Split calldata split = splits[i];
            Amount share = split.bps.ofDown(earned);
            sum = sum + share;
            add(payment, split.payee, share);
        }
    }

    /// @notice Pays what is collected.
    /// @param ref What the Vault's events name: the job, or zero if several are paid at once.
    function flush(Payment memory payment, IVault vault, uint256 ref) internal {
        uint256 count = payment.count;
        if (count == 0) return;
        payment.count = 0;
        address token = payment.token;
        uint256 buffer = payment.buffer;
        uint256 selector = uint32(IVault.pay.selector);
        assembly ("memory-safe") {
            mstore(buffer, selector)
            mstore(add(buffer, 0x20), shr(96, shl(96, token)))
            mstore(add(buffer, 0x40), 0x60)
            mstore(add(buffer, 0x60), ref)
            mstore(add(buffer, 0x80), count)
            // 4 bytes of selector, 4 words of head, 2 words a credit.
            if iszero(call(gas(), vault, 0, add(buffer, 0x1c), add(0x84, shl(6, count)), 0, 0)) {
                // The Vault's error is the caller's. At the free pointer, since nothing runs after it.
                let reason := mload(0x40)
                returndatacopy(reason, 0, returndatasize())
                revert(reason, returndatasize())
            }
        }
    }
}
