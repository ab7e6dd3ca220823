// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./base/Fixture.sol";
import {Vm} from "forge-std/Vm.sol";
import {IProviderRegistry} from "aether/interfaces/IProviderRegistry.sol";
import {IVault} from "aether/interfaces/IVault.sol";
import {P256Curve} from "aether/libraries/P256Curve.sol";
import {Bond} from "aether/types/Bond.sol";
import {Node} from "aether/types/Node.sol";
import {NodeId, NodeIdLib} from "aether/types/NodeId.sol";
import {Timestamp} from "aether/types/Timestamp.sol";

/// @notice Stake, nodes and operators.
contract ProviderRegistryTest is Fixture {
    Vm.Wallet internal key;
    address internal newcomer = makeAddr("newcomer");
    address internal court = makeAddr("court");

    function setUp() public override {
        super.setUp();
        key = vm.createWallet("newSession");
        _fund(newcomer, 1_000e6);
    }

    // ---- stake

    function test_bond_movesFreeToEscrow() public {
        vm.expectEmit(address(providers));
        emit IProviderRegistry.BondSet(newcomer, address(0), amt(60e6), amt(0), ts(0), ts(0));
        vm.startPrank(newcomer);
        providers.bond(address(0), amt(60e6));
        providers.bond(address(0), amt(40e6));
        vm.stopPrank();
        assertEq(providers.bondOf(newcomer, address(0)).amount.toUint(), 100e6);
        assertEq(_free(newcomer), 900e6);
        assertEq(vault.escrow(address(usd), address(providers)).toUint(), 300e6);
    }

    function test_thaw_restartsClock_unbondAtItsEnd_I10() public {
        vm.startPrank(newcomer);
        providers.bond(address(0), amt(100e6));
        providers.thaw(address(0), amt(30e6));
        vm.warp(START + 10 days);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.BondSet(newcomer, address(0), amt(50e6), amt(50e6), ts(START + 24 days), ts(0));
        providers.thaw(address(0), amt(20e6));

        vm.warp(START + 24 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.Registry_Thawing.selector, START + 24 days, 0));
        providers.unbond(address(0));
        vm.warp(START + 24 days);
        providers.unbond(address(0));
        vm.stopPrank();

        Bond memory b = providers.bondOf(newcomer, address(0));
        assertEq(b.amount.toUint(), 50e6);
        assertEq(b.thawing.toUint(), 0);
        assertEq(Timestamp.unwrap(b.thawAt), 0);
        assertEq(_free(newcomer), 950e6);
    }

    function test_bond_refusals() public {
        vm.startPrank(newcomer);
        vm.expectRevert(IProviderRegistry.Registry_AmountZero.selector);
        providers.bond(address(0), amt(0));
        vm.expectRevert(IProviderRegistry.Registry_AmountZero.selector);
        providers.thaw(address(0), amt(0));
        vm.expectRevert(
            abi.encodeWithSelector(IVault.Vault_FreeTooLow.selector, address(usd), newcomer, 1_000e6, 1_000e6 + 1)
        );
        providers.bond(address(0), amt(1_000e6 + 1));
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.Registry_BondTooLow.selector, newcomer, address(0), 0, 1)
        );
        providers.thaw(address(0), amt(1));
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.Registry_NothingThawing.selector, newcomer, address(0))
        );
        providers.unbond(address(0));
        vm.stopPrank();
    }

    // ---- bonds to slashers

    function _bonded(uint256 amount, uint256 thawing) private {
        vm.startPrank(newcomer);
        providers.bond(court, amt(amount));
        if (thawing != 0) providers.thaw(court, amt(thawing));
        vm.stopPrank();
    }

    function _assertBond(address slasher, uint256 amount, uint256 thawing, uint256 thawAt, uint256 holdUntil)
        private
        view
    {
        Bond memory expected =
            Bond({amount: amt(amount), thawing: amt(thawing), thawAt: ts(thawAt), holdUntil: ts(holdUntil)});
        assertEq(abi.encode(providers.bondOf(newcomer, slasher)), abi.encode(expected));
    }

    // M-12: what thaws answers first, and the slashed money is a credit in the Vault.
    function test_slash_thawingFirst_creditedInVault_M12() public {
        _bonded(100e6, 30e6);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.BondSet(newcomer, court, amt(70e6), amt(5e6), ts(START + 14 days), ts(0));
        vm.prank(court);
        providers.slash(newcomer, amt(25e6), stranger);
        _assertBond(court, 70e6, 5e6, START + 14 days, 0);

        vm.expectEmit(address(providers));
        emit IProviderRegistry.BondSet(newcomer, court, amt(60e6), amt(0), ts(0), ts(0));
        vm.prank(court);
        providers.slash(newcomer, amt(15e6), SINK);
        _assertBond(court, 60e6, 0, 0, 0);
        assertEq(_free(stranger), 25e6);
        assertEq(_free(SINK), 15e6);
        assertEq(vault.escrow(address(usd), address(providers)).toUint(), 2 * stakeMin + 60e6);
        assertEq(usd.balanceOf(stranger), 0, "credited, not sent");
    }

    function test_slash_toTheLastUnit_andNotOneMore() public {
        _bonded(100e6, 30e6);
        vm.startPrank(court);
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.Registry_BondTooLow.selector, newcomer, court, 100e6, 100e6 + 1)
        );
        providers.slash(newcomer, amt(100e6 + 1), stranger);
        vm.expectRevert(IProviderRegistry.Registry_AmountZero.selector);
        providers.slash(newcomer, amt(0), stranger);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_ReceiverRefused.selector, address(0)));
        providers.slash(newcomer, amt(1), address(0));
        providers.slash(newcomer, amt(100e6), stranger);
        _assertBond(court, 0, 0, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.Registry_BondTooLow.selector, newcomer, court, 0, 1));
        providers.slash(newcomer, amt(1), stranger);
        vm.stopPrank();
    }

    // M-13, I-26: a slasher reaches what was bonded to it, and nothing else; nobody reaches the stake.
    function test_slash_otherSlasherAndStake_untouched_M13() public {
        _bonded(100e6, 0);
        vm.startPrank(newcomer);
        providers.bond(address(0), amt(50e6));
        providers.bond(stranger, amt(10e6));
        vm.stopPrank();
        address[3] memory hostile = [stranger, newcomer, address(vault)];
        for (uint256 i = 0; i < hostile.length; ++i) {
            uint256 own = providers.bondOf(newcomer, hostile[i]).amount.toUint();
            vm.expectRevert(
                abi.encodeWithSelector(
                    IProviderRegistry.Registry_BondTooLow.selector, newcomer, hostile[i], own, own + 1
                )
            );
            vm.prank(hostile[i]);
            providers.slash(newcomer, amt(own + 1), hostile[i]);
        }
        vm.prank(court);
        providers.slash(newcomer, amt(100e6), court);
        _assertBond(address(0), 50e6, 0, 0, 0);
        _assertBond(stranger, 10e6, 0, 0, 0);
        // Bonds to a slasher are no stake.
        assertEq(providers.bondOf(newcomer, address(0)).amount.toUint(), 50e6);
    }

    // M-12: unbond waits for both, its thaw and the hold, to the second.
    function test_hold_keepsBucketIn_M12() public {
        _bonded(100e6, 40e6);
        uint256 until = START + 60 days;
        vm.expectEmit(address(providers));
        emit IProviderRegistry.BondSet(newcomer, court, amt(60e6), amt(40e6), ts(START + 14 days), ts(until));
        vm.prank(court);
        providers.hold(newcomer, ts(until));

        vm.startPrank(newcomer);
        vm.warp(until - 1);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.Registry_Thawing.selector, START + 14 days, until));
        providers.unbond(court);
        vm.warp(until);
        providers.unbond(court);
        vm.stopPrank();
        _assertBond(court, 60e6, 0, 0, until);
        assertEq(_free(newcomer), 940e6);
    }

    function test_hold_atMostSixtyDays_byThatSlasherOnly_M12() public {
        _bonded(100e6, 0);
        uint256 max = START + 60 days;
        vm.startPrank(court);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.Registry_HoldTooLong.selector, max + 1, max));
        providers.hold(newcomer, ts(max + 1));
        providers.hold(newcomer, ts(max));
        // Repeated, and let go.
        vm.warp(START + 1 days);
        providers.hold(newcomer, ts(max + 1 days));
        providers.hold(newcomer, ts(0));
        vm.stopPrank();
        _assertBond(court, 100e6, 0, 0, 0);

        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.Registry_NoBond.selector, newcomer, stranger));
        vm.prank(stranger);
        providers.hold(newcomer, ts(max));
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.Registry_NoBond.selector, provider.addr, court));
        vm.prank(court);
        providers.hold(provider.addr, ts(max));
    }

    // A hold of one bond keeps no other, the stake least of all.
    function test_hold_otherBondsLeave_M13() public {
        _bonded(100e6, 40e6);
        vm.startPrank(newcomer);
        providers.bond(address(0), amt(50e6));
        providers.thaw(address(0), amt(50e6));
        vm.stopPrank();
        vm.prank(court);
        providers.hold(newcomer, ts(START + 60 days));
        vm.warp(START + 14 days);
        vm.prank(newcomer);
        providers.unbond(address(0));
        assertEq(_free(newcomer), 900e6);
    }

    // M-12, M-13: whatever the order, a slasher takes at most what was bonded to it, and the escrow is the sum of all bonds.
    function testFuzz_bonds_conserved_M12_M13(uint256 seed) public {
        address[3] memory slashers = [address(0), court, stranger];
        uint256 slashed = 0;
        for (uint256 i = 0; i < 24; ++i) {
            seed = uint256(keccak256(abi.encode(seed, i)));
            address slasher = slashers[seed % 3];
            uint96 amount = uint96(bound(seed >> 8, 1, 60e6));
            uint256 act = (seed >> 4) % 5;
            vm.prank(act < 3 ? newcomer : slasher == address(0) ? court : slasher);
            if (act == 0) {
                try providers.bond(slasher, amt(amount)) {} catch {}
            } else if (act == 1) {
                try providers.thaw(slasher, amt(amount)) {} catch {}
            } else if (act == 2) {
                try providers.unbond(slasher) {} catch {}
            } else if (act == 3) {
                try providers.slash(newcomer, amt(amount), SINK) {
                    slashed += amount;
                } catch {}
            } else {
                try providers.hold(newcomer, ts(block.timestamp + (seed >> 200) % 70 days)) {} catch {}
            }
            vm.warp(block.timestamp + (seed >> 160) % 6 days);
            uint256 sum = 0;
            for (uint256 k = 0; k < 3; ++k) {
                Bond memory b = providers.bondOf(newcomer, slashers[k]);
                sum += b.amount.toUint() + b.thawing.toUint();
                assertEq(b.thawing.toUint() == 0, Timestamp.unwrap(b.thawAt) == 0, "a clock without a bucket");
            }
            assertEq(vault.escrow(address(usd), address(providers)).toUint(), 2 * stakeMin + sum, "escrow");
            assertEq(_free(newcomer) + sum + slashed, 1_000e6, "conserved");
            assertEq(_free(SINK), slashed, "credited");
        }
    }

    // ---- nodes

    function test_addNode_emitsEverything() public {
        NodeId id = NodeIdLib.pack(newcomer, 9);
        bytes memory signature = _sign(key, providers.nodeKeyDigest(id, SEAL_X, SEAL_Y));
        Node memory expected = Node({sessionKey: key.addr, zone: 63, classId: 11, capacity: 4, active: true});
        vm.expectEmit(address(providers));
        emit IProviderRegistry.NodeSet(id, expected, SEAL_X, SEAL_Y, "http://n");
        vm.prank(newcomer);
        NodeId got = providers.addNode(9, key.addr, 63, 11, 4, SEAL_X, SEAL_Y, "http://n", signature);
        assertEq(got.toUint(), id.toUint());
        assertEq(abi.encode(providers.node(id)), abi.encode(expected));
        assertEq(providers.sealHash(id), keccak256(abi.encode(SEAL_X, SEAL_Y)));
        assertEq(providers.nodeOfKey(key.addr).toUint(), id.toUint());
        assertEq(id.provider(), newcomer);
    }

    // M-11, I-11.
    function test_addNode_refusals_M11() public {
        NodeId id = NodeIdLib.pack(newcomer, 9);
        bytes memory good = _sign(key, providers.nodeKeyDigest(id, SEAL_X, SEAL_Y));

        _expectAdd(
            abi.encodeWithSelector(IProviderRegistry.Registry_SessionKeyZero.selector), address(0), 3, SEAL_X, good
        );
        _expectAdd(
            abi.encodeWithSelector(IProviderRegistry.Registry_SessionKeyUsed.selector, session.addr, nodeId),
            session.addr,
            3,
            SEAL_X,
            good
        );
        _expectAdd(
            abi.encodeWithSelector(IProviderRegistry.Registry_ZoneTooLarge.selector, 64), key.addr, 64, SEAL_X, good
        );
        _expectAdd(
            abi.encodeWithSelector(IProviderRegistry.Registry_SealKeyNotOnCurve.selector, SEAL_X + 1, SEAL_Y),
            key.addr,
            3,
            SEAL_X + 1,
            good
        );
        bytes memory unsigned =
            abi.encodeWithSelector(IProviderRegistry.Registry_SessionSignature.selector, key.addr, id);
        _expectAdd(unsigned, key.addr, 3, SEAL_X, "");
        _expectAdd(unsigned, key.addr, 3, SEAL_X, _sign(session, providers.nodeKeyDigest(id, SEAL_X, SEAL_Y)));
        // The key's signature for another node, and for another sealing key.
        _expectAdd(unsigned, key.addr, 3, SEAL_X, _sign(key, providers.nodeKeyDigest(nodeId, SEAL_X, SEAL_Y)));
        _expectAdd(unsigned, key.addr, 3, SEAL_X, _sign(key, providers.nodeKeyDigest(id, SEAL_Y, SEAL_X)));

        _expectAdd("", key.addr, 3, SEAL_X, good);
        _expectAdd(abi.encodeWithSelector(IProviderRegistry.Registry_NodeKnown.selector, id), key.addr, 3, SEAL_X, good);
    }

    function _expectAdd(bytes memory err, address sessionKey, uint8 zone, uint256 x, bytes memory signature) private {
        if (err.length != 0) vm.expectRevert(err);
        vm.prank(newcomer);
        providers.addNode(9, sessionKey, zone, 1, 1, x, SEAL_Y, ENDPOINT, signature);
    }

    function test_addNode_endpointLength() public {
        NodeId id = NodeIdLib.pack(newcomer, 9);
        bytes memory good = _sign(key, providers.nodeKeyDigest(id, SEAL_X, SEAL_Y));
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.Registry_EndpointTooLong.selector, 257, 256));
        vm.prank(newcomer);
        providers.addNode(9, key.addr, 3, 1, 1, SEAL_X, SEAL_Y, string(new bytes(257)), good);
        vm.prank(newcomer);
        providers.addNode(9, key.addr, 3, 1, 1, SEAL_X, SEAL_Y, string(new bytes(256)), good);
    }

    function test_curve_pointsAndNonPoints_M11() public pure {
        assertTrue(P256Curve.isOnCurve(SEAL_X, SEAL_Y));
        assertTrue(P256Curve.isOnCurve(SEAL_X, P256Curve.P - SEAL_Y));
        assertFalse(P256Curve.isOnCurve(SEAL_X, SEAL_Y + 1));
        assertFalse(P256Curve.isOnCurve(0, 0));
        // Coordinates past the prime name the same residue and are refused.
        assertFalse(P256Curve.isOnCurve(P256Curve.P, SEAL_Y));
        assertFalse(P256Curve.isOnCurve(SEAL_X, type(uint256).max));
        // A point whose x is small enough that x + p still fits 256 bits.
        uint256 y = 31468013646237722594854082025316614106172411895747863909393730389177298123724;
        assertTrue(P256Curve.isOnCurve(5, y));
        assertFalse(P256Curve.isOnCurve(5 + P256Curve.P, y));
    }

    function testFuzz_curve_agreesWithCheatcode(uint256 privateKey) public pure {
        privateKey = bound(privateKey, 1, 2 ** 128);
        (uint256 x, uint256 y) = vm.publicKeyP256(privateKey);
        assertTrue(P256Curve.isOnCurve(x, y));
        // Only y and p - y lie above x, and neither is y + 1 unless they meet.
        if (y + 1 != P256Curve.P - y) assertFalse(P256Curve.isOnCurve(x, y + 1));
    }

    function test_setEndpointAndDrain_emitWholeNode() public {
        Node memory n = providers.node(nodeId);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.NodeSet(nodeId, n, SEAL_X, SEAL_Y, "http://moved");
        vm.prank(session.addr);
        providers.setEndpoint(nodeId, SEAL_X, SEAL_Y, "http://moved");

        n.active = false;
        vm.expectEmit(address(providers));
        emit IProviderRegistry.NodeSet(nodeId, n, SEAL_X, SEAL_Y, "");
        vm.prank(provider.addr);
        providers.drain(nodeId, SEAL_X, SEAL_Y, "");
        assertFalse(providers.node(nodeId).active);
        // A drained node may still say where it is.
        vm.prank(provider.addr);
        providers.setEndpoint(nodeId, SEAL_X, SEAL_Y, ENDPOINT);
    }

    function test_setEndpointAndDrain_refusals() public {
        NodeId unknown = NodeIdLib.pack(provider.addr, 99);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.Registry_NodeUnknown.selector, unknown));
        vm.prank(provider.addr);
        providers.setEndpoint(unknown, SEAL_X, SEAL_Y, "");
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.Registry_NotOperator.selector, nodeId, rival.addr));
        vm.prank(rival.addr);
        providers.drain(nodeId, SEAL_X, SEAL_Y, "");
        vm.startPrank(provider.addr);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.Registry_SealKeyDiffers.selector, nodeId));
        providers.drain(nodeId, SEAL_Y, SEAL_X, "");
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.Registry_EndpointTooLong.selector, 257, 256));
        providers.setEndpoint(nodeId, SEAL_X, SEAL_Y, string(new bytes(257)));
        providers.drain(nodeId, SEAL_X, SEAL_Y, "");
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.Registry_NodeDrained.selector, nodeId));
        providers.drain(nodeId, SEAL_X, SEAL_Y, "");
        vm.stopPrank();
    }

    // ---- who may do what

    function test_requireLockable_reasons() public {
        providers.requireLockable(nodeId, provider.addr, 1 << 3);
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.Registry_ZoneNotAllowed.selector, nodeId, 3, ~uint64(8))
        );
        providers.requireLockable(nodeId, provider.addr, ~uint64(8));
        NodeId unknown = NodeIdLib.pack(provider.addr, 99);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.Registry_NodeUnknown.selector, unknown));
        providers.requireLockable(unknown, provider.addr, 8);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.Registry_NotOperator.selector, nodeId, stranger));
        providers.requireLockable(nodeId, stranger, 8);

        vm.prank(provider.addr);
        providers.thaw(address(0), amt(1));
        vm.expectRevert(
            abi.encodeWithSelector(
                IProviderRegistry.Registry_StakeTooLow.selector, provider.addr, stakeMin - 1, stakeMin
            )
        );
        providers.requireLockable(nodeId, provider.addr, 8);
        vm.startPrank(provider.addr);
        providers.bond(address(0), amt(1));
        providers.requireLockable(nodeId, provider.addr, 8);
        providers.drain(nodeId, SEAL_X, SEAL_Y, "");
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.Registry_NodeDrained.selector, nodeId));
        providers.requireLockable(nodeId, provider.addr, 8);
    }

    function test_mayAct_providerKeyOperator() public {
        assertTrue(providers.mayAct(nodeId, provider.addr));
        assertTrue(providers.mayAct(nodeId, session.addr));
        assertFalse(providers.mayAct(nodeId, rivalSession.addr));
        assertFalse(providers.mayAct(nodeId, stranger));
        assertFalse(providers.mayAct(nodeId, address(0)));
        assertFalse(providers.mayAct(NodeIdLib.pack(provider.addr, 99), provider.addr));
        assertFalse(providers.mayAct(NodeIdLib.pack(address(0), 1), address(0)));

        vm.expectEmit(address(providers));
        emit IProviderRegistry.OperatorSet(provider.addr, stranger, true);
        vm.prank(provider.addr);
        providers.setOperator(stranger, true);
        assertTrue(providers.mayAct(nodeId, stranger));
        assertFalse(providers.mayAct(rivalNodeId, stranger));
        vm.prank(provider.addr);
        providers.setOperator(stranger, false);
        assertFalse(providers.mayAct(nodeId, stranger));
    }

    function test_constants() public view {
        assertEq(providers.stakeToken(), address(usd));
        assertEq(providers.stakeMin().toUint(), stakeMin);
    }
}
