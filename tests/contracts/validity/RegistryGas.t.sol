// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {GasRecord} from "../base/GasRecord.sol";
import {RegistryFixture} from "./RegistryFixture.sol";
import {Registration} from "aether/validity/interfaces/IValidityRegistry.sol";

/// @notice Gas of registering a model and of answering a challenge, as whole transactions: a Lut and a dense layer over 90 elements.
/// forge-config: default.isolate = true
contract RegistryGasTest is RegistryFixture, GasRecord {
    function setUp() public override {
        super.setUp();
        vm.resumeGasMetering();
        _openRecord();
    }

    function test_gas_registry() public {
        Registration memory registration = _registration();
        bytes memory proof = _proof();
        bytes memory section = graph;
        vm.prank(registrant);
        registry.register(section, registration, proof);
        _record("registerValidity", 1_100_000);

        _challenge(0);
        _record("challengeLeaf", 280_000);
        _draw(0);
        _answer(0);
        _record("answerLeaf", 380_000);
    }

    /// @dev As many operators as a graph may have, all dense: one transaction of 2^24 gas (EIP-7825) with 10 % to spare.
    function test_gas_registry_256Operators() public {
        string memory large = vm.readFile(string.concat(vm.projectRoot(), "/tests/contracts/validity/operators.json"));
        Registration memory registration = Registration({
            weightsRoot: vm.parseJsonBytes32(large, ".weightsRoot"),
            lutRoot: vm.parseJsonBytes32(large, ".lutRoot"),
            points: vm.parseJsonBytes(large, ".points")
        });
        bytes memory proof = vm.parseJsonBytes(large, ".proof");
        bytes memory section = vm.parseJsonBytes(large, ".graph");
        assertEq(section.length, 64 + 64 * 256);
        vm.prank(registrant);
        bytes32 made = registry.register(section, registration, proof);
        _record("registerValidity256", 15_000_000);
        assertEq(made, vm.parseJsonBytes32(large, ".contentHash"));
    }
}
