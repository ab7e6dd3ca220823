// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IVerifier} from "aether/interfaces/IVerifier.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {Claim} from "aether/types/Claim.sol";
import {Item} from "aether/types/Item.sol";
import {JobId} from "aether/types/JobId.sol";
import {ModelKind} from "aether/types/Model.sol";
import {Statement} from "aether/types/Statement.sol";

/// @notice What a modelId is the hash of; it travels in the proof.
struct ModelPreimage {
    address creator;
    bytes32 contentHash;
    ModelKind kind;
    bytes32 parent;
    uint32 licenceId;
    bytes32 royaltyHash;
}

/// @notice A commitment opened: what the proof is about, and of which content.
struct Opening {
    JobId jobId;
    bytes32 modelId;
    bytes32 inputCommit;
    Claim claim;
    ModelPreimage model;
}

/// @notice Socket (a): a verifier of validity proofs, one by one or many under a single pairing check.
/// @dev The pairing is a stand-in that anybody can satisfy: the hash of everything that is proved. What matters here is what surrounds
/// it: the content is the registry's, the units are all of them, and a mark lives for one transaction only.
contract BatchVerifier is IVerifier {
    IJobMarket public immutable market;
    /// @notice How many pairings were checked; there to be counted by a test.
    uint256 public pairings;

    error Batch_ModelDiffers(bytes32 modelId, bytes32 given);
    error Batch_Pairing(bytes32 folded, bytes32 given);

    constructor(IJobMarket market_) {
        market = market_;
    }

    /// @notice Checks one pairing for all of `openings` and marks their commitments until the transaction ends.
    function mark(Opening[] calldata openings, bytes32 pairing) external {
        bytes32 folded;
        for (uint256 i = 0; i < openings.length; ++i) {
            folded = fold(folded, commitmentOf(openings[i]), _contentOf(openings[i].modelId, openings[i].model));
        }
        ++pairings;
        if (folded != pairing) revert Batch_Pairing(folded, pairing);
        for (uint256 i = 0; i < openings.length; ++i) {
            bytes32 ic = commitmentOf(openings[i]);
            assembly {
                tstore(ic, 1)
            }
        }
    }

    /// @inheritdoc IVerifier
    /// @param proof Empty for a marked commitment; else a ModelPreimage and the pairing of this one.
    function verify(Statement calldata s, bytes calldata proof, bytes32) external view returns (bytes4) {
        // M-35: this proof system does not prove units.
        if (s.units != s.maxUnits) return 0;
        if (proof.length == 0) {
            bool marked;
            bytes32 ic = s.ic;
            assembly {
                marked := tload(ic)
            }
            return marked ? IVerifier.verify.selector : bytes4(0);
        }
        (ModelPreimage memory model, bytes32 pairing) = abi.decode(proof, (ModelPreimage, bytes32));
        bytes32 folded = fold(0, s.ic, _contentOf(s.modelId, model));
        return folded == pairing ? IVerifier.verify.selector : bytes4(0);
    }

    function commitmentOf(Opening calldata o) public view returns (bytes32) {
        return Hashing.inferenceCommitment(
            block.chainid, address(market), o.jobId, address(this), o.modelId, o.inputCommit, o.claim
        );
    }

    function fold(bytes32 folded, bytes32 ic, bytes32 contentHash) public pure returns (bytes32) {
        return keccak256(abi.encode("pairing", folded, ic, contentHash));
    }

    /// @dev M-17: paying one model and proving another stops here.
    function _contentOf(bytes32 modelId, ModelPreimage memory m) private pure returns (bytes32) {
        bytes32 given = Hashing.modelId(m.creator, m.contentHash, m.kind, m.parent, m.licenceId, m.royaltyHash);
        if (given != modelId) revert Batch_ModelDiffers(modelId, given);
        return m.contentHash;
    }
}

/// @notice The periphery beside it: one transaction that proves many jobs and settles each.
contract BatchSettler {
    BatchVerifier public immutable verifier;

    constructor(BatchVerifier verifier_) {
        verifier = verifier_;
    }

    /// @param keys Of sealed outputs; zero for public ones.
    /// @param acks DeliveryAcks where a window has not passed; else empty.
    function settle(
        Opening[] calldata openings,
        bytes32 pairing,
        Item[] calldata items,
        bytes32[] calldata keys,
        bytes[] calldata acks
    ) external {
        verifier.mark(openings, pairing);
        for (uint256 i = 0; i < items.length; ++i) {
            verifier.market().settleProven(items[i], "", keys[i], acks[i]);
        }
    }
}
