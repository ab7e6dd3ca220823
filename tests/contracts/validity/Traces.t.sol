// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CaseFixture} from "./CaseFixture.sol";
import {VmSafe} from "forge-std/Vm.sol";
import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {IRegistrationVerifier} from "aether/validity/interfaces/IRegistrationVerifier.sol";
import {Scalars} from "aether/validity/Scalars.sol";

/// @notice Transcripts of the deployed verifiers, line by line as the independent reference writes them.
/// @dev Nothing in the contracts is there for this: every absorb and every draw is a KECCAK256 whose preimage begins with 09, and the test reads
/// the preimages off the steps of the machine.
/// forge-config: default.isolate = false
contract TracesTest is CaseFixture {
    bytes16 private constant HEX = "0123456789abcdef";
    /// @dev Of KECCAK256.
    uint8 private constant HASH = 0x20;

    /// @dev forge keeps steps only where it was asked for traces: `scripts/test vectors` runs this with -vvv.
    modifier recorded() {
        try vm.startDebugTraceRecording() {
            vm.stopAndReturnDebugTraceRecording();
        } catch {
            vm.skip(true, "traces are compared where forge runs with -vvv");
        }
        _;
    }

    function test_traces_ofProofs() public recorded {
        string memory file = json;
        uint256 count = 0;
        for (uint256 i = 0; vm.keyExistsJson(file, _at("proofs", i, "name")); ++i) {
            Case memory c = accepted[vm.parseJsonString(file, _at("proofs", i, "name"))];
            bytes memory call = abi.encodeCall(IVerifier.verify, (c.statement, c.envelope, c.key));
            _same(file, _at("proofs", i, "traceHash"), address(verifier), call);
            ++count;
        }
        assertEq(count, 18);
    }

    function test_traces_ofRegistrationsAndLeaves() public recorded {
        address judge = deployCode("RegistrationVerifier.sol:RegistrationVerifier", abi.encode(plans.tau2()));
        string memory file = json;
        uint256 count = 0;
        for (uint256 i = 0; vm.keyExistsJson(file, _at("registrations.accepted", i, "what")); ++i) {
            string memory at = string.concat(".registrations.accepted[", vm.toString(i), "]");
            (uint256 nW, uint256 nT) = _logs(file, vm.parseJsonString(file, string.concat(at, ".model")));
            bytes memory points = bytes.concat(
                vm.parseJsonBytes(file, string.concat(at, ".pointW")),
                vm.parseJsonBytes(file, string.concat(at, ".pointT"))
            );
            bytes memory proof = vm.parseJsonBytes(file, string.concat(at, ".proof"));
            bytes32 contentHash = vm.parseJsonBytes32(file, string.concat(at, ".contentHash"));
            bytes memory call = abi.encodeCall(IRegistrationVerifier.checkModel, (contentHash, points, nW, nT, proof));
            _same(file, string.concat(at, ".traceHash"), judge, call);
            ++count;
        }
        assertEq(count, 5);
        count = 0;
        for (uint256 i = 0; vm.keyExistsJson(file, _at("leaves", i, "what")); ++i) {
            if (!vm.keyExistsJson(file, _at("leaves", i, "traceHash"))) continue;
            (uint256 nW, uint256 nT) = _logs(file, vm.parseJsonString(file, _at("leaves", i, "model")));
            uint256 n = IRegistrationVerifier(judge).coordinates(nW, nT);
            _same(file, _at("leaves", i, "traceHash"), judge, _leafCall(file, i, n));
            ++count;
        }
        assertEq(count, 3);
    }

    function _leafCall(string memory file, uint256 i, uint256 n) private pure returns (bytes memory) {
        bool isWeights = bytes(vm.parseJsonString(file, _at("leaves", i, "section"))).length == 7;
        bytes memory point = vm.parseJsonBytes(file, _at("leaves", i, isWeights ? "pointW" : "pointT"));
        bytes memory leaf = vm.parseJsonBytes(file, _at("leaves", i, "leaf"));
        bytes memory answer = vm.parseJsonBytes(file, _at("leaves", i, "answer"));
        uint256 index = vm.parseJsonUint(file, _at("leaves", i, "index"));
        bytes32[2] memory seed = _seed(file, i);
        uint256[2] memory words = abi.decode(point, (uint256[2]));
        return abi.encodeCall(IRegistrationVerifier.checkLeaf, (words, isWeights, n, index, leaf, seed, answer));
    }

    function _seed(string memory file, uint256 i) private pure returns (bytes32[2] memory seed) {
        seed[0] = vm.parseJsonBytes32(file, _at("leaves", i, "challengeId"));
        seed[1] = vm.parseJsonBytes32(file, _at("leaves", i, "blockHash"));
    }

    function _logs(string memory file, string memory model) private pure returns (uint256, uint256) {
        uint256 i = 0;
        while (keccak256(bytes(vm.parseJsonString(file, _at("models", i, "name")))) != keccak256(bytes(model))) ++i;
        return
            (vm.parseJsonUint(file, _at("models", i, "logs.nW")), vm.parseJsonUint(file, _at("models", i, "logs.nT")));
    }

    /// @dev The call is taken; its lines have this hash. Memory is taken back: the steps of a call fill many megabytes.
    function _same(string memory file, string memory path, address target, bytes memory call) private {
        bytes32 expected = vm.parseJsonBytes32(file, path);
        assertEq(this.traceHash(target, call), expected, path);
    }

    function traceHash(address target, bytes calldata call) external returns (bytes32) {
        vm.startDebugTraceRecording();
        vm.prank(market);
        (bool done,) = target.staticcall(call);
        assertTrue(done, "refused");
        bytes memory lines = new bytes(1 << 17);
        // Steps of a call fill many megabytes, so they stay in the return data: nothing below calls out.
        bytes memory ask = abi.encodeCall(VmSafe.stopAndReturnDebugTraceRecording, ());
        address recorder = address(vm);
        assembly ("memory-safe") {
            done := call(gas(), recorder, 0, add(ask, 0x20), mload(ask), 0, 0)
        }
        require(done, "not recorded");
        uint256 at = 0;
        uint256 first = 32 + _returned(0);
        uint256 end = first + 32 * _returned(first - 32);
        for (uint256 i = first; i < end; i += 32) {
            // stack, memoryInput, opcode, depth, isOutOfGas, contractAddr.
            uint256 step = first + _returned(i);
            if (_returned(step + 64) != HASH || _returned(step + 160) != uint160(target)) continue;
            bytes memory m = _returnedBytes(step + _returned(step + 32));
            if (m.length >= 38 && m[0] == 0x09) at = _line(lines, at, m);
        }
        assembly ("memory-safe") {
            // Without the last newline.
            mstore(lines, sub(at, 1))
        }
        return keccak256(lines);
    }

    /// @dev A word of the return data.
    function _returned(uint256 at) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            returndatacopy(0, at, 32)
            word := mload(0)
        }
    }

    function _returnedBytes(uint256 at) private pure returns (bytes memory data) {
        data = new bytes(_returned(at));
        assembly ("memory-safe") {
            returndatacopy(add(data, 0x20), add(at, 32), mload(data))
        }
    }

    /// @dev `absorb TAG STATE` or `draw TAG INDEX WORD`.
    function _line(bytes memory lines, uint256 at, bytes memory m) private pure returns (uint256) {
        uint256 tag = uint8(m[1]);
        bool isDraw = tag >= 0x40;
        at = _text(lines, at, isDraw ? bytes("draw ") : bytes("absorb "));
        at = _hex(lines, at, abi.encodePacked(uint8(tag)));
        at = _text(lines, at, " ");
        bytes32 word = keccak256(m);
        if (isDraw) {
            require(m.length == 38, "a draw of another length");
            require(m[34] | m[35] | m[36] == 0 && m[37] < 0x64, "an index of more than two digits");
            uint8 index = uint8(m[37]);
            if (index >= 10) at = _text(lines, at, abi.encodePacked(uint8(48 + index / 10)));
            at = _text(lines, at, abi.encodePacked(uint8(48 + (index % 10))));
            at = _text(lines, at, " ");
            word = bytes32(uint256(word) % Scalars.P);
        }
        at = _hex(lines, at, abi.encodePacked(word));
        return _text(lines, at, "\n");
    }

    function _text(bytes memory lines, uint256 at, bytes memory text) private pure returns (uint256) {
        for (uint256 i = 0; i < text.length; ++i) {
            lines[at + i] = text[i];
        }
        return at + text.length;
    }

    function _hex(bytes memory lines, uint256 at, bytes memory data) private pure returns (uint256) {
        for (uint256 i = 0; i < data.length; ++i) {
            lines[at + 2 * i] = HEX[uint8(data[i]) >> 4];
            lines[at + 2 * i + 1] = HEX[uint8(data[i]) & 15];
        }
        return at + 2 * data.length;
    }
}
