// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CaseFixture} from "./CaseFixture.sol";
import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {Statement} from "aether/types/Statement.sol";
import {IBatchVerifier} from "aether/validity/interfaces/IBatchVerifier.sol";
import {IRegistrationVerifier} from "aether/validity/interfaces/IRegistrationVerifier.sol";

/// @notice Verifiers that lack one equation, one claim or one absorbed message: each takes what its prover made for it, and the whole one does not.
/// @dev `scripts/mutate --omissions` makes the file that AETHER_OMISSIONS names: a case to a line, with the code of the weaker verifier.
contract OmissionsTest is CaseFixture {
    IRegistrationVerifier internal whole;
    mapping(string model => uint256[2]) internal logsOf;

    function setUp() public override {
        super.setUp();
        whole = IRegistrationVerifier(
            deployCode("RegistrationVerifier.sol:RegistrationVerifier", abi.encode(plans.tau2()))
        );
        string memory file = json;
        for (uint256 i = 0; vm.keyExistsJson(file, _at("models", i, "name")); ++i) {
            logsOf[vm.parseJsonString(file, _at("models", i, "name"))] = [
                vm.parseJsonUint(file, _at("models", i, "logs.nW")), vm.parseJsonUint(file, _at("models", i, "logs.nT"))
            ];
        }
    }

    function test_omissions() public {
        string memory file = vm.envOr("AETHER_OMISSIONS", string(""));
        if (bytes(file).length == 0) vm.skip(true, "scripts/mutate --omissions runs this");
        uint256 failed = 0;
        uint256 count = 0;
        for (string memory line = vm.readLine(file); bytes(line).length != 0; line = vm.readLine(file)) {
            (bool taken, bool takenWhole) = _judged(line);
            ++count;
            // What something else binds gives no cheat by itself.
            bool profits = !vm.parseJsonBool(line, ".bound");
            if (taken == profits && !takenWhole) continue;
            ++failed;
            string memory what =
                takenWhole ? "taken by the whole verifier: " : "not as it should be by the weaker verifier: ";
            emit log(string.concat(what, vm.parseJsonString(line, ".name")));
        }
        vm.closeFile(file);
        assertGt(count, 0);
        assertEq(failed, 0);
    }

    /// @return taken By the verifier that lacks something.
    /// @return takenWhole By the one that is deployed.
    function _judged(string memory line) private returns (bool taken, bool takenWhole) {
        bytes memory code = vm.parseBytes(vm.readFile(vm.parseJsonString(line, ".code")));
        bytes32 kind = keccak256(bytes(vm.parseJsonString(line, ".kind")));
        if (kind == keccak256("registration") || kind == keccak256("leaf")) {
            address weaker = _deployed(bytes.concat(code, abi.encode(plans.tau2())));
            bytes memory call = kind == keccak256("leaf") ? _leafCall(line) : _registrationCall(line);
            (taken,) = weaker.staticcall(call);
            (takenWhole,) = address(whole).staticcall(call);
            return (taken, takenWhole);
        }
        bytes memory kept = address(verifier).code;
        address made = _deployed(bytes.concat(code, abi.encode(plans)));
        bool isBatch = kind == keccak256("batch");
        takenWhole = isBatch ? _takesBatch(line) : _takes(line);
        vm.etch(address(verifier), made.code);
        taken = isBatch ? _takesBatch(line) : _takes(line);
        vm.etch(address(verifier), kept);
    }

    function _deployed(bytes memory code) private returns (address made) {
        assembly ("memory-safe") {
            made := create(0, add(code, 0x20), mload(code))
        }
        assertTrue(made != address(0), "not deployed");
    }

    /// @dev The registry's entry is the case's own.
    function _question(string memory line, string memory at)
        private
        returns (Statement memory s, bytes memory envelope, bytes32 key)
    {
        bytes memory code = plans.planOf(models[vm.parseJsonString(line, string.concat(at, ".model"))]).code;
        address place = address(uint160(uint256(keccak256(abi.encode(line, at)))));
        vm.etch(place, code);
        _replacePoint(place, line, string.concat(at, ".pointW"), 1);
        _replacePoint(place, line, string.concat(at, ".pointT"), 65);
        plans.put(vm.parseJsonBytes32(line, string.concat(at, ".contentHash")), place);
        s.maxUnits = 1;
        s = _replaced(line, at, s);
        envelope = vm.parseJsonBytes(line, string.concat(at, ".envelope"));
        key = vm.parseJsonBytes32(line, string.concat(at, ".key"));
    }

    function _takes(string memory line) private returns (bool) {
        uint256 snapshot = vm.snapshotState();
        (Statement memory s, bytes memory envelope, bytes32 key) = _question(line, "");
        vm.prank(market);
        try verifier.verify(s, envelope, key) returns (bytes4 magic) {
            vm.revertToState(snapshot);
            return magic == IVerifier.verify.selector;
        } catch {
            vm.revertToState(snapshot);
            return false;
        }
    }

    function _takesBatch(string memory line) private returns (bool) {
        uint256 snapshot = vm.snapshotState();
        Statement[] memory statements = new Statement[](2);
        bytes[] memory envelopes = new bytes[](2);
        bytes32[] memory keys = new bytes32[](2);
        for (uint256 i = 0; i < 2; ++i) {
            (statements[i], envelopes[i], keys[i]) = _question(line, string.concat(".proofs[", vm.toString(i), "]"));
        }
        try IBatchVerifier(address(verifier)).verifyBatch(market, statements, envelopes, keys) {
            vm.revertToState(snapshot);
            return true;
        } catch {
            vm.revertToState(snapshot);
            return false;
        }
    }

    function _registrationCall(string memory line) private view returns (bytes memory) {
        uint256[2] memory logs = logsOf[vm.parseJsonString(line, ".model")];
        bytes memory points = bytes.concat(vm.parseJsonBytes(line, ".pointW"), vm.parseJsonBytes(line, ".pointT"));
        bytes32 contentHash = vm.parseJsonBytes32(line, ".contentHash");
        bytes memory proof = vm.parseJsonBytes(line, ".proof");
        return abi.encodeCall(IRegistrationVerifier.checkModel, (contentHash, points, logs[0], logs[1], proof));
    }

    function _leafCall(string memory line) private view returns (bytes memory) {
        uint256[2] memory logs = logsOf[vm.parseJsonString(line, ".model")];
        uint256[2] memory point = abi.decode(vm.parseJsonBytes(line, ".pointW"), (uint256[2]));
        uint256 n = whole.coordinates(logs[0], logs[1]);
        bytes memory leaf = vm.parseJsonBytes(line, ".leaf");
        bytes memory answer = vm.parseJsonBytes(line, ".answer");
        uint256 index = vm.parseJsonUint(line, ".index");
        bytes32[2] memory seed = [vm.parseJsonBytes32(line, ".challengeId"), vm.parseJsonBytes32(line, ".blockHash")];
        return abi.encodeCall(IRegistrationVerifier.checkLeaf, (point, true, n, index, leaf, seed, answer));
    }
}
