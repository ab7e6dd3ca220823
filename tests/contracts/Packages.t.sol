// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BoxFixture} from "./base/BoxFixture.sol";
import {Packages, Sealed} from "./base/Packages.sol";
import {Complaint, IExchangeBox} from "aether/interfaces/IExchangeBox.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {Claim} from "aether/types/Claim.sol";
import {Demand, DemandKind} from "aether/types/Demand.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Terms} from "aether/types/Terms.sol";
import {Tier} from "aether/types/Tier.sol";

/// @notice Sealed outputs, made as their provider makes them: an honest one is never slashed, each kind of dishonest one can be (M-39),
/// and only what was committed to answers a demand (M-41).
contract PackagesTest is BoxFixture {
    JobId internal id;

    /// @dev Locks one job and submits `claim` for it.
    function _claimed(uint96 nonce, Claim memory claim) private returns (Item memory made) {
        (JobId jobId, Terms memory terms) = _lock(_boxRequest(nonce, Tier.Optimistic, SEALED));
        made = _item(jobId, terms, claim);
        _submitItem(made);
    }

    function _jobOf(uint96 nonce) private view returns (JobId) {
        return _idOf(_boxRequest(nonce, Tier.Optimistic, SEALED));
    }

    function _random(uint256 length, bytes32 seed) private pure returns (bytes memory plain) {
        plain = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            plain[i] = keccak256(abi.encode(seed, i))[0];
        }
    }

    function _complain(Item memory made, Complaint memory c) private {
        vm.prank(stranger);
        box.complain(made.jobId, made.terms, made.claim, KEY, c);
    }

    // ---- an honest package

    // M-39: whatever its length, key and bytes, no leaf of an honest package can be complained of.
    function testFuzz_honest_neverSlashed_I24_M39(uint16 length, bytes32 key, bytes32 seed, uint256 index) public {
        uint256 size = bound(length, 1, 4096);
        id = _jobOf(1);
        bytes32 order = Packages.orderKey(block.chainid, address(market), id.toUint(), provider.addr, key);
        Sealed memory s = Packages.make(_random(size, seed), key, order);
        (JobId jobId, Terms memory terms) = _lock(_boxRequest(1, Tier.Optimistic, SEALED));
        Item memory made = _item(jobId, terms, _claimOfPackage(s));
        vm.prank(provider.addr);
        market.submit(jobId, terms, made.claim, key);

        uint256 at = bound(index, 0, s.leafHashes.length - 1);
        Complaint memory c = Packages.complaint(s, at);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_LeafRight.selector, jobId, at));
        box.complain(jobId, terms, made.claim, key, c);
    }

    // M-39: nor by an opening that is bent in any one place.
    function testFuzz_honest_bentOpening_reverts_M39(uint8 kind, uint256 seed) public {
        id = _jobOf(1);
        Sealed memory s = _sealedFor(id);
        Item memory made = _claimed(1, _claimOfPackage(s));
        Complaint memory c = Packages.complaint(s, seed % 3);
        _bend(c, kind % 13, seed);
        vm.expectPartialRevert(IExchangeBox.Box_OpeningDiffers.selector);
        _complain(made, c);
    }

    function _bend(Complaint memory c, uint256 kind, uint256 seed) private pure {
        bytes32 other = keccak256(abi.encode(seed));
        if (kind == 0) c.top = other;
        if (kind == 1) c.cipherRoot = other;
        if (kind == 2) c.leafHash = other;
        if (kind == 3) c.cipherLeaf[seed % 256] = bytes1(uint8(c.cipherLeaf[seed % 256]) ^ 1);
        if (kind == 4) c.leafPath[seed % 2] = other;
        if (kind == 5) c.cipherPath[seed % 2] = other;
        if (kind == 6) c.header[seed % 66] = bytes1(uint8(c.header[seed % 66]) ^ 1);
        if (kind == 7) c.count = bound(seed, 4, type(uint256).max);
        // The place of a padding leaf, and places far behind it.
        if (kind == 8) c.index = bound(seed, 3, type(uint256).max);
        if (kind == 9) c.index = (c.index + 1) % 3;
        if (kind == 10) c.header = abi.encodePacked(c.header, uint8(0));
        if (kind == 11) c.cipherLeaf = abi.encodePacked(c.cipherLeaf, uint8(0));
        if (kind == 12) c.leafPath = new bytes32[](bound(seed, 3, 300));
    }

    // The leaf count is hashed in 8 bytes: 2^64 more of them are the same root, and still no opening.
    function test_honest_countBeyond64Bits_reverts_M39() public {
        id = _jobOf(1);
        Sealed memory s = _sealedFor(id);
        Item memory made = _claimed(1, _claimOfPackage(s));
        Complaint memory c = Packages.complaint(s, 2);
        c.count += 2 ** 64;
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_OpeningDiffers.selector, made.jobId));
        _complain(made, c);
        c.leafPath = new bytes32[](64);
        c.cipherPath = new bytes32[](64);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_OpeningDiffers.selector, made.jobId));
        _complain(made, c);
        c.leafPath = new bytes32[](65);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_OpeningDiffers.selector, made.jobId));
        _complain(made, c);
    }

    // A node of the tree is not a leaf, and a padding leaf cannot be opened.
    function test_honest_nodeOrPaddingAsLeaf_reverts_M39() public {
        id = _jobOf(1);
        Sealed memory s = _sealedFor(id);
        Item memory made = _claimed(1, _claimOfPackage(s));
        Complaint memory c = Packages.complaint(s, 0);
        bytes32[] memory shorter = new bytes32[](1);
        shorter[0] = c.leafPath[1];
        c.leafHash = keccak256(abi.encodePacked(uint8(1), c.leafHash, c.leafPath[0]));
        c.leafPath = shorter;
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_OpeningDiffers.selector, made.jobId));
        _complain(made, c);

        c = Packages.complaint(s, 2);
        c.leafHash = keccak256(hex"14");
        c.leafPath[0] = s.leafHashes[2];
        c.index = 3;
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_OpeningDiffers.selector, made.jobId));
        _complain(made, c);
    }

    function test_honest_wrongKey_reverts_M39() public {
        id = _jobOf(1);
        Sealed memory s = _sealedFor(id);
        Item memory made = _claimed(1, _claimOfPackage(s));
        bytes32 other = keccak256("another key");
        Complaint memory c = Packages.complaint(s, 0);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_KeyDiffers.selector, made.claim.keyHash, other));
        box.complain(made.jobId, made.terms, made.claim, other, c);
    }

    // Another claim of the same job would be at fault, but it is not what was submitted.
    function test_honest_forgedClaim_reverts_M39() public {
        id = _jobOf(1);
        Item memory made = _claimed(1, _claimOfPackage(_sealedFor(id)));
        Sealed memory bad = _faulty(id);
        made.claim = _claimOfPackage(bad);
        vm.expectPartialRevert(IJobMarket.Market_DigestDiffers.selector);
        _complain(made, Packages.complaint(bad, 1));
    }

    // The pad is the job's, the market's and the chain's: a package sealed for one job is at fault in every other.
    function test_orderKey_bindsJobProviderMarketAndChain_M39() public view {
        bytes32 own = Packages.orderKey(31337, address(market), 5, provider.addr, KEY);
        assertNotEq(own, Packages.orderKey(1, address(market), 5, provider.addr, KEY));
        assertNotEq(own, Packages.orderKey(31337, address(box), 5, provider.addr, KEY));
        assertNotEq(own, Packages.orderKey(31337, address(market), 6, provider.addr, KEY));
        assertNotEq(own, Packages.orderKey(31337, address(market), 5, rival.addr, KEY));
        assertNotEq(own, Packages.orderKey(31337, address(market), 5, provider.addr, bytes32(uint256(1))));
    }

    // ---- dishonest packages

    // M-39: any one leaf that decrypts to something else, in any package, is proved by whoever has the package.
    function testFuzz_oneWrongLeaf_slashes_I24_M39(uint16 length, uint256 index, uint8 bit, bytes32 seed) public {
        id = _jobOf(1);
        Sealed memory s = Packages.make(_random(bound(length, 1, 3000), seed), KEY, _orderOf(id));
        uint256 at = bound(index, 0, s.leafHashes.length - 1);
        uint256 byteAt = uint256(keccak256(abi.encode(seed, bit))) % 256;
        s.cipherLeaves[at][byteAt] = bytes1(uint8(s.cipherLeaves[at][byteAt]) ^ uint8(1 << bit % 8));
        Item memory made = _claimed(1, _claimOfPackage(s));
        vm.expectEmit(address(box));
        emit IExchangeBox.Complained(id, stranger, at);
        _complain(made, Packages.complaint(s, at));
        assertStatus(id, JobStatus.Slashed);
        assertEq(_free(stranger), COLLATERAL * 30 / 100, "the reporter's share");
    }

    function test_otherJobsPad_slashes_M39() public {
        id = _jobOf(1);
        Sealed memory s = Packages.make(_plain(), KEY, _orderOf(_jobOf(2)));
        Item memory made = _claimed(1, _claimOfPackage(s));
        _complain(made, Packages.complaint(s, 0));
        assertStatus(id, JobStatus.Slashed);
    }

    // The package is of one output and the claim of another: every leaf decrypts right, and still nothing was delivered.
    function test_otherOutputThanClaimed_slashes_M39() public {
        id = _jobOf(1);
        Sealed memory s = _sealedFor(id);
        Claim memory claim = _claimOfPackage(s);
        claim.outputCommit = keccak256("the right answer, which is kept back");
        Item memory made = _claimed(1, claim);
        _complain(made, Packages.complaint(s, 0));
        assertStatus(id, JobStatus.Slashed);
    }

    // The same output under another salt than the key's: whoever decrypts it cannot show that it is the claimed one.
    function test_otherSaltThanTheKeys_slashes_M39() public {
        id = _jobOf(1);
        Sealed memory s = _sealedFor(id);
        Claim memory claim = _claimOfPackage(s);
        claim.outputCommit = Packages.commitOf(keccak256("another salt"), Packages.outputRoot(s));
        Item memory made = _claimed(1, claim);
        _complain(made, Packages.complaint(s, 2));
        assertStatus(id, JobStatus.Slashed);
    }

    // Complaints come while a demand stands, past its time too; the deposit returns.
    function test_complain_duringDemand_returnsDeposit_M39_M40() public {
        id = _jobOf(1);
        Sealed memory s = _faulty(id);
        Item memory made = _claimed(1, _claimOfPackage(s));
        _demandOutput(made);
        vm.warp(START + ANSWER + 10);
        vm.expectEmit(address(box));
        emit IExchangeBox.DemandClosed(id, _usedDemand());
        _complain(made, Packages.complaint(s, 1));
        assertEq(_boxEscrow(), 0);
        assertEq(_free(requester.addr), FREE + PRICE / 4);
        assertEq(_free(stranger), COLLATERAL * 30 / 100);
        assertEq(_free(SINK), COLLATERAL - COLLATERAL * 30 / 100 - PRICE / 4);
    }

    function _usedDemand() private view returns (Demand memory d) {
        d = box.demand(id);
        d.kind = DemandKind.None;
        d.deadline = ts(0);
        d.deposit = amt(0);
        d.token = address(0);
    }

    // Answered with the faulty package itself, and complained of with what the chain now shows.
    function test_complain_afterAnswer_slashes_M39() public {
        id = _jobOf(1);
        Sealed memory s = _faulty(id);
        Item memory made = _claimed(1, _claimOfPackage(s));
        _demandOutput(made);
        _answerOutput(made, Packages.answer(s));
        vm.warp(block.timestamp + DISPUTE);
        _complain(made, Packages.complaint(s, 1));
        assertStatus(id, JobStatus.Slashed);
    }

    function test_complain_afterWindow_reverts_M26() public {
        id = _jobOf(1);
        Sealed memory s = _faulty(id);
        Item memory made = _claimed(1, _claimOfPackage(s));
        vm.warp(START + DISPUTE + 1);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.Market_TooLate.selector, id, START + DISPUTE));
        _complain(made, Packages.complaint(s, 1));
        vm.warp(START + DISPUTE);
        _complain(made, Packages.complaint(s, 1));
    }

    // Nothing is sealed with a published key where the output is public or a proof pays.
    function test_complain_publicOrProven_reverts_M39() public {
        Item memory made = _submittedPublic(1, Tier.Optimistic);
        _nothingSealed(made);
        (made,) = _submittedPackage(2, Tier.Validity, true);
        _nothingSealed(made);
        (made,) = _submittedPackage(3, Tier.Attested, true);
        _nothingSealed(made);
    }

    function _nothingSealed(Item memory made) private {
        Complaint memory c = Packages.complaint(_faulty(made.jobId), 1);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_NothingSealed.selector, made.jobId, made.terms.tier));
        _complain(made, c);
    }

    // ---- answers

    // M-41: a package of one to 56 leaves answers, whatever is bent in it does not.
    function testFuzz_answer_package_M41(uint16 length, bytes32 seed, uint256 at, uint8 change) public {
        id = _jobOf(1);
        Sealed memory s = Packages.make(_random(bound(length, 1, 2500), seed), KEY, _orderOf(id));
        Item memory made = _claimed(1, _claimOfPackage(s));
        _demandOutput(made);
        bytes memory answer = Packages.answer(s);
        bytes memory bent = bytes.concat(answer);
        if (change % 3 == 0) {
            bent[at % bent.length] = bytes1(uint8(bent[at % bent.length]) ^ uint8(1 << at % 8));
        } else if (change % 3 == 1) {
            bent = abi.encodePacked(bent, uint8(0));
        } else {
            bent = _cut(bent, bent.length - 1 - at % bent.length);
        }
        vm.expectRevert(
            bent.length == 0
                ? abi.encodeWithSelector(IExchangeBox.Box_Empty.selector)
                : abi.encodeWithSelector(IExchangeBox.Box_OutputDiffers.selector, id)
        );
        vm.prank(provider.addr);
        box.answerOutput(id, made.terms, made.claim, bent);
        vm.expectEmit(address(box));
        emit IExchangeBox.OutputAnswered(id, _usedDemand(), answer);
        _answerOutput(made, answer);
        assertEq(uint8(_kind(id)), uint8(DemandKind.None));
        assertEq(_free(provider.addr), FREE - COLLATERAL + DEPOSIT, "the deposit is his");
    }

    function testFuzz_answer_public_M41(uint16 length, bytes32 seed, bytes32 salt, uint256 at) public {
        bytes memory plain = _random(bound(length, 1, 2500), seed);
        (JobId jobId, Terms memory terms) = _lock(_boxRequest(1, Tier.Optimistic, PUBLIC));
        Claim memory claim = _claim(1000);
        claim.outputCommit = Packages.publicCommit(plain, salt);
        Item memory made = _item(jobId, terms, claim);
        _submitItem(made);
        _demandOutput(made);
        bytes memory answer = Packages.publicAnswer(plain, salt);
        bytes memory bent = bytes.concat(answer);
        bent[at % bent.length] = bytes1(uint8(bent[at % bent.length]) ^ uint8(1 << at % 8));
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_OutputDiffers.selector, jobId));
        vm.prank(provider.addr);
        box.answerOutput(jobId, terms, claim, bent);
        // The right bytes with one more behind them are another answer.
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_OutputDiffers.selector, jobId));
        vm.prank(provider.addr);
        box.answerOutput(jobId, terms, claim, bytes.concat(answer, hex"80"));
        _answerOutput(made, answer);
    }

    function _cut(bytes memory data, uint256 length) private pure returns (bytes memory out) {
        out = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            out[i] = data[i];
        }
    }

    // M-41: the largest package that fits, 56 leaves, and one leaf more.
    function test_answer_largestPackage_M41() public {
        id = _jobOf(1);
        Sealed memory s = Packages.make(_random(56 * 256, "large"), KEY, _orderOf(id));
        Item memory made = _claimed(1, _claimOfPackage(s));
        _demandOutput(made);
        _answerOutput(made, Packages.answer(s));

        id = _jobOf(2);
        s = Packages.make(_random(56 * 256 + 1, "large"), KEY, _orderOf(id));
        made = _claimed(2, _claimOfPackage(s));
        _demandOutput(made);
        uint256 max = box.OUTPUT_BYTES_MAX();
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_TooLong.selector, 66 + 57 * 288, max));
        vm.prank(provider.addr);
        box.answerOutput(id, made.terms, made.claim, Packages.answer(s));
    }

    // M-41: a validity proof's ciphertext, up to the 512 elements it may have.
    function test_answer_ciphertextOf512Elements_M41() public {
        _answersCiphertext(1, 1);
        _answersCiphertext(2, 3);
        _answersCiphertext(3, 512);
    }

    function _answersCiphertext(uint96 nonce, uint256 count) private {
        bytes memory point = abi.encodePacked(keccak256("x"), keccak256("y"));
        bytes memory words;
        bytes32[] memory leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            bytes32 word = keccak256(abi.encode(nonce, i));
            words = abi.encodePacked(words, word);
            leaves[i] = keccak256(abi.encodePacked(uint8(0), word));
        }
        (JobId jobId, Terms memory terms) = _lock(_boxRequest(nonce, Tier.Validity, SEALED));
        Claim memory claim = _claimOf(Tier.Validity, SEALED);
        claim.cipherCommit = keccak256(abi.encodePacked(uint8(0x0b), Packages.top(leaves), point));
        Item memory made = _item(jobId, terms, claim);
        _submitItem(made);
        _demandOutput(made);
        vm.startPrank(provider.addr);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_OutputDiffers.selector, jobId));
        box.answerOutput(jobId, terms, claim, abi.encodePacked(keccak256("z"), keccak256("y"), words));
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_OutputDiffers.selector, jobId));
        box.answerOutput(jobId, terms, claim, point);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_OutputDiffers.selector, jobId));
        box.answerOutput(jobId, terms, claim, words);
        box.answerOutput(jobId, terms, claim, abi.encodePacked(point, words));
        vm.stopPrank();
        assertEq(market.job(jobId).contests, 0);
    }

    // M-41: a claim of no words at all hashes like any other, and its point alone is still no answer: nothing would be delivered.
    function test_answer_ciphertextOfNothing_reverts_M41() public {
        bytes memory point = abi.encodePacked(keccak256("x"), keccak256("y"));
        (JobId jobId, Terms memory terms) = _lock(_boxRequest(1, Tier.Validity, SEALED));
        Claim memory claim = _claimOf(Tier.Validity, SEALED);
        claim.cipherCommit = keccak256(abi.encodePacked(uint8(0x0b), Packages.top(new bytes32[](0)), point));
        Item memory made = _item(jobId, terms, claim);
        _submitItem(made);
        _demandOutput(made);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_OutputDiffers.selector, jobId));
        vm.prank(provider.addr);
        box.answerOutput(jobId, terms, claim, point);
    }

    // What answers in one form does not answer in another.
    function test_answer_otherForm_reverts_M41() public {
        (Item memory made, Sealed memory s) = _submittedPackage(1, Tier.Attested, false);
        _demandOutput(made);
        bytes memory plain = Packages.publicAnswer(_plain(), SALT);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_OutputDiffers.selector, made.jobId));
        vm.prank(provider.addr);
        box.answerOutput(made.jobId, made.terms, made.claim, plain);
        _answerOutput(made, Packages.answer(s));

        (made, s) = _submittedPackage(2, Tier.Validity, false);
        _demandOutput(made);
        bytes memory package = Packages.answer(s);
        vm.expectRevert(abi.encodeWithSelector(IExchangeBox.Box_OutputDiffers.selector, made.jobId));
        vm.prank(provider.addr);
        box.answerOutput(made.jobId, made.terms, made.claim, package);
    }
}
