// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {RegistryFixture} from "./RegistryFixture.sol";
import {Creation} from "../base/Creation.sol";
import {Artifacts} from "../../../contracts/script/Artifacts.sol";
import {Amount} from "aether/types/Amount.sol";
import {Timestamp} from "aether/types/Timestamp.sol";
import {GasBound} from "aether/validity/GasBound.sol";
import {IRegistrationVerifier} from "aether/validity/interfaces/IRegistrationVerifier.sol";
import {
    IValidityRegistry,
    Registration,
    Standing,
    ValidityModel
} from "aether/validity/interfaces/IValidityRegistry.sol";
import {ProofSteps} from "aether/validity/ProofSteps.sol";
import {Refusal} from "aether/validity/Refusal.sol";
import {Srs} from "aether/validity/Srs.sol";

/// @notice Who may register a model, and how one is given up, taken over and released.
contract ValidityRegistryTest is RegistryFixture, Creation {
    function test_codeSize() public view {
        assertLe(address(registry).code.length, 24_000);
    }

    function test_register_storesPointsAndPlan() public {
        Registration memory registration = _registration();
        bytes memory proof = _proof();
        bytes memory plan = builder.build(graph, SRS_LOG);
        uint32 verifyGas = uint32(GasBound.verification(plan));
        address place = vm.computeCreateAddress(address(registry), vm.getNonce(address(registry)));
        vm.expectEmit(address(registry));
        emit IValidityRegistry.ModelPrepared(contentHash, registrant, place, verifyGas, registration);
        vm.prank(registrant);
        assertEq(registry.register(graph, registration, proof), contentHash);

        assertEq(registry.planOf(contentHash), place);
        assertEq(place.code, bytes.concat(bytes1(0), registration.points, plan));
        ValidityModel memory m = registry.modelOf(contentHash);
        assertEq(m.registrant, registrant);
        assertEq(m.luts, 1);
        assertEq(m.verifyGas, verifyGas);
        assertTrue(m.standing == Standing.Registered);
        assertEq(registry.reservedOf(registrant).toUint(), BOND);
        // Nothing moved: the bond stays where it was.
        assertEq(_bonded(registrant), BOND);
    }

    function test_register_again_reverts() public {
        _register();
        _bond(registrant, BOND);
        Registration memory registration = _registration();
        bytes memory proof = _proof();
        _expectStanding(Standing.Registered);
        vm.prank(registrant);
        registry.register(graph, registration, proof);
    }

    /// @dev What thaws answers for nothing new, and one bond answers for one model.
    function test_register_bondTooLow_reverts() public {
        Registration memory registration = _registration();
        bytes memory proof = _proof();
        _expectBondTooLow(stranger, 0, BOND);
        vm.prank(stranger);
        registry.register(graph, registration, proof);

        vm.prank(registrant);
        providers.thaw(address(registry), amt(1));
        _expectBondTooLow(registrant, BOND - 1, BOND);
        vm.prank(registrant);
        registry.register(graph, registration, proof);
    }

    /// @dev Roots and points are part of contentHash, which the proof is bound to.
    function test_register_otherRoots_reverts() public {
        bytes memory proof = _proof();
        for (uint256 field = 0; field < 2; ++field) {
            Registration memory registration = _registration();
            if (field == 0) registration.weightsRoot ^= bytes32(uint256(1));
            else registration.lutRoot ^= bytes32(uint256(1));
            vm.expectRevert(abi.encodeWithSelector(ProofSteps.Proof_EquationFails.selector, 4));
            vm.prank(registrant);
            registry.register(graph, registration, proof);
        }
    }

    function test_register_pointsLength_reverts() public {
        Registration memory registration = _registration();
        registration.points = bytes.concat(registration.points, bytes1(0));
        bytes memory proof = _proof();
        vm.expectRevert(abi.encodeWithSelector(IRegistrationVerifier.Registration_LengthDiffers.selector, 129, 128));
        registry.register(graph, registration, proof);
    }

    function test_register_badGraph_reverts() public {
        Registration memory registration = _registration();
        bytes memory proof = _proof();
        graph.push(0);
        vm.expectRevert(abi.encodeWithSelector(Refusal.Graph_Refused.selector, bytes4("G-01"), Refusal.HEADER));
        registry.register(graph, registration, proof);
        graph.pop();
        // A smaller SRS than the model needs.
        registry = _deployRegistry(16);
        vm.expectRevert(abi.encodeWithSelector(Refusal.Graph_Refused.selector, bytes4("P-02"), Refusal.HEADER));
        registry.register(graph, registration, proof);
    }

    /// @dev 2^17 elements of a public output: a proof that nobody could bring to the chain.
    function test_register_gasTooHigh_reverts() public {
        string memory graphs = vm.readFile(string.concat(vm.projectRoot(), "/tests/contracts/validity/graphs.json"));
        bytes memory large = vm.parseJsonBytes(graphs, ".proved[0].graph");
        assertEq(vm.parseJsonString(graphs, ".proved[0].name"), "identity");
        for (uint256 record = 64; record < large.length; record += 64) {
            // Log of the channels, and how many of them are live.
            large[record + 14] = bytes1(uint8(17));
            (large[record + 18], large[record + 19], large[record + 20], large[record + 21]) = (0, bytes1(0x02), 0, 0);
        }
        checker.check(large);
        uint256 verifyGas = GasBound.verification(builder.build(large, SRS_LOG));
        Registration memory registration = _registration();
        vm.expectRevert(abi.encodeWithSelector(IValidityRegistry.Models_GasTooHigh.selector, verifyGas, 8_000_000));
        registry.register(large, registration, "");
    }

    /// @dev Its tau is public: off the local chain it is refused, and any other is taken.
    function test_srs_forTests_refusedElsewhere() public {
        bytes memory code = Artifacts.creationCode("RegistrationVerifier.sol", "RegistrationVerifier");
        uint256[4] memory tau2 = registry.tau2();
        this.create(code, abi.encode(tau2));
        vm.chainId(10);
        vm.expectRevert(abi.encodeWithSelector(Srs.Srs_ForTests.selector, 10));
        this.create(code, abi.encode(tau2));
        tau2[0] ^= 1;
        this.create(code, abi.encode(tau2));
    }

    function test_planOf_unknown_isZero() public view {
        assertEq(registry.planOf(contentHash), address(0));
    }

    function test_retire_takesProofsToTheLastSecond() public {
        _register();
        address place = registry.planOf(contentHash);
        _expectNotRegistrant(stranger);
        vm.prank(stranger);
        registry.retire(contentHash);

        uint256 closesAt = block.timestamp + CLOSING;
        vm.expectEmit(address(registry));
        emit IValidityRegistry.ModelClosing(contentHash, registrant, ts(closesAt));
        vm.prank(registrant);
        registry.retire(contentHash);
        vm.prank(registrant);
        vm.expectRevert(abi.encodeWithSelector(IValidityRegistry.Models_Closed.selector, contentHash, closesAt));
        registry.retire(contentHash);

        vm.warp(closesAt - 1);
        assertEq(registry.planOf(contentHash), place);
        vm.warp(closesAt);
        assertEq(registry.planOf(contentHash), place);
        vm.warp(closesAt + 1);
        assertEq(registry.planOf(contentHash), address(0));
    }

    /// @dev A bond that leaves takes the model with it: anybody says so, and what thaws stays until nothing is proved any more.
    function test_retire_byAnybodyOnceTheBondThaws() public {
        _register();
        vm.prank(registrant);
        providers.thaw(address(registry), amt(1));
        vm.warp(block.timestamp + 14 days - 1);
        vm.prank(stranger);
        registry.retire(contentHash);
        vm.warp(block.timestamp + CLOSING);
        assertTrue(registry.planOf(contentHash) != address(0));
        vm.prank(registrant);
        (bool left,) = address(providers).call(abi.encodeCall(providers.unbond, (address(registry))));
        assertFalse(left);
        vm.warp(block.timestamp + 7 days);
        vm.prank(registrant);
        providers.unbond(address(registry));
    }

    /// @dev The attack: take the bond out and hope that nobody says so. The model closes in the second in which the bond may leave.
    function test_bondLeaves_modelClosesByItself_I27() public {
        _register();
        address place = registry.planOf(contentHash);
        assertEq(Timestamp.unwrap(registry.modelOf(contentHash).closesAt), 0);
        vm.prank(registrant);
        providers.thaw(address(registry), amt(1));
        uint256 leaves = block.timestamp + 14 days;
        assertEq(Timestamp.unwrap(registry.modelOf(contentHash).closesAt), leaves - 1);
        vm.warp(leaves - 1);
        assertEq(registry.planOf(contentHash), place);
        vm.warp(leaves);
        assertEq(registry.planOf(contentHash), address(0));
        vm.prank(registrant);
        providers.unbond(address(registry));
        assertEq(registry.planOf(contentHash), address(0));
        // Nor is there a door back but a bond: saying so later opens nothing.
        uint256 snapshot = vm.snapshotState();
        vm.prank(stranger);
        registry.retire(contentHash);
        assertEq(registry.planOf(contentHash), address(0));
        registry.release(contentHash);
        assertEq(registry.reservedOf(registrant).toUint(), 0);
        vm.revertToState(snapshot);
        _bond(registrant, 1);
        assertEq(registry.planOf(contentHash), place);
        assertEq(Timestamp.unwrap(registry.modelOf(contentHash).closesAt), 0);
    }

    /// @dev What is held stays, and answers, beyond its thaw.
    function test_bondLeaves_heldByAChallenge_I27() public {
        _register();
        vm.prank(registrant);
        providers.thaw(address(registry), amt(BOND));
        vm.warp(block.timestamp + 14 days - 1);
        _challenge(0);
        assertEq(Timestamp.unwrap(registry.modelOf(contentHash).closesAt), block.timestamp + 14 days - 1);
        vm.warp(block.timestamp + 14 days - 1);
        assertTrue(registry.planOf(contentHash) != address(0));
        vm.warp(block.timestamp + 1);
        assertEq(registry.planOf(contentHash), address(0));
    }

    function test_release_afterTheLastSecond() public {
        _register();
        vm.expectRevert(abi.encodeWithSelector(IValidityRegistry.Models_NotClosing.selector, contentHash));
        registry.release(contentHash);
        vm.prank(registrant);
        registry.retire(contentHash);
        uint256 closesAt = block.timestamp + CLOSING;
        vm.warp(closesAt);
        vm.expectRevert(abi.encodeWithSelector(IValidityRegistry.Models_TooEarly.selector, contentHash, closesAt));
        registry.release(contentHash);
        vm.warp(closesAt + 1);
        vm.expectEmit(address(registry));
        emit IValidityRegistry.ModelReleased(contentHash);
        registry.release(contentHash);
        assertEq(registry.reservedOf(registrant).toUint(), 0);
        vm.expectRevert(abi.encodeWithSelector(IValidityRegistry.Models_Released.selector, contentHash));
        registry.release(contentHash);
    }

    /// @dev While it closes, after it closed, and after it was released.
    function test_adopt_bringsTheModelBack() public {
        _register();
        vm.expectRevert(abi.encodeWithSelector(IValidityRegistry.Models_NotClosing.selector, contentHash));
        registry.adopt(contentHash);
        address place = registry.planOf(contentHash);
        address[3] memory heirs = [stranger, creator, registrant];
        address before = registrant;
        for (uint256 i = 0; i < heirs.length; ++i) {
            vm.prank(before);
            registry.retire(contentHash);
            if (i > 0) vm.warp(block.timestamp + CLOSING + 1);
            if (i > 1) registry.release(contentHash);
            if (i < 2) {
                _expectBondTooLow(heirs[i], 0, BOND);
                vm.prank(heirs[i]);
                registry.adopt(contentHash);
                _bond(heirs[i], BOND);
            }
            vm.expectEmit(address(registry));
            emit IValidityRegistry.ModelClosing(contentHash, heirs[i], ts(0));
            vm.prank(heirs[i]);
            registry.adopt(contentHash);
            assertEq(registry.planOf(contentHash), place);
            assertEq(registry.modelOf(contentHash).registrant, heirs[i]);
            assertEq(registry.reservedOf(before).toUint(), 0);
            assertEq(registry.reservedOf(heirs[i]).toUint(), BOND);
            before = heirs[i];
        }
    }

    function test_unknownModel_everyDoor_reverts() public {
        _expectStanding(Standing.Unknown);
        registry.retire(contentHash);
        _expectStanding(Standing.Unknown);
        registry.adopt(contentHash);
        _expectStanding(Standing.Unknown);
        registry.release(contentHash);
        _expectStanding(Standing.Unknown);
        registry.challenge(contentHash, true, 0, new bytes(256), 0, new bytes32[](0));
    }

    function _expectStanding(Standing standing) private {
        vm.expectRevert(abi.encodeWithSelector(IValidityRegistry.Models_Standing.selector, contentHash, standing));
    }

    function _expectNotRegistrant(address caller) private {
        vm.expectRevert(abi.encodeWithSelector(IValidityRegistry.Models_NotRegistrant.selector, contentHash, caller));
    }

    function _expectBondTooLow(address account, uint256 bonded, uint256 needed) private {
        vm.expectRevert(abi.encodeWithSelector(IValidityRegistry.Models_BondTooLow.selector, account, bonded, needed));
    }
}
