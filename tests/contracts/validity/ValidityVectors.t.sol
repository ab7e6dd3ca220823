// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ProofFixture} from "./ProofFixture.sol";
import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {JobId} from "aether/types/JobId.sol";
import {Statement} from "aether/types/Statement.sol";
import {IBatchVerifier} from "aether/validity/interfaces/IBatchVerifier.sol";
import {ProofSteps} from "aether/validity/ProofSteps.sol";

/// @notice The verdicts of the independent reference: cheating provers, edited envelopes, replays and mutants. This verifier says the same of each.
contract ValidityVectorsTest is ProofFixture {
    /// @dev Every how many of the edits is tried; AETHER_DEEP=yes tries all.
    uint256 internal constant STRIDE = 5;

    /// @dev An accepted proof.
    struct Case {
        Statement statement;
        bytes envelope;
        bytes32 key;
        bytes32 contentHash;
    }

    mapping(string name => Case) internal accepted;
    mapping(string name => bytes32 contentHash) internal models;

    function setUp() public override {
        super.setUp();
        // In memory: a file of a megabyte is not read out of storage a thousand times.
        string memory file = json;
        for (uint256 i = 0; vm.keyExistsJson(file, _at("models", i, "name")); ++i) {
            models[vm.parseJsonString(file, _at("models", i, "name"))] =
                vm.parseJsonBytes32(file, _at("models", i, "contentHash"));
        }
        for (uint256 i = 0; vm.keyExistsJson(file, _at("proofs", i, "name")); ++i) {
            Statement memory blank;
            blank.maxUnits = 1;
            accepted[vm.parseJsonString(file, _at("proofs", i, "name"))] = Case({
                statement: _replaced(file, string.concat(".proofs[", vm.toString(i), "]"), blank),
                envelope: vm.parseJsonBytes(file, _at("proofs", i, "envelope")),
                key: vm.parseJsonBytes32(file, _at("proofs", i, "key")),
                contentHash: models[vm.parseJsonString(file, _at("proofs", i, "model"))]
            });
        }
    }

    /// @dev Each follows the protocol in all messages but one, and is refused at the equation that binds it.
    function test_cheats_refusedAtTheSameEquation() public {
        string memory file = json;
        uint256 i = 0;
        for (; vm.keyExistsJson(file, _at("cheats", i, "name")); ++i) {
            string memory at = string.concat(".cheats[", vm.toString(i), "]");
            if (vm.keyExistsJson(file, string.concat(at, ".contentHash"))) _registerCheat(file, at, i);
            Statement memory blank;
            Statement memory s = _replaced(file, at, blank);
            bytes memory envelope = vm.parseJsonBytes(file, string.concat(at, ".envelope"));
            bytes32 key = vm.parseJsonBytes32(file, string.concat(at, ".key"));
            bytes memory reason = _refusal(s, envelope, key);
            assertGt(reason.length, 0, at);
            // "message 7: the lookups".
            bytes memory by = bytes(vm.parseJsonString(file, string.concat(at, ".refusedBy")));
            if (bytes8(by) != "message ") continue;
            uint256 message = uint8(by[8]) - 48;
            assertEq(reason, abi.encodeWithSelector(ProofSteps.Proof_EquationFails.selector, message), string(by));
        }
        assertEq(i, 30);
    }

    function test_edits_refused() public {
        bool deep = keccak256(bytes(vm.envOr("AETHER_DEEP", string("")))) == keccak256("yes");
        uint256 count = 0;
        string memory file = json;
        for (uint256 e = 0; vm.keyExistsJson(file, _at("edits", e, "of")); ++e) {
            Case memory c = accepted[vm.parseJsonString(file, _at("edits", e, "of"))];
            for (uint256 k = 0;; k += deep ? 1 : STRIDE) {
                string memory edit = string.concat(_at("edits", e, "edits["), vm.toString(k), "]");
                if (!vm.keyExistsJson(file, edit)) break;
                uint256 at = vm.parseJsonUint(file, string.concat(edit, "[0]"));
                bytes memory data = vm.parseJsonBytes(file, string.concat(edit, "[1]"));
                bytes memory envelope = _spliced(c.envelope, at, data.length, data);
                assertGt(_refusal(c.statement, envelope, c.key).length, 0, edit);
                ++count;
            }
            assertEq(_refusal(c.statement, c.envelope, c.key).length, 0);
        }
        // All 716 of them, or every fifth of each of three lists.
        assertEq(count, deep ? 716 : 144);
    }

    function test_replays_refused() public {
        string memory file = json;
        uint256 count = 0;
        for (; vm.keyExistsJson(file, _at("replays", count, "of")); ++count) {
            string memory at = string.concat(".replays[", vm.toString(count), "]");
            Case memory c = accepted[vm.parseJsonString(file, string.concat(at, ".of"))];
            Statement memory s = _replaced(file, at, c.statement);
            bytes32 key = _or(file, at, ".key", c.key);
            assertFalse(_acceptsIn(file, at, s, c.envelope, key), at);
        }
        assertEq(count, 52);
    }

    /// @dev Four are taken, each with the point that the reference brings to the pairing; four hold a false proof.
    function test_batches_sameVerdict_sameEquation() public {
        string memory file = json;
        uint256 i = 0;
        for (; vm.keyExistsJson(file, _at("batches", i, "of")); ++i) {
            string[] memory names = vm.parseJsonStringArray(file, _at("batches", i, "of"));
            Statement[] memory statements = new Statement[](names.length);
            bytes[] memory envelopes = new bytes[](names.length);
            bytes32[] memory keys = new bytes32[](names.length);
            for (uint256 k = 0; k < names.length; ++k) {
                Case memory c = _named(file, names[k]);
                (statements[k], envelopes[k], keys[k]) = (c.statement, c.envelope, c.key);
            }
            bool accept = vm.parseJsonBool(file, _at("batches", i, "accept"));
            // What the pairing precompile is given begins with the left side.
            if (accept) vm.expectCall(address(8), vm.parseJsonBytes(file, _at("batches", i, "left")), 1);
            bool accepts;
            try IBatchVerifier(address(verifier)).verifyBatch(market, statements, envelopes, keys) {
                accepts = true;
            } catch {}
            assertEq(accepts, accept, vm.toString(i));
        }
        assertEq(i, 8);
    }

    /// @dev An accepted proof, or a cheat.
    function _named(string memory file, string memory name) private view returns (Case memory c) {
        c = accepted[name];
        for (uint256 i = 0; c.envelope.length == 0; ++i) {
            string memory at = string.concat(".cheats[", vm.toString(i), "]");
            if (keccak256(bytes(vm.parseJsonString(file, string.concat(at, ".name")))) != keccak256(bytes(name))) {
                continue;
            }
            Statement memory blank;
            c.statement = _replaced(file, at, blank);
            c.envelope = vm.parseJsonBytes(file, string.concat(at, ".envelope"));
            c.key = vm.parseJsonBytes32(file, string.concat(at, ".key"));
        }
    }

    /// @dev Some change nothing that counts and are taken.
    function test_mutants_sameVerdict() public {
        string memory file = vm.readFile(string.concat(vm.projectRoot(), "/tests/vectors/proofmutants.json"));
        uint256 count = 0;
        uint256 taken = 0;
        for (; vm.keyExistsJson(file, _at("inferences", count, "of")); ++count) {
            string memory at = string.concat(".inferences[", vm.toString(count), "]");
            Case memory c = accepted[vm.parseJsonString(file, string.concat(at, ".of"))];
            for (uint256 k = 0; vm.keyExistsJson(file, _edit(at, k)); ++k) {
                c.envelope = _spliced(
                    c.envelope,
                    vm.parseJsonUint(file, string.concat(_edit(at, k), "[0]")),
                    vm.parseJsonUint(file, string.concat(_edit(at, k), "[1]")),
                    vm.parseJsonBytes(file, string.concat(_edit(at, k), "[2]"))
                );
            }
            Statement memory s = _replaced(file, at, c.statement);
            uint256 snapshot = vm.snapshotState();
            _replaceRegistered(file, at, c.contentHash);
            bool accepts = _acceptsIn(file, at, s, c.envelope, _or(file, at, ".key", c.key));
            vm.revertToState(snapshot);
            assertEq(accepts, vm.parseJsonBool(file, string.concat(at, ".accept")), at);
            if (accepts) ++taken;
        }
        assertEq(count, 180);
        assertEq(taken, 15);
    }

    function _edit(string memory at, uint256 k) private pure returns (string memory) {
        return string.concat(at, ".edits[", vm.toString(k), "]");
    }

    /// @dev `size` bytes at `at` make place for others.
    function _spliced(bytes memory data, uint256 at, uint256 size, bytes memory other)
        private
        pure
        returns (bytes memory)
    {
        bytes memory head = new bytes(at);
        bytes memory tail = new bytes(data.length - at - size);
        for (uint256 i = 0; i < at; ++i) {
            head[i] = data[i];
        }
        for (uint256 i = 0; i < tail.length; ++i) {
            tail[i] = data[at + size + i];
        }
        return bytes.concat(head, other, tail);
    }

    /// @dev Fields of `at.statement` stand in for those of `s`.
    function _replaced(string memory from, string memory at, Statement memory s)
        private
        view
        returns (Statement memory)
    {
        at = string.concat(at, ".statement");
        if (!vm.keyExistsJson(from, at)) return s;
        s.ic = _or(from, at, ".ic", s.ic);
        s.jobId = JobId.wrap(uint256(_or(from, at, ".jobId", bytes32(JobId.unwrap(s.jobId)))));
        if (vm.keyExistsJson(from, string.concat(at, ".payee"))) {
            s.payee = vm.parseJsonAddress(from, string.concat(at, ".payee"));
        }
        s.modelId = _or(from, at, ".modelId", s.modelId);
        s.inputCommit = _or(from, at, ".inputCommit", s.inputCommit);
        s.outputCommit = _or(from, at, ".outputCommit", s.outputCommit);
        s.cipherCommit = _or(from, at, ".cipherCommit", s.cipherCommit);
        s.keyHash = _or(from, at, ".keyHash", s.keyHash);
        s.traceRoot = _or(from, at, ".traceRoot", s.traceRoot);
        if (vm.keyExistsJson(from, string.concat(at, ".units"))) {
            s.units = uint32(vm.parseJsonUint(from, string.concat(at, ".units")));
        }
        if (vm.keyExistsJson(from, string.concat(at, ".answered"))) {
            s.answered = vm.parseJsonBool(from, string.concat(at, ".answered"));
        }
        return s;
    }

    function _or(string memory from, string memory at, string memory field, bytes32 value)
        private
        view
        returns (bytes32)
    {
        string memory path = string.concat(at, field);
        return vm.keyExistsJson(from, path) ? vm.parseJsonBytes32(from, path) : value;
    }

    /// @dev Asked on another chain, by another market or of a verifier elsewhere where the case says so.
    function _acceptsIn(string memory from, string memory at, Statement memory s, bytes memory envelope, bytes32 key)
        private
        returns (bool accepts)
    {
        (IVerifier own, address ownMarket, uint256 ownChain) = (verifier, market, block.chainid);
        string memory path = string.concat(at, ".context.chainId");
        if (vm.keyExistsJson(from, path)) vm.chainId(vm.parseJsonUint(from, path));
        path = string.concat(at, ".context.market");
        if (vm.keyExistsJson(from, path)) market = vm.parseJsonAddress(from, path);
        path = string.concat(at, ".context.verifier");
        if (vm.keyExistsJson(from, path)) {
            verifier = IVerifier(vm.parseJsonAddress(from, path));
            vm.etch(address(verifier), address(own).code);
        }
        accepts = _refusal(s, envelope, key).length == 0;
        vm.chainId(ownChain);
        (verifier, market) = (own, ownMarket);
    }

    /// @dev Another entry of the registry: other points, or none under the model's contentHash.
    function _replaceRegistered(string memory from, string memory at, bytes32 contentHash) private {
        at = string.concat(at, ".registered");
        if (!vm.keyExistsJson(from, at)) return;
        address place = plans.planOf(contentHash);
        if (vm.keyExistsJson(from, string.concat(at, ".contentHash"))) plans.put(contentHash, address(0));
        _replacePoint(place, from, string.concat(at, ".pointW"), 1);
        _replacePoint(place, from, string.concat(at, ".pointT"), 65);
    }

    function _replacePoint(address place, string memory from, string memory path, uint256 at) private {
        if (!vm.keyExistsJson(from, path)) return;
        vm.etch(place, _spliced(place.code, at, 64, vm.parseJsonBytes(from, path)));
    }

    /// @dev A model of its own: the cheat's table under the cheat's contentHash.
    function _registerCheat(string memory from, string memory at, uint256 i) private {
        bytes memory code = plans.planOf(models[vm.parseJsonString(from, string.concat(at, ".model"))]).code;
        address place = address(uint160(0x2000 + i));
        vm.etch(place, code);
        _replacePoint(place, from, string.concat(at, ".pointT"), 65);
        plans.put(vm.parseJsonBytes32(from, string.concat(at, ".contentHash")), place);
    }

    /// @return reason Empty if the proof was taken.
    function _refusal(Statement memory s, bytes memory envelope, bytes32 key) private returns (bytes memory reason) {
        vm.prank(market);
        try verifier.verify(s, envelope, key) returns (bytes4 magic) {
            assertEq(magic, IVerifier.verify.selector);
        } catch (bytes memory thrown) {
            assertGt(thrown.length, 0, "refused without a reason");
            reason = thrown;
        }
    }
}
