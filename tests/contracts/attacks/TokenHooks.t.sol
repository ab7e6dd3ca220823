// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "../base/Fixture.sol";
import {MockToken} from "../mocks/MockToken.sol";
import {Change, IVault} from "aether/interfaces/IVault.sol";
import {Amount} from "aether/types/Amount.sol";

/// @notice An account that is called in the middle of a transfer, when `transfer` and the modules are the doors that stand open.
contract Accomplice {
    IVault private immutable _vault;
    address private immutable _token;

    constructor(IVault vault, address token) {
        _vault = vault;
        _token = token;
        MockToken(token).approve(address(vault), type(uint256).max);
    }

    function put(Amount amount) external {
        _vault.deposit(_token, address(this), amount);
    }

    function take(Amount amount) external {
        _vault.withdraw(_token, address(this), amount);
    }

    /// @notice Moves what is free at this moment.
    function passOn(address to) external {
        _vault.transfer(_token, to, _vault.free(_token, address(this)));
    }
}

/// @notice The attack: a token with hooks (ERC-777, or an upgrade that brings them) lets its holder spend a balance while it leaves.
contract TokenHooksTest is Fixture {
    MockToken internal token;
    Accomplice internal accomplice;
    address internal friend = makeAddr("friend");

    function setUp() public override {
        super.setUp();
        token = new MockToken();
        vm.startPrank(owner);
        vault.announce(Change.AllowToken, address(token));
        vm.warp(block.timestamp + 7 days);
        vault.allowToken(address(token));
        vm.stopPrank();
        accomplice = new Accomplice(vault, address(token));
        token.mint(address(accomplice), 100);
        // Somebody else's money lies beside it.
        token.mint(stranger, 1000);
        vm.startPrank(stranger);
        token.approve(address(vault), 1000);
        vault.deposit(address(token), stranger, amt(1000));
        vm.stopPrank();
    }

    function test_whatLeaves_isNotThereToPassOn_M1_M6() public {
        accomplice.put(amt(100));
        token.setHook(address(accomplice), abi.encodeCall(Accomplice.passOn, (friend)));
        accomplice.take(amt(60));
        assertTrue(token.hookSucceeded());
        assertEq(token.balanceOf(address(accomplice)), 60);
        _assertBooks(40, 1040);
    }

    function test_whatArrives_isNotThereBefore_M1_M6() public {
        token.setHook(address(accomplice), abi.encodeCall(Accomplice.passOn, (friend)));
        accomplice.put(amt(100));
        assertTrue(token.hookSucceeded());
        assertEq(vault.free(address(token), address(accomplice)).toUint(), 100);
        _assertBooks(0, 1100);
    }

    function _assertBooks(uint256 friends, uint256 all) private view {
        assertEq(vault.free(address(token), friend).toUint(), friends);
        assertEq(vault.free(address(token), stranger).toUint(), 1000);
        assertEq(vault.liabilities(address(token)).toUint(), all);
        assertEq(token.balanceOf(address(vault)), all);
    }
}
