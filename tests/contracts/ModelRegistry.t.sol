// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./base/Fixture.sol";
import {IModelRegistry} from "aether/interfaces/IModelRegistry.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {Bps} from "aether/types/Bps.sol";
import {Item} from "aether/types/Item.sol";
import {Model, ModelKind} from "aether/types/Model.sol";
import {Request} from "aether/types/Request.sol";
import {Split} from "aether/types/Split.sol";

/// @notice Lineage and frozen royalties.
contract ModelRegistryTest is Fixture {
    bytes32 internal constant CONTENT = keccak256("content");

    function test_register_root_emitsEverything() public {
        Split[] memory list = new Split[](1);
        list[0] = Split({payee: stranger, bps: Bps.wrap(3000)});
        bytes32 royaltyHash = Hashing.royalties(list);
        bytes32 expected = Hashing.modelId(stranger, CONTENT, ModelKind.Prompt, 0, 9, royaltyHash);
        vm.expectEmit(address(models));
        emit IModelRegistry.ModelRegistered(
            expected, stranger, 0, ModelKind.Prompt, CONTENT, 9, Bps.wrap(3000), 0, list, royaltyHash, "uri"
        );
        bytes32 id = _register(stranger, ModelKind.Prompt, 0, 9, 3000, new Split[](0));
        assertEq(id, expected);
        Model memory m = models.model(id);
        assertEq(m.creator, stranger);
        assertEq(uint8(m.kind), uint8(ModelKind.Prompt));
        assertEq(m.depth, 0);
        assertFalse(m.retired);
        assertEq(m.royaltyBps.toUint(), 3000);
        assertEq(m.licenceId, 9);
        assertEq(m.royaltyHash, royaltyHash);
        assertEq(models.requireOffered(id), royaltyHash);
    }

    // M-15: the id is a function of calldata and caller; same content under two creators gives two ids.
    function test_register_sameContent_otherCreator_M15() public {
        bytes32 first = _register(stranger, ModelKind.Model, 0, 1, 0, new Split[](0));
        bytes32 second = _register(agent, ModelKind.Model, 0, 1, 0, new Split[](0));
        assertTrue(first != second);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_Known.selector, first));
        _register(stranger, ModelKind.Model, 0, 1, 0, new Split[](0));
    }

    // M-15: nothing but calldata and caller is inside, so the id is known before it is mined and the same after a reorg.
    function testFuzz_register_idFromCalldataAlone_M15(
        address who,
        bytes32 content,
        uint8 kind,
        uint32 licenceId,
        uint16 ownBps,
        uint32 later
    ) public {
        vm.assume(who != address(0) && content != 0);
        kind = kind % 3;
        ownBps = uint16(bound(ownBps, 0, 3000));
        Split[] memory list = new Split[](ownBps == 0 ? 0 : 1);
        if (ownBps != 0) list[0] = Split({payee: who, bps: Bps.wrap(ownBps)});
        bytes32 expected = Hashing.modelId(who, content, ModelKind(kind), 0, licenceId, Hashing.royalties(list));
        uint256 snapshot = vm.snapshotState();
        vm.prank(who);
        assertEq(
            models.register(ModelKind(kind), content, 0, licenceId, Bps.wrap(ownBps), new Split[](0), "a"), expected
        );
        // Another time, another order, another uri.
        vm.revertToState(snapshot);
        vm.warp(block.timestamp + later);
        vm.roll(block.number + later);
        vm.prank(stranger);
        models.register(ModelKind.Prompt, keccak256("earlier"), 0, 1, Bps.wrap(0), new Split[](0), "");
        vm.prank(who);
        assertEq(
            models.register(ModelKind(kind), content, 0, licenceId, Bps.wrap(ownBps), new Split[](0), "b"), expected
        );
        assertEq(models.model(expected).creator, who);
    }

    // M-15: each field is inside. A copied registration with one of them changed is another Model, and a copy as it is belongs to the copier.
    function test_register_everyFieldChangesTheId_M15() public {
        Split[] memory none = new Split[](0);
        bytes32[6] memory ids;
        ids[0] = _register(stranger, ModelKind.Model, 0, 1, 10, none);
        ids[1] = _register(agent, ModelKind.Model, 0, 1, 10, none);
        ids[2] = _register(stranger, ModelKind.Prompt, 0, 1, 10, none);
        ids[3] = _register(stranger, ModelKind.Model, 0, 2, 10, none);
        ids[4] = _register(stranger, ModelKind.Model, 0, 1, 11, none);
        ids[5] = _register(stranger, ModelKind.Model, modelId, 1, 10, royalties);
        for (uint256 i = 0; i < 6; ++i) {
            for (uint256 k = i + 1; k < 6; ++k) {
                assertTrue(ids[i] != ids[k]);
            }
        }
        assertEq(models.model(ids[1]).creator, agent, "the copier's own");
        assertEq(models.model(ids[0]).creator, stranger);
    }

    // M-16: down a random line of descent every list is the parent's, then at most one more, and the sum never passes 3,000.
    function testFuzz_register_lineage_M16(uint256 seed) public {
        bytes32 parent = 0;
        Split[] memory list = new Split[](0);
        uint256 sum = 0;
        for (uint160 depth = 0; depth <= 8; ++depth) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint16 own = uint16(seed % 900);
            address who = address(0x1000 + depth);
            bool paysOwn = own != 0;
            if (paysOwn && list.length == 8) {
                vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_TooManyPayees.selector, 9, 8));
                _register(who, ModelKind.Model, parent, 1, own, list);
                return;
            }
            if (sum + own > 3000) {
                vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_RoyaltyTooHigh.selector, sum + own, 3000));
                _register(who, ModelKind.Model, parent, 1, own, list);
                return;
            }
            parent = _register(who, ModelKind.Model, parent, 1, own, list);
            sum += own;
            if (paysOwn) list = _with(list, who, own);
            Model memory m = models.model(parent);
            assertEq(m.depth, depth);
            assertEq(m.royaltyBps.toUint(), sum);
            assertEq(m.royaltyHash, Hashing.royalties(list));
        }
    }

    function _with(Split[] memory list, address payee, uint16 bps) private pure returns (Split[] memory longer) {
        longer = new Split[](list.length + 1);
        for (uint256 i = 0; i < list.length; ++i) {
            longer[i] = list[i];
        }
        longer[list.length] = Split({payee: payee, bps: Bps.wrap(bps)});
    }

    // M-16: dropped, added, reordered, repeated, or a payee of zero: none of it is the parent's list.
    function test_register_otherParentList_reverts_M16() public {
        Split[] memory one = new Split[](1);
        one[0] = royalties[0];
        _expectListRefused(one);
        _expectListRefused(new Split[](0));
        Split[] memory swapped = new Split[](2);
        (swapped[0], swapped[1]) = (royalties[1], royalties[0]);
        _expectListRefused(swapped);
        _expectListRefused(_with(royalties, stranger, 1));
        _expectListRefused(_with(royalties, royalties[1].payee, 500));
        Split[] memory zeroed = royalties;
        zeroed[0].payee = address(0);
        _expectListRefused(zeroed);
    }

    function _expectListRefused(Split[] memory list) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IModelRegistry.Models_ParentListDiffers.selector,
                modelId,
                Hashing.royalties(royalties),
                Hashing.royalties(list)
            )
        );
        _register(stranger, ModelKind.Model, modelId, 1, 0, list);
    }

    // M-16: a job that was locked pays the list it was locked with, retired or not.
    function test_retire_lockedJob_paysItsRoyalties_M16() public {
        Item memory item = _submitted(1, 1000);
        vm.prank(creator);
        models.retire(modelId);
        uint256 before = _free(creator);
        vm.prank(requester.addr);
        market.accept(item, "");
        assertEq(_free(creator) - before, 500_000, "5 % of 10 dollars");
        assertEq(_free(grandCreator), 200_000, "2 %");
        // A new one is refused.
        Request memory r = _request(2);
        bytes memory signature = _signRequest(r);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_Retired.selector, modelId));
        vm.prank(provider.addr);
        market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
    }

    // M-16, I-12: the child's list begins with the parent's exact list.
    function test_register_child_inheritsList_M16() public {
        assertEq(models.model(modelId).depth, 1);
        assertEq(models.model(modelId).royaltyBps.toUint(), 700);
        assertEq(models.model(modelId).royaltyHash, Hashing.royalties(royalties));

        Split[] memory other = royalties;
        other[0].bps = Bps.wrap(0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IModelRegistry.Models_ParentListDiffers.selector,
                modelId,
                Hashing.royalties(royalties),
                Hashing.royalties(other)
            )
        );
        _register(stranger, ModelKind.Model, modelId, 1, 0, other);

        // Own 0 bps: the list is the parent's, no entry is added.
        bytes32 free = _register(stranger, ModelKind.Model, modelId, 1, 0, royalties);
        assertEq(models.model(free).royaltyHash, Hashing.royalties(royalties));
    }

    function test_register_refusals_M16() public {
        vm.expectRevert(IModelRegistry.Models_ContentHashZero.selector);
        models.register(ModelKind.Model, 0, 0, 1, Bps.wrap(0), new Split[](0), "");
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_UriTooLong.selector, 257, 256));
        models.register(ModelKind.Model, CONTENT, 0, 1, Bps.wrap(0), new Split[](0), string(new bytes(257)));
        models.register(ModelKind.Model, CONTENT, 0, 1, Bps.wrap(0), new Split[](0), string(new bytes(256)));

        bytes32 unknown = keccak256("unknown");
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_Unknown.selector, unknown));
        _register(stranger, ModelKind.Model, unknown, 1, 0, new Split[](0));
        // A list without a parent would be a list nobody froze.
        vm.expectRevert(
            abi.encodeWithSelector(IModelRegistry.Models_ParentListDiffers.selector, 0, 0, Hashing.royalties(royalties))
        );
        _register(stranger, ModelKind.Model, 0, 1, 0, royalties);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_RoyaltyTooHigh.selector, 3001, 3000));
        _register(stranger, ModelKind.Model, 0, 1, 3001, new Split[](0));
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_RoyaltyTooHigh.selector, 3001, 3000));
        _register(stranger, ModelKind.Model, modelId, 1, 2301, royalties);
        _register(stranger, ModelKind.Model, modelId, 1, 2300, royalties);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_TooManyPayees.selector, 9, 8));
        _register(stranger, ModelKind.Model, modelId, 1, 0, new Split[](9));
    }

    function test_register_depthEight_andEightPayees_M16() public {
        bytes32 parent = 0;
        Split[] memory list = new Split[](0);
        for (uint160 i = 0; i < 8; ++i) {
            address who = address(i + 1);
            parent = _register(who, ModelKind.Model, parent, 1, 10, list);
            Split[] memory longer = new Split[](i + 1);
            for (uint256 k = 0; k < i; ++k) {
                longer[k] = list[k];
            }
            longer[i] = Split({payee: who, bps: Bps.wrap(10)});
            list = longer;
        }
        assertEq(models.model(parent).depth, 7);
        // A ninth payee is refused; a ninth generation without own share is the eighth ancestor and fits; a tenth does not.
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_TooManyPayees.selector, 9, 8));
        _register(stranger, ModelKind.Model, parent, 1, 10, list);
        parent = _register(stranger, ModelKind.Model, parent, 1, 0, list);
        assertEq(models.model(parent).depth, 8);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_TooDeep.selector, 9, 8));
        _register(stranger, ModelKind.Model, parent, 1, 0, list);
    }

    function test_retire_onlyCreator_onlyOnce() public {
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_NotCreator.selector, modelId, grandCreator));
        vm.prank(grandCreator);
        models.retire(modelId);
        vm.startPrank(creator);
        vm.expectEmit(address(models));
        emit IModelRegistry.ModelRetired(modelId);
        models.retire(modelId);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_Retired.selector, modelId));
        models.retire(modelId);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_Unknown.selector, bytes32(0)));
        models.retire(0);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_Retired.selector, modelId));
        models.requireOffered(modelId);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Models_Unknown.selector, bytes32(0)));
        models.requireOffered(0);
    }

    // M-16: retiring a parent touches no child.
    function test_retire_parent_childrenGoOn_M16() public {
        vm.prank(creator);
        models.retire(modelId);
        bytes32 child = _register(stranger, ModelKind.Model, modelId, 1, 0, royalties);
        assertEq(models.requireOffered(child), Hashing.royalties(royalties));
    }

    function _register(
        address who,
        ModelKind kind,
        bytes32 parent,
        uint32 licenceId,
        uint16 ownBps,
        Split[] memory parentSplits
    ) private returns (bytes32) {
        vm.prank(who);
        return models.register(kind, CONTENT, parent, licenceId, Bps.wrap(ownBps), parentSplits, "uri");
    }
}
