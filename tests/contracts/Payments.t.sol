// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {IVault} from "aether/interfaces/IVault.sol";
import {Payment, Payments} from "aether/libraries/Payments.sol";
import {Amount} from "aether/types/Amount.sol";
import {Bps} from "aether/types/Bps.sol";
import {Credit} from "aether/types/Credit.sol";
import {Split} from "aether/types/Split.sol";

/// @notice Takes payments and keeps what it was called with, as the compiler decodes it.
contract PaidVault {
    bytes[] public calls;
    bool public refuses;

    error Paid_Refused(uint256 count);

    function refuse() external {
        refuses = true;
    }

    function pay(address token, Credit[] calldata credits, uint256 ref) external {
        if (refuses) revert Paid_Refused(credits.length);
        calls.push(abi.encode(token, credits, ref));
    }

    function count() external view returns (uint256) {
        return calls.length;
    }
}

/// @notice {Payments}, whose calldata is written by hand, against the plain call of the Vault.
contract PaymentsTest is Test {
    using Payments for Payment;

    PaidVault internal vault;
    address internal token = makeAddr("token");
    // The plain list: accounts in the order of their first credit.
    Credit[] internal plain;

    function setUp() public {
        vault = new PaidVault();
    }

    function _vault() private view returns (IVault) {
        return IVault(address(vault));
    }

    function _addPlain(address account, uint256 amount) private {
        if (amount == 0) return;
        for (uint256 i = 0; i < plain.length; ++i) {
            if (plain[i].account == account) {
                plain[i].amount = Amount.wrap(uint96(plain[i].amount.toUint() + amount));
                return;
            }
        }
        plain.push(Credit({account: account, amount: Amount.wrap(uint96(amount))}));
    }

    // Up to sixteen accounts, some of them the same, some with nothing; the words above address and amount are dirty.
    function testFuzz_add_asThePlainCall_M8(uint8 count, uint256 seed, uint256 ref) public {
        Payment memory payment = Payments.open(token, 16);
        // Memory behind the payment belongs to others and stays as it was.
        uint256[] memory guard = new uint256[](4);
        for (uint256 i = 0; i < 4; ++i) {
            guard[i] = uint256(keccak256(abi.encode(seed, "guard", i)));
        }
        for (uint256 i = 0; i < bound(count, 0, 16); ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            address account = address(uint160(1 + random % 12));
            uint256 amount = random % 5 == 0 ? 0 : uint96(random) >> 4;
            payment.add(_dirtyAddress(account, random), _dirtyAmount(amount, random));
            _addPlain(account, amount);
        }
        payment.flush(_vault(), ref);
        if (plain.length == 0) {
            assertEq(vault.count(), 0, "nothing to pay is no call");
        } else {
            assertEq(vault.count(), 1);
            assertEq(vault.calls(0), abi.encode(token, plain, ref));
        }
        for (uint256 i = 0; i < 4; ++i) {
            assertEq(guard[i], uint256(keccak256(abi.encode(seed, "guard", i))), "guard");
        }
    }

    function _dirtyAddress(address clean, uint256 random) private pure returns (address dirty) {
        assembly {
            dirty := or(clean, shl(160, random))
        }
    }

    function _dirtyAmount(uint256 clean, uint256 random) private pure returns (Amount dirty) {
        assembly {
            dirty := or(clean, shl(96, random))
        }
    }

    function test_sixteenAccounts_fillTheBuffer() public {
        Payment memory payment = Payments.open(token, 16);
        for (uint160 i = 1; i <= 16; ++i) {
            payment.add(address(i), Amount.wrap(type(uint96).max));
            plain.push(Credit({account: address(i), amount: Amount.wrap(type(uint96).max)}));
        }
        payment.flush(_vault(), 7);
        assertEq(vault.calls(0), abi.encode(token, plain, uint256(7)));
    }

    // A sum that no account can hold is refused by whoever decodes it.
    function test_sumAbove96Bits_reverts() public {
        this.paySum(2);
        assertEq(vault.count(), 1);
        vm.expectRevert();
        this.paySum(3);
    }

    function paySum(uint256 parts) external {
        Payment memory payment = Payments.open(token, 4);
        for (uint256 i = 0; i < parts; ++i) {
            payment.add(address(1), Amount.wrap(type(uint96).max / 2));
        }
        payment.flush(_vault(), 0);
    }

    // One more than there is room for, or another token: what is collected is paid first, under no job's name.
    function test_reserve_flushesWhenFullOrOtherToken() public {
        Payment memory payment = Payments.open(token, 4);
        payment.add(address(1), Amount.wrap(1));
        payment.add(address(2), Amount.wrap(2));
        payment.reserve(_vault(), token, 2);
        assertEq(vault.count(), 0);
        payment.reserve(_vault(), token, 3);
        assertEq(vault.count(), 1);
        assertEq(payment.count, 0);
        plain.push(Credit({account: address(1), amount: Amount.wrap(1)}));
        plain.push(Credit({account: address(2), amount: Amount.wrap(2)}));
        assertEq(vault.calls(0), abi.encode(token, plain, uint256(0)));

        payment.add(address(1), Amount.wrap(3));
        payment.reserve(_vault(), address(9), 1);
        assertEq(vault.count(), 2);
        delete plain;
        plain.push(Credit({account: address(1), amount: Amount.wrap(3)}));
        assertEq(vault.calls(1), abi.encode(token, plain, uint256(0)));
        payment.add(address(1), Amount.wrap(4));
        payment.flush(_vault(), 5);
        plain[0].amount = Amount.wrap(4);
        assertEq(vault.calls(2), abi.encode(address(9), plain, uint256(5)));
        payment.flush(_vault(), 5);
        assertEq(vault.count(), 3, "paid once");
    }

    function test_flush_vaultsErrorIsTheCallers() public {
        vault.refuse();
        vm.expectRevert(abi.encodeWithSelector(PaidVault.Paid_Refused.selector, 1));
        this.paySum(1);
    }

    // M-34: each share rounds down, and what is returned is their sum.
    function testFuzz_addShares_sumOfDown_M34(uint96 earned, uint16[8] memory bps, uint8 count) public {
        Split[] memory splits = new Split[](bound(count, 0, 8));
        uint256 expected;
        for (uint256 i = 0; i < splits.length; ++i) {
            splits[i] = Split({payee: address(uint160(10 + i % 5)), bps: Bps.wrap(uint16(bound(bps[i], 0, 10_000)))});
            uint256 share = uint256(earned) * splits[i].bps.toUint() / 10_000;
            expected += share;
        }
        if (expected > type(uint96).max) {
            vm.expectRevert();
            this.payShares(Amount.wrap(earned), splits);
            return;
        }
        assertEq(this.payShares(Amount.wrap(earned), splits), expected);
        for (uint256 i = 0; i < splits.length; ++i) {
            _addPlain(splits[i].payee, uint256(earned) * splits[i].bps.toUint() / 10_000);
        }
        if (plain.length != 0) assertEq(vault.calls(0), abi.encode(token, plain, uint256(1)));
    }

    function payShares(Amount earned, Split[] calldata splits) external returns (uint256) {
        Payment memory payment = Payments.open(token, 8);
        Amount sum = payment.addShares(earned, splits);
        payment.flush(_vault(), 1);
        return sum.toUint();
    }
}
