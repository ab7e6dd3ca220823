// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "../base/Fixture.sol";
import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {Bps} from "aether/types/Bps.sol";
import {Claim} from "aether/types/Claim.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {ModelKind} from "aether/types/Model.sol";
import {Request} from "aether/types/Request.sol";
import {Split} from "aether/types/Split.sol";
import {Statement} from "aether/types/Statement.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";
import {IBatchSettlement, ProvenItem} from "aether/validity/interfaces/IBatchSettlement.sol";
import {IBatchVerifier} from "aether/validity/interfaces/IBatchVerifier.sol";
import {IValidityRegistry, Registration} from "aether/validity/interfaces/IValidityRegistry.sol";

/// @notice The market with the validity tier: registry, verifier and batches, two registered models, and proofs of jobs to come (settlement.py).
abstract contract SettlementFixture is Fixture {
    uint8 internal constant PUBLIC = 0;
    uint8 internal constant SEALED = 1;
    uint256 internal constant BOND = 500e6;
    uint256 internal constant BATCH = 8;
    /// @dev Nonces of settlement.py.
    uint96 internal constant BY_POINT = 1;
    uint96 internal constant IN_CLEAR = 2;
    uint96 internal constant SEALED_OUTPUT = 3;
    uint96 internal constant ANSWERED_OUTPUT = 4;
    uint96 internal constant FIRST_MLP = 10;

    string internal json;
    IValidityRegistry internal registry;
    IVerifier internal verifier;
    IBatchSettlement internal batches;
    /// @dev Place of a nonce in the file, plus one.
    mapping(uint96 nonce => uint256) internal placeOf;

    function setUp() public virtual override {
        super.setUp();
        vm.pauseGasMetering();
        json = vm.readFile(string.concat(vm.projectRoot(), "/tests/contracts/validity/settlement.json"));
        for (uint256 i = 0; vm.keyExistsJson(json, _at("proofs", i, "name")); ++i) {
            placeOf[uint96(vm.parseUint(vm.parseJsonString(json, _at("proofs", i, "name"))))] = i + 1;
        }
        assertEq(address(market), vm.parseJsonAddress(json, ".context.market"), "put it into settlement.py, and run it");
        _deployValidity();
        _registerModels();
        vm.resumeGasMetering();
    }

    function _deployValidity() private {
        uint256[4] memory tau2 = abi.decode(vm.parseJsonBytes(json, ".context.tauG2"), (uint256[4]));
        bytes memory arguments = abi.encode(
            providers,
            deployCode("GraphChecker.sol:GraphChecker"),
            deployCode("PlanBuilder.sol:PlanBuilder"),
            deployCode("RegistrationVerifier.sol:RegistrationVerifier", abi.encode(tau2)),
            vm.parseJsonBytes32(json, ".context.srsId"),
            28,
            BOND,
            50e6
        );
        registry = IValidityRegistry(deployCode("ValidityRegistry.sol:ValidityRegistry", arguments));
        address made = deployCode("ValidityVerifier.sol:ValidityVerifier", abi.encode(registry));
        verifier = IVerifier(vm.parseJsonAddress(json, ".context.verifier"));
        // Its own address enters what it checks; immutables are part of the code.
        vm.etch(address(verifier), made.code);
        vm.prank(owner);
        verifiers.list(address(verifier), Tier.Validity);
        batches = IBatchSettlement(deployCode("BatchSettlement.sol:BatchSettlement", abi.encode(market, verifier)));
    }

    function _registerModels() private {
        delete royalties;
        royalties.push(Split({payee: creator, bps: Bps.wrap(500)}));
        _fund(creator, 2 * BOND);
        vm.startPrank(creator);
        providers.bond(address(registry), amt(2 * BOND));
        for (uint256 i = 0; i < 2; ++i) {
            bytes32 contentHash = vm.parseJsonBytes32(json, _at("models", i, "contentHash"));
            (bytes memory graph, Registration memory registration, bytes memory proof) = _registrationOf(i);
            assertEq(registry.register(graph, registration, proof), contentHash);
            models.register(ModelKind.Model, contentHash, 0, 0, Bps.wrap(500), new Split[](0), "ipfs://network");
        }
        vm.stopPrank();
    }

    function _registrationOf(uint256 i)
        internal
        view
        returns (bytes memory graph, Registration memory registration, bytes memory proof)
    {
        graph = vm.parseJsonBytes(json, _at("models", i, "graph"));
        registration.weightsRoot = vm.parseJsonBytes32(json, _at("models", i, "weightsRoot"));
        registration.lutRoot = vm.parseJsonBytes32(json, _at("models", i, "lutRoot"));
        registration.points = bytes.concat(
            vm.parseJsonBytes(json, _at("models", i, "pointW")), vm.parseJsonBytes(json, _at("models", i, "pointT"))
        );
        proof = vm.parseJsonBytes(json, _at("models", i, "registration"));
    }

    function _at(string memory list, uint256 i, string memory field) internal pure returns (string memory) {
        return string.concat(".", list, "[", vm.toString(i), "].", field);
    }

    function _word(uint96 nonce, string memory field) internal view returns (bytes32) {
        return vm.parseJsonBytes32(json, _at("proofs", placeOf[nonce] - 1, string.concat("statement.", field)));
    }

    function _key(uint96 nonce) internal view returns (bytes32) {
        return vm.parseJsonBytes32(json, _at("proofs", placeOf[nonce] - 1, "key"));
    }

    function _envelope(uint96 nonce) internal view returns (bytes memory) {
        return vm.parseJsonBytes(json, _at("proofs", placeOf[nonce] - 1, "envelope"));
    }

    /// @dev Ten dollars, one unit, open to all.
    function _validityRequest(uint96 nonce, uint8 outputMode) internal view returns (Request memory r) {
        r = _openRequest(nonce);
        r.tier = uint8(Tier.Validity);
        r.verifier = address(verifier);
        r.modelId = _word(nonce, "modelId");
        r.inputCommit = _word(nonce, "inputCommit");
        r.outputMode = outputMode;
        r.inputSecs = secs(40);
        r.maxUnits = 1;
    }

    function _lockedItem(uint96 nonce, uint8 outputMode) internal returns (Item memory item) {
        (JobId id, Terms memory terms) = _lock(_validityRequest(nonce, outputMode));
        Claim memory claim = Claim({
            payee: provider.addr,
            outputCommit: _word(nonce, "outputCommit"),
            cipherCommit: _word(nonce, "cipherCommit"),
            keyHash: _word(nonce, "keyHash"),
            units: 1,
            traceRoot: 0
        });
        item = _item(id, terms, claim);
        assertEq(_icOf(item), _word(nonce, "ic"), "an address has moved: see settlement.py");
    }

    function _submittedItem(uint96 nonce) internal returns (Item memory item) {
        item = _lockedItem(nonce, SEALED);
        _submit(item.jobId, item.terms, item.claim);
    }

    function _statement(Item memory item, bool answered) internal view returns (Statement memory) {
        return Statement({
            ic: _icOf(item),
            jobId: item.jobId,
            payee: item.claim.payee,
            modelId: item.terms.modelId,
            inputCommit: item.terms.inputCommit,
            outputCommit: item.claim.outputCommit,
            cipherCommit: item.claim.cipherCommit,
            keyHash: item.claim.keyHash,
            units: item.claim.units,
            maxUnits: item.terms.maxUnits,
            traceRoot: item.claim.traceRoot,
            answered: answered
        });
    }

    function _ack(Item memory item) internal returns (bytes memory) {
        return _sign(requester, market.deliveryAckDigest(item.jobId, _icOf(item)));
    }

    function _provenItem(uint96 nonce, Item memory item) internal view returns (ProvenItem memory) {
        return ProvenItem({item: item, proof: _envelope(nonce), key: _key(nonce), deliveryAck: "", answered: false});
    }

    function _batch() internal returns (ProvenItem[] memory items) {
        items = new ProvenItem[](BATCH);
        for (uint96 i = 0; i < BATCH; ++i) {
            items[i] = _provenItem(FIRST_MLP + i, _lockedItem(FIRST_MLP + i, PUBLIC));
        }
    }

    /// @dev What follows finds nothing warm: isolation alone leaves what a test touched before.
    function _cool() internal {
        vm.cool(address(market));
        vm.cool(address(vault));
        vm.cool(address(models));
        vm.cool(address(verifier));
        vm.cool(address(registry));
        vm.cool(address(batches));
        for (uint256 i = 0; i < 2; ++i) {
            vm.cool(registry.planOf(vm.parseJsonBytes32(json, _at("models", i, "contentHash"))));
        }
        vm.cool(address(registry));
    }
}
