// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {IGraphChecker} from "aether/validity/interfaces/IGraphChecker.sol";
import {IPlanBuilder} from "aether/validity/interfaces/IPlanBuilder.sol";
import {Refusal} from "aether/validity/Refusal.sol";

/// @notice The checker against the models and the broken files of tests/vectors/air8.json; graphs.mjs cuts the graphs out of them.
contract GraphCheckerTest is Test {
    uint256 internal constant SRS_LOG = 20;

    IGraphChecker internal checker;
    IPlanBuilder internal builder;
    string internal json;

    function setUp() public {
        checker = IGraphChecker(deployCode("GraphChecker.sol:GraphChecker"));
        builder = IPlanBuilder(deployCode("PlanBuilder.sol:PlanBuilder"));
        json = vm.readFile(string.concat(vm.projectRoot(), "/tests/contracts/validity/graphs.json"));
    }

    function _at(string memory list, uint256 i, string memory field) internal pure returns (string memory) {
        return string.concat(".", list, "[", vm.toString(i), "].", field);
    }

    function test_codeSizes() public view {
        assertLe(address(checker).code.length, 24_000);
        assertLe(address(builder).code.length, 24_000);
    }

    function test_check_models() public view {
        uint256 served = 0;
        uint256 i = 0;
        for (; vm.keyExistsJson(json, _at("models", i, "name")); ++i) {
            bytes memory graph = vm.parseJsonBytes(json, _at("models", i, "graph"));
            string memory name = vm.parseJsonString(json, _at("models", i, "name"));
            if (vm.parseJsonBool(json, _at("models", i, "served"))) {
                ++served;
                checker.check(graph);
                assertGt(builder.build(graph, SRS_LOG).length, 152, name);
            } else {
                assertEq(_rule(graph), bytes4("P-01"), name);
            }
        }
        assertEq(i, 25);
        assertEq(served, 14);
    }

    function test_check_brokenGraphs_sameRule() public view {
        uint256 i = 0;
        for (; vm.keyExistsJson(json, _at("bad", i, "name")); ++i) {
            bytes memory graph = vm.parseJsonBytes(json, _at("bad", i, "graph"));
            string memory name = vm.parseJsonString(json, _at("bad", i, "name"));
            string memory rule = vm.parseJsonString(json, _at("bad", i, "rule"));
            assertEq(_rule(graph), bytes4(bytes(rule)), string.concat(name, " ", rule));
        }
        assertEq(i, 110);
    }

    /// @return rule Under which the graph is refused; zero if it is not.
    function _rule(bytes memory graph) internal view returns (bytes4 rule) {
        try checker.check(graph) {
            return 0;
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), Refusal.Graph_Refused.selector, vm.toString(reason));
            assembly ("memory-safe") {
                // The rule is the first word behind the selector.
                rule := mload(add(reason, 0x24))
            }
        }
    }
}
