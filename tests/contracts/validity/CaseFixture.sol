// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ProofFixture} from "./ProofFixture.sol";
import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {JobId} from "aether/types/JobId.sol";
import {Statement} from "aether/types/Statement.sol";

/// @notice The accepted proofs of tests/vectors/proofs.json, and what a case of the reference changes of one.
abstract contract CaseFixture is ProofFixture {
    /// @dev An accepted proof.
    struct Case {
        Statement statement;
        bytes envelope;
        bytes32 key;
        bytes32 contentHash;
    }

    mapping(string name => Case) internal accepted;
    mapping(string name => bytes32 contentHash) internal models;

    function setUp() public virtual override {
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

    /// @dev `size` bytes at `at` make place for others.
    function _spliced(bytes memory data, uint256 at, uint256 size, bytes memory other)
        internal
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
        internal
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
        internal
        view
        returns (bytes32)
    {
        string memory path = string.concat(at, field);
        return vm.keyExistsJson(from, path) ? vm.parseJsonBytes32(from, path) : value;
    }

    /// @dev Asked on another chain, by another market or of a verifier elsewhere where the case says so.
    function _acceptsIn(string memory from, string memory at, Statement memory s, bytes memory envelope, bytes32 key)
        internal
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
    function _replaceRegistered(string memory from, string memory at, bytes32 contentHash) internal {
        at = string.concat(at, ".registered");
        if (!vm.keyExistsJson(from, at)) return;
        address place = plans.planOf(contentHash);
        if (vm.keyExistsJson(from, string.concat(at, ".contentHash"))) plans.put(contentHash, address(0));
        _replacePoint(place, from, string.concat(at, ".pointW"), 1);
        _replacePoint(place, from, string.concat(at, ".pointT"), 65);
    }

    function _replacePoint(address place, string memory from, string memory path, uint256 at) internal {
        if (!vm.keyExistsJson(from, path)) return;
        vm.etch(place, _spliced(place.code, at, 64, vm.parseJsonBytes(from, path)));
    }

    /// @return reason Empty if the proof was taken.
    function _refusal(Statement memory s, bytes memory envelope, bytes32 key) internal returns (bytes memory reason) {
        vm.prank(market);
        try verifier.verify(s, envelope, key) returns (bytes4 magic) {
            assertEq(magic, IVerifier.verify.selector);
        } catch (bytes memory thrown) {
            assertGt(thrown.length, 0, "refused without a reason");
            reason = thrown;
        }
    }
}
