// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./base/Fixture.sol";
import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {TestOptimisticVerifier} from "aether/test/TestOptimisticVerifier.sol";
import {Item} from "aether/types/Item.sol";
import {Statement} from "aether/types/Statement.sol";

interface ICooperativeErrors {
    error Cooperative_UnitsTooMany(uint32 units, uint32 maxUnits);
    error Cooperative_KeyNotZero(bytes32 key);
    error Cooperative_NotAccepted(address requester, bytes32 digest);
}

/// @notice An acceptance is a proof; nothing else is.
contract CooperativeVerifierTest is Fixture {
    function _statement(Item memory item) private view returns (Statement memory s) {
        s.ic = _icOf(item);
        s.jobId = item.jobId;
        s.payee = item.claim.payee;
        s.modelId = item.terms.modelId;
        s.inputCommit = item.terms.inputCommit;
        s.outputCommit = item.claim.outputCommit;
        s.units = item.claim.units;
        s.maxUnits = item.terms.maxUnits;
    }

    function test_verify_acceptance() public {
        Item memory item = _submitted(1, 1000);
        Statement memory s = _statement(item);
        bytes32 digest = market.acceptanceDigest(item.jobId, s.ic);
        bytes memory proof = _sign(requester, digest);
        assertEq(IVerifier(cooperativeVerifier).verify(s, proof, 0), IVerifier.verify.selector);

        proof = _sign(provider, digest);
        vm.expectRevert(
            abi.encodeWithSelector(ICooperativeErrors.Cooperative_NotAccepted.selector, requester.addr, digest)
        );
        IVerifier(cooperativeVerifier).verify(s, proof, 0);
    }

    function test_verify_refusals() public {
        Statement memory s = _statement(_submitted(1, 1000));
        vm.expectRevert(abi.encodeWithSelector(ICooperativeErrors.Cooperative_KeyNotZero.selector, bytes32(uint256(1))));
        IVerifier(cooperativeVerifier).verify(s, "", bytes32(uint256(1)));
        s.units = 1001;
        vm.expectRevert(abi.encodeWithSelector(ICooperativeErrors.Cooperative_UnitsTooMany.selector, 1001, 1000));
        IVerifier(cooperativeVerifier).verify(s, "", 0);
    }

    function test_testVerifier_provesNothing_onLocalChainOnly() public {
        Statement memory s;
        vm.expectRevert(TestOptimisticVerifier.TestOptimisticVerifier_ProvesNothing.selector);
        IVerifier(optimisticVerifier).verify(s, "", 0);
        vm.chainId(1);
        vm.expectRevert(
            abi.encodeWithSelector(TestOptimisticVerifier.TestOptimisticVerifier_LocalChainOnly.selector, 1)
        );
        new TestOptimisticVerifier();
    }
}
