// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SSTORE2} from "solady/utils/SSTORE2.sol";

import {IProviderRegistry} from "../interfaces/IProviderRegistry.sol";
import {Trees} from "../libraries/Trees.sol";
import {Amount} from "../types/Amount.sol";
import {Bond} from "../types/Bond.sol";
import {Duration} from "../types/Duration.sol";
import {Timestamp, TimestampLib} from "../types/Timestamp.sol";
import {GasBound} from "./GasBound.sol";
import {Graphs} from "./Graphs.sol";
import {IGraphChecker} from "./interfaces/IGraphChecker.sol";
import {IPlanBuilder} from "./interfaces/IPlanBuilder.sol";
import {IPlans} from "./interfaces/IPlans.sol";
import {IRegistrationVerifier} from "./interfaces/IRegistrationVerifier.sol";
import {
    IValidityRegistry,
    LeafChallenge,
    Registration,
    Standing,
    ValidityModel
} from "./interfaces/IValidityRegistry.sol";
import {Sections} from "./Sections.sol";

/// @title ValidityRegistry
/// @notice Models of the validity tier, the plans their proofs are verified by, and the bonds that answer for their points. Immutable,
/// without roles and without money of its own: bonds lie in ProviderRegistry.
contract ValidityRegistry is IValidityRegistry {
    using Graphs for bytes;

    /// @notice What verifying a proof may cost at most. Two of them fit a transaction of 2^24 gas with room for settlement.
    uint256 public constant VERIFY_GAS_MAX = 8_000_000;
    /// @notice A challenge is answered within this.
    Duration public constant ANSWER_SECS = Duration.wrap(3 days);
    /// @notice A model that was given up takes proofs for this long. Shorter than a bond's thaw.
    Duration public constant CLOSING_SECS = Duration.wrap(7 days);
    /// @dev A bond is held beyond an answer, so that there is time to conclude.
    Duration private constant HOLD_SECS = Duration.wrap(14 days);
    /// @dev When a model closed whose bond is gone: before everything.
    Timestamp private constant LONG_AGO = Timestamp.wrap(1);
    address private constant SINK = 0x000000000000000000000000000000000000dEaD;

    IProviderRegistry public immutable PROVIDERS;
    IGraphChecker public immutable GRAPH_CHECKER;
    IPlanBuilder public immutable PLAN_BUILDER;
    IRegistrationVerifier public immutable REGISTRATION_VERIFIER;
    /// @inheritdoc IValidityRegistry
    bytes32 public immutable srsId;
    /// @notice The SRS has 2^SRS_LOG powers.
    uint256 public immutable SRS_LOG;
    /// @inheritdoc IValidityRegistry
    Amount public immutable bondOfModel;
    /// @inheritdoc IValidityRegistry
    Amount public immutable bondOfChallenge;

    mapping(bytes32 contentHash => ValidityModel) private _models;
    mapping(bytes32 challengeId => LeafChallenge) private _challenges;
    mapping(address account => Amount) private _reserved;
    uint256 private _challengeCount;

    /// @param registrationVerifier Of this SRS; it refused the test SRS where it is worth money.
    constructor(
        IProviderRegistry providers,
        IGraphChecker graphChecker,
        IPlanBuilder planBuilder,
        IRegistrationVerifier registrationVerifier,
        bytes32 srsId_,
        uint256 srsLog,
        Amount bondOfModel_,
        Amount bondOfChallenge_
    ) {
        PROVIDERS = providers;
        GRAPH_CHECKER = graphChecker;
        PLAN_BUILDER = planBuilder;
        REGISTRATION_VERIFIER = registrationVerifier;
        srsId = srsId_;
        SRS_LOG = srsLog;
        bondOfModel = bondOfModel_;
        bondOfChallenge = bondOfChallenge_;
    }

    /// @inheritdoc IValidityRegistry
    function register(bytes calldata graph, Registration calldata registration, bytes calldata proof)
        external
        returns (bytes32 contentHash)
    {
        contentHash = _contentHash(graph, registration);
        ValidityModel storage m = _models[contentHash];
        if (m.standing != Standing.Unknown) revert Models_Standing(contentHash, m.standing);
        GRAPH_CHECKER.check(graph);
        bytes memory plan = PLAN_BUILDER.build(graph, SRS_LOG);
        uint256 verifyGas = GasBound.verification(plan);
        if (verifyGas > VERIFY_GAS_MAX) revert Models_GasTooHigh(verifyGas, VERIFY_GAS_MAX);
        // nW and nT are a plan's first bytes.
        (uint256 nW, uint256 nT) = (uint8(plan[0]), uint8(plan[1]));
        REGISTRATION_VERIFIER.checkModel(contentHash, registration.points, nW, nT, proof);
        _reserve(msg.sender, bondOfModel);

        m.standing = Standing.Registered;
        // All three are bounded: G-01, T-03 and P-04 of the graph, and the line above.
        // forge-lint: disable-start(unsafe-typecast)
        m.luts = uint16(graph.luts());
        m.weightSlots = uint48(graph.weightSlots());
        m.verifyGas = uint32(verifyGas);
        m.coordinates = uint8(REGISTRATION_VERIFIER.coordinates(nW, nT));
        // forge-lint: disable-end(unsafe-typecast)
        m.registrant = msg.sender;
        m.weightsRoot = registration.weightsRoot;
        m.lutRoot = registration.lutRoot;
        address place = SSTORE2.write(bytes.concat(registration.points, plan));
        m.plan = place;
        emit ModelPrepared(contentHash, msg.sender, place, m.verifyGas, registration);
    }

    /// @inheritdoc IValidityRegistry
    function retire(bytes32 contentHash) external {
        ValidityModel storage m = _registered(contentHash);
        if (m.closesAt != TimestampLib.NEVER) revert Models_Closed(contentHash, m.closesAt);
        address registrant = m.registrant;
        Timestamp closesAt = _closesAt(m);
        if (msg.sender != registrant && closesAt == TimestampLib.NEVER) {
            revert Models_NotRegistrant(contentHash, msg.sender);
        }
        // A model whose bond has left is closed already, and stays so.
        if (_isOpen(m)) closesAt = TimestampLib.now_().plus(CLOSING_SECS);
        m.closesAt = closesAt;
        // Whatever thaws stays until proofs are no longer taken.
        _hold(registrant);
        emit ModelClosing(contentHash, registrant, closesAt);
    }

    /// @inheritdoc IValidityRegistry
    function adopt(bytes32 contentHash) external {
        ValidityModel storage m = _registered(contentHash);
        if (m.closesAt == TimestampLib.NEVER) revert Models_NotClosing(contentHash);
        if (m.challenges != 0) revert Models_Challenged(contentHash, m.challenges);
        if (m.registrant != address(0)) _unreserve(m.registrant, bondOfModel);
        _reserve(msg.sender, bondOfModel);
        m.registrant = msg.sender;
        m.closesAt = TimestampLib.NEVER;
        emit ModelClosing(contentHash, msg.sender, TimestampLib.NEVER);
    }

    /// @inheritdoc IValidityRegistry
    function release(bytes32 contentHash) external {
        ValidityModel storage m = _registered(contentHash);
        if (m.registrant == address(0)) revert Models_Released(contentHash);
        if (m.closesAt == TimestampLib.NEVER) revert Models_NotClosing(contentHash);
        if (TimestampLib.now_() <= m.closesAt) revert Models_TooEarly(contentHash, m.closesAt);
        if (m.challenges != 0) revert Models_Challenged(contentHash, m.challenges);
        _unreserve(m.registrant, bondOfModel);
        m.registrant = address(0);
        emit ModelReleased(contentHash);
    }

    /// @inheritdoc IValidityRegistry
    function challenge(
        bytes32 contentHash,
        bool isWeights,
        uint40 index,
        bytes calldata leaf,
        bytes32 top,
        bytes32[] calldata path
    ) external returns (bytes32 challengeId) {
        ValidityModel storage m = _registered(contentHash);
        if (!_isOpen(m)) revert Models_Closed(contentHash, _closesAt(m));
        bytes32 leafHash = Trees.leaf(leaf);
        bytes32 root = isWeights ? m.weightsRoot : m.lutRoot;
        uint256 bytes_ = isWeights ? m.weightSlots : Sections.TABLE_BYTES * m.luts;
        if (
            leaf.length != Sections.LEAF_BYTES
                || !Sections.contains(root, isWeights, bytes_, index, leafHash, top, path)
        ) {
            revert Models_LeafNotInFile(contentHash, index);
        }
        _reserve(msg.sender, bondOfChallenge);
        _hold(msg.sender);
        _hold(m.registrant);

        ++m.challenges;
        challengeId = keccak256(abi.encode(block.chainid, address(this), ++_challengeCount));
        LeafChallenge memory c = LeafChallenge({
            challenger: msg.sender,
            answerBy: TimestampLib.now_().plus(ANSWER_SECS),
            isWeights: isWeights,
            index: index,
            // No chain has 2^64 blocks.
            // forge-lint: disable-next-line(unsafe-typecast)
            blockNumber: uint64(block.number),
            contentHash: contentHash,
            leafHash: leafHash,
            seed: 0
        });
        _challenges[challengeId] = c;
        emit LeafChallenged(challengeId, c, leaf);
    }

    /// @inheritdoc IValidityRegistry
    function draw(bytes32 challengeId) external {
        LeafChallenge storage c = _open(challengeId);
        if (c.seed != 0) revert Challenge_Drawn(challengeId);
        uint256 until = uint256(c.blockNumber) + 1;
        if (block.number <= until) revert Challenge_TooEarly(challengeId, block.number, until);
        bytes32 seed = blockhash(block.number - 1);
        c.seed = seed;
        emit LeafDrawn(challengeId, seed);
    }

    /// @inheritdoc IValidityRegistry
    function answer(bytes32 challengeId, bytes calldata leaf, bytes calldata opening) external {
        LeafChallenge memory c = _open(challengeId);
        ValidityModel storage m = _registered(c.contentHash);
        if (TimestampLib.now_() > c.answerBy) revert Challenge_TooLate(challengeId, c.answerBy);
        if (c.seed == 0) revert Challenge_NotDrawn(challengeId);
        bytes32 given = Trees.leaf(leaf);
        if (given != c.leafHash) revert Challenge_LeafDiffers(challengeId, c.leafHash, given);
        REGISTRATION_VERIFIER.checkLeaf(
            Sections.pointOf(m.plan, c.isWeights),
            c.isWeights,
            m.coordinates,
            c.index,
            leaf,
            [challengeId, c.seed],
            opening
        );
        _end(challengeId, c.challenger, m);
        Amount forfeited = _slash(c.challenger, bondOfChallenge, m.registrant);
        emit LeafAnswered(challengeId, forfeited);
    }

    /// @inheritdoc IValidityRegistry
    function conclude(bytes32 challengeId) external {
        LeafChallenge memory c = _open(challengeId);
        ValidityModel storage m = _models[c.contentHash];
        _end(challengeId, c.challenger, m);
        if (m.standing == Standing.Failed) {
            emit LeafDropped(challengeId);
            return;
        }
        if (TimestampLib.now_() <= c.answerBy) {
            revert Challenge_TooEarly(challengeId, block.timestamp, Timestamp.unwrap(c.answerBy));
        }
        m.standing = Standing.Failed;
        address registrant = m.registrant;
        _unreserve(registrant, bondOfModel);
        Amount half = bondOfModel.mulDivDown(1, 2);
        Amount toChallenger = _slash(registrant, half, c.challenger);
        Amount burned = _slash(registrant, bondOfModel - half, SINK);
        emit ModelFailed(c.contentHash, challengeId, toChallenger, burned);
    }

    /// @inheritdoc IPlans
    function planOf(bytes32 contentHash) external view returns (address) {
        ValidityModel storage m = _models[contentHash];
        return m.standing == Standing.Registered && _isOpen(m) ? m.plan : address(0);
    }

    /// @inheritdoc IPlans
    function tau2() external view returns (uint256[4] memory) {
        return REGISTRATION_VERIFIER.tau2();
    }

    /// @inheritdoc IValidityRegistry
    function modelOf(bytes32 contentHash) external view returns (ValidityModel memory) {
        ValidityModel memory m = _models[contentHash];
        if (m.standing == Standing.Registered) m.closesAt = _closesAt(_models[contentHash]);
        return m;
    }

    /// @inheritdoc IValidityRegistry
    function challengeOf(bytes32 challengeId) external view returns (LeafChallenge memory) {
        return _challenges[challengeId];
    }

    /// @inheritdoc IValidityRegistry
    function reservedOf(address account) external view returns (Amount) {
        return _reserved[account];
    }

    /// @dev H(03 | graphHash | weightsRoot | C_W | lutRoot | C_T | airVersion 4 | srsId); graphHash is H(02 | graph).
    function _contentHash(bytes calldata graph, Registration calldata r) private view returns (bytes32) {
        if (r.points.length != 128) {
            revert IRegistrationVerifier.Registration_LengthDiffers(r.points.length, 128);
        }
        bytes32 graphHash = keccak256(abi.encodePacked(bytes1(0x02), graph));
        return keccak256(
            abi.encodePacked(
                bytes1(0x03),
                graphHash,
                r.weightsRoot,
                r.points[:64],
                r.lutRoot,
                r.points[64:],
                Sections.AIR_VERSION,
                srsId
            )
        );
    }

    function _registered(bytes32 contentHash) private view returns (ValidityModel storage m) {
        m = _models[contentHash];
        if (m.standing != Standing.Registered) revert Models_Standing(contentHash, m.standing);
    }

    function _isOpen(ValidityModel storage m) private view returns (bool) {
        Timestamp closesAt = _closesAt(m);
        return closesAt == TimestampLib.NEVER || TimestampLib.now_() <= closesAt;
    }

    /// @dev The last second in which proofs are taken: that of {retire}, else the last in which what thaws cannot have left.
    function _closesAt(ValidityModel storage m) private view returns (Timestamp) {
        if (m.closesAt != TimestampLib.NEVER) return m.closesAt;
        Bond memory b = PROVIDERS.bondOf(m.registrant, address(this));
        Amount needed = _reserved[m.registrant];
        if (b.amount >= needed) return TimestampLib.NEVER;
        // INVARIANT I-27: proofs are taken only while a bond answers for the model's points.
        if (b.amount + b.thawing < needed) return LONG_AGO;
        return (b.thawAt > b.holdUntil ? b.thawAt : b.holdUntil).minus(Duration.wrap(1));
    }

    function _open(bytes32 challengeId) private view returns (LeafChallenge storage c) {
        c = _challenges[challengeId];
        if (c.challenger == address(0)) revert Challenge_Over(challengeId);
    }

    /// @dev A challenge ends once, and frees what it reserved.
    function _end(bytes32 challengeId, address challenger, ValidityModel storage m) private {
        // INVARIANT I-28: whoever answers loses nothing, and nobody is paid for one challenge twice.
        _challenges[challengeId].challenger = address(0);
        --m.challenges;
        _unreserve(challenger, bondOfChallenge);
    }

    /// @dev What thaws is on its way out and covers nothing new.
    function _reserve(address account, Amount amount) private {
        Amount needed = _reserved[account] + amount;
        Amount bonded = PROVIDERS.bondOf(account, address(this)).amount;
        if (bonded < needed) revert Models_BondTooLow(account, bonded, needed);
        _reserved[account] = needed;
    }

    function _unreserve(address account, Amount amount) private {
        _reserved[account] = _reserved[account] - amount;
    }

    /// @dev Keeps a bond in until the challenge can be concluded. It never shortens a hold.
    function _hold(address account) private {
        Bond memory b = PROVIDERS.bondOf(account, address(this));
        Timestamp until = TimestampLib.now_().plus(HOLD_SECS);
        if ((b.amount + b.thawing).isZero() || b.holdUntil >= until) return;
        PROVIDERS.hold(account, until);
    }

    /// @dev As much of `amount` as the bond still has.
    function _slash(address account, Amount amount, address to) private returns (Amount slashed) {
        Bond memory b = PROVIDERS.bondOf(account, address(this));
        slashed = amount.min(b.amount + b.thawing);
        if (!slashed.isZero()) PROVIDERS.slash(account, slashed, to);
    }
}
