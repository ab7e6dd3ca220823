// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./base/Fixture.sol";
import {IVerifierRegistry, VerifierStatus} from "aether/interfaces/IVerifierRegistry.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice Listing and retiring.
contract VerifierRegistryTest is Fixture {
    function test_list_thenRetire_neverAgain_I13() public {
        address v = address(models);
        vm.expectEmit(address(verifiers));
        emit IVerifierRegistry.VerifierSet(v, Tier.Validity, VerifierStatus.Listed);
        vm.prank(owner);
        verifiers.list(v, Tier.Validity);
        assertTrue(verifiers.isListed(v, Tier.Validity));
        assertFalse(verifiers.isListed(v, Tier.Optimistic));

        vm.expectEmit(address(verifiers));
        emit IVerifierRegistry.VerifierSet(v, Tier.Validity, VerifierStatus.Retired);
        vm.prank(guardian);
        verifiers.retire(v);
        assertFalse(verifiers.isListed(v, Tier.Validity));
        (Tier tier, VerifierStatus status) = verifiers.verifierOf(v);
        assertEq(uint8(tier), uint8(Tier.Validity));
        assertEq(uint8(status), uint8(VerifierStatus.Retired));

        // M-44: not even the timelock brings it back.
        vm.expectRevert(
            abi.encodeWithSelector(IVerifierRegistry.Verifiers_NotUnknown.selector, v, VerifierStatus.Retired)
        );
        vm.prank(owner);
        verifiers.list(v, Tier.Validity);
    }

    function test_refusals() public {
        vm.expectRevert(abi.encodeWithSelector(IVerifierRegistry.Verifiers_NotTimelock.selector, guardian));
        vm.prank(guardian);
        verifiers.list(address(models), Tier.Validity);
        vm.expectRevert(abi.encodeWithSelector(IVerifierRegistry.Verifiers_NotGuardian.selector, stranger));
        vm.prank(stranger);
        verifiers.retire(cooperativeVerifier);
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IVerifierRegistry.Verifiers_NoCode.selector, stranger));
        verifiers.list(stranger, Tier.Validity);
        vm.expectRevert(
            abi.encodeWithSelector(
                IVerifierRegistry.Verifiers_NotUnknown.selector, cooperativeVerifier, VerifierStatus.Listed
            )
        );
        verifiers.list(cooperativeVerifier, Tier.Validity);
        vm.expectRevert(
            abi.encodeWithSelector(IVerifierRegistry.Verifiers_NotListed.selector, stranger, VerifierStatus.Unknown)
        );
        verifiers.retire(stranger);
        // The timelock may retire too, once.
        verifiers.retire(cooperativeVerifier);
        vm.expectRevert(
            abi.encodeWithSelector(
                IVerifierRegistry.Verifiers_NotListed.selector, cooperativeVerifier, VerifierStatus.Retired
            )
        );
        verifiers.retire(cooperativeVerifier);
        vm.stopPrank();
        assertEq(verifiers.timelock(), owner);
        assertEq(verifiers.guardian(), guardian);
    }
}
