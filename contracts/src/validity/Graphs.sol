// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice Fields of an AIR8 graph section, read where they lie.
/// @dev prover/AIR8.md, "Graph header" and "Operator record". Whoever calls has checked that the section holds the operator. Integers are
/// big-endian; a read beyond the end gives zeros.
library Graphs {
    uint256 internal constant HEADER_BYTES = 64;
    uint256 internal constant RECORD_BYTES = 64;
    uint256 internal constant AXES = 4;
    uint256 internal constant NONE = 0xffff;

    uint256 internal constant INPUT = 0x01;
    uint256 internal constant OUTPUT = 0x02;
    uint256 internal constant GEMM = 0x10;
    uint256 internal constant CONV = 0x11;
    uint256 internal constant DEPTHWISE = 0x12;
    uint256 internal constant ADD = 0x20;
    uint256 internal constant LUT = 0x21;
    uint256 internal constant AVG_POOL = 0x22;
    uint256 internal constant PAIR_MAP = 0x23;
    uint256 internal constant MAP2 = 0x24;
    uint256 internal constant RESHAPE = 0x30;
    uint256 internal constant TRANSPOSE = 0x31;
    uint256 internal constant CONCAT = 0x32;
    uint256 internal constant SLICE = 0x33;

    /// @dev Opcodes of AIR8 as bits of a word: bit c is set where opcode c exists.
    uint256 internal constant KNOWN = (uint256(0x1f) << 0x60) | (uint256(0x7f) << 0x40) | (uint256(1) << 0x38)
        | (uint256(0xf) << 0x30) | (uint256(0x1f) << 0x20) | (uint256(0xf) << 0x10) | 0x6;
    /// @dev Those that a validity proof serves.
    uint256 internal constant SERVED = (uint256(0xf) << 0x30) | (uint256(0x1f) << 0x20) | (uint256(0x7) << 0x10) | 0x6;
    /// @dev Those without a block of slots: Output and the layout operators.
    uint256 internal constant BLOCKLESS = (uint256(0xf) << 0x30) | (uint256(1) << OUTPUT);

    /// @notice `size` bytes at `at` as a number. `size` is 1 to 32.
    function number(bytes calldata graph, uint256 at, uint256 size) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            // 256 - 8 size bits are others' bytes.
            value := shr(sub(256, shl(3, size)), calldataload(add(graph.offset, at)))
        }
    }

    function isIn(uint256 set, uint256 code) internal pure returns (bool) {
        return code < 256 && (set >> code) & 1 == 1;
    }

    function operators(bytes calldata graph) internal pure returns (uint256) {
        return number(graph, 4, 2);
    }

    function luts(bytes calldata graph) internal pure returns (uint256) {
        return number(graph, 6, 2);
    }

    function weightSlots(bytes calldata graph) internal pure returns (uint256) {
        return number(graph, 20, 8);
    }

    function field(bytes calldata graph, uint256 id, uint256 at, uint256 size) internal pure returns (uint256) {
        unchecked {
            // Ids have two bytes, places in a record one.
            return number(graph, HEADER_BYTES + RECORD_BYTES * id + at, size);
        }
    }

    function opcode(bytes calldata graph, uint256 id) internal pure returns (uint256) {
        return field(graph, id, 0, 1);
    }

    function flags(bytes calldata graph, uint256 id) internal pure returns (uint256) {
        return field(graph, id, 1, 1);
    }

    function hasBias(bytes calldata graph, uint256 id) internal pure returns (bool) {
        return flags(graph, id) & 1 == 1;
    }

    function shift(bytes calldata graph, uint256 id) internal pure returns (uint256) {
        return field(graph, id, 2, 1);
    }

    /// @notice Tensor that the operator reads as its `index`-th; {NONE} where it reads fewer.
    function reads(bytes calldata graph, uint256 id, uint256 index) internal pure returns (uint256) {
        return field(graph, id, 4 + 2 * index, 2);
    }

    function table(bytes calldata graph, uint256 id) internal pure returns (uint256) {
        return field(graph, id, 12, 2);
    }

    /// @notice log2 of the frame's size along an axis.
    function log(bytes calldata graph, uint256 id, uint256 axis) internal pure returns (uint256) {
        return field(graph, id, 14 + axis, 1);
    }

    /// @notice log2 of the frame's size over all axes.
    function frameLog(bytes calldata graph, uint256 id) internal pure returns (uint256 sum) {
        uint256 logs = field(graph, id, 14, 4);
        unchecked {
            // Four bytes.
            return (logs >> 24) + ((logs >> 16) & 0xff) + ((logs >> 8) & 0xff) + (logs & 0xff);
        }
    }

    /// @notice Bits of the frame index below those of `axis`.
    /// @param axis At most {AXES}.
    function axisStart(bytes calldata graph, uint256 id, uint256 axis) internal pure returns (uint256 sum) {
        uint256 logs = field(graph, id, 14, 4);
        unchecked {
            // The bytes of the axes below.
            logs >>= 8 * (AXES - axis);
            for (; logs != 0; logs >>= 8) {
                sum += logs & 0xff;
            }
        }
    }

    function live(bytes calldata graph, uint256 id, uint256 axis) internal pure returns (uint256) {
        return field(graph, id, 18 + 4 * axis, 4);
    }

    function slotOffset(bytes calldata graph, uint256 id) internal pure returns (uint256) {
        return field(graph, id, 34, 6);
    }

    function weightOffset(bytes calldata graph, uint256 id) internal pure returns (uint256) {
        return field(graph, id, 40, 6);
    }

    function biasOffset(bytes calldata graph, uint256 id) internal pure returns (uint256) {
        return field(graph, id, 46, 6);
    }

    /// @notice Parameter byte pK.
    function parameter(bytes calldata graph, uint256 id, uint256 k) internal pure returns (uint256) {
        return field(graph, id, 52 + k, 1);
    }

    /// @notice The u32 at offset 56: where a Slice starts.
    function start(bytes calldata graph, uint256 id) internal pure returns (uint256) {
        return field(graph, id, 56, 4);
    }

    /// @notice Whether n is the smallest with 2^n >= size. `size` is at least 1.
    function isCeilLog(uint256 n, uint256 size) internal pure returns (bool) {
        return n < 256 && size - 1 >> n == 0 && (n == 0 || size > uint256(1) << n - 1);
    }

    /// @notice The smallest n with 2^n >= size; 0 for 0.
    function ceilLog(uint256 size) internal pure returns (uint256 n) {
        while (uint256(1) << n < size) ++n;
    }

    function isPower(uint256 size) internal pure returns (bool) {
        return size != 0 && size & (size - 1) == 0;
    }

    /// @notice log2 of an operator's weights block, of Gemm and convolutions only.
    function weightsLog(bytes calldata graph, uint256 id) internal pure returns (uint256 sum) {
        sum = summedLog(graph, id);
        if (opcode(graph, id) != DEPTHWISE) sum += log(graph, id, 0);
    }

    /// @notice Bits that the first sumcheck sums: those of Gemm's summed axes, or channel (in) and kernel of a convolution.
    function summedLog(bytes calldata graph, uint256 id) internal pure returns (uint256) {
        uint256 input = reads(graph, id, 0);
        if (opcode(graph, id) == GEMM) return axisStart(graph, input, parameter(graph, id, 0) + 1);
        return log(graph, input, 0) + ceilLog(parameter(graph, id, 0)) + ceilLog(parameter(graph, id, 1));
    }

    /// @notice Where blocks of every size begin: larger first, each size behind all larger ones.
    /// @param counts Blocks of each log2 of a size.
    function starts(uint256[64] memory counts) internal pure returns (uint256[64] memory first, uint256 total) {
        for (uint256 size = 64; size > 0; --size) {
            first[size - 1] = total;
            // At most 2^13 blocks of 2^63.
            total += counts[size - 1] << (size - 1);
        }
    }
}
