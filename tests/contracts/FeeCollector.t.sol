// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./base/Fixture.sol";
import {IFeeCollector} from "aether/interfaces/IFeeCollector.sol";
import {IVault} from "aether/interfaces/IVault.sol";
import {Item} from "aether/types/Item.sol";

/// @notice Fees of real jobs, and who may send them on.
contract FeeCollectorTest is Fixture {
    function _earn(uint96 nonce) private {
        Item memory item = _submitted(nonce, 1000);
        vm.prank(requester.addr);
        market.accept(item, "");
    }

    function test_sweep_sendsAllThatWasCollected() public {
        assertEq(market.feeAccount(), address(feeCollector));
        _earn(1);
        _earn(2);
        assertEq(_free(address(feeCollector)), 200_000, "1 % of 10 dollars, twice");
        vm.expectEmit(address(feeCollector));
        emit IFeeCollector.FeesSwept(address(usd), stranger, amt(200_000));
        vm.prank(owner);
        assertEq(feeCollector.sweep(address(usd), stranger).toUint(), 200_000);
        assertEq(usd.balanceOf(stranger), 200_000);
        assertEq(_free(address(feeCollector)), 0);
        // The next fee is there to be swept again.
        _earn(3);
        vm.prank(owner);
        assertEq(feeCollector.sweep(address(usd), stranger).toUint(), 100_000);
    }

    function test_sweep_refusals() public {
        address[3] memory others = [stranger, guardian, address(market)];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IFeeCollector.Fees_NotTimelock.selector, others[i]));
            vm.prank(others[i]);
            feeCollector.sweep(address(usd), others[i]);
        }
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IFeeCollector.Fees_Empty.selector, address(usd)));
        feeCollector.sweep(address(usd), owner);
        vm.stopPrank();
        _earn(1);
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_ReceiverRefused.selector, address(0)));
        feeCollector.sweep(address(usd), address(0));
        vm.expectRevert(abi.encodeWithSelector(IFeeCollector.Fees_Empty.selector, address(models)));
        feeCollector.sweep(address(models), owner);
        vm.stopPrank();
        assertEq(_free(address(feeCollector)), 100_000, "nothing moved");
    }

    function test_constants() public view {
        assertEq(feeCollector.vault(), address(vault));
        assertEq(feeCollector.timelock(), owner);
    }
}
