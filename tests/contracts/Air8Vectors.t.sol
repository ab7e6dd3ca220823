// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Arithmetic} from "aether/libraries/Arithmetic.sol";
import {Commitments} from "aether/libraries/Commitments.sol";
import {Outputs} from "aether/libraries/Outputs.sol";
import {Tensors} from "aether/libraries/Tensors.sol";
import {Trees} from "aether/libraries/Trees.sol";

/// @notice Solidity against tests/vectors/air8.json, which an independent implementation of prover/AIR8.md computed.
contract Air8VectorsTest is Test {
    uint256 internal constant HEADER_BYTES = 256;
    string internal json;
    string internal here;

    function setUp() public {
        json = vm.readFile(string.concat(vm.projectRoot(), "/tests/vectors/air8.json"));
    }

    function requantise(int32 accumulator, uint256 shift) external pure returns (int16) {
        return Arithmetic.requantise(accumulator, shift);
    }

    function activationRoot(uint8 elementType, uint256[4] memory live, bytes memory frame)
        external
        pure
        returns (bytes32)
    {
        return Tensors.activationRoot(elementType, live, frame);
    }

    function test_requantise_vectors() public {
        int256[] memory accumulators = vm.parseJsonIntArray(json, ".requantise.accumulators");
        assertGt(accumulators.length, 100);
        uint256 shift = 0;
        for (; vm.keyExistsJson(json, _row(shift)); ++shift) {
            int256[] memory values = vm.parseJsonIntArray(json, string.concat(_row(shift), ".values"));
            assertEq(vm.parseJsonUint(json, string.concat(_row(shift), ".shift")), shift);
            for (uint256 i = 0; i < accumulators.length; ++i) {
                assertEq(int256(Arithmetic.requantise(int32(accumulators[i]), shift)), values[i], here);
            }
            assertEq(
                keccak256(_range(shift)), vm.parseJsonBytes32(json, string.concat(_row(shift), ".rangeHash")), here
            );
        }
        assertEq(shift, 17);
    }

    function test_requantise_edges() public {
        assertEq(this.requantise(type(int32).max, 0), type(int16).max);
        assertEq(this.requantise(type(int32).min, 0), type(int16).min);
        assertEq(this.requantise(type(int32).max, 31), 1);
        assertEq(this.requantise(type(int32).min, 31), -1);
        assertEq(this.requantise(-1, 1), 0);
        assertEq(this.requantise(-3, 1), -1);
        assertEq(this.requantise(32767, 0), 32767);
        assertEq(this.requantise(32768, 0), 32767);
        assertEq(this.requantise(-32769, 0), -32768);
        vm.expectRevert(abi.encodeWithSelector(Arithmetic.Arithmetic_ShiftTooLarge.selector, 32));
        this.requantise(0, 32);
    }

    function test_trees_vectors() public {
        uint256 i = 0;
        for (; vm.keyExistsJson(json, _case(".trees", i)); ++i) {
            uint8 elementType = uint8(_uint("type"));
            uint256[4] memory live = _live();
            bytes memory frame = _frame(elementType, live, _uint("seed"));
            assertEq(keccak256(frame), _word("bytesHash"), here);
            assertEq(Tensors.activationRoot(elementType, live, frame), _word("root"), here);
        }
        assertEq(i, 10);
    }

    function test_columns_vectors() public {
        uint256 i = 0;
        for (; vm.keyExistsJson(json, _case(".columns", i)); ++i) {
            bytes memory column = _pattern(_uint("count"), _uint("count"));
            assertEq(Tensors.weightsRoot(column), _word("weightsRoot"), here);
            assertEq(Tensors.tablesRoot(column), _word("tablesRoot"), here);
        }
        assertEq(i, 10);
    }

    /// @dev The checked-in classifier, byte for byte: 65,536 bytes of table and more than 100,000 weights.
    function test_model_contentHash() public view {
        bytes memory file = vm.readFileBinary(string.concat(vm.projectRoot(), "/models/digits.air8"));
        uint256 graphBytes = _number(file, 8);
        uint256 tableBytes = _number(file, 16);
        bytes memory graph = _slice(file, HEADER_BYTES, graphBytes);
        bytes memory tables = _slice(file, HEADER_BYTES + graphBytes, tableBytes);
        uint256 weightsAt = HEADER_BYTES + graphBytes + tableBytes;
        bytes memory weights = _slice(file, weightsAt, file.length - weightsAt);
        bytes32 graphHash = Commitments.graphHash(graph);
        bytes32 weightsRoot = Tensors.weightsRoot(weights);
        bytes32 tablesRoot = Tensors.tablesRoot(tables);
        assertEq(graphHash, vm.parseJsonBytes32(json, ".digits.graphHash"));
        assertEq(weightsRoot, vm.parseJsonBytes32(json, ".digits.weightsRoot"));
        assertEq(tablesRoot, vm.parseJsonBytes32(json, ".digits.lutRoot"));
        bytes32[2] memory none;
        assertEq(
            Commitments.contentHash(graphHash, weightsRoot, none, tablesRoot, none, 1, 0),
            vm.parseJsonBytes32(json, ".digits.contentHash")
        );
    }

    function test_commitments_vectors() public {
        uint256 i = 0;
        for (; vm.keyExistsJson(json, _case(".commitments.content", i)); ++i) {
            assertEq(
                Commitments.contentHash(
                    _word("graphHash"),
                    _word("weightsRoot"),
                    _point("pointW"),
                    _word("lutRoot"),
                    _point("pointT"),
                    uint32(_uint("airVersion")),
                    _word("srsId")
                ),
                _word("contentHash"),
                here
            );
        }
        assertEq(i, 2);
        for (i = 0; vm.keyExistsJson(json, _case(".commitments.input", i)); ++i) {
            assertEq(Commitments.inputCommit(_word("salt"), _word("root"), _point("point")), _word("commit"), here);
        }
        assertEq(i, 2);
        for (i = 0; vm.keyExistsJson(json, _case(".commitments.trace", i)); ++i) {
            bytes32[] memory leaves = vm.parseJsonBytes32Array(json, string.concat(here, ".boundaries"));
            for (uint256 k = 0; k < leaves.length; ++k) {
                leaves[k] = Commitments.boundaryLeaf(leaves[k]);
            }
            bytes32 traceRoot = Commitments.traceRoot(_word("salt"), uint64(leaves.length), Trees.top(leaves));
            assertEq(traceRoot, _word("traceRoot"), here);
        }
        assertGt(i, 2);
        here = ".commitments.output";
        assertEq(Outputs.outputCommit(_word("salt"), _word("root")), _word("commit"));
        here = ".commitments.key";
        assertEq(Commitments.traceSalt(_word("key")), _word("traceSalt"));
        assertEq(Outputs.outputSalt(_word("key")), _word("outputSalt"));
    }

    function test_activationRoot_refusals() public {
        uint256[4] memory live = [uint256(3), 1, 1, 1];
        vm.expectRevert(abi.encodeWithSelector(Tensors.Tensors_TypeUnknown.selector, 4));
        this.activationRoot(4, live, new bytes(4));
        vm.expectRevert(abi.encodeWithSelector(Tensors.Tensors_TypeUnknown.selector, 0));
        this.activationRoot(0, live, new bytes(4));
        vm.expectRevert(abi.encodeWithSelector(Tensors.Tensors_LengthMismatch.selector, 3, 4));
        this.activationRoot(1, live, new bytes(3));
        vm.expectRevert(abi.encodeWithSelector(Tensors.Tensors_LengthMismatch.selector, 4, 8));
        this.activationRoot(2, live, new bytes(4));
        live[2] = 0;
        vm.expectRevert(abi.encodeWithSelector(Tensors.Tensors_SizeOutOfRange.selector, 0));
        this.activationRoot(1, live, new bytes(4));
        live[2] = (1 << 24) + 1;
        vm.expectRevert(abi.encodeWithSelector(Tensors.Tensors_SizeOutOfRange.selector, live[2]));
        this.activationRoot(1, live, new bytes(4));
    }

    function testFuzz_reversed(bytes32 word) public pure {
        bytes memory turned = new bytes(32);
        for (uint256 i = 0; i < 32; ++i) {
            turned[i] = word[31 - i];
        }
        assertEq(Tensors.reversed(word), bytes32(turned));
    }

    function _row(uint256 shift) private returns (string memory) {
        return _case(".requantise.rows", shift);
    }

    function _range(uint256 shift) private pure returns (bytes memory range) {
        range = new bytes(2 * 16514);
        uint256 at = 0;
        for (int256 accumulator = -(2 ** 20); accumulator <= 2 ** 20; accumulator += 127) {
            uint16 value = uint16(Arithmetic.requantise(int32(accumulator), shift));
            range[at++] = bytes1(uint8(value >> 8));
            range[at++] = bytes1(uint8(value));
        }
        assertEq(at, range.length);
    }

    /// @dev pattern(count, seed): byte i = 1 + (31 i^2 + 17 i + seed) mod 255.
    function _pattern(uint256 count, uint256 seed) private pure returns (bytes memory bytes_) {
        bytes_ = new bytes(count);
        for (uint256 i = 0; i < count; ++i) {
            bytes_[i] = bytes1(uint8(1 + (31 * i * i + 17 * i + seed) % 255));
        }
    }

    /// @dev The frame of a pattern laid over the live box: codes for int8, (257 code + i) mod 2^16 for uint16.
    function _frame(uint8 elementType, uint256[4] memory live, uint256 seed) private pure returns (bytes memory frame) {
        uint256[4] memory sizes;
        uint256 count = 1;
        for (uint256 axis = 0; axis < 4; ++axis) {
            sizes[axis] = 1;
            while (sizes[axis] < live[axis]) sizes[axis] *= 2;
            count *= sizes[axis];
        }
        bytes memory codes = _pattern(live[0] * live[1] * live[2] * live[3], seed);
        frame = new bytes(count * elementType);
        if (elementType == 1) {
            for (uint256 i = 0; i < count; ++i) {
                frame[i] = 0x80;
            }
        }
        for (uint256 i = 0; i < codes.length; ++i) {
            uint256 rest = i;
            uint256 at = 0;
            uint256 step = 1;
            for (uint256 axis = 0; axis < 4; ++axis) {
                at += rest % live[axis] * step;
                rest /= live[axis];
                step *= sizes[axis];
            }
            if (elementType == 1) {
                frame[at] = codes[i];
            } else {
                uint256 value = (uint256(uint8(codes[i])) * 257 + i) % 65536;
                frame[2 * at] = bytes1(uint8(value >> 8));
                frame[2 * at + 1] = bytes1(uint8(value));
            }
        }
    }

    function _slice(bytes memory data, uint256 start, uint256 count) private pure returns (bytes memory part) {
        part = new bytes(count);
        for (uint256 i = 0; i < count; ++i) {
            part[i] = data[start + i];
        }
    }

    function _number(bytes memory data, uint256 at) private pure returns (uint256 value) {
        for (uint256 i = 0; i < 8; ++i) {
            value = value << 8 | uint8(data[at + i]);
        }
    }

    function _live() private view returns (uint256[4] memory live) {
        uint256[] memory sizes = vm.parseJsonUintArray(json, string.concat(here, ".live"));
        for (uint256 axis = 0; axis < 4; ++axis) {
            live[axis] = sizes[axis];
        }
    }

    function _point(string memory key) private view returns (bytes32[2] memory point) {
        bytes memory data = vm.parseJsonBytes(json, string.concat(here, ".", key));
        (point[0], point[1]) = abi.decode(data, (bytes32, bytes32));
    }

    function _case(string memory list, uint256 i) private returns (string memory) {
        here = string.concat(list, "[", vm.toString(i), "]");
        return here;
    }

    function _uint(string memory key) private view returns (uint256) {
        return vm.parseJsonUint(json, string.concat(here, ".", key));
    }

    function _word(string memory key) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, string.concat(here, ".", key));
    }
}
