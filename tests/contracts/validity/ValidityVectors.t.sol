// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CaseFixture} from "./CaseFixture.sol";
import {Statement} from "aether/types/Statement.sol";
import {IBatchVerifier} from "aether/validity/interfaces/IBatchVerifier.sol";
import {ProofSteps} from "aether/validity/ProofSteps.sol";

/// @notice The verdicts of the independent reference: cheating provers, edited envelopes, replays and batches. This verifier says the same of each.
contract ValidityVectorsTest is CaseFixture {
    /// @dev Every how many of the edits is tried; AETHER_DEEP=yes tries all.
    uint256 internal constant STRIDE = 5;

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

    /// @dev A model of its own: the cheat's table under the cheat's contentHash.
    function _registerCheat(string memory from, string memory at, uint256 i) private {
        bytes memory code = plans.planOf(models[vm.parseJsonString(from, string.concat(at, ".model"))]).code;
        address place = address(uint160(0x2000 + i));
        vm.etch(place, code);
        _replacePoint(place, from, string.concat(at, ".pointT"), 65);
        plans.put(vm.parseJsonBytes32(from, string.concat(at, ".contentHash")), place);
    }
}
