// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./base/Fixture.sol";
import {MockToken} from "./mocks/MockToken.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Change, IVault, ModuleKind} from "aether/interfaces/IVault.sol";
import {AmountLib} from "aether/types/Amount.sol";
import {Credit} from "aether/types/Credit.sol";

/// @notice The Vault: what comes in, what goes out, and what a module may touch.
contract VaultTest is Fixture {
    MockToken internal token;
    address internal module = makeAddr("module");
    address internal otherModule = makeAddr("otherModule");
    address internal alice;
    uint256 internal aliceKey;
    address internal bob = makeAddr("bob");

    function setUp() public override {
        super.setUp();
        (alice, aliceKey) = makeAddrAndKey("alice");
        token = new MockToken();
        _allow(address(token));
        _add(module);
        _add(otherModule);
        token.mint(alice, 1000);
        vm.startPrank(alice);
        token.approve(address(vault), type(uint256).max);
        vault.optIn(module, true);
        vault.optIn(otherModule, true);
        vm.stopPrank();
    }

    function _allow(address what) private {
        vm.startPrank(owner);
        vault.announce(Change.AllowToken, what);
        vm.warp(block.timestamp + 7 days);
        vault.allowToken(what);
        vm.stopPrank();
    }

    function _add(address what) private {
        vm.startPrank(owner);
        vault.announce(Change.AddModule, what);
        vm.warp(block.timestamp + 7 days);
        vault.addModule(what);
        vm.stopPrank();
    }

    // ---- in and out

    function test_deposit_creditsReceiver() public {
        vm.expectEmit(address(vault));
        emit IVault.AccountSet(address(token), bob, amt(400), 0);
        vm.prank(alice);
        vault.deposit(address(token), bob, amt(400));
        assertEq(vault.free(address(token), bob).toUint(), 400);
        assertEq(vault.free(address(token), alice).toUint(), 0);
        assertEq(vault.liabilities(address(token)).toUint(), 400);
        assertEq(token.balanceOf(address(vault)), 400);
    }

    function test_deposit_refusals() public {
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_TokenNotAllowed.selector, address(this)));
        vault.deposit(address(this), alice, amt(1));
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_ReceiverRefused.selector, address(0)));
        vault.deposit(address(token), address(0), amt(1));
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_ReceiverRefused.selector, address(vault)));
        vault.deposit(address(token), address(vault), amt(1));
        vm.stopPrank();
    }

    // M-6: credit only what arrived, to the unit.
    function test_deposit_dishonestToken_reverts_M6() public {
        vm.startPrank(alice);
        token.setMode(MockToken.Mode.TakesFee);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_TransferNotExact.selector, address(token), 1000, 990));
        vault.deposit(address(token), alice, amt(1000));
        token.setMode(MockToken.Mode.GivesBonus);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_TransferNotExact.selector, address(token), 1000, 1001));
        vault.deposit(address(token), alice, amt(1000));
        token.setMode(MockToken.Mode.MovesNothing);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_TransferNotExact.selector, address(token), 1000, 0));
        vault.deposit(address(token), alice, amt(1000));
        token.setMode(MockToken.Mode.ReturnsFalse);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token)));
        vault.deposit(address(token), alice, amt(1000));
        vm.stopPrank();
    }

    // M-6: a token that calls back in the middle of a transfer gets nothing.
    function test_deposit_reentrant_refused_M6() public {
        bytes[4] memory calls = [
            abi.encodeCall(vault.deposit, (address(token), bob, amt(0))),
            abi.encodeCall(vault.depositWithPermit, (address(token), bob, amt(0), 0, 0, 0, 0)),
            abi.encodeCall(vault.depositWithAuthorization, (address(token), bob, amt(0), 0, 0, 0, 27, 0, 0)),
            abi.encodeCall(vault.withdraw, (address(token), bob, amt(0)))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            token.setHook(address(vault), calls[i]);
            vm.prank(alice);
            vault.deposit(address(token), alice, amt(10));
            assertFalse(token.hookSucceeded());
            assertEq(bytes4(token.hookReturn()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);

            token.setHook(address(vault), calls[i]);
            vm.prank(alice);
            vault.withdraw(address(token), alice, amt(10));
            assertFalse(token.hookSucceeded());
        }
    }

    function test_deposit_pastNinetySixBits_reverts() public {
        uint256 max = type(uint96).max;
        token.mint(alice, max);
        vm.startPrank(alice);
        vault.deposit(address(token), alice, amt(max));
        vm.expectRevert(abi.encodeWithSelector(AmountLib.Amount_TooLarge.selector, max + 1));
        vault.deposit(address(token), alice, amt(1));
        vm.stopPrank();
    }

    function test_depositWithPermit_works() public {
        (uint8 v, bytes32 r, bytes32 s) = _permit(50e6);
        usd.mint(alice, 50e6);
        vm.prank(alice);
        vault.depositWithPermit(address(usd), alice, amt(50e6), type(uint256).max, v, r, s);
        assertEq(_free(alice), 50e6);
    }

    // M-5: a permit sent ahead by somebody else does not revert the deposit.
    function test_depositWithPermit_spentPermit_works_M5() public {
        (uint8 v, bytes32 r, bytes32 s) = _permit(50e6);
        usd.mint(alice, 50e6);
        usd.permit(alice, address(vault), 50e6, type(uint256).max, v, r, s);
        vm.prank(alice);
        vault.depositWithPermit(address(usd), alice, amt(50e6), type(uint256).max, v, r, s);
        assertEq(_free(alice), 50e6);
    }

    // M-5: a thief who copies the calldata pulls from himself.
    function test_depositWithPermit_copied_takesNothing_M5() public {
        (uint8 v, bytes32 r, bytes32 s) = _permit(50e6);
        usd.mint(alice, 50e6);
        vm.prank(bob);
        vm.expectRevert();
        vault.depositWithPermit(address(usd), bob, amt(50e6), type(uint256).max, v, r, s);
        assertEq(usd.balanceOf(alice), 50e6);
        assertEq(_free(bob), 0);
    }

    function _permit(uint256 amount) private view returns (uint8, bytes32, bytes32) {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                alice,
                address(vault),
                amount,
                usd.nonces(alice),
                type(uint256).max
            )
        );
        return vm.sign(aliceKey, keccak256(abi.encodePacked(hex"1901", usd.DOMAIN_SEPARATOR(), structHash)));
    }

    // M-5: whoever sends it, the signer is credited.
    function test_depositWithAuthorization_creditsSigner_M5() public {
        vm.prank(bob);
        vault.depositWithAuthorization(address(token), alice, amt(300), 0, type(uint256).max, "n", 27, 0, 0);
        assertEq(vault.free(address(token), alice).toUint(), 300);
        assertEq(vault.free(address(token), bob).toUint(), 0);
        vm.expectRevert("authorization");
        vault.depositWithAuthorization(address(token), alice, amt(300), 0, type(uint256).max, "n", 27, 0, 0);

        token.setMode(MockToken.Mode.TakesFee);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_TransferNotExact.selector, address(token), 300, 297));
        vault.depositWithAuthorization(address(token), alice, amt(300), 0, type(uint256).max, "m", 27, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_TokenNotAllowed.selector, bob));
        vault.depositWithAuthorization(bob, alice, amt(300), 0, type(uint256).max, "m", 27, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_TokenNotAllowed.selector, bob));
        vault.depositWithPermit(bob, alice, amt(300), 0, 27, 0, 0);
    }

    function test_withdraw_sendsAndDebits() public {
        vm.startPrank(alice);
        vault.deposit(address(token), alice, amt(400));
        vm.expectEmit(address(vault));
        emit IVault.AccountSet(address(token), alice, amt(150), 0);
        vault.withdraw(address(token), bob, amt(250));
        vm.stopPrank();
        assertEq(token.balanceOf(bob), 250);
        assertEq(vault.liabilities(address(token)).toUint(), 150);
    }

    function test_withdraw_refusals() public {
        vm.startPrank(alice);
        vault.deposit(address(token), alice, amt(400));
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_FreeTooLow.selector, address(token), alice, 400, 401));
        vault.withdraw(address(token), alice, amt(401));
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_ReceiverRefused.selector, address(0)));
        vault.withdraw(address(token), address(0), amt(1));
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_ReceiverRefused.selector, address(vault)));
        vault.withdraw(address(token), address(vault), amt(1));
        vm.stopPrank();
    }

    // M-7: what is burned stays burned.
    function test_sink_cannotMove_M7() public {
        vm.prank(alice);
        vault.deposit(address(token), SINK, amt(100));
        vm.startPrank(SINK);
        vault.optIn(module, true);
        vm.expectRevert(IVault.Vault_SinkCannotMove.selector);
        vault.withdraw(address(token), bob, amt(1));
        vm.expectRevert(IVault.Vault_SinkCannotMove.selector);
        vault.transfer(address(token), bob, amt(1));
        vm.stopPrank();
        vm.expectRevert(IVault.Vault_SinkCannotMove.selector);
        vm.prank(module);
        vault.lock2(address(token), SINK, amt(1), bob, amt(0), 0);
    }

    function test_transfer_movesInside() public {
        vm.startPrank(alice);
        vault.deposit(address(token), alice, amt(400));
        vault.transfer(address(token), bob, amt(100));
        vault.transfer(address(token), alice, amt(300));
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_ReceiverRefused.selector, address(0)));
        vault.transfer(address(token), address(0), amt(1));
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_FreeTooLow.selector, address(token), alice, 300, 301));
        vault.transfer(address(token), bob, amt(301));
        vm.stopPrank();
        assertEq(vault.free(address(token), alice).toUint(), 300);
        assertEq(vault.free(address(token), bob).toUint(), 100);
    }

    // ---- modules

    function test_lock2_movesBothToOwnEscrow() public {
        _deposit(alice, 400);
        _deposit(bob, 100);
        vm.prank(bob);
        vault.optIn(module, true);
        vm.expectEmit(address(vault));
        emit IVault.AccountSet(address(token), alice, amt(250), 77);
        vm.expectEmit(address(vault));
        emit IVault.AccountSet(address(token), bob, amt(40), 77);
        vm.expectEmit(address(vault));
        emit IVault.EscrowSet(address(token), module, amt(210), 77);
        vm.prank(module);
        vault.lock2(address(token), alice, amt(150), bob, amt(60), 77);
        assertEq(vault.escrow(address(token), module).toUint(), 210);
        assertEq(vault.liabilities(address(token)).toUint(), 500);
    }

    function test_lock2_refusals() public {
        _deposit(alice, 400);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_NotModule.selector, bob));
        vm.prank(bob);
        vault.lock2(address(token), alice, amt(1), bob, amt(0), 0);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_NotModule.selector, bob));
        vm.prank(bob);
        vault.pay(address(token), new Credit[](0), 0);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_FreeTooLow.selector, address(token), alice, 400, 401));
        vm.prank(module);
        vault.lock2(address(token), alice, amt(401), bob, amt(0), 0);
    }

    // M-3, I-03: a later module reaches nobody who did not ask; opting out leaves locks alone.
    function test_lock2_laterModule_needsOptIn_M3() public {
        _deposit(bob, 100);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_NotOptedIn.selector, bob, module));
        vm.prank(module);
        vault.lock2(address(token), alice, amt(0), bob, amt(1), 0);

        vm.expectEmit(address(vault));
        emit IVault.OptInSet(bob, module, true);
        vm.prank(bob);
        vault.optIn(module, true);
        vm.prank(module);
        vault.lock2(address(token), bob, amt(100), bob, amt(0), 0);
        vm.prank(bob);
        vault.optIn(module, false);
        assertEq(vault.escrow(address(token), module).toUint(), 100);
        vm.prank(alice);
        vault.optIn(otherModule, false);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_NotOptedIn.selector, alice, otherModule));
        vm.prank(otherModule);
        vault.lock2(address(token), alice, amt(1), bob, amt(0), 0);
    }

    // M-2, I-02: a module pays from its own escrow only, whatever another holds of the same user.
    function test_pay_otherModulesEscrow_untouchable_M2() public {
        _deposit(alice, 400);
        vm.prank(module);
        vault.lock2(address(token), alice, amt(300), bob, amt(0), 0);
        vm.prank(otherModule);
        vault.lock2(address(token), alice, amt(100), bob, amt(0), 0);
        vm.expectRevert(
            abi.encodeWithSelector(IVault.Vault_EscrowTooLow.selector, address(token), otherModule, 100, 101)
        );
        vm.prank(otherModule);
        vault.pay(address(token), _credit(bob, 101), 0);
        vm.prank(otherModule);
        vault.pay(address(token), _credit(bob, 100), 0);
        assertEq(vault.escrow(address(token), module).toUint(), 300);
        assertEq(vault.free(address(token), bob).toUint(), 100);
    }

    // M-8: any address can be credited; zero amounts are skipped; address zero is refused.
    function test_pay_edges_M8() public {
        _deposit(alice, 400);
        vm.prank(module);
        vault.lock2(address(token), alice, amt(400), bob, amt(0), 0);
        Credit[] memory credits = new Credit[](16);
        credits[15] = Credit({account: address(token), amount: amt(400)});
        vm.prank(module);
        vault.pay(address(token), credits, 0);
        assertEq(vault.free(address(token), address(token)).toUint(), 400);

        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_TooManyCredits.selector, 17, 16));
        vm.prank(module);
        vault.pay(address(token), new Credit[](17), 0);

        _deposit(alice, 1);
        vm.startPrank(module);
        vault.lock2(address(token), alice, amt(1), bob, amt(0), 0);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_ReceiverRefused.selector, address(0)));
        vault.pay(address(token), _credit(address(0), 1), 0);
        vm.stopPrank();
    }

    // ---- governor

    // M-4: the seven days are counted in the Vault.
    function test_announce_sevenDays_M4() public {
        vm.startPrank(owner);
        uint256 readyAt = block.timestamp + 7 days;
        vm.expectEmit(address(vault));
        emit IVault.Announced(Change.AddModule, bob, ts(readyAt));
        vault.announce(Change.AddModule, bob);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_AnnouncedAlready.selector, Change.AddModule, bob, readyAt));
        vault.announce(Change.AddModule, bob);
        vm.warp(readyAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_NotReady.selector, Change.AddModule, bob, readyAt));
        vault.addModule(bob);
        // What was announced as a module is not announced as a token.
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_NotAnnounced.selector, Change.AllowToken, bob));
        vault.allowToken(bob);
        vm.warp(readyAt);
        vm.expectEmit(address(vault));
        emit IVault.ModuleAdded(bob, ModuleKind.Later);
        vault.addModule(bob);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_ModuleKnown.selector, bob));
        vault.addModule(bob);
        vault.announce(Change.AllowToken, address(usd));
        vm.warp(block.timestamp + 7 days);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_TokenKnown.selector, address(usd)));
        vault.allowToken(address(usd));
        vm.stopPrank();
    }

    function test_governor_only() public {
        vm.startPrank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_NotGovernor.selector, stranger));
        vault.announce(Change.AddModule, stranger);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_NotGovernor.selector, stranger));
        vault.addModule(stranger);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_NotGovernor.selector, stranger));
        vault.allowToken(stranger);
        vm.stopPrank();
    }

    function test_genesis_isWhatWasDeployed() public view {
        assertEq(uint8(vault.moduleKind(address(market))), uint8(ModuleKind.Genesis));
        assertEq(uint8(vault.moduleKind(address(providers))), uint8(ModuleKind.Genesis));
        assertEq(uint8(vault.moduleKind(module)), uint8(ModuleKind.Later));
        assertEq(uint8(vault.moduleKind(address(verifiers))), uint8(ModuleKind.None));
        assertTrue(vault.tokenAllowed(address(usd)));
        assertEq(vault.governor(), owner);
        assertEq(vault.SINK(), SINK);
    }

    function _deposit(address who, uint256 amount) private {
        token.mint(who, amount);
        vm.startPrank(who);
        token.approve(address(vault), amount);
        vault.deposit(address(token), who, amt(amount));
        vm.stopPrank();
    }

    function _credit(address account, uint256 amount) private pure returns (Credit[] memory credits) {
        credits = new Credit[](1);
        credits[0] = Credit({account: account, amount: amt(amount)});
    }
}
