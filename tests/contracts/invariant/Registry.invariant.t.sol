// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {RegistryHandler} from "./RegistryHandler.sol";

/// @notice The people of the validity registry, and what must be true of bonds and challenges whatever they do.
abstract contract RegistryCampaign is Test {
    RegistryHandler internal handler;
    bytes4[] internal selectors;

    function _begin() internal {
        handler = new RegistryHandler();
        selectors = [
            handler.register.selector,
            handler.bond.selector,
            handler.thaw.selector,
            handler.unbond.selector,
            handler.retire.selector,
            handler.adopt.selector,
            handler.release.selector,
            handler.challenge.selector,
            handler.draw.selector,
            handler.answer.selector,
            handler.conclude.selector,
            handler.wait.selector,
            // Twice as likely: a challenge takes several steps.
            handler.challenge.selector,
            handler.draw.selector,
            handler.wait.selector
        ];
    }

    function _assertPromises() internal view {
        assertEq(handler.broken(), "");
        (uint256 sum, uint256 beginning, uint256 escrow, uint256 bonds) = handler.money();
        assertEq(sum, beginning, "nothing is made and nothing is lost: nobody withdraws twice");
        assertEq(escrow, bonds, "the escrow is the bonds");
        for (uint256 i = 0; i < handler.peopleCount(); ++i) {
            assertTrue(
                handler.isPaid(i),
                "I-28: everybody owns what challenges left him, an honest registrant no less than he brought"
            );
            (uint256 kept, uint256 needed) = handler.reserved(i);
            assertEq(kept, needed, "what is reserved is what models and challenges need");
        }
        for (uint256 i = 0; i < handler.modelCount(); ++i) {
            assertTrue(
                handler.isRightlyOpen(i), "I-27: a model takes proofs under a bond, and never once it failed or closed"
            );
        }
    }
}

/// @notice All promises in one function: forge runs one campaign per function.
/// forge-config: default.invariant.runs = 24
/// forge-config: deep.invariant.runs = 1000
contract RegistryInvariantTest is RegistryCampaign {
    function setUp() public {
        _begin();
        targetContract(address(handler));
        targetSelector(FuzzSelector({addr: address(handler), selectors: selectors}));
    }

    function invariant_I27_I28_bondsAndChallenges() public view {
        _assertPromises();
    }

    /// @dev Once a run: no challenge stays open for ever.
    function afterInvariant() public {
        handler.endAll();
        _assertPromises();
    }
}

/// @notice The same people, driven by a fixed sequence: everything that can happen does, so the promises above are not empty.
contract RegistryWalkTest is RegistryCampaign {
    function test_walk_everythingHappens_I27_I28() public {
        vm.pauseGasMetering();
        string[12] memory all = [
            "registered",
            "thawed",
            "unbonded",
            "retired",
            "adopted",
            "released",
            "challenged",
            "answered",
            "failed",
            "dropped",
            "left without a bond",
            "retired late"
        ];
        uint256[12] memory counts;
        _begin();
        uint256 beginning = vm.snapshotState();
        // A model that failed stays so: many short lives.
        for (uint256 life = 0; life < 24; ++life) {
            vm.revertToState(beginning);
            beginning = vm.snapshotState();
            for (uint256 i = 0; i < 150; ++i) {
                bytes32 seed = keccak256(abi.encode("walk", life, i));
                bytes4 selector = selectors[uint256(seed) % selectors.length];
                uint256 word = uint256(keccak256(abi.encode(seed)));
                uint256 second = word >> 128;
                // Booleans want one bit.
                if (selector == handler.answer.selector || selector == handler.wait.selector) second &= 1;
                (bool ok,) = address(handler).call(abi.encodePacked(selector, word, second));
                assertTrue(ok, vm.toString(selector));
                if (i % 10 == 0) _assertPromises();
            }
            handler.endAll();
            _assertPromises();
            for (uint256 k = 0; k < all.length; ++k) {
                counts[k] += handler.happened(all[k]);
            }
        }
        for (uint256 k = 0; k < all.length; ++k) {
            assertGt(counts[k], 2, all[k]);
        }
    }
}
