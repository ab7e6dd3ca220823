// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {RegistryFixture} from "./RegistryFixture.sol";
import {IValidityRegistry, Standing} from "aether/validity/interfaces/IValidityRegistry.sol";
import {Mercury} from "aether/validity/Mercury.sol";

/// @notice R-5: whoever doubts that a point holds the file's bytes asks for one leaf, and one of two bonds pays.
contract LeafChallengeTest is RegistryFixture {
    function setUp() public override {
        super.setUp();
        _register();
    }

    function test_answer_challengerPaysRegistrant() public {
        for (uint256 i = 0; i < 2; ++i) {
            if (i != 0) _bond(challenger, CHALLENGE_BOND);
            bytes32 id = _challenge(i);
            assertEq(registry.reservedOf(challenger).toUint(), CHALLENGE_BOND);
            _draw(i);
            uint256 before = _free(registrant);
            vm.expectEmit(address(registry));
            emit IValidityRegistry.LeafAnswered(id, amt(CHALLENGE_BOND));
            // Anybody who knows the file.
            vm.prank(stranger);
            _answer(i);
            assertEq(_free(registrant), before + CHALLENGE_BOND);
            assertEq(_bonded(challenger), 0);
            assertEq(_bonded(registrant), BOND);
            assertEq(registry.reservedOf(challenger).toUint(), 0);
            assertEq(registry.modelOf(contentHash).challenges, 0);
            _expectOver(id);
            registry.conclude(id);
            _expectOver(id);
            registry.draw(id);
            _expectOver(id);
            _answer(i);
        }
        assertTrue(registry.planOf(contentHash) != address(0));
    }

    function test_answer_toTheLastSecond() public {
        bytes32 id = _challenge(0);
        uint256 answerBy = block.timestamp + ANSWER;
        _draw(0);
        vm.warp(answerBy + 1);
        vm.expectRevert(abi.encodeWithSelector(IValidityRegistry.Challenge_TooLate.selector, id, answerBy));
        _answer(0);
        vm.warp(answerBy);
        _answer(0);
    }

    function test_answer_secondBeforeTheLast() public {
        _challenge(0);
        _draw(0);
        vm.warp(block.timestamp + ANSWER - 1);
        _answer(0);
    }

    function test_conclude_silence_registrantPays() public {
        bytes32 id = _challenge(0);
        uint256 answerBy = block.timestamp + ANSWER;
        for (uint256 at = answerBy - 1; at <= answerBy; ++at) {
            vm.warp(at);
            vm.expectRevert(abi.encodeWithSelector(IValidityRegistry.Challenge_TooEarly.selector, id, at, answerBy));
            registry.conclude(id);
        }
        vm.warp(answerBy + 1);
        uint256 before = _free(challenger);
        uint256 burned = _free(SINK);
        vm.expectEmit(address(registry));
        emit IValidityRegistry.ModelFailed(contentHash, id, amt(BOND / 2), amt(BOND - BOND / 2));
        vm.prank(stranger);
        registry.conclude(id);
        assertEq(_free(challenger), before + BOND / 2);
        assertEq(_free(SINK), burned + BOND - BOND / 2);
        assertEq(_bonded(registrant), 0);
        assertEq(_bonded(challenger), CHALLENGE_BOND);
        assertEq(registry.reservedOf(challenger).toUint(), 0);
        assertEq(registry.reservedOf(registrant).toUint(), 0);

        // For good: no proof, no door back.
        assertEq(registry.planOf(contentHash), address(0));
        bytes memory failed =
            abi.encodeWithSelector(IValidityRegistry.Models_Standing.selector, contentHash, Standing.Failed);
        vm.expectRevert(failed);
        registry.adopt(contentHash);
        bytes memory proof = _proof();
        vm.expectRevert(failed);
        registry.register(graph, _registration(), proof);
    }

    /// @dev An opening that fails is no answer: the other of the two the file holds, drawn from another block, or of another leaf.
    function test_answer_openingFails_reverts() public {
        bytes32 id = _challenge(0);
        bytes memory leaf = vm.parseJsonBytes(file, _leaf(0, "leaf"));
        bytes memory opening = vm.parseJsonBytes(file, _leaf(0, "opening"));
        vm.expectRevert(abi.encodeWithSelector(IValidityRegistry.Challenge_NotDrawn.selector, id));
        registry.answer(id, leaf, opening);
        vm.roll(block.number + 2);
        vm.setBlockhash(block.number - 1, keccak256("another block"));
        registry.draw(id);
        vm.expectRevert(Mercury.Opening_InverseDiffers.selector);
        registry.answer(id, leaf, opening);
        bytes memory other = vm.parseJsonBytes(file, _leaf(1, "leaf"));
        vm.expectRevert(
            abi.encodeWithSelector(
                IValidityRegistry.Challenge_LeafDiffers.selector,
                id,
                keccak256(bytes.concat(bytes1(0), leaf)),
                keccak256(bytes.concat(bytes1(0), other))
            )
        );
        registry.answer(id, other, opening);
    }

    function test_draw_twoBlocksLater_once() public {
        bytes32 id = _challenge(0);
        uint256 number = block.number;
        for (uint256 i = 0; i < 2; ++i) {
            vm.roll(number + i);
            vm.expectRevert(
                abi.encodeWithSelector(IValidityRegistry.Challenge_TooEarly.selector, id, number + i, number + 1)
            );
            registry.draw(id);
        }
        vm.expectEmit(address(registry));
        emit IValidityRegistry.LeafDrawn(id, vm.parseJsonBytes32(file, _leaf(0, "blockHash")));
        vm.roll(number);
        _draw(0);
        vm.expectRevert(abi.encodeWithSelector(IValidityRegistry.Challenge_Drawn.selector, id));
        registry.draw(id);
    }

    function test_challenge_leafNotInFile_reverts() public {
        bytes memory leaf = vm.parseJsonBytes(file, _leaf(0, "leaf"));
        bytes32 top = vm.parseJsonBytes32(file, _leaf(0, "top"));
        bytes32[] memory path = vm.parseJsonBytes32Array(file, _leaf(0, "path"));
        uint40 index = uint40(vm.parseJsonUint(file, _leaf(0, "index")));
        leaf[7] ^= 0x01;
        _refusedLeaf(true, index, leaf, top, path);
        leaf[7] ^= 0x01;
        _refusedLeaf(true, index + 1, leaf, top, path);
        _refusedLeaf(false, index, leaf, top, path);
        _refusedLeaf(true, index, leaf, top ^ bytes32(uint256(1)), path);
        _refusedLeaf(true, index, bytes.concat(leaf, bytes1(0)), top, path);
        path[0] ^= bytes32(uint256(1));
        _refusedLeaf(true, index, leaf, top, path);
    }

    function test_challenge_bondTooLow_reverts() public {
        vm.prank(challenger);
        providers.thaw(address(registry), amt(1));
        vm.expectRevert(
            abi.encodeWithSelector(
                IValidityRegistry.Models_BondTooLow.selector, challenger, CHALLENGE_BOND - 1, CHALLENGE_BOND
            )
        );
        this.challengeAgain();
    }

    function challengeAgain() external {
        _challenge(0);
    }

    /// @dev To the last second in which proofs are taken; what is open then still ends, and keeps the bond in.
    function test_challenge_whileClosing() public {
        vm.prank(registrant);
        registry.retire(contentHash);
        uint256 closesAt = block.timestamp + CLOSING;
        vm.warp(closesAt + 1);
        vm.expectRevert(abi.encodeWithSelector(IValidityRegistry.Models_Closed.selector, contentHash, closesAt));
        this.challengeAgain();
        vm.warp(closesAt);
        bytes32 id = _challenge(0);
        vm.warp(closesAt + 1);
        bytes memory challenged =
            abi.encodeWithSelector(IValidityRegistry.Models_Challenged.selector, contentHash, uint32(1));
        vm.expectRevert(challenged);
        registry.release(contentHash);
        vm.expectRevert(challenged);
        registry.adopt(contentHash);
        vm.warp(closesAt + ANSWER + 1);
        registry.conclude(id);
        assertEq(_bonded(registrant), 0);
    }

    /// @dev The attack: start the thaw, wait it out, be challenged in its last second, leave.
    function test_challenge_holdsBothBonds() public {
        uint256 amount = BOND;
        vm.prank(registrant);
        providers.thaw(address(registry), amt(amount));
        vm.warp(block.timestamp + 14 days - 1);
        bytes32 id = _challenge(0);
        vm.prank(challenger);
        providers.thaw(address(registry), amt(CHALLENGE_BOND));
        vm.warp(block.timestamp + ANSWER + 1);
        vm.prank(registrant);
        (bool left,) = address(providers).call(abi.encodeCall(providers.unbond, (address(registry))));
        assertFalse(left);
        uint256 before = _free(challenger);
        registry.conclude(id);
        assertEq(_free(challenger), before + BOND / 2);
        assertEq(providers.bondOf(registrant, address(registry)).thawing.toUint(), 0);
    }

    /// @dev Two challenges of one model: the first failed it, so the second is dropped and costs nobody anything.
    function test_conclude_afterTheModelFailed_drops() public {
        bytes32 first = _challenge(0);
        _bond(challenger, CHALLENGE_BOND);
        bytes32 second = _challenge(1);
        vm.warp(block.timestamp + ANSWER + 1);
        registry.conclude(first);
        vm.expectEmit(address(registry));
        emit IValidityRegistry.LeafDropped(second);
        registry.conclude(second);
        assertEq(_bonded(challenger), 2 * CHALLENGE_BOND);
        assertEq(registry.reservedOf(challenger).toUint(), 0);
    }

    /// @dev A registrant who challenges himself and keeps silent loses half.
    function test_conclude_ownChallenge_costsHalf() public {
        challenger = registrant;
        _bond(registrant, CHALLENGE_BOND);
        bytes32 id = _challenge(0);
        vm.warp(block.timestamp + ANSWER + 1);
        uint256 before = _free(registrant);
        registry.conclude(id);
        assertEq(_free(registrant), before + BOND / 2);
        assertEq(_bonded(registrant), CHALLENGE_BOND);
    }

    function _refusedLeaf(bool isWeights, uint40 index, bytes memory leaf, bytes32 top, bytes32[] memory path) private {
        vm.expectRevert(abi.encodeWithSelector(IValidityRegistry.Models_LeafNotInFile.selector, contentHash, index));
        vm.prank(challenger);
        registry.challenge(contentHash, isWeights, index, leaf, top, path);
    }

    function _expectOver(bytes32 id) private {
        vm.expectRevert(abi.encodeWithSelector(IValidityRegistry.Challenge_Over.selector, id));
    }
}
