// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "../../types/Amount.sol";
import {Timestamp} from "../../types/Timestamp.sol";
import {IPlans} from "./IPlans.sol";

/// @notice Where a model of the validity tier stands. A failed one never comes back.
enum Standing {
    Unknown,
    Registered,
    Failed
}

/// @notice A model that validity proofs are verified for.
/// @param plan Where points and plan lie.
/// @param closesAt Zero, or the last second in which proofs are taken: after {IValidityRegistry.retire}, and of {IValidityRegistry.modelOf}
/// also where the registrant's bond is on its way out.
/// @param standing Registered until a challenge fails it.
/// @param luts Its tables of 2^16 rows.
/// @param challenges Open ones.
/// @param registrant Whose bond answers for it; zero once released.
/// @param weightSlots Bytes of its weights section.
/// @param coordinates That its points are opened at.
/// @param verifyGas What verifying a proof costs at most: {GasBound}.
/// @param weightsRoot Of the file.
/// @param lutRoot Of the file.
struct ValidityModel {
    address plan;
    Timestamp closesAt;
    Standing standing;
    uint16 luts;
    uint32 challenges;
    address registrant;
    uint48 weightSlots;
    uint8 coordinates;
    uint32 verifyGas;
    bytes32 weightsRoot;
    bytes32 lutRoot;
}

/// @notice A challenge that asks whether a point holds a leaf of the file.
/// @param challenger Whose bond pays if it does; zero once the challenge is over.
/// @param answerBy The last second of the answer.
/// @param isWeights Of the weights section, or of the tables.
/// @param index Of the leaf.
/// @param blockNumber Of the challenge.
/// @param contentHash Of the model.
/// @param leafHash H(00 | leaf).
/// @param seed A later block's hash, or zero before {IValidityRegistry.draw}.
struct LeafChallenge {
    address challenger;
    Timestamp answerBy;
    bool isWeights;
    uint40 index;
    uint64 blockNumber;
    bytes32 contentHash;
    bytes32 leafHash;
    bytes32 seed;
}

/// @notice What a registrant brings beside graph and proof; it is hashed into contentHash.
/// @param weightsRoot Root of the weights section.
/// @param lutRoot Root of the tables section.
/// @param points C_W and C_T, 128 bytes.
struct Registration {
    bytes32 weightsRoot;
    bytes32 lutRoot;
    bytes points;
}

/// @notice Models of the validity tier: what settles their proofs, and bonds that answer for their points.
/// @dev prover/PROOFS.md, "Registration" and "Leaf challenge". Bonds are those of ProviderRegistry, given to this contract as slasher:
/// `bond(registry, amount)`. What a model or a challenge needs of them is reserved here; a thaw of 14 days outlasts every delay below.
interface IValidityRegistry is IPlans {
    event ModelPrepared(
        bytes32 indexed contentHash,
        address indexed registrant,
        address plan,
        uint32 verifyGas,
        Registration registration
    );
    /// @notice Proofs are taken up to `closesAt`; zero: the model stays, with the bond of `registrant`.
    event ModelClosing(bytes32 indexed contentHash, address indexed registrant, Timestamp closesAt);
    event ModelReleased(bytes32 indexed contentHash);
    event ModelFailed(bytes32 indexed contentHash, bytes32 indexed challengeId, Amount toChallenger, Amount burned);
    event LeafChallenged(bytes32 indexed challengeId, LeafChallenge challenge, bytes leaf);
    event LeafDrawn(bytes32 indexed challengeId, bytes32 seed);
    /// @param forfeited What the challenger's bond paid.
    event LeafAnswered(bytes32 indexed challengeId, Amount forfeited);
    event LeafDropped(bytes32 indexed challengeId);

