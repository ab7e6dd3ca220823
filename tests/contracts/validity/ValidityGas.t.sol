// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {Statement} from "aether/types/Statement.sol";
import {ProofFixture} from "./ProofFixture.sol";

/// @notice What verifying costs as a transaction of its own, of networks of a useful size (large.py). Each figure has a ceiling.
contract ValidityGasTest is ProofFixture {
    uint256 internal constant TRANSACTION_GAS = 21_000;

    function _proofs() internal pure override returns (string memory) {
        return "/tests/contracts/validity/large.json";
    }

    function _graph(uint256 i) internal view override returns (bytes memory) {
        return vm.parseJsonBytes(json, _at("models", i, "graph"));
    }

    function test_verify_gas() public {
        string[5] memory names = ["mlp", "mlpInClear", "mlpSealed", "lenet", "lenetMax"];
        uint256[5] memory ceilings = [uint256(550_000), 600_000, 570_000, 680_000, 780_000];
        for (uint256 i = 0; i < names.length; ++i) {
            assertEq(vm.parseJsonString(json, _at("proofs", i, "name")), names[i]);
            uint256 gas = _transaction(_statement(i), _envelope(i), _key(i));
            emit log_named_uint(string.concat(names[i], ", gas of the transaction"), gas);
            emit log_named_uint(
                string.concat(names[i], ", bytes of the proof"), vm.parseJsonUint(json, _at("proofs", i, "bytes"))
            );
            assertLe(gas, ceilings[i], names[i]);
        }
    }

    /// @dev Intrinsic gas and calldata as EIP-2028 has them (EIP-7623's floor is lower here), and the call with every account cold.
    function _transaction(Statement memory s, bytes memory envelope, bytes32 key) private returns (uint256 gas) {
        bytes memory data = abi.encodeCall(IVerifier.verify, (s, envelope, key));
        gas = TRANSACTION_GAS;
        for (uint256 i = 0; i < data.length; ++i) {
            gas += data[i] == 0 ? 4 : 16;
        }
        vm.cool(address(plans));
        vm.cool(address(verifier));
        vm.cool(plans.planOf(bytes32(_word(envelope, 32))));
        vm.resumeGasMetering();
        vm.prank(market);
        (bool done, bytes memory answer) = address(verifier).call(data);
        gas += vm.lastCallGas().gasTotalUsed;
        vm.pauseGasMetering();
        assertTrue(done);
        assertEq(bytes4(answer), IVerifier.verify.selector);
    }

    function _word(bytes memory data, uint256 at) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            // Within the envelope's first 192 bytes.
            word := mload(add(add(data, 0x20), at))
        }
    }
}
