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
}
