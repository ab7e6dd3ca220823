// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "../types/Amount.sol";
import {Credit} from "../types/Credit.sol";
import {IVault} from "../interfaces/IVault.sol";
import {Split} from "../types/Split.sol";

/// @notice Credits of one token that wait to be paid together. Jobs of one batch mostly pay the same few accounts.
/// @param token What they are paid in.
/// @param count How many places of `credits` are taken.
/// @param credits Room for {Payments.CREDITS_MAX}; every account stands once.
struct Payment {
    address token;
    uint256 count;
    Credit[] credits;
}

/// @notice Collects credits and pays them out of the calling module's escrow.
library Payments {
    /// @dev The most the Vault takes in one payment: provider, fee or SINK, requester, reporter, 8 royalties, 4 extras.
    uint256 internal constant CREDITS_MAX = 16;

    function open() internal pure returns (Payment memory payment) {
        payment.credits = new Credit[](CREDITS_MAX);
    }

    /// @notice Makes room for `places` more credits in `token`, paying what is collected if there is none.
    function reserve(Payment memory payment, IVault vault, address token, uint256 places) internal {
        if (payment.count != 0 && (payment.token != token || payment.count + places > CREDITS_MAX)) {
            flush(payment, vault, 0);
        }
        payment.token = token;
    }

    /// @dev The caller has reserved the place.
    function add(Payment memory payment, address account, Amount amount) internal pure {
        if (amount.isZero()) return;
        for (uint256 i = 0; i < payment.count; ++i) {
            if (payment.credits[i].account == account) {
                payment.credits[i].amount = payment.credits[i].amount + amount;
                return;
            }
        }
        payment.credits[payment.count] = Credit({account: account, amount: amount});
        ++payment.count;
    }

    /// @notice Adds each payee's share of `earned`, rounded down as in {Payouts.paid}.
    function addShares(Payment memory payment, Amount earned, Split[] calldata splits) internal pure {
        for (uint256 i = 0; i < splits.length; ++i) {
            add(payment, splits[i].payee, splits[i].bps.ofDown(earned));
        }
    }

    /// @notice Pays what is collected.
    /// @param ref What the Vault's events name: the job, or zero if several are paid at once.
    function flush(Payment memory payment, IVault vault, uint256 ref) internal {
        uint256 count = payment.count;
        if (count == 0) return;
        Credit[] memory credits = payment.credits;
        // Shortens the list to what is in it; its memory stays its own.
        assembly ("memory-safe") {
            mstore(credits, count)
        }
        vault.pay(payment.token, credits, ref);
        assembly ("memory-safe") {
            mstore(credits, CREDITS_MAX)
        }
        payment.count = 0;
    }
}
