// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";

/// @notice Figures of contracts/snapshots/gas.json. A call that moves more than 3 % either way, or passes its budget, fails.
/// @dev AETHER_GAS=write forge test --match-contract GasTest --threads 1   records new figures.
/// Only isolated tests see whole transactions, so a test that records says so to forge.
abstract contract GasRecord is Test {
    uint256 private constant TOLERANCE_PERCENT = 3;
    string private path;
    string private recorded;
    bool private writing;

    function _openRecord() internal {
        path = string.concat(vm.projectRoot(), "/contracts/snapshots/gas.json");
        recorded = vm.readFile(path);
        writing = keccak256(bytes(vm.envOr("AETHER_GAS", string("")))) == keccak256("write");
    }

    /// @dev The last call, by the name of its figure.
    function _record(string memory name, uint256 budget) internal {
        _recordPer(name, 1, budget);
    }

    function _recordPer(string memory name, uint256 jobs, uint256 budget) internal {
        _recordGas(name, vm.lastCallGas().gasTotalUsed / jobs, budget);
    }

    function _recordGas(string memory name, uint256 gas, uint256 budget) internal {
        string memory key = string.concat(".", name);
        if (writing) {
            string memory value = string.concat('{"gas":', vm.toString(gas), ',"budget":', vm.toString(budget), "}");
            vm.writeJson(value, path, key);
            return;
        }
        assertLe(gas, budget, string.concat(name, ": over its budget"));
        uint256 before = vm.parseJsonUint(recorded, string.concat(key, ".gas"));
        assertApproxEqRel(
            gas, before, TOLERANCE_PERCENT * 1e16, string.concat(name, ": record it with AETHER_GAS=write")
        );
    }
}