    error Models_Standing(bytes32 contentHash, Standing standing);
    error Models_Closed(bytes32 contentHash, Timestamp closesAt);
    error Models_NotClosing(bytes32 contentHash);
    error Models_TooEarly(bytes32 contentHash, Timestamp until);
    error Models_NotRegistrant(bytes32 contentHash, address caller);
    error Models_Challenged(bytes32 contentHash, uint32 challenges);
    error Models_Released(bytes32 contentHash);
    /// @notice Verification could cost more than a transaction should.
    error Models_GasTooHigh(uint256 verifyGas, uint256 max);
    /// @notice Not enough is bonded to this registry, beside what is reserved and what thaws.
    error Models_BondTooLow(address account, Amount bonded, Amount needed);
    error Models_LeafNotInFile(bytes32 contentHash, uint256 index);
    error Challenge_Over(bytes32 challengeId);
    error Challenge_TooEarly(bytes32 challengeId, uint256 at, uint256 until);
    error Challenge_TooLate(bytes32 challengeId, Timestamp answerBy);
    error Challenge_Drawn(bytes32 challengeId);
    error Challenge_NotDrawn(bytes32 challengeId);
    error Challenge_LeafDiffers(bytes32 challengeId, bytes32 leafHash, bytes32 given);

    /// @notice Registers a model: its graph is judged, its points are shown to hold int8, its plan is stored. The caller's bond answers for it.
    /// @dev Emits {ModelPrepared}. Requirements: contentHash, which follows from all of it, was never registered; the graph keeps its rules
    /// within the SRS; verification costs at most {VERIFY_GAS_MAX}; {bondOfModel} is bonded and free.
    function register(bytes calldata graph, Registration calldata registration, bytes calldata proof)
        external
        returns (bytes32 contentHash);

    /// @notice Gives a model up: proofs are taken for {CLOSING_SECS} more, so that whoever works on one is paid.
    /// @dev Emits {ModelClosing}. Requirements: by the registrant, or by anybody once the registrant's bond no longer covers what it answers for.
    /// Where nobody says so a model closes by itself in the second in which the bond may leave; it is open again once the bond is whole.
    function retire(bytes32 contentHash) external;

    /// @notice Takes over a model that was given up: the caller's bond answers from now on.
    /// @dev Emits {ModelClosing} with zero. Requirements: no challenge is open; {bondOfModel} is bonded and free.
    function adopt(bytes32 contentHash) external;

    /// @notice Frees the bond of a model that is closed.
    /// @dev Emits {ModelReleased}. Requirements: closed; no challenge is open.
    function release(bytes32 contentHash) external;

    /// @notice Asks whether a point of the model holds this leaf of its file.
    /// @dev Emits {LeafChallenged}. Requirements: the leaf is in the file; proofs are taken; {bondOfChallenge} is bonded and free.
    /// @param leaf 256 bytes.
    /// @param top Of the section's tree.
    /// @param path Siblings from the leaf up.
    function challenge(
        bytes32 contentHash,
        bool isWeights,
        uint40 index,
        bytes calldata leaf,
        bytes32 top,
        bytes32[] calldata path
    ) external returns (bytes32 challengeId);

    /// @notice Takes the hash of the block before this one as what the answer is drawn from. Anybody, two blocks after the challenge.
    /// @dev Emits {LeafDrawn}. Whoever picks the block gains nothing: points were fixed before, and a false one passes with chance 8 / P.
    function draw(bytes32 challengeId) external;

    /// @notice Opens the point: it holds the leaf. Anybody who knows the file can; the challenger's bond goes to the registrant.
    /// @dev Emits {LeafAnswered}. Requirements: drawn; not later than answerBy; the opening holds.
    function answer(bytes32 challengeId, bytes calldata leaf, bytes calldata opening) external;

    /// @notice Ends a challenge that nobody answered: the model failed for ever. Half of the registrant's bond goes to the challenger, half
    /// to SINK, so that a registrant who challenges himself gains nothing.
    /// @dev Emits {ModelFailed}, or {LeafDropped} where another challenge failed the model before. Requirements: later than answerBy, or failed.
    function conclude(bytes32 challengeId) external;

    /// @return Of a registered model, with closesAt as its registrant's bond stands now.
    function modelOf(bytes32 contentHash) external view returns (ValidityModel memory);
    function challengeOf(bytes32 challengeId) external view returns (LeafChallenge memory);
    /// @return What models and open challenges of an account need of its bond.
    function reservedOf(address account) external view returns (Amount);
    function srsId() external view returns (bytes32);
    function bondOfModel() external view returns (Amount);
    function bondOfChallenge() external view returns (Amount);
}
