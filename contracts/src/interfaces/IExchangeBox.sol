// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IReferee} from "./IReferee.sol";
import {Amount} from "../types/Amount.sol";
import {Claim} from "../types/Claim.sol";
import {Demand, DemandKind} from "../types/Demand.sol";
import {Duration} from "../types/Duration.sol";
import {JobId} from "../types/JobId.sol";
import {JobStatus} from "../types/JobStatus.sol";
import {NodeId} from "../types/NodeId.sol";
import {Terms} from "../types/Terms.sol";
import {Tier} from "../types/Tier.sol";
import {Timestamp} from "../types/Timestamp.sol";

/// @notice A wrong leaf of a sealed output, opened against what the provider committed to.
/// @param header Tensor header of the output, 66 bytes.
/// @param count How many leaves it has.
/// @param top Top of the tree of its plaintext leaf hashes.
/// @param cipherRoot Top of the tree of its ciphertext leaves.
/// @param index Which leaf is wrong.
/// @param leafHash H(00 | plaintext) as the provider promised it, with its siblings.
/// @param cipherLeaf The 256 bytes of ciphertext, with their siblings.
struct Complaint {
    bytes header;
    uint256 count;
    bytes32 top;
    bytes32 cipherRoot;
    uint256 index;
    bytes32 leafHash;
    bytes32[] leafPath;
    bytes cipherLeaf;
    bytes32[] cipherPath;
}

/// @notice The referee of delivery: whoever waits for an input or an output can demand it on chain, and silence decides.
/// @dev Holds the deposits of open demands as its escrow in the Vault. It judges nothing but bytes against commitments.
interface IExchangeBox is IReferee {
    /// @notice A demand stands at these values now: by the provider for the input, or by the requester for the output.
    event Demanded(JobId indexed jobId, DemandKind indexed kind, Demand demand);
    /// @notice The input is on chain, sealed to the node's key. The node may call it junk until the demand's deadline.
    event InputAnswered(JobId indexed jobId, Demand demand, bytes sealedInput);
    /// @notice The output is on chain; or, with no bytes, a relay signed that it hands it out.
    event OutputAnswered(JobId indexed jobId, Demand demand, bytes output);
    /// @notice A leaf of the sealed output was proved wrong; the market slashes.
    event Complained(JobId indexed jobId, address indexed reporter, uint256 index);
    /// @notice The demand is over without an answer: unanswered, called junk, or the job ended otherwise.
    event DemandClosed(JobId indexed jobId, Demand demand);

    error Box_Status(JobId jobId, JobStatus status);
    /// @notice No demand of the kind that this call needs.
    error Box_Demand(JobId jobId, DemandKind kind);
    error Box_DemandUsed(JobId jobId, DemandKind kind);
    /// @notice The Request says that its input is not demanded: inputSecs is zero.
    error Box_InputNotOwed(JobId jobId);
    error Box_TooEarly(JobId jobId, Timestamp from);
    error Box_TooLate(JobId jobId, Timestamp until);
    error Box_NotOperator(NodeId nodeId, address caller);
    error Box_NotRequester(JobId jobId, address caller);
    error Box_Empty();
    error Box_TooLong(uint256 length, uint256 max);
    /// @notice The bytes are not what the Claim commits to.
    error Box_OutputDiffers(JobId jobId);
    /// @notice The Request names no relay.
    error Box_NoRelay(JobId jobId);
    error Box_RelaySignature(address relay, bytes32 digest);
    /// @notice The relay hands the output out for a shorter time than the window it opens.
    error Box_RelayTooShort(Timestamp until, Timestamp needed);
    /// @notice Nothing is sealed with a published key: the output is public, or a proof pays this tier.
    error Box_NothingSealed(JobId jobId, Tier tier);
    error Box_KeyDiffers(bytes32 keyHash, bytes32 key);
    error Box_OpeningDiffers(JobId jobId);
    /// @notice The leaf decrypts to what was promised.
    error Box_LeafRight(JobId jobId, uint256 index);

