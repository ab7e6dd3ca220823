// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./base/Fixture.sol";
import {Payouts} from "aether/libraries/Payouts.sol";
import {Bps} from "aether/types/Bps.sol";
import {Request} from "aether/types/Request.sol";
import {Settlement} from "aether/types/Settlement.sol";
import {Terms} from "aether/types/Terms.sol";

/// @notice Solidity against tests/vectors/auction.json, which the simulation of the auction reads too (M-51, M-52).
contract AuctionVectorsTest is Fixture {
    uint256 internal constant PRICES = 80;
    uint256 internal constant SETTLEMENTS = 16;
    string internal json;
    string internal here;

    function setUp() public override {
        super.setUp();
        json = vm.readFile(string.concat(vm.projectRoot(), "/tests/vectors/auction.json"));
    }

    function paid(Terms calldata terms, uint32 units) external pure returns (Settlement memory) {
        return Payouts.paid(terms, Payouts.earned(terms, units), amt(0), amt(0));
    }

    function declined(Terms calldata terms) external pure returns (Settlement memory) {
        return Payouts.declined(terms);
    }

    function expired(Terms calldata terms) external pure returns (Settlement memory) {
        return Payouts.expired(terms);
    }

    function quarrelled(Terms calldata terms) external pure returns (Settlement memory) {
        return Payouts.quarrelled(terms);
    }

    function test_vectors_priceAt_M51() public {
        Request memory r = _request(1);
        for (uint256 i = 0; i < PRICES; ++i) {
            here = string.concat(".prices[", vm.toString(i), "].");
            r.minPrice = amt(_uint("minPrice"));
            r.maxPrice = amt(_uint("maxPrice"));
            r.exclusiveSecs = secs(_uint("exclusiveSecs"));
            r.rampSecs = secs(_uint("rampSecs"));
            assertEq(market.priceAt(r, ts(START + _uint("second"))).toUint(), _uint("price"), here);
        }
        assertFalse(vm.keyExistsJson(json, string.concat(".prices[", vm.toString(PRICES), "]")));
    }

    function test_vectors_settlements_M52() public {
        Terms memory t;
        t.maxUnits = 1;
        for (uint256 i = 0; i < SETTLEMENTS; ++i) {
            here = string.concat(".settlements[", vm.toString(i), "].");
            t.price = amt(_uint("price"));
            t.collateral = amt(_uint("collateral"));
            t.feeBps = Bps.wrap(uint16(_uint("feeBps")));
            _checkPaid(this.paid(t, 1));
            _checkUnpaid(t);
        }
        assertFalse(vm.keyExistsJson(json, string.concat(".settlements[", vm.toString(SETTLEMENTS), "]")));
    }

    function _checkPaid(Settlement memory s) private view {
        assertEq(s.toProvider.toUint(), _uint("paid.toProvider"), here);
        assertEq(s.fee.toUint(), _uint("paid.fee"), here);
        assertEq(s.refund.toUint(), 0, here);
    }

    function _checkUnpaid(Terms memory t) private view {
        Settlement memory s = this.declined(t);
        assertEq(s.burned.toUint(), _uint("declined.burned"), here);
        assertEq(s.collateralBack.toUint(), _uint("declined.collateralBack"), here);
        s = this.expired(t);
        assertEq(s.compensation.toUint(), _uint("expired.compensation"), here);
        assertEq(s.burned.toUint(), _uint("expired.burned"), here);
        s = this.quarrelled(t);
        assertEq(s.refund.toUint(), _uint("quarrelled.refund"), here);
        assertEq(s.burned.toUint(), _uint("quarrelled.burned"), here);
        assertEq(s.collateralBack.toUint(), _uint("quarrelled.collateralBack"), here);
    }

    function _uint(string memory key) private view returns (uint256) {
        return vm.parseJsonUint(json, string.concat(here, key));
    }
}
