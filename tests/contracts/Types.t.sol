// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {stdError} from "forge-std/StdError.sol";
import {Amount} from "aether/types/Amount.sol";
import {Bps} from "aether/types/Bps.sol";
import {Duration} from "aether/types/Duration.sol";
import {JobIdLib} from "aether/types/JobId.sol";
import {NodeId, NodeIdLib} from "aether/types/NodeId.sol";
import {Timestamp} from "aether/types/Timestamp.sol";

/// @notice Units: ids, amounts, shares and times.
contract TypesTest is Test {
    // M-18: one id law, owner160 << 96 | nonce96.
    function testFuzz_ids_oneLaw_M18(address owner, uint96 nonce) public pure {
        uint256 expected = uint256(uint160(owner)) * 2 ** 96 + nonce;
        assertEq(JobIdLib.pack(owner, nonce).toUint(), expected);
        assertEq(JobIdLib.pack(owner, nonce).requester(), owner);
        assertEq(NodeIdLib.pack(owner, nonce).toUint(), expected);
        assertEq(NodeIdLib.pack(owner, nonce).provider(), owner);
        assertEq(NodeIdLib.pack(owner, nonce).isNone(), expected == 0);
        assertTrue(NodeId.wrap(0).isNone());
    }

    function testFuzz_amount_operators(uint96 a, uint96 b) public {
        Amount x = Amount.wrap(a);
        Amount y = Amount.wrap(b);
        assertEq(x < y, a < b);
        assertEq(x <= y, a <= b);
        assertEq(x > y, a > b);
        assertEq(x >= y, a >= b);
        assertEq(x == y, a == b);
        assertEq(x != y, a != b);
        assertEq(x.min(y).toUint(), a < b ? a : b);
        if (uint256(a) + b > type(uint96).max) vm.expectRevert(stdError.arithmeticError);
        this.sum(x, y);
        if (a < b) vm.expectRevert(stdError.arithmeticError);
        this.difference(x, y);
    }

    function sum(Amount x, Amount y) external pure returns (Amount) {
        return x + y;
    }

    function difference(Amount x, Amount y) external pure returns (Amount) {
        return x - y;
    }

    function testFuzz_bps_roundings(uint96 a, uint16 bps) public pure {
        bps = uint16(bound(bps, 0, 10_000));
        uint256 product = uint256(a) * bps;
        assertEq(Bps.wrap(bps).ofDown(Amount.wrap(a)).toUint(), product / 10_000);
        assertEq(Bps.wrap(bps).ofUp(Amount.wrap(a)).toUint(), (product + 9_999) / 10_000);
    }

    function test_time_overflowReverts() public {
        assertEq(Timestamp.unwrap(Timestamp.wrap(5).plus(Duration.wrap(7))), 12);
        assertEq(Timestamp.unwrap(Timestamp.wrap(7).minus(Duration.wrap(7))), 0);
        assertEq(Timestamp.wrap(9).since(Timestamp.wrap(4)), 5);
        assertEq(Duration.unwrap(Duration.wrap(7).half()), 3);
        vm.expectRevert(stdError.arithmeticError);
        this.plus(Timestamp.wrap(type(uint40).max), Duration.wrap(1));
        vm.expectRevert(stdError.arithmeticError);
        this.minus(Timestamp.wrap(6), Duration.wrap(7));
        vm.expectRevert(stdError.arithmeticError);
        this.since(Timestamp.wrap(4), Timestamp.wrap(9));
    }

    function plus(Timestamp t, Duration d) external pure returns (Timestamp) {
        return t.plus(d);
    }

    function minus(Timestamp t, Duration d) external pure returns (Timestamp) {
        return t.minus(d);
    }

    function since(Timestamp t, Timestamp earlier) external pure returns (uint40) {
        return t.since(earlier);
    }
}
