// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CaseFixture} from "./CaseFixture.sol";
import {Statement} from "aether/types/Statement.sol";
import {IBatchVerifier} from "aether/validity/interfaces/IBatchVerifier.sol";
import {IRegistrationVerifier} from "aether/validity/interfaces/IRegistrationVerifier.sol";

/// @notice Mutated proofs, Statements, registrations, leaves and batches: these contracts say of each what the independent reference says.
/// @dev AETHER_MUTANTS names another file than the one checked in; AETHER_VERDICTS a folder that gets a line to a mutant.
contract MutantsTest is CaseFixture {
    /// @dev An accepted registration or answer to a challenge of a leaf.
    struct Base {
        string model;
        bytes pointW;
        bytes pointT;
        bytes32 contentHash;
        bytes proof;
        bool isWeights;
        uint256 index;
        bytes leaf;
        bytes32[2] seed;
    }

    IRegistrationVerifier internal registrations;
    mapping(string model => uint256[2]) internal logsOf;
    mapping(string list => mapping(string what => Base)) internal bases;
    string internal verdicts;

    function setUp() public override {
        super.setUp();
        registrations = IRegistrationVerifier(
            deployCode("RegistrationVerifier.sol:RegistrationVerifier", abi.encode(plans.tau2()))
        );
        verdicts = vm.envOr("AETHER_VERDICTS", string(""));
        string memory file = json;
        for (uint256 i = 0; vm.keyExistsJson(file, _at("models", i, "name")); ++i) {
            logsOf[vm.parseJsonString(file, _at("models", i, "name"))] = [
                vm.parseJsonUint(file, _at("models", i, "logs.nW")), vm.parseJsonUint(file, _at("models", i, "logs.nT"))
            ];
        }
        for (uint256 i = 0; vm.keyExistsJson(file, _at("registrations.accepted", i, "what")); ++i) {
            Base storage b =
                _base(file, "registrations", string.concat(".registrations.accepted[", vm.toString(i), "]"));
            b.proof = vm.parseJsonBytes(file, _at("registrations.accepted", i, "proof"));
        }
        for (uint256 i = 0; vm.keyExistsJson(file, _at("leaves", i, "what")); ++i) {
            Base storage b = _base(file, "leaves", string.concat(".leaves[", vm.toString(i), "]"));
            b.proof = vm.parseJsonBytes(file, _at("leaves", i, "answer"));
            b.isWeights =
                keccak256(bytes(vm.parseJsonString(file, _at("leaves", i, "section")))) == keccak256("weights");
            b.index = vm.parseJsonUint(file, _at("leaves", i, "index"));
            b.leaf = vm.parseJsonBytes(file, _at("leaves", i, "leaf"));
            b.seed[0] = vm.parseJsonBytes32(file, _at("leaves", i, "challengeId"));
            b.seed[1] = vm.parseJsonBytes32(file, _at("leaves", i, "blockHash"));
        }
    }

    function _base(string memory file, string memory list, string memory at) private returns (Base storage b) {
        b = bases[list][vm.parseJsonString(file, string.concat(at, ".what"))];
        b.model = vm.parseJsonString(file, string.concat(at, ".model"));
        b.pointW = vm.parseJsonBytes(file, string.concat(at, ".pointW"));
        b.pointT = vm.parseJsonBytes(file, string.concat(at, ".pointT"));
        b.contentHash = vm.parseJsonBytes32(file, string.concat(at, ".contentHash"));
    }

    /// @dev Some change nothing that counts and are taken.
    function test_mutants_sameVerdict() public {
        string memory file = string.concat(vm.projectRoot(), "/tests/vectors/proofmutants.json");
        file = vm.envOr("AETHER_MUTANTS", file);
        // A line to a mutant, so that a file of many is never held whole.
        uint256[4] memory counts;
        uint256[4] memory taken;
        uint256 kind = 0;
        uint256 differ = 0;
        string memory first;
        for (string memory line = vm.readLine(file); bytes(line).length != 0; line = vm.readLine(file)) {
            if (bytes(line)[0] == '"') kind = _kind(line);
            if (bytes(line)[0] != "{" || bytes(line).length < 3) continue;
            string memory mutant = _withoutComma(line);
            bool accepts = _judge(kind, mutant);
            ++counts[kind];
            if (accepts) ++taken[kind];
            _write(kind, accepts);
            if (accepts == vm.parseJsonBool(mutant, ".accept")) continue;
            if (differ == 0) first = string.concat(_nameOf(kind), " ", vm.toString(counts[kind] - 1));
            ++differ;
        }
        vm.closeFile(file);
        assertEq(differ, 0, first);
        // Of 200 as of 2,000, a tenth to a half are taken; every kind is there.
        for (kind = 0; kind < 4; ++kind) {
            assertGe(counts[kind], 10, _nameOf(kind));
            assertGt(taken[kind], 0, _nameOf(kind));
            assertLt(taken[kind], counts[kind] / 2, _nameOf(kind));
        }
    }

    function _judge(uint256 kind, string memory mutant) private returns (bool) {
        if (kind == 0) return _inference(mutant);
        if (kind == 1) return _registration(mutant);
        return kind == 2 ? _leaf(mutant) : _batch(mutant);
    }

    function _inference(string memory mutant) private returns (bool accepts) {
        (Case memory c, Statement memory s) = _changed(mutant, "");
        uint256 snapshot = vm.snapshotState();
        _replaceRegistered(mutant, "", c.contentHash);
        accepts = _acceptsIn(mutant, "", s, c.envelope, c.key);
        vm.revertToState(snapshot);
    }

    /// @dev The accepted case that `at` names, with its edits, key and Statement.
    function _changed(string memory mutant, string memory at) private view returns (Case memory c, Statement memory s) {
        c = accepted[vm.parseJsonString(mutant, string.concat(at, ".of"))];
        c.envelope = _edited(mutant, at, c.envelope);
        c.key = _or(mutant, at, ".key", c.key);
        s = _replaced(mutant, at, c.statement);
    }

    function _registration(string memory mutant) private view returns (bool) {
        Base memory b = bases["registrations"][vm.parseJsonString(mutant, ".of")];
        bytes memory points = bytes.concat(
            _bytesOr(mutant, ".registered.pointW", b.pointW), _bytesOr(mutant, ".registered.pointT", b.pointT)
        );
        bytes memory call = abi.encodeCall(
            IRegistrationVerifier.checkModel,
            (
                _or(mutant, ".registered", ".contentHash", b.contentHash),
                points,
                logsOf[b.model][0],
                logsOf[b.model][1],
                _edited(mutant, "", b.proof)
            )
        );
        return _takes(call);
    }

    function _leaf(string memory mutant) private view returns (bool) {
        Base memory b = bases["leaves"][vm.parseJsonString(mutant, ".of")];
        b.seed[0] = _or(mutant, "", ".challengeId", b.seed[0]);
        if (vm.keyExistsJson(mutant, ".index")) b.index = vm.parseJsonUint(mutant, ".index");
        if (vm.keyExistsJson(mutant, ".leafAt")) {
            b.leaf[vm.parseJsonUint(mutant, ".leafAt")] = bytes1(uint8(vm.parseJsonUint(mutant, ".byte")));
        }
        bytes memory call = abi.encodeCall(
            IRegistrationVerifier.checkLeaf,
            (
                abi.decode(b.isWeights ? b.pointW : b.pointT, (uint256[2])),
                b.isWeights,
                registrations.coordinates(logsOf[b.model][0], logsOf[b.model][1]),
                b.index,
                b.leaf,
                b.seed,
                _edited(mutant, "", b.proof)
            )
        );
        return _takes(call);
    }

    function _batch(string memory mutant) private returns (bool accepts) {
        uint256 count = 0;
        while (vm.keyExistsJson(mutant, _at("proofs", count, "of"))) ++count;
        Statement[] memory statements = new Statement[](count);
        bytes[] memory envelopes = new bytes[](count);
        bytes32[] memory keys = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            Case memory c;
            (c, statements[i]) = _changed(mutant, string.concat(".proofs[", vm.toString(i), "]"));
            (envelopes[i], keys[i]) = (c.envelope, c.key);
        }
        // What the pairing precompile is given begins with the left side.
        if (vm.keyExistsJson(mutant, ".left")) vm.expectCall(address(8), vm.parseJsonBytes(mutant, ".left"));
        try IBatchVerifier(address(verifier)).verifyBatch(market, statements, envelopes, keys) {
            accepts = true;
        } catch {}
    }

    function _takes(bytes memory call) private view returns (bool done) {
        (done,) = address(registrations).staticcall(call);
    }

    function _edited(string memory mutant, string memory at, bytes memory data) private view returns (bytes memory) {
        for (uint256 k = 0;; ++k) {
            string memory edit = string.concat(at, ".edits[", vm.toString(k), "]");
            if (!vm.keyExistsJson(mutant, edit)) return data;
            data = _spliced(
                data,
                vm.parseJsonUint(mutant, string.concat(edit, "[0]")),
                vm.parseJsonUint(mutant, string.concat(edit, "[1]")),
                vm.parseJsonBytes(mutant, string.concat(edit, "[2]"))
            );
        }
        return data;
    }

    function _bytesOr(string memory from, string memory path, bytes memory value) private view returns (bytes memory) {
        return vm.keyExistsJson(from, path) ? vm.parseJsonBytes(from, path) : value;
    }

    function _nameOf(uint256 kind) private pure returns (string memory) {
        return ["inferences", "registrations", "leaves", "batches"][kind];
    }

    /// @dev `"inferences": [` and so on.
    function _kind(string memory line) private pure returns (uint256) {
        for (uint256 kind = 0; kind < 4; ++kind) {
            string memory head = string.concat('"', _nameOf(kind), '": [');
            if (keccak256(bytes(line)) == keccak256(bytes(head))) return kind;
        }
        return 0;
    }

    function _withoutComma(string memory line) private pure returns (string memory) {
        uint256 length = bytes(line).length;
        if (bytes(line)[length - 1] == ",") {
            assembly ("memory-safe") {
                // A line has at least three bytes.
                mstore(line, sub(length, 1))
            }
        }
        return line;
    }

    function _write(uint256 kind, bool accepts) private {
        if (bytes(verdicts).length == 0) return;
        vm.writeLine(string.concat(verdicts, "/solidity.", _nameOf(kind)), accepts ? "accepted" : "refused");
    }
}
