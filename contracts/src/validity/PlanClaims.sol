// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Graphs} from "./Graphs.sol";
import {Leaf, LeafMaps} from "./LeafMaps.sol";
import {Plan} from "./Plan.sol";
import {PlanWriter, Writer} from "./PlanWriter.sol";

/// @notice Writes the operators and the claims of a {Plan}: what messages 3 and 5 of prover/PROOFS.md name, in that order.
library PlanClaims {
    using Graphs for bytes;
    using PlanWriter for Writer;

    /// @dev What is known of the graph while claims are written.
    struct Context {
        Leaf[][] tensors;
        uint256[] blocks;
        uint256 words3;
        uint256 words5;
    }

    function write(Writer memory w, bytes calldata graph, Leaf[][] memory tensors) internal pure {
        uint256 count = graph.operators();
        Context memory c = Context(tensors, new uint256[](count), 0, 0);
        uint256 blocks = 0;
        uint256 operators = 0;
        for (uint256 id = 0; id < count; ++id) {
            if (Graphs.isIn(Graphs.BLOCKLESS, graph.opcode(id))) continue;
            c.blocks[id] = blocks;
            ++blocks;
            if (id == 0) continue;
            ++operators;
            _operator(w, graph, id, tensors);
        }
        for (uint256 id = 0; id < count; ++id) {
            _message3(w, graph, id, c);
        }
        w.put(Plan.MESSAGE_END, 1);
        for (uint256 id = 0; id < count; ++id) {
            if (_isProduct(graph.opcode(id))) _message5(w, graph, id, c);
        }
        w.put(Plan.END, 1);

        // Now that the counts are known.
        uint256 length = w.length;
        w.length = 9;
        w.put(c.words3, 2);
        w.put(c.words5, 2);
        // The count of tables stands already.
        w.length = 15;
        w.put(blocks, 2);
        w.put(operators, 2);
        w.put(tensors[count - 1].length, 1);
        w.length = length;
    }

    function _isProduct(uint256 code) private pure returns (bool) {
        return code >= Graphs.GEMM && code <= Graphs.DEPTHWISE;
    }

    function _operator(Writer memory w, bytes calldata graph, uint256 id, Leaf[][] memory tensors) private pure {
        uint256 code = graph.opcode(id);
        uint256 flags = 0;
        uint256[5] memory fields = [graph.shift(id), 0, 0, 0, 0];
        fields[3] = tensors[graph.reads(id, 0)].length;
        if (_isProduct(code)) {
            flags = Plan.BILINEAR | (graph.hasBias(id) ? Plan.BIASED : 0);
            fields[1] = graph.summedLog(id);
        } else {
            if (code == Graphs.ADD) {
                if (graph.flags(id) & 2 == 2) flags = Plan.NEGATIVE;
                (fields[1], fields[2]) = (graph.parameter(id, 0), graph.parameter(id, 1));
                fields[4] = tensors[graph.reads(id, 1)].length;
            } else if (code == Graphs.PAIR_MAP) {
                fields[1] = 8;
                fields[4] = fields[3];
            } else if (code == Graphs.MAP2) {
                fields[1] = 8;
                fields[4] = tensors[graph.reads(id, 1)].length;
            }
        }
        w.put(flags, 1);
        w.put(fields[0], 1);
        if (flags & Plan.BILINEAR != 0) {
            w.put(fields[1], 1);
            w.put(0, 2);
        } else {
            w.put(0, 1);
            w.put(fields[1], 1);
            w.put(fields[2], 1);
        }
        w.put(fields[3], 1);
        w.put(fields[4], 1);
    }

    function _message3(Writer memory w, bytes calldata graph, uint256 id, Context memory c) private pure {
        uint256 code = graph.opcode(id);
        if (code == Graphs.OUTPUT) {
            _live(w, graph, id, c);
            return;
        }
        if (Graphs.isIn(Graphs.BLOCKLESS, code)) return;
        if (id == 0) {
            _leaves(w, graph, 0, _point(Plan.R, graph.frameLog(0)), c);
            return;
        }
        bool hasRemainder = graph.shift(id) != 0;
        w.put(hasRemainder ? Plan.VR : Plan.V, 1);
        w.put(c.blocks[id], 1);
        c.words3 += hasRemainder ? 2 : 1;
        if (_isProduct(code)) {
            if (!graph.hasBias(id)) return;
            uint256 channels = graph.log(id, 0);
            w.put(Plan.B, 1);
            w.put(channels, 1);
            w.put(graph.biasOffset(id) >> (channels + 2), 4);
            ++c.words3;
            return;
        }
        c.words3 += _terms(w, graph, id, code, c);
    }

    /// @dev The terms of an operator that is no product, each leaf by leaf.
    function _terms(Writer memory w, bytes calldata graph, uint256 id, uint256 code, Context memory c)
        private
        pure
        returns (uint256 words)
    {
        uint256 input = graph.reads(id, 0);
        uint256 bits = graph.frameLog(id);
        if (code == Graphs.AVG_POOL) {
            uint256 x = graph.axisStart(input, 1);
            uint256 y = graph.axisStart(input, 2);
            uint256 point = _point(Plan.R, bits);
            point = _insert(point, x, graph.parameter(id, 0), Plan.FREE);
            return _leaves(w, graph, input, _insert(point, y, graph.parameter(id, 1), Plan.FREE), c);
        }
        if (code == Graphs.PAIR_MAP) {
            uint256 at = graph.axisStart(input, graph.parameter(id, 0));
            uint256 point = _point(Plan.R, bits);
            words = _leaves(w, graph, input, _insert(point, at, 1, Plan.ZERO), c);
            return words + _leaves(w, graph, input, _insert(point, at, 1, Plan.ONE), c);
        }
        words = _leaves(w, graph, input, _point(Plan.R, bits), c);
        if (code == Graphs.LUT) return words;
        return words + _leaves(w, graph, graph.reads(id, 1), _point(Plan.R, bits), c);
    }

    function _leaves(Writer memory w, bytes calldata graph, uint256 tensor, uint256 point, Context memory c)
        private
        pure
        returns (uint256)
    {
        Leaf[] memory leaves = c.tensors[tensor];
        uint256 bits = graph.frameLog(tensor);
        for (uint256 i = 0; i < leaves.length; ++i) {
            w.putLeaf(leaves[i], c.blocks[leaves[i].operator], point, bits);
            w.put(Plan.FACTORS_END, 1);
        }
        return leaves.length;
    }

    /// @dev The output at a live point: axes that are not full by Less.
    function _live(Writer memory w, bytes calldata graph, uint256 id, Context memory c) private pure {
        Leaf[] memory leaves = c.tensors[id];
        uint256 bits = graph.frameLog(id);
        uint256 point = _point(Plan.R, bits);
        for (uint256 axis = 0; axis < Graphs.AXES; ++axis) {
            if (Graphs.isPower(graph.live(id, axis))) continue;
            point = _set(point, graph.axisStart(id, axis), graph.log(id, axis));
        }
        for (uint256 i = 0; i < leaves.length; ++i) {
            w.putLeaf(leaves[i], c.blocks[leaves[i].operator], point, bits);
            for (uint256 axis = 0; axis < Graphs.AXES; ++axis) {
                if (Graphs.isPower(graph.live(id, axis))) continue;
                uint256 at = graph.axisStart(id, axis);
                w.put(Plan.LESS, 1);
                w.put(graph.log(id, axis), 1);
                w.put(graph.live(id, axis), 4);
                for (uint256 bit = at; bit < at + graph.log(id, axis); ++bit) {
                    w.put(Plan.R + bit, 1);
                    w.put(LeafMaps.at(leaves[i].map, bit), 1);
                }
            }
            w.put(Plan.FACTORS_END, 1);
        }
        c.words3 += leaves.length;
    }

    function _message5(Writer memory w, bytes calldata graph, uint256 id, Context memory c) private pure {
        uint256 code = graph.opcode(id);
        uint256 input = graph.reads(id, 0);
        uint256 summed = graph.summedLog(id);
        if (code == Graphs.GEMM) {
            // (x*, r behind the channel bits): bits of r from the result's channels on.
            uint256 rest = graph.frameLog(input) - summed;
            uint256 point = _point(Plan.X, summed) | (_point(Plan.R + graph.log(id, 0), rest) << (8 * summed));
            c.words5 += _leaves(w, graph, input, point, c);
        } else {
            Leaf[] memory leaves = c.tensors[input];
            for (uint256 i = 0; i < leaves.length; ++i) {
                _window(w, graph, id, leaves[i], c.blocks[leaves[i].operator]);
            }
            c.words5 += leaves.length;
        }
        ++c.words5;
        uint256 size = graph.weightsLog(id);
        w.put(Plan.WEIGHTS, 1);
        w.put(size, 1);
        w.put(graph.weightOffset(id) >> size, 4);
        w.put(1, 1);
        w.put(summed, 1);
        if (size > summed) w.putRun(Plan.R, Plan.RHO + summed, size - summed);
        w.put(Plan.FACTORS_END, 1);
    }

    /// @dev phi of a convolution's input: channel and batch by points, x and y by Box, the channel of a depthwise one by eq3.
    function _window(Writer memory w, bytes calldata graph, uint256 id, Leaf memory leaf, uint256 block_) private pure {
        uint256 input = graph.reads(id, 0);
        uint256 channels = graph.log(input, 0);
        bool isDepthwise = graph.opcode(id) == Graphs.DEPTHWISE;
        uint256 point = type(uint256).max;
        if (!isDepthwise) point = (point << (8 * channels)) | _point(Plan.X, channels);
        uint256 batch = graph.axisStart(input, 3);
        uint256 batchBits = graph.log(input, 3);
        uint256 bits = graph.frameLog(input);
        // Bytes above the batch are never read.
        if (batchBits != 0) {
            point = (point & ((1 << (8 * batch)) - 1))
                | (_point(Plan.R + graph.axisStart(id, 3), batchBits) << (8 * batch));
        }
        w.putLeaf(leaf, block_, point, bits);
        if (isDepthwise && channels != 0) {
            w.put(Plan.EQ3, 1);
            w.put(channels, 1);
            w.put(Plan.R, 1);
            w.put(Plan.X, 1);
            for (uint256 bit = 0; bit < channels; ++bit) {
                w.put(LeafMaps.at(leaf.map, bit), 1);
            }
        }
        _box(w, graph, id, leaf, 1);
        _box(w, graph, id, leaf, 2);
        w.put(Plan.FACTORS_END, 1);
    }

    function _box(Writer memory w, bytes calldata graph, uint256 id, Leaf memory leaf, uint256 axis) private pure {
        uint256 input = graph.reads(id, 0);
        uint256 nk = Graphs.ceilLog(graph.parameter(id, axis - 1));
        uint256 nz = graph.log(input, axis);
        uint256 stride = graph.parameter(id, 1 + axis);
        uint256 front = graph.parameter(id, 3 + axis);
        uint256 size = graph.live(input, axis);
        bool isTracked = front + graph.parameter(id, 5 + axis) != 0 && size != 1 << nz;
        uint256 k = Plan.X + graph.log(input, 0);
        if (axis == 2) k += Graphs.ceilLog(graph.parameter(id, 0));
        w.put(Plan.BOX, 1);
        w.put(_boxBits(graph, id, axis), 1);
        w.put(graph.log(id, axis), 1);
        w.put(nk, 1);
        w.put(nz, 1);
        w.put(stride, 1);
        w.put(isTracked ? 1 : 0, 1);
        w.put(front, 1);
        w.put(size, 4);
        w.put(Plan.R + graph.axisStart(id, axis), 1);
        w.put(k, 1);
        uint256 at = graph.axisStart(input, axis);
        for (uint256 bit = at; bit < at + nz; ++bit) {
            w.put(LeafMaps.at(leaf.map, bit), 1);
        }
    }

    /// @dev How many bits the automaton reads: up to the highest of any of its numbers.
    function _boxBits(bytes calldata graph, uint256 id, uint256 axis) private pure returns (uint256 bits) {
        bits = graph.log(graph.reads(id, 0), axis);
        uint256 other = Graphs.ceilLog(graph.parameter(id, axis - 1));
        if (other > bits) bits = other;
        other = graph.log(id, axis) + graph.parameter(id, 1 + axis);
        if (other > bits) bits = other;
        // front + 1 rounds up to the bits that front has.
        other = Graphs.ceilLog(graph.parameter(id, 3 + axis) + 1);
        if (other > bits) bits = other;
    }

    /// @dev Coordinates from `first` on in order, `bits` of them; the bytes above are zero.
    function _point(uint256 first, uint256 bits) private pure returns (uint256 point) {
        for (uint256 bit = 0; bit < bits; ++bit) {
            point |= (first + bit) << (8 * bit);
        }
    }

    /// @dev `count` bytes of `value` before byte `at`; what stood there moves up.
    function _insert(uint256 point, uint256 at, uint256 count, uint256 value) private pure returns (uint256) {
        for (uint256 i = 0; i < count; ++i) {
            uint256 low = point & ((1 << (8 * at)) - 1);
            point = low | (value << (8 * at)) | ((point >> (8 * at)) << (8 * (at + 1)));
        }
        return point;
    }

    /// @dev {Plan.FREE} at `count` bytes from `at` on.
    function _set(uint256 point, uint256 at, uint256 count) private pure returns (uint256) {
        for (uint256 i = at; i < at + count; ++i) {
            point |= Plan.FREE << (8 * i);
        }
        return point;
    }
}
