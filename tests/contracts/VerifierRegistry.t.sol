// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Creation} from "./base/Creation.sol";
import {Fixture} from "./base/Fixture.sol";
import {Artifacts} from "../../contracts/script/Artifacts.sol";
import {GenesisVerifier, IVerifierRegistry, VerifierStatus} from "aether/interfaces/IVerifierRegistry.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice Listing and retiring.
contract VerifierRegistryTest is Fixture, Creation {
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

    // Whoever deploys is never the timelock: what exists from the start is listed by the constructor.
    function test_genesis_listed_onlyOnce() public {
        GenesisVerifier[] memory genesis = new GenesisVerifier[](2);
        genesis[0] = GenesisVerifier({verifier: cooperativeVerifier, tier: Tier.Cooperative});
        genesis[1] = GenesisVerifier({verifier: optimisticVerifier, tier: Tier.Optimistic});
        vm.expectEmit(false, false, false, true);
        emit IVerifierRegistry.VerifierSet(cooperativeVerifier, Tier.Cooperative, VerifierStatus.Listed);
        IVerifierRegistry made = IVerifierRegistry(_registry(genesis));
        assertTrue(made.isListed(cooperativeVerifier, Tier.Cooperative));
        assertTrue(made.isListed(optimisticVerifier, Tier.Optimistic));
        assertFalse(made.isListed(optimisticVerifier, Tier.Cooperative));

        genesis[1].verifier = cooperativeVerifier;
        vm.expectRevert(
            abi.encodeWithSelector(
                IVerifierRegistry.Verifiers_NotUnknown.selector, cooperativeVerifier, VerifierStatus.Listed
            )
        );
        _registry(genesis);
        genesis[1].verifier = stranger;
        vm.expectRevert(abi.encodeWithSelector(IVerifierRegistry.Verifiers_NoCode.selector, stranger));
        _registry(genesis);
    }

    function test_genesis_atMostSixteen() public {
        GenesisVerifier[] memory genesis = new GenesisVerifier[](16);
        for (uint160 i = 0; i < 16; ++i) {
            genesis[i].verifier = address(i + 0x1000);
            vm.etch(genesis[i].verifier, hex"00");
        }
        assertTrue(IVerifierRegistry(_registry(genesis)).isListed(address(0x100f), Tier.Cooperative));
        vm.expectRevert(abi.encodeWithSelector(IVerifierRegistry.Verifiers_TooMany.selector, 17, 16));
        _registry(new GenesisVerifier[](17));
    }

    function _registry(GenesisVerifier[] memory genesis) private returns (address) {
        return this.create(
            Artifacts.creationCode("VerifierRegistry.sol", "VerifierRegistry"), abi.encode(owner, guardian, genesis)
        );
    }
}
