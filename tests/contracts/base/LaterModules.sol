// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BoxFixture} from "./BoxFixture.sol";
import {Change} from "aether/interfaces/IVault.sol";

/// @notice A market that has been running for a while when somebody brings a contract it has never heard of.
abstract contract LaterModules is BoxFixture {
    /// @dev The seven days of the Vault.
    function _addModule(address module) internal {
        vm.startPrank(owner);
        vault.announce(Change.AddModule, module);
        vm.warp(block.timestamp + 7 days);
        vault.addModule(module);
        vm.stopPrank();
    }

    function _optIn(address account, address module) internal {
        vm.prank(account);
        vault.optIn(module, true);
    }

    function _escrowOf(address module) internal view returns (uint256) {
        return vault.escrow(address(usd), module).toUint();
    }
}
