// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Complaint, IExchangeBox} from "./interfaces/IExchangeBox.sol";
import {IJobMarket} from "./interfaces/IJobMarket.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {IReferee} from "./interfaces/IReferee.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Hashing} from "./libraries/Hashing.sol";
import {Limits} from "./libraries/Limits.sol";
import {Outputs} from "./libraries/Outputs.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {Trees} from "./libraries/Trees.sol";
import {TypedData} from "./libraries/TypedData.sol";
import {Amount} from "./types/Amount.sol";
import {Availability} from "./types/Availability.sol";
import {Claim} from "./types/Claim.sol";
import {Credit} from "./types/Credit.sol";
import {Demand, DemandKind} from "./types/Demand.sol";
import {Duration} from "./types/Duration.sol";
import {CONTEST_BOX, Job} from "./types/Job.sol";
import {JobId} from "./types/JobId.sol";
import {JobStatus} from "./types/JobStatus.sol";
import {NodeId} from "./types/NodeId.sol";
import {Ruling} from "./types/Ruling.sol";
import {Terms} from "./types/Terms.sol";
import {Tier} from "./types/Tier.sol";
import {Timestamp, TimestampLib} from "./types/Timestamp.sol";

/// @title ExchangeBox
/// @notice The referee of delivery, named in JobMarket for ever. Immutable; its money is its escrow in the Vault.
/// @dev Terms and commitments that callers bring are not checked here: every call that matters goes on to {IJobMarket.contest} or
/// {IJobMarket.rule}, which compare them with the job's digest and revert everything if they differ.
contract ExchangeBox is IExchangeBox {
    /// @inheritdoc IExchangeBox
    uint256 public constant INPUT_BYTES_MAX = 4_096;
    /// @inheritdoc IExchangeBox
    /// @dev 512 words of ciphertext behind their point of 64 bytes: all that a validity proof may seal.
    uint256 public constant OUTPUT_BYTES_MAX = 16_448;
    /// @inheritdoc IExchangeBox
    Duration public constant OUTPUT_ANSWER_SECS = Limits.OUTPUT_ANSWER_SECS;
    /// @dev Of the price, rounded up.
    uint96 private constant DEPOSIT_PERCENT = 10;
    uint256 private constant PERCENT = 100;
    /// @dev rejectInput has this part of execSecs.
    uint32 private constant REJECT_PART = 4;

    IVault private immutable _vault;
    IJobMarket private immutable _market;
    IProviderRegistry private immutable _providers;

    mapping(JobId jobId => Demand) private _demands;

    constructor(IVault vault_, IJobMarket market_, IProviderRegistry providers_) {
        _vault = vault_;
        _market = market_;
        _providers = providers_;
    }

    /// @inheritdoc IExchangeBox
    function demandInput(JobId jobId, Terms calldata terms) external {
        Job memory job = _requireStatus(jobId, JobStatus.Locked);
        _requireNode(terms.nodeId);
        if (terms.inputSecs.isZero()) revert Box_InputNotOwed(jobId);
        Demand storage d = _demands[jobId];
        if (d.inputUsed) revert Box_DemandUsed(jobId, DemandKind.Input);
        Timestamp until = job.deadline.minus(terms.execSecs.half());
        if (TimestampLib.now_() > until) revert Box_TooLate(jobId, until);

        d.kind = DemandKind.Input;
        d.inputUsed = true;
        d.deadline = TimestampLib.now_().plus(terms.inputSecs);
        emit Demanded(jobId, DemandKind.Input, d);
        _market.contest(jobId, terms, 0);
    }

    /// @inheritdoc IExchangeBox
    function answerInput(JobId jobId, Terms calldata terms, bytes calldata sealedInput) external {
        Demand storage d = _requireOpen(jobId, DemandKind.Input);
        _requireRequester(jobId, terms.agent);
        _requireLength(sealedInput, INPUT_BYTES_MAX);
        d.kind = DemandKind.InputAnswered;
        d.deadline = TimestampLib.now_().plus(terms.execSecs.dividedBy(REJECT_PART));
        emit InputAnswered(jobId, d, sealedInput);
        _market.rule(jobId, terms, 0, Ruling.Resume, address(0));
    }

    /// @inheritdoc IExchangeBox
    function rejectInput(JobId jobId, Terms calldata terms) external {
        Demand storage d = _requireOpen(jobId, DemandKind.InputAnswered);
        _requireStatus(jobId, JobStatus.Locked);
        _requireNode(terms.nodeId);
        _clear(jobId, d);
        _market.contest(jobId, terms, 0);
        _market.rule(jobId, terms, 0, Ruling.Quarrel, address(0));
    }

    /// @inheritdoc IExchangeBox
    function demandOutput(JobId jobId, Terms calldata terms, bytes32 ic) external {
        _requireStatus(jobId, JobStatus.Submitted);
        _requireRequester(jobId, terms.agent);
        Demand storage d = _demands[jobId];
        if (d.outputUsed) revert Box_DemandUsed(jobId, DemandKind.Output);

        Amount deposit = depositFor(terms.price);
        d.kind = DemandKind.Output;
        d.outputUsed = true;
        d.deadline = TimestampLib.now_().plus(OUTPUT_ANSWER_SECS);
        d.deposit = deposit;
        d.token = terms.token;
        emit Demanded(jobId, DemandKind.Output, d);
        _vault.lock2(terms.token, jobId.requester(), deposit, address(0), Amount.wrap(0), jobId.toUint());
        _market.contest(jobId, terms, ic);
    }

    /// @inheritdoc IExchangeBox
    function answerOutput(JobId jobId, Terms calldata terms, Claim calldata claim, bytes calldata output) external {
        Demand storage d = _requireOpen(jobId, DemandKind.Output);
        _requireNode(terms.nodeId);
        _requireLength(output, OUTPUT_BYTES_MAX);
        if (!_isOutput(terms, claim, output)) revert Box_OutputDiffers(jobId);
        _answered(jobId, d, terms, claim, output);
    }

    /// @inheritdoc IExchangeBox
    function answerByRelay(
        JobId jobId,
        Terms calldata terms,
        Claim calldata claim,
        Timestamp until,
        bytes calldata signature
    ) external {
        Demand storage d = _requireOpen(jobId, DemandKind.Output);
        if (terms.relay == address(0)) revert Box_NoRelay(jobId);
        Timestamp needed = TimestampLib.now_().plus(terms.disputeSecs);
        if (until < needed) revert Box_RelayTooShort(until, needed);
        // Public bytes are their own ciphertext: they can be as large as sealed ones, and silence about them slashes as well.
        bytes32 handedOut = terms.outputMode == 0 ? claim.outputCommit : claim.cipherCommit;
        bytes32 digest = availabilityDigest(jobId, handedOut, until);
        if (!Signatures.isSignedBy(terms.relay, digest, signature)) revert Box_RelaySignature(terms.relay, digest);
        _answered(jobId, d, terms, claim, signature[:0]);
    }

    /// @inheritdoc IExchangeBox
    function complain(
        JobId jobId,
        Terms calldata terms,
        Claim calldata claim,
        bytes32 key,
        Complaint calldata complaint
    ) external {
        Job memory job = _requireStatus(jobId, JobStatus.Submitted);
        _requireFault(jobId, terms, claim, key, complaint);
        bytes32 ic = _inferenceCommitment(jobId, terms, claim);
        Demand storage d = _demands[jobId];
        if (d.kind == DemandKind.Output) _clear(jobId, d);
        emit Complained(jobId, msg.sender, complaint.index);
        if (job.contests & CONTEST_BOX == 0) _market.contest(jobId, terms, ic);
        _market.rule(jobId, terms, ic, Ruling.Slash, msg.sender);
    }

    /// @inheritdoc IExchangeBox
    function close(JobId jobId, Terms calldata terms, bytes32 ic) external {
        Demand storage d = _demands[jobId];
        DemandKind kind = d.kind;
        if (kind != DemandKind.Input && kind != DemandKind.Output) revert Box_Demand(jobId, kind);
        JobStatus status = _market.job(jobId).status;
        // An open demand holds its job, so a job that lives is still this demand's.
        bool lives = status == JobStatus.Locked || status == JobStatus.Submitted;
        if (lives && TimestampLib.now_() <= d.deadline) revert Box_TooEarly(jobId, d.deadline);
        _clear(jobId, d);
        if (lives) {
            Ruling ruling = kind == DemandKind.Input ? Ruling.Stall : Ruling.Slash;
            _market.rule(jobId, terms, ic, ruling, address(0));
        }
    }

    /// @inheritdoc IExchangeBox
    function demand(JobId jobId) external view returns (Demand memory) {
        return _demands[jobId];
    }

    /// @inheritdoc IReferee
    /// @dev A complaint is decided in the call that makes it, and a demand for the output has its own place before the cap.
    function maxSecs() external pure returns (uint256) {
        return OUTPUT_ANSWER_SECS.toUint();
    }

    /// @inheritdoc IExchangeBox
    function vault() external view returns (address) {
        return address(_vault);
    }

    /// @inheritdoc IExchangeBox
    function market() external view returns (address) {
        return address(_market);
    }

    /// @inheritdoc IExchangeBox
    function providers() external view returns (address) {
        return address(_providers);
    }

    /// @inheritdoc IExchangeBox
    function availabilityDigest(JobId jobId, bytes32 cipherCommit, Timestamp until) public view returns (bytes32) {
        return TypedData.digest(
            TypedData.domainSeparator(address(this)),
            TypedData.hash(Availability({jobId: jobId, cipherCommit: cipherCommit, until: until}))
        );
    }

    /// @inheritdoc IExchangeBox
    function depositFor(Amount price) public pure returns (Amount) {
        return price.mulDivUp(DEPOSIT_PERCENT, PERCENT);
    }

    /// @dev The output is there: the deposit pays for the posting, and the window starts again.
    function _answered(JobId jobId, Demand storage d, Terms calldata terms, Claim calldata claim, bytes calldata output)
        private
    {
        Amount deposit = d.deposit;
        address token = d.token;
        _reset(d);
        emit OutputAnswered(jobId, d, output);
        _pay(token, terms.nodeId.provider(), deposit, jobId);
        _market.rule(jobId, terms, _inferenceCommitment(jobId, terms, claim), Ruling.Resume, address(0));
    }

    /// @dev The demand is over and nobody answered: a deposit is the requester's again.
    function _clear(JobId jobId, Demand storage d) private {
        Amount deposit = d.deposit;
        address token = d.token;
        _reset(d);
        emit DemandClosed(jobId, d);
        _pay(token, jobId.requester(), deposit, jobId);
    }

    /// @dev INVARIANT I-23: what was demanded once stays used, so neither side is asked twice.
    function _reset(Demand storage d) private {
        d.kind = DemandKind.None;
        d.deadline = TimestampLib.NEVER;
        d.deposit = Amount.wrap(0);
        d.token = address(0);
    }

    function _pay(address token, address account, Amount amount, JobId jobId) private {
        if (amount.isZero()) return;
        Credit[] memory credits = new Credit[](1);
        credits[0] = Credit({account: account, amount: amount});
        _vault.pay(token, credits, jobId.toUint());
    }

    /// @dev INVARIANT I-24: only a package that decrypts to something else than it promises is at fault. Whoever sealed honestly has
    /// leaf hashes, ciphertext and claim of one and the same output, and then every leaf opens right.
    function _requireFault(JobId jobId, Terms calldata terms, Claim calldata claim, bytes32 key, Complaint calldata c)
        private
        view
    {
        // A key that comes with the proof is not public yet, and public output has none.
        if (terms.outputMode == 0 || terms.tier == Tier.Validity || terms.tier == Tier.Attested) {
            revert Box_NothingSealed(jobId, terms.tier);
        }
        if (Hashing.keyHash(key) != claim.keyHash) revert Box_KeyDiffers(claim.keyHash, key);
        bytes32 outputRoot = Outputs.tensorRoot(c.header, c.count, c.top);
        if (Outputs.cipherCommit(outputRoot, c.cipherRoot) != claim.cipherCommit) revert Box_OpeningDiffers(jobId);
        // The package is of another output than the one claimed: no leaf needs to be opened.
        if (Outputs.outputCommit(Outputs.outputSalt(key), outputRoot) != claim.outputCommit) return;

        if (c.header.length != Outputs.HEADER_BYTES || c.cipherLeaf.length != Outputs.LEAF_BYTES) {
            revert Box_OpeningDiffers(jobId);
        }
        bytes32 cipherHash = Trees.leaf(c.cipherLeaf);
        if (
            !Trees.contains(c.top, c.count, c.index, c.leafHash, c.leafPath)
                || !Trees.contains(c.cipherRoot, c.count, c.index, cipherHash, c.cipherPath)
        ) revert Box_OpeningDiffers(jobId);
        bytes32 order = Outputs.orderKey(block.chainid, address(_market), jobId, claim.payee, claim.keyHash);
        if (Outputs.plainLeaf(c.cipherLeaf, c.index, key, order) == c.leafHash) revert Box_LeafRight(jobId, c.index);
    }

    function _requireStatus(JobId jobId, JobStatus status) private view returns (Job memory job) {
        job = _market.job(jobId);
        if (job.status != status) revert Box_Status(jobId, job.status);
    }

    /// @dev INVARIANT I-25: at every moment exactly one of answer and close is legal.
    function _requireOpen(JobId jobId, DemandKind kind) private view returns (Demand storage d) {
        d = _demands[jobId];
        if (d.kind != kind) revert Box_Demand(jobId, d.kind);
        if (TimestampLib.now_() > d.deadline) revert Box_TooLate(jobId, d.deadline);
    }

    function _requireNode(NodeId nodeId) private view {
        if (!_providers.mayAct(nodeId, msg.sender)) revert Box_NotOperator(nodeId, msg.sender);
    }

    function _requireRequester(JobId jobId, address agent) private view {
        // msg.sender is never zero, so an absent agent demands nothing.
        if (msg.sender != jobId.requester() && msg.sender != agent) revert Box_NotRequester(jobId, msg.sender);
    }

    function _requireLength(bytes calldata data, uint256 max) private pure {
        if (data.length == 0) revert Box_Empty();
        if (data.length > max) revert Box_TooLong(data.length, max);
    }

    function _isOutput(Terms calldata terms, Claim calldata claim, bytes calldata output) private pure returns (bool) {
        if (terms.outputMode == 0) return Outputs.isPublic(output, claim.outputCommit);
        if (terms.tier == Tier.Validity) return Outputs.isCiphertext(output, claim.cipherCommit);
        return Outputs.isPackage(output, claim.cipherCommit);
    }

    function _inferenceCommitment(JobId jobId, Terms calldata terms, Claim calldata claim)
        private
        view
        returns (bytes32)
    {
        return Hashing.inferenceCommitmentCalldata(
            block.chainid, address(_market), jobId, terms.verifier, terms.modelId, terms.inputCommit, claim
        );
    }
}
