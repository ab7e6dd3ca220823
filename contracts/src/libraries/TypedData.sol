// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Acceptance} from "../types/Acceptance.sol";
import {Availability} from "../types/Availability.sol";
import {DeliveryAck} from "../types/DeliveryAck.sol";
import {Request} from "../types/Request.sol";

/// @notice EIP-712: domain "Aether" "1" with chain id and contract, and the struct hashes of what people sign.
library TypedData {
    bytes32 internal constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 internal constant NAME_HASH = keccak256("Aether");
    bytes32 internal constant VERSION_HASH = keccak256("1");

    bytes32 internal constant REQUEST_TYPEHASH = keccak256(
        "Request(address requester,uint96 nonce,address agent,address token,uint96 minPrice,uint96 maxPrice,uint96 collateral,uint40 rampStart,uint32 rampSecs,uint32 lockSecs,uint32 execSecs,uint32 inputSecs,uint32 disputeSecs,uint8 tier,address verifier,address exclusive,uint32 exclusiveSecs,address gate,bytes32 gateData,uint64 regionMask,bytes32 modelId,bytes32 inputCommit,bytes32 watchers,uint8 outputMode,bytes32 extrasHash,uint32 maxUnits,address relay)"
    );
    bytes32 internal constant ACCEPTANCE_TYPEHASH = keccak256("Acceptance(uint256 jobId,bytes32 ic)");
    bytes32 internal constant DELIVERY_ACK_TYPEHASH = keccak256("DeliveryAck(uint256 jobId,bytes32 ic)");
    bytes32 internal constant AVAILABILITY_TYPEHASH =
        keccak256("Availability(uint256 jobId,bytes32 cipherCommit,uint40 until)");
    bytes32 internal constant NODE_KEY_TYPEHASH = keccak256("NodeKey(uint256 nodeId,uint256 sealX,uint256 sealY)");

    /// @dev Computed on every use: a chain that forks its id invalidates old signatures by itself.
    function domainSeparator(address verifyingContract) internal view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, block.chainid, verifyingContract));
    }

    function digest(bytes32 separator, bytes32 structHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", separator, structHash));
    }

    /// @dev All fields are static, so the ABI words of the struct are its EIP-712 words.
    function hash(Request memory request) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(REQUEST_TYPEHASH, abi.encode(request)));
    }

    /// @notice {hash} of a Request straight from calldata, where its 27 words lie in order.
    /// @dev Words are not cleaned: dirty upper bits give another hash, which nobody signed. `HashingTest` compares the two.
    function hashCalldata(Request calldata request) internal pure returns (bytes32 result) {
        bytes32 typehash = REQUEST_TYPEHASH;
        assembly ("memory-safe") {
            // 28 x 32 = 896 bytes of memory above the free pointer, used at once and left free.
            let buffer := mload(0x40)
            mstore(buffer, typehash)
            calldatacopy(add(buffer, 0x20), request, 864)
            result := keccak256(buffer, 896)
        }
    }

    function hash(Acceptance memory acceptance) internal pure returns (bytes32) {
        return keccak256(abi.encode(ACCEPTANCE_TYPEHASH, acceptance.jobId, acceptance.ic));
    }

    function hash(DeliveryAck memory ack) internal pure returns (bytes32) {
        return keccak256(abi.encode(DELIVERY_ACK_TYPEHASH, ack.jobId, ack.ic));
    }

    function hash(Availability memory availability) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(AVAILABILITY_TYPEHASH, availability.jobId, availability.cipherCommit, availability.until)
            );
    }

    function nodeKey(uint256 nodeId, uint256 sealX, uint256 sealY) internal pure returns (bytes32) {
        return keccak256(abi.encode(NODE_KEY_TYPEHASH, nodeId, sealX, sealY));
    }
}
