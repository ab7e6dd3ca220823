// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./base/Fixture.sol";
import {IRequestErrors} from "aether/interfaces/IRequestErrors.sol";
import {Request} from "aether/types/Request.sol";
import {Tier} from "aether/types/Tier.sol";
import {Timestamp} from "aether/types/Timestamp.sol";

/// @notice What makes a Request valid, and what it asks over time. Refusals are reached through `post`; `lock` asks the same function.
contract RequestRulesTest is Fixture {
    Request internal r;

    function setUp() public override {
        super.setUp();
        r = _request(1);
    }

    function _refused(bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(r.requester);
        market.post(r, noExtras);
        // The same Request is refused by lock, with the same reason.
        vm.expectRevert(reason);
        vm.prank(provider.addr);
        market.lock(r, "", noExtras, nodeId, amt(0), true, "");
    }

    function _accepted() private {
        uint256 snapshot = vm.snapshotState();
        vm.prank(r.requester);
        market.post(r, noExtras);
        vm.revertToState(snapshot);
    }

    function test_valid_M22() public {
        _accepted();
        r = _openRequest(1);
        _accepted();
    }

    function test_requesterZero() public {
        r.requester = address(0);
        _refused(abi.encodeWithSelector(IRequestErrors.Request_RequesterZero.selector));
    }

    function test_maxUnitsZero_M22() public {
        r.maxUnits = 0;
        _refused(abi.encodeWithSelector(IRequestErrors.Request_MaxUnitsZero.selector));
    }

    function test_minAboveMax_M22() public {
        r.minPrice = amt(20e6 + 1);
        _refused(abi.encodeWithSelector(IRequestErrors.Request_MinAboveMax.selector, 20e6 + 1, 20e6));
        r.minPrice = amt(20e6);
        _accepted();
    }

    function test_regionMaskZero() public {
        r.regionMask = 0;
        _refused(abi.encodeWithSelector(IRequestErrors.Request_RegionMaskZero.selector));
    }

    function test_verifierZero() public {
        r.verifier = address(0);
        _refused(abi.encodeWithSelector(IRequestErrors.Request_VerifierZero.selector));
    }

    function test_tiers_M22() public {
        r.tier = 4;
        _refused(abi.encodeWithSelector(IRequestErrors.Request_TierUnknown.selector, 4));
        r.tier = 255;
        _refused(abi.encodeWithSelector(IRequestErrors.Request_TierUnknown.selector, 255));
        r.tier = uint8(Tier.Validity);
        _accepted();
        r.tier = uint8(Tier.Attested);
        _accepted();
    }

    function test_rampStart_far() public {
        r.rampStart = ts(START + 365 days + 1);
        _refused(
            abi.encodeWithSelector(
                IRequestErrors.Request_RampStartTooFar.selector, START + 365 days + 1, START + 365 days
            )
        );
        r.rampStart = Timestamp.wrap(type(uint40).max);
        _refused(
            abi.encodeWithSelector(IRequestErrors.Request_RampStartTooFar.selector, type(uint40).max, START + 365 days)
        );
        r.rampStart = ts(START + 365 days);
        _accepted();
    }

    function test_periods_M22() public {
        r = _openRequest(1);
        r.rampSecs = secs(30 days + 1);
        _refused(_period("rampSecs", 30 days + 1, 0, 30 days));
        r.rampSecs = secs(30 days);
        _accepted();
        r.rampSecs = secs(0);
        _accepted();
        r.lockSecs = secs(0);
        _refused(_period("lockSecs", 0, 1, 30 days));
        r.lockSecs = secs(30 days + 1);
        _refused(_period("lockSecs", 30 days + 1, 1, 30 days));
        r.lockSecs = secs(30 days);
        _accepted();
        r.execSecs = secs(0);
        _refused(_period("execSecs", 0, 1, 7 days));
        r.execSecs = secs(7 days + 1);
        _refused(_period("execSecs", 7 days + 1, 1, 7 days));
        r.execSecs = secs(7 days);
        _accepted();
        r.disputeSecs = secs(7 days + 1);
        _refused(_period("disputeSecs", 7 days + 1, 1, 7 days));
        r.disputeSecs = secs(7 days);
        _accepted();
        r.disputeSecs = secs(59);
        _refused(_period("disputeSecs", 59, 60, 7 days));
        r.disputeSecs = secs(60);
        _accepted();

        r = _request(1);
        r.disputeSecs = secs(0);
        _refused(_period("disputeSecs", 0, 1, 7 days));
        // Cooperative may close its window sooner than a chain can be trusted to include a challenge: nobody else challenges.
        r.disputeSecs = secs(1);
        _accepted();
    }

    function test_exclusive_M22() public {
        r = _openRequest(1);
        r.exclusive = provider.addr;
        _refused(_exclusive(provider.addr, 0, 300));
        r.exclusiveSecs = secs(301);
        _refused(_exclusive(provider.addr, 301, 300));
        r.exclusiveSecs = secs(300);
        _accepted();
        r.exclusive = address(0);
        _refused(_exclusive(address(0), 300, 300));
    }

    function test_cooperative_needsExclusiveThroughout() public {
        r.exclusiveSecs = secs(299);
        _refused(abi.encodeWithSelector(IRequestErrors.Request_CooperativeOpen.selector, 299, 300));
    }

    function test_optimistic_collateral_M22() public {
        r = _openRequest(1);
        r.collateral = amt(20e6 - 1);
        _refused(abi.encodeWithSelector(IRequestErrors.Request_CollateralTooLow.selector, 20e6 - 1, 20e6));
        r.collateral = amt(20e6);
        _accepted();
        r = _request(1);
        r.collateral = amt(0);
        _accepted();
    }

    function test_outputMode_isZeroOrOne() public {
        r.outputMode = 1;
        _accepted();
        r.outputMode = 2;
        _refused(abi.encodeWithSelector(IRequestErrors.Request_OutputModeUnknown.selector, 2));
    }

    function test_gateData_needsGate() public {
        r.gateData = bytes32(uint256(1));
        _refused(abi.encodeWithSelector(IRequestErrors.Request_GateDataWithoutGate.selector));
        r.gate = stranger;
        _accepted();
    }

    // M-23, I-20: minPrice through the exclusive window, monotone, never above maxPrice.
    function testFuzz_price_monotoneAndBounded_M23(
        uint96 minPrice,
        uint96 maxPrice,
        uint32 rampSecs,
        uint32 exclusiveSecs,
        uint40 t1,
        uint40 t2
    ) public {
        r.minPrice = amt(bound(minPrice, 0, type(uint96).max));
        r.maxPrice = amt(bound(maxPrice, minPrice, type(uint96).max));
        r.rampSecs = secs(bound(rampSecs, 0, 30 days));
        r.exclusiveSecs = secs(bound(exclusiveSecs, 0, 30 days));
        uint256 opening = START + r.exclusiveSecs.toUint();
        uint256 early = bound(t1, START, START + 61 days);
        uint256 late = bound(t2, early, START + 61 days);

        uint256 priceEarly = market.priceAt(r, ts(early)).toUint();
        uint256 priceLate = market.priceAt(r, ts(late)).toUint();
        assertLe(priceEarly, priceLate, "monotone");
        assertGe(priceEarly, minPrice);
        assertLe(priceLate, r.maxPrice.toUint());
        assertEq(market.priceAt(r, ts(opening)).toUint(), minPrice, "exclusive window");
        assertEq(
            market.priceAt(r, ts(opening + r.rampSecs.toUint() + 1)).toUint(), r.maxPrice.toUint(), "end of the ramp"
        );
        // The line itself, in plain arithmetic.
        if (late > opening && late - opening < r.rampSecs.toUint()) {
            uint256 expected = minPrice + (r.maxPrice.toUint() - minPrice) * (late - opening) / r.rampSecs.toUint();
            assertEq(priceLate, expected, "line");
        }
    }

    function test_price_edges_M23() public {
        r = _openRequest(1);
        assertEq(market.priceAt(r, ts(START - 1000)).toUint(), 10e6);
        assertEq(market.priceAt(r, ts(START)).toUint(), 10e6);
        assertEq(market.priceAt(r, ts(START + 1)).toUint(), 10e6 + 100_000);
        assertEq(market.priceAt(r, ts(START + 99)).toUint(), 20e6 - 100_000);
        assertEq(market.priceAt(r, ts(START + 100)).toUint(), 20e6);
        assertEq(market.priceAt(r, ts(START + 300)).toUint(), 20e6);
        r.rampSecs = secs(0);
        assertEq(market.priceAt(r, ts(START)).toUint(), 10e6);
        assertEq(market.priceAt(r, ts(START + 1)).toUint(), 20e6);
    }

    function _period(string memory name, uint256 value, uint256 min, uint256 max) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRequestErrors.Request_Period.selector, name, value, min, max);
    }

    function _exclusive(address who, uint256 exclusiveSecs, uint256 lockSecs) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRequestErrors.Request_Exclusive.selector, who, exclusiveSecs, lockSecs);
    }
}
