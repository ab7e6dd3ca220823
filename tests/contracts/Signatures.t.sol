// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

import {Fixture} from "./base/Fixture.sol";
import {BombWallet, BurnWallet, ShortWallet, WritingWallet, YesWallet} from "./mocks/Wallets.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IRequestErrors} from "aether/interfaces/IRequestErrors.sol";
import {Signatures} from "aether/libraries/Signatures.sol";
import {Amount} from "aether/types/Amount.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";

/// @notice Keys, contract wallets and those who pretend (M-21).
contract SignaturesTest is Fixture {
    bytes32 internal constant DIGEST = keccak256("digest");
    uint256 internal constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function test_key_onlyLowSOnly65Bytes_M21() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(requester, DIGEST);
        assertTrue(Signatures.isSignedBy(requester.addr, DIGEST, abi.encodePacked(r, s, v)));
        bytes32 highS = bytes32(ORDER - uint256(s));
        assertFalse(Signatures.isSignedBy(requester.addr, DIGEST, abi.encodePacked(r, highS, v == 27 ? 28 : 27)));
        assertFalse(Signatures.isSignedBy(requester.addr, DIGEST, abi.encodePacked(r, s)));
        assertFalse(Signatures.isSignedBy(requester.addr, DIGEST, abi.encodePacked(r, s, v, uint8(0))));
        assertFalse(Signatures.isSignedBy(requester.addr, DIGEST, ""));
        assertFalse(Signatures.isSignedBy(rival.addr, DIGEST, abi.encodePacked(r, s, v)));
        // A signature that recovers nobody is nobody's.
        assertFalse(Signatures.isSignedBy(address(0), DIGEST, abi.encodePacked(r, s, uint8(29))));
    }

    function test_wallet_saysYes_M21() public {
        YesWallet wallet = new YesWallet();
        assertFalse(Signatures.isSignedBy(address(wallet), DIGEST, "any"));
        wallet.approve(DIGEST);
        assertTrue(Signatures.isSignedBy(address(wallet), DIGEST, "any"));
    }

    // M-21: a wallet that burns gas or answers megabytes costs at most its cap and a word.
    function test_wallet_hostile_isBounded_M21() public {
        BurnWallet burner = new BurnWallet();
        uint256 before = gasleft();
        assertFalse(Signatures.isSignedBy(address(burner), DIGEST, ""));
        assertLt(before - gasleft(), 215_000);

        BombWallet bomb = new BombWallet();
        before = gasleft();
        // Growing a megabyte of memory costs more than the wallet's gas.
        assertFalse(Signatures.isSignedBy(address(bomb), DIGEST, ""));
        assertLt(before - gasleft(), 215_000);

        assertFalse(Signatures.isSignedBy(address(new ShortWallet()), DIGEST, ""));
        WritingWallet writer = new WritingWallet();
        assertFalse(Signatures.isSignedBy(address(writer), DIGEST, ""));
        assertEq(writer.written(), 0);
    }

    // The assembly beside the plain call it stands for.
    function testFuzz_wallet_agreesWithPlainCall(bytes32 digest, bytes calldata signature, bool approve) public {
        YesWallet wallet = new YesWallet();
        if (approve) wallet.approve(digest);
        (bool ok, bytes memory answer) =
            address(wallet).staticcall(abi.encodeCall(IERC1271.isValidSignature, (digest, signature)));
        bool plain =
            ok && answer.length >= 32 && abi.decode(answer, (bytes32)) == bytes32(IERC1271.isValidSignature.selector);
        assertEq(Signatures.isWallet(address(wallet), digest, signature), plain);
    }

    // M-21: one owner of two wallets: the digest holds the requester, so the other wallet's approval does not serve.
    function test_lock_byContractWallet_M21() public {
        YesWallet wallet = new YesWallet();
        _fund(address(wallet), 100e6);
        Request memory r = _request(1);
        r.requester = address(wallet);
        bytes32 digest = market.requestDigest(r);
        vm.expectRevert(abi.encodeWithSelector(IRequestErrors.Request_Signature.selector, address(wallet), digest));
        vm.prank(provider.addr);
        market.lock(r, "", noExtras, nodeId, amt(0), false, "");

        wallet.approve(digest);
        vm.prank(provider.addr);
        (JobId id,) = market.lock(r, "", noExtras, nodeId, amt(0), false, "");
        assertStatus(id, JobStatus.Locked);
        assertEq(_free(address(wallet)), 90e6);

        YesWallet second = new YesWallet();
        second.approve(digest);
        r.requester = address(second);
        vm.expectRevert();
        vm.prank(provider.addr);
        market.lock(r, "", noExtras, nodeId, amt(0), false, "");
    }

    function test_accept_byContractWallet_M21() public {
        YesWallet wallet = new YesWallet();
        _fund(address(wallet), 100e6);
        Request memory r = _request(1);
        r.requester = address(wallet);
        wallet.approve(market.requestDigest(r));
        vm.prank(provider.addr);
        (JobId id, Amount price) = market.lock(r, "", noExtras, nodeId, amt(0), false, "");
        Item memory item = _item(id, _termsOf(r, nodeId, price), _claim(1000));
        _submit(id, item.terms, item.claim);
        bytes32 digest = market.acceptanceDigest(id, _icOf(item));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_AcceptanceSignature.selector, id, digest));
        market.accept(item, "");
        wallet.approve(digest);
        market.accept(item, "");
        assertStatus(id, JobStatus.Paid);
    }

    // M-21: an account with delegated code (EIP-7702) still signs with its key.
    function test_lock_byDelegatedAccount_M21() public {
        Request memory r = _request(1);
        bytes memory signature = _signRequest(r);
        vm.etch(requester.addr, abi.encodePacked(hex"ef0100", address(new BurnWallet())));
        vm.prank(provider.addr);
        (JobId id,) = market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
        assertStatus(id, JobStatus.Locked);
    }

    // M-21: the same with a real authorization tuple, as a type 4 transaction carries it under prague. The key's signature counts before the
    // account's code is asked, so code that burns all its gas costs nothing.
    function test_lock_byAuthorizedDelegation_keySignsFirst_M21() public {
        Request memory r = _request(1);
        bytes memory signature = _signRequest(r);
        BurnWallet code = new BurnWallet();
        _delegate(requester, address(code));
        assertEq(requester.addr.code, abi.encodePacked(hex"ef0100", address(code)));
        uint256 before = gasleft();
        vm.prank(provider.addr);
        (JobId id,) = market.lock(r, signature, noExtras, nodeId, amt(0), false, "");
        assertLt(before - gasleft(), Signatures.WALLET_GAS);
        assertStatus(id, JobStatus.Locked);
        assertEq(_free(requester.addr), 999_990e6);
    }

    // M-21: what the key did not sign, the account's own code may answer for; delegating to code that says yes is giving it the key.
    function test_lock_byAuthorizedDelegation_codeAnswersNext_M21() public {
        Request memory r = _request(1);
        bytes32 digest = market.requestDigest(r);
        _delegate(requester, address(new YesWallet()));
        vm.expectRevert(abi.encodeWithSelector(IRequestErrors.Request_Signature.selector, requester.addr, digest));
        vm.prank(provider.addr);
        market.lock(r, "", noExtras, nodeId, amt(0), false, "");

        YesWallet(requester.addr).approve(digest);
        vm.prank(provider.addr);
        (JobId id,) = market.lock(r, "", noExtras, nodeId, amt(0), false, "");
        assertStatus(id, JobStatus.Locked);
    }

    /// @dev The next call carries the authorization; the account's storage stays its own.
    function _delegate(Vm.Wallet memory account, address code) private {
        vm.signAndAttachDelegation(code, account.privateKey);
        market.priceAt(_request(1), ts(START));
    }
}
