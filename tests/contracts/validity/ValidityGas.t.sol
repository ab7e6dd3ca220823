// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {Statement} from "aether/types/Statement.sol";
import {GasRecord} from "../base/GasRecord.sol";
import {ProofFixture} from "./ProofFixture.sol";

/// @notice Gas of whole transactions that verify proofs of networks of a useful size (large.py), 21,000 and calldata included.
/// forge-config: default.isolate = true
contract ValidityGasTest is ProofFixture, GasRecord {
    function setUp() public override {
        super.setUp();
        vm.resumeGasMetering();
        _openRecord();
    }

    function _proofs() internal pure override returns (string memory) {
        return "/tests/contracts/validity/large.json";
    }

    function _graph(uint256 i) internal view override returns (bytes memory) {
        return vm.parseJsonBytes(json, _at("models", i, "graph"));
    }

    function test_gas_verify() public {
        _verify(0, "mlp", "verifyMlp", 550_000);
        _verify(1, "mlpInClear", "verifyMlpInClear", 660_000);
        _verify(2, "mlpSealed", "verifyMlpSealed", 560_000);
        _verify(3, "lenet", "verifyLenet", 680_000);
        _verify(4, "lenetMax", "verifyLenetMax", 730_000);
    }

    function _verify(uint256 i, string memory name, string memory record, uint256 budget) private {
        assertEq(vm.parseJsonString(json, _at("proofs", i, "name")), name);
        Statement memory s = _statement(i);
        bytes memory envelope = _envelope(i);
        bytes32 key = _key(i);
        // A static call, which Solidity makes of a view function, would not be a transaction of its own.
        vm.prank(market);
        (bool done, bytes memory answer) = address(verifier).call(abi.encodeCall(IVerifier.verify, (s, envelope, key)));
        assertTrue(done);
        assertEq(bytes4(answer), IVerifier.verify.selector);
        _record(record, budget);
    }
}
