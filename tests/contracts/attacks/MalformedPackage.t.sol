// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BoxFixture} from "../base/BoxFixture.sol";
import {Packages, Sealed} from "../base/Packages.sol";
import {Complaint, IExchangeBox} from "aether/interfaces/IExchangeBox.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice The attack: a package of which no leaf can be opened, so that nobody can complain of what is in it.
contract MalformedPackageTest is BoxFixture {
    /// @dev One byte too many in the header, and garbage in a leaf.
    function _submittedMalformed() private returns (Item memory item, Sealed memory s) {
        (JobId id, Terms memory terms) = _lock(_boxRequest(1, Tier.Optimistic, SEALED));
        s = _faulty(id);
        s.header = abi.encodePacked(s.header, uint8(0));
        item = _item(id, terms, _claimOfPackage(s));
        _submitItem(item);
        Complaint memory complaint = Packages.complaint(s, 1);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_OpeningDiffers.selector, id));
        box.complain(id, item.terms, item.claim, KEY, complaint);
        _demandOutput(item);
    }

    function test_malformed_cannotAnswer_isSlashed_M39_M40() public {
        (Item memory item, Sealed memory s) = _submittedMalformed();
        bytes memory answer = Packages.answer(s);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_OutputDiffers.selector, item.jobId));
        _answerOutput(item, answer);
        vm.warp(_demandDeadline(item.jobId) + 1);
        box.close(item.jobId, item.terms, _icOf(item));
        assertStatus(item.jobId, JobStatus.Slashed);
    }

    /// @dev What works: a relay that signs for bytes it did not take apart. THREATS.md, "What is not stopped".
    function test_malformed_carelessRelay_isPaid() public {
        (Item memory item,) = _submittedMalformed();
        uint256 until = block.timestamp + DISPUTE;
        box.answerByRelay(item.jobId, item.terms, item.claim, ts(until), _availability(item, until));
        vm.warp(until + 1);
        market.finalize(_one(item));
        assertStatus(item.jobId, JobStatus.Paid);
    }
}
