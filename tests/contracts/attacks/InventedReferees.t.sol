// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BoxFixture} from "../base/BoxFixture.sol";
import {IExchangeBox} from "aether/interfaces/IExchangeBox.sol";
import {IRequestErrors} from "aether/interfaces/IRequestErrors.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {CONTEST_BOX} from "aether/types/Job.sol";
import {Request} from "aether/types/Request.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice The attack: a Request names one of the market's own contracts, a precompile or a person as the referee of its disputes, and a
/// provider takes it unlisted.
contract InventedRefereesTest is BoxFixture {
    function _named(uint96 nonce, address referee) private view returns (Request memory r) {
        r = _tierRequest(nonce, Tier.Optimistic, PUBLIC);
        r.verifier = referee;
    }

    function test_whoDoesNotSayHowLong_isNoReferee_M22_M24() public {
        address[8] memory referees = [
            address(market),
            address(vault),
            address(providers),
            address(models),
            address(usd),
            requester.addr,
            // The precompiles that answer 32 bytes to anything, and the one that echoes: no deadline that fits.
            address(2),
            address(4)
        ];
        for (uint256 i = 0; i < referees.length; ++i) {
            Request memory r = _named(1, referees[i]);
            bytes memory signature = _signRequest(r);
            // A hash or an echo is a number of seconds far beyond the cap.
            bytes4 reason = referees[i] == address(2)
                ? IRequestErrors.Request_WindowTooLong.selector
                : IRequestErrors.Request_RefereeSilent.selector;
            vm.expectPartialRevert(reason);
            vm.prank(provider.addr);
            market.lock(r, signature, noExtras, nodeId, amt(0), true, "");
        }
    }

    // The box says how long it takes. As verifier of a job it stays what it is to every job: one place, and no ruling of its own will.
    function test_boxAsVerifier_hasOnePlace_M24_M36() public {
        Request memory r = _named(1, address(box));
        bytes memory signature = _signRequest(r);
        vm.prank(provider.addr);
        (JobId id,) = market.lock(r, signature, noExtras, nodeId, amt(0), true, "");
        Terms memory terms = _termsOf(r, nodeId, amt(PRICE));
        Item memory item = _item(id, terms, _claim(1000));
        _submitItem(item);
        _demandOutput(item);
        assertEq(market.job(id).contests, CONTEST_BOX);
        bytes32 ic = _icOf(item);
        vm.expectPartialRevert(IExchangeBox.Box_DemandUsed.selector);
        vm.prank(requester.addr);
        box.demandOutput(id, terms, ic);
        vm.warp(START + ANSWER + 1);
        box.close(id, terms, ic);
        assertStatus(id, JobStatus.Slashed);
        assertEq(_free(requester.addr), FREE + PRICE / 4);
    }
}
