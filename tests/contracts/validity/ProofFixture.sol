// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {JobId} from "aether/types/JobId.sol";
import {Statement} from "aether/types/Statement.sol";
import {IPlans} from "aether/validity/interfaces/IPlans.sol";
import {IGraphChecker} from "aether/validity/interfaces/IGraphChecker.sol";
import {IPlanBuilder} from "aether/validity/interfaces/IPlanBuilder.sol";

/// @notice A registry that holds what a test puts there.
contract ScriptedPlans is IPlans {
    mapping(bytes32 contentHash => address) public planOf;
    uint256[4] private _tau2;

    constructor(uint256[4] memory tau2_) {
        _tau2 = tau2_;
    }

    function tau2() external view returns (uint256[4] memory) {
        return _tau2;
    }

    function put(bytes32 contentHash, address plan) external {
        planOf[contentHash] = plan;
    }
}

/// @notice The proofs of tests/vectors/proofs.json, which an independent prover made, and a verifier at the address that they name.
abstract contract ProofFixture is Test {
    string internal json;
    string internal graphs;
    ScriptedPlans internal plans;
    IVerifier internal verifier;
    address internal market;

    function setUp() public virtual {
        // Vectors fill the memory of a test, which would be paid for at every call.
        vm.pauseGasMetering();
        json = vm.readFile(string.concat(vm.projectRoot(), _proofs()));
        graphs = vm.readFile(string.concat(vm.projectRoot(), "/tests/contracts/validity/graphs.json"));
        vm.chainId(vm.parseJsonUint(json, ".context.chainId"));
        market = vm.parseJsonAddress(json, ".context.market");
        plans = new ScriptedPlans(abi.decode(vm.parseJsonBytes(json, ".context.tauG2"), (uint256[4])));
        address made = deployCode("ValidityVerifier.sol:ValidityVerifier", abi.encode(plans));
        verifier = IVerifier(vm.parseJsonAddress(json, ".context.verifier"));
        // Its own address enters what it checks; immutables are part of the code.
        vm.etch(address(verifier), made.code);
        _loadPlans();
    }

    function _loadPlans() internal {
        IGraphChecker checker = IGraphChecker(deployCode("GraphChecker.sol:GraphChecker"));
        IPlanBuilder builder = IPlanBuilder(deployCode("PlanBuilder.sol:PlanBuilder"));
        for (uint256 i = 0; vm.keyExistsJson(json, _at("models", i, "name")); ++i) {
            bytes memory graph = _graph(i);
            checker.check(graph);
            bytes memory code = abi.encodePacked(
                bytes1(0),
                vm.parseJsonBytes(json, _at("models", i, "pointW")),
                vm.parseJsonBytes(json, _at("models", i, "pointT")),
                builder.build(graph, 28)
            );
            address place = address(uint160(0x1000 + i));
            vm.etch(place, code);
            plans.put(vm.parseJsonBytes32(json, _at("models", i, "contentHash")), place);
        }
    }

    /// @dev File of proofs, from the project's root.
    function _proofs() internal pure virtual returns (string memory) {
        return "/tests/vectors/proofs.json";
    }

    /// @dev Graph of model `i`.
    function _graph(uint256 i) internal view virtual returns (bytes memory) {
        assertEq(
            vm.parseJsonString(json, _at("models", i, "name")), vm.parseJsonString(graphs, _at("proved", i, "name"))
        );
        return vm.parseJsonBytes(graphs, _at("proved", i, "graph"));
    }

    function _at(string memory list, uint256 i, string memory field) internal pure returns (string memory) {
        return string.concat(".", list, "[", vm.toString(i), "].", field);
    }

    function _statement(uint256 i) internal view returns (Statement memory s) {
        s.ic = _word(i, "ic");
        s.jobId = JobId.wrap(uint256(_word(i, "jobId")));
        s.payee = vm.parseJsonAddress(json, _at("proofs", i, "statement.payee"));
        s.modelId = _word(i, "modelId");
        s.inputCommit = _word(i, "inputCommit");
        s.outputCommit = _word(i, "outputCommit");
        s.cipherCommit = _word(i, "cipherCommit");
        s.keyHash = _word(i, "keyHash");
        s.units = uint32(vm.parseJsonUint(json, _at("proofs", i, "statement.units")));
        s.maxUnits = 1;
        s.traceRoot = _word(i, "traceRoot");
        s.answered = vm.parseJsonBool(json, _at("proofs", i, "statement.answered"));
    }

    function _word(uint256 i, string memory field) internal view returns (bytes32) {
        return vm.parseJsonBytes32(json, _at("proofs", i, string.concat("statement.", field)));
    }

    function _key(uint256 i) internal view returns (bytes32) {
        return vm.parseJsonBytes32(json, _at("proofs", i, "key"));
    }

    function _envelope(uint256 i) internal view returns (bytes memory) {
        return vm.parseJsonBytes(json, _at("proofs", i, "envelope"));
    }
}
