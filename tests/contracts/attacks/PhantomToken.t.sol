// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "../base/Fixture.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IVault, Change} from "aether/interfaces/IVault.sol";

/// @notice Wrapped ether as it was first written: whatever it does not know it takes for a deposit, and says nothing.
contract PhantomToken is ERC20 {
    constructor() ERC20("Wrapped", "WRP") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    fallback() external {}
}

/// @notice The attack: `permit` and `receiveWithAuthorization` of such a token succeed for everybody and do nothing.
contract PhantomTokenTest is Fixture {
    PhantomToken internal wrapped;

    function setUp() public override {
        super.setUp();
        wrapped = new PhantomToken();
        vm.startPrank(owner);
        vault.announce(Change.AllowToken, address(wrapped));
        vm.warp(block.timestamp + 7 days);
        vault.allowToken(address(wrapped));
        vm.stopPrank();
        // The victim trusts the Vault with all it has.
        wrapped.mint(requester.addr, 100e18);
        vm.prank(requester.addr);
        wrapped.approve(address(vault), type(uint256).max);
    }

    function test_authorizationNobodyGave_creditsNothing_M5_M6() public {
        vm.expectRevert(
            abi.encodeWithSelector(IVault.Vault_TransferNotExact.selector, address(wrapped), amt(100e18), 0)
        );
        vault.depositWithAuthorization(address(wrapped), stranger, amt(100e18), 0, type(uint256).max, 0, 27, 0, 0);
    }

    function test_permitNobodyGave_pullsFromItsSenderOnly_M5() public {
        vm.expectRevert();
        vm.prank(stranger);
        vault.depositWithPermit(address(wrapped), stranger, amt(100e18), type(uint256).max, 27, 0, 0);
        assertEq(wrapped.balanceOf(requester.addr), 100e18);
        assertEq(vault.free(address(wrapped), stranger).toUint(), 0);
    }
}
