// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "../base/Fixture.sol";
import {IGraphChecker} from "aether/validity/interfaces/IGraphChecker.sol";
import {IPlanBuilder} from "aether/validity/interfaces/IPlanBuilder.sol";
import {IRegistrationVerifier} from "aether/validity/interfaces/IRegistrationVerifier.sol";
import {IValidityRegistry, Registration} from "aether/validity/interfaces/IValidityRegistry.sol";

/// @notice A ValidityRegistry beside the market, at the address that registry.json names, and the model of that file.
abstract contract RegistryFixture is Fixture {
    uint256 internal constant BOND = 500e6 + 1;
    uint256 internal constant CHALLENGE_BOND = 50e6;
    uint256 internal constant ANSWER = 3 days;
    uint256 internal constant CLOSING = 7 days;
    uint256 internal constant SRS_LOG = 28;

    IGraphChecker internal checker;
    IPlanBuilder internal builder;
    IRegistrationVerifier internal registrationVerifier;
    IValidityRegistry internal registry;
    string internal file;
    bytes internal graph;
    bytes32 internal contentHash;
    address internal registrant = makeAddr("registrant");
    address internal challenger = makeAddr("challenger");

    function setUp() public virtual override {
        super.setUp();
        vm.pauseGasMetering();
        file = vm.readFile(string.concat(vm.projectRoot(), "/tests/contracts/validity/registry.json"));
        uint256[4] memory tau2 = abi.decode(vm.parseJsonBytes(file, ".context.tauG2"), (uint256[4]));
        checker = IGraphChecker(deployCode("GraphChecker.sol:GraphChecker"));
        builder = IPlanBuilder(deployCode("PlanBuilder.sol:PlanBuilder"));
        registrationVerifier =
            IRegistrationVerifier(deployCode("RegistrationVerifier.sol:RegistrationVerifier", abi.encode(tau2)));
        registry = _deployRegistry(SRS_LOG);
        assertEq(address(registry), vm.parseJsonAddress(file, ".registry"), "put it into registry.py, and run it");
        graph = vm.parseJsonBytes(file, ".graph");
        contentHash = vm.parseJsonBytes32(file, ".contentHash");
        _bond(registrant, BOND);
        _bond(challenger, CHALLENGE_BOND);
    }

    /// @dev At its own address: that enters what is drawn. It keeps nothing but immutables from its constructor.
    function _deployRegistry(uint256 srsLog) internal returns (IValidityRegistry) {
        bytes memory arguments = abi.encode(
            providers,
            checker,
            builder,
            registrationVerifier,
            vm.parseJsonBytes32(file, ".context.srsId"),
            srsLog,
            BOND,
            CHALLENGE_BOND
        );
        address made = deployCode("ValidityRegistry.sol:ValidityRegistry", arguments);
        address at = makeAddr("validity registry");
        vm.etch(at, made.code);
        return IValidityRegistry(at);
    }

    function _bond(address account, uint256 amount) internal {
        _fund(account, amount);
        vm.prank(account);
        providers.bond(address(registry), amt(amount));
    }

    function _registration() internal view returns (Registration memory) {
        return Registration({
            weightsRoot: vm.parseJsonBytes32(file, ".weightsRoot"),
            lutRoot: vm.parseJsonBytes32(file, ".lutRoot"),
            points: vm.parseJsonBytes(file, ".points")
        });
    }

    function _proof() internal view returns (bytes memory) {
        return vm.parseJsonBytes(file, ".proof");
    }

    function _register() internal {
        Registration memory registration = _registration();
        bytes memory proof = _proof();
        vm.prank(registrant);
        assertEq(registry.register(graph, registration, proof), contentHash);
    }

    function _leaf(uint256 i, string memory field) internal pure returns (string memory) {
        return string.concat(".leaves[", vm.toString(i), "].", field);
    }

    /// @dev Challenge `i` of the file, by `challenger`.
    function _challenge(uint256 i) internal returns (bytes32 challengeId) {
        bool isWeights = vm.parseJsonBool(file, _leaf(i, "isWeights"));
        uint40 index = uint40(vm.parseJsonUint(file, _leaf(i, "index")));
        bytes memory leaf = vm.parseJsonBytes(file, _leaf(i, "leaf"));
        bytes32 top = vm.parseJsonBytes32(file, _leaf(i, "top"));
        bytes32[] memory path = vm.parseJsonBytes32Array(file, _leaf(i, "path"));
        vm.prank(challenger);
        challengeId = registry.challenge(contentHash, isWeights, index, leaf, top, path);
        assertEq(challengeId, vm.parseJsonBytes32(file, _leaf(i, "challengeId")));
    }

    /// @dev Two blocks later, the one before having the hash of the file.
    function _draw(uint256 i) internal {
        vm.roll(block.number + 2);
        vm.setBlockhash(block.number - 1, vm.parseJsonBytes32(file, _leaf(i, "blockHash")));
        registry.draw(vm.parseJsonBytes32(file, _leaf(i, "challengeId")));
    }

    function _answer(uint256 i) internal {
        bytes memory leaf = vm.parseJsonBytes(file, _leaf(i, "leaf"));
        bytes memory opening = vm.parseJsonBytes(file, _leaf(i, "opening"));
        registry.answer(vm.parseJsonBytes32(file, _leaf(i, "challengeId")), leaf, opening);
    }

    function _bonded(address account) internal view returns (uint256) {
        return providers.bondOf(account, address(registry)).amount.toUint();
    }
}