    /// @notice Locked: the node demands the input, once, in the first half of execSecs. The requester has inputSecs to answer.
    /// @dev Emits {Demanded}; the market holds the job. Callers: the provider, its operators, the node's session key.
    function demandInput(JobId jobId, Terms calldata terms) external;

    /// @notice Answers a demand for the input with at most 4,096 bytes, sealed to the node's key: the provider gets execSecs again.
    /// @dev Emits {InputAnswered}. Callers: requester, agent.
    function answerInput(JobId jobId, Terms calldata terms, bytes calldata sealedInput) external;

    /// @notice The answered input is junk, within a quarter of execSecs: a Quarrel, which costs both sides the same.
    /// @dev Emits {DemandClosed}. Callers as {demandInput}.
    function rejectInput(JobId jobId, Terms calldata terms) external;

    /// @notice Submitted: the requester demands the output, once, within the window, and deposits 10 % of the price, rounded up. The
    /// provider has {OUTPUT_ANSWER_SECS}.
    /// @dev Emits {Demanded}; the market holds the job. Callers: requester, agent; the deposit is the requester's.
    /// @param ic The submitted commitment.
    function demandOutput(JobId jobId, Terms calldata terms, bytes32 ic) external;

    /// @notice Answers a demand for the output with at most 16,448 bytes that the Claim commits to. The deposit is the provider's; the
    /// requester gets disputeSecs again.
    /// @dev Emits {OutputAnswered}. Callers as {demandInput}. Public output: salt' 32 | header 66 | leaves of 256. Sealed: header 66 | leaf
    /// hashes of 32 | ciphertext leaves of 256. Sealed and paid by a validity proof: C_ct 64 | ciphertext words of 32.
    function answerOutput(JobId jobId, Terms calldata terms, Claim calldata claim, bytes calldata output) external;

    /// @notice As {answerOutput}, with the signature of the Request's relay that it hands the output out.
    /// @dev Emits {OutputAnswered} without bytes. Anyone. {Availability} names the ciphertext, or outputCommit if the output is public.
    /// @param until At least now + disputeSecs.
    /// @param signature The relay's, over {availabilityDigest}.
    function answerByRelay(
        JobId jobId,
        Terms calldata terms,
        Claim calldata claim,
        Timestamp until,
        bytes calldata signature
    ) external;

    /// @notice Submitted, within the window or an open demand: one leaf of the sealed output, decrypted with the published key, is not
    /// what the provider promised; or all of it is not what he claimed. Anyone; 30 % of the collateral is the caller's.
    /// @dev Emits {Complained}, and {DemandClosed} if one was open. Needs nothing that the provider kept: leaf hashes and ciphertext are both
    /// under cipherCommit. Cooperative and Optimistic only.
    function complain(
        JobId jobId,
        Terms calldata terms,
        Claim calldata claim,
        bytes32 key,
        Complaint calldata complaint
    ) external;

    /// @notice Ends a demand whose time is over: a Stall or a Slash. Or one whose job ended otherwise. Anyone.
    /// @dev Emits {DemandClosed}. A deposit returns to the requester.
    /// @param ic The submitted commitment; zero for a demand for the input.
    function close(JobId jobId, Terms calldata terms, bytes32 ic) external;

    /// @return The demand of a job as it stands.
    function demand(JobId jobId) external view returns (Demand memory);
    /// @param cipherCommit What is handed out: the Claim's cipherCommit, or its outputCommit if the output is public.
    /// @return The EIP-712 digest of an {Availability}, under this contract's domain.
    function availabilityDigest(JobId jobId, bytes32 cipherCommit, Timestamp until) external view returns (bytes32);
    function vault() external view returns (address);
    function market() external view returns (address);
    function providers() external view returns (address);
    function INPUT_BYTES_MAX() external view returns (uint256);
    function OUTPUT_BYTES_MAX() external view returns (uint256);
    /// @return What a provider has to answer a demand for the output.
    function OUTPUT_ANSWER_SECS() external view returns (Duration);
    /// @return The deposit of a demand for the output of a job with this price.
    function depositFor(Amount price) external pure returns (Amount);
}
