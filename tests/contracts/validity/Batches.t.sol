// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Batches} from "aether/validity/Batches.sol";
import {Mercury} from "aether/validity/Mercury.sol";
import {Scalars} from "aether/validity/Scalars.sol";

/// @notice Sums of pairings under a tau that the test knows: points are multiples of the generator.
contract BatchesTest is Test {
    using Scalars for uint256;

    uint256[4] internal tau2;
    uint256 internal tau;

    function setUp() public {
        string memory json = vm.readFile(string.concat(vm.projectRoot(), "/tests/contracts/validity/registry.json"));
        tau2 = abi.decode(vm.parseJsonBytes(json, ".context.tauG2"), (uint256[4]));
        tau = vm.parseJsonUint(json, ".context.tau");
    }

    function requirePairings(uint256[] memory points, bytes32[] memory states) external view {
        Batches.requirePairings(points, states, tau2);
    }

    function test_requirePairings_true_taken() public view {
        for (uint256 count = 1; count <= 3; ++count) {
            (uint256[] memory points, bytes32[] memory states) = _made(count, new uint256[](count));
            this.requirePairings(points, states);
        }
    }

    /// @dev The attack: errors that sum to zero, as they stand or in another order of the states.
    function test_requirePairings_errorsThatCancel_refused() public {
        uint256[] memory errors = new uint256[](3);
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 k = 0; k < 3; ++k) {
                errors[k] = k == i ? 0 : (k == (i + 1) % 3 ? 5 : Scalars.P - 5);
            }
            (uint256[] memory points, bytes32[] memory states) = _made(3, errors);
            vm.expectRevert(Mercury.Opening_Refused.selector);
            this.requirePairings(points, states);
        }
    }

    /// @dev Errors made for the scales of other transcripts cancel under those and under no others.
    function test_requirePairings_errorsForOtherStates_refused() public {
        bytes32[] memory states = new bytes32[](2);
        for (uint256 i = 0; i < 2; ++i) {
            states[i] = keccak256(abi.encode("state", i));
        }
        bytes32 state = keccak256(abi.encodePacked(hex"0919", uint32(64), bytes32(0), states));
        uint256 scale = uint256(keccak256(abi.encodePacked(hex"0958", state, uint32(1)))) % Scalars.P;
        uint256[] memory errors = new uint256[](2);
        (errors[0], errors[1]) = (Scalars.P - scale, 1);
        (uint256[] memory points,) = _made(2, errors);
        this.requirePairings(points, states);
        for (uint256 i = 0; i < 2; ++i) {
            bytes32 before = states[i];
            states[i] = ~before;
            vm.expectRevert(Mercury.Opening_Refused.selector);
            this.requirePairings(points, states);
            states[i] = before;
        }
    }

    /// @dev a_i = (tau k_i + error_i) G, b_i = k_i G.
    function _made(uint256 count, uint256[] memory errors)
        private
        view
        returns (uint256[] memory points, bytes32[] memory states)
    {
        points = new uint256[](4 * count);
        states = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 k = uint256(keccak256(abi.encode("point", i))) % Scalars.P;
            (points[4 * i], points[4 * i + 1]) = _times(k.mul(tau).add(errors[i]));
            (points[4 * i + 2], points[4 * i + 3]) = _times(k);
            states[i] = keccak256(abi.encode("state", i));
        }
    }

    function _times(uint256 scalar) private view returns (uint256 x, uint256 y) {
        (bool done, bytes memory point) = address(7).staticcall(abi.encode(1, 2, scalar));
        assertTrue(done);
        return abi.decode(point, (uint256, uint256));
    }
}
