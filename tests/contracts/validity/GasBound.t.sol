// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {GasBound} from "aether/validity/GasBound.sol";
import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {Statement} from "aether/types/Statement.sol";
import {ProofFixture} from "./ProofFixture.sol";

/// @notice What registration says a verification costs at most lies above what every proof of the vectors costs, and not absurdly so.
/// forge-config: default.isolate = true
contract GasBoundTest is ProofFixture {
    function test_bound_coversEveryProof() public {
        for (uint256 i = 0; vm.keyExistsJson(json, _at("proofs", i, "name")); ++i) {
            _compare(i);
        }
    }

    function _compare(uint256 i) internal {
        string memory name = vm.parseJsonString(json, _at("proofs", i, "name"));
        bytes memory envelope = _envelope(i);
        address place = plans.planOf(_contentHash(envelope));
        uint256 bound = GasBound.verification(_planOf(place));
        // The first byte behind the model's preimage: an input in clear costs its elements besides.
        if (envelope[192] == 0) bound += GasBound.ELEMENT << uint8(place.code[129 + 7]);
        bytes32 key = _key(i);
        Statement memory s = _statement(i);
        vm.resumeGasMetering();
        vm.prank(market);
        // No static call: only a call is a transaction of its own.
        (bool done,) = address(verifier).call(abi.encodeCall(IVerifier.verify, (s, envelope, key)));
        vm.pauseGasMetering();
        assertTrue(done, name);
        uint256 gas = vm.lastCallGas().gasTotalUsed;
        emit log_named_uint(string.concat(name, ", gas"), gas);
        emit log_named_uint(string.concat(name, ", bound in percent of it"), bound * 100 / gas);
        assertLe(gas, bound, name);
        assertLe(bound, 2 * gas, name);
    }

    function _contentHash(bytes memory envelope) internal pure returns (bytes32 contentHash) {
        assembly ("memory-safe") {
            // The second word of the model's preimage.
            contentHash := mload(add(envelope, 0x40))
        }
    }

    /// @dev Behind STOP and two points.
    function _planOf(address place) internal view returns (bytes memory plan) {
        bytes memory code = place.code;
        plan = new bytes(code.length - 129);
        for (uint256 i = 0; i < plan.length; ++i) {
            plan[i] = code[129 + i];
        }
    }
}

/// @notice The same of networks of a useful size.
/// forge-config: default.isolate = true
contract GasBoundOfNetworksTest is GasBoundTest {
    function _proofs() internal pure override returns (string memory) {
        return "/tests/contracts/validity/large.json";
    }

    function _graph(uint256 i) internal view override returns (bytes memory) {
        return vm.parseJsonBytes(json, _at("models", i, "graph"));
    }
}
