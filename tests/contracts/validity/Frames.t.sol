// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Frames} from "aether/validity/Frames.sol";
import {Scalars} from "aether/validity/Scalars.sol";

/// @notice Frames read by words against their definition, element by element.
contract FramesTest is Test {
    using Scalars for uint256;

    bytes32 internal constant KEY = keccak256("key");
    bytes32 internal constant ORDER = keccak256("order");

    function requireTensor(bytes calldata frame, uint256 n, bytes memory header) external pure {
        Frames.requireTensor(_offset(frame), n, _place(header));
    }

    function valueOfBytes(bytes calldata frame, uint256 n, uint256[] memory point) external pure returns (uint256) {
        return Frames.valueOfBytes(_offset(frame), n, Scalars.wordsOf(point));
    }

    function valueOfPad(uint256 n, uint256[] memory point, bytes memory header) external pure returns (uint256) {
        return Frames.valueOfPad(KEY, ORDER, n, Scalars.wordsOf(point), _place(header));
    }

    /// @dev Any box of up to 512 elements, filled with any bytes; then one byte anywhere is set to any value.
    function testFuzz_requireTensor_isItsDefinition(uint256 seed, uint256 at, uint8 code) public {
        (uint256[4] memory live, uint256[4] memory bits, uint256 n) = _shape(seed);
        bytes memory frame = new bytes(1 << n);
        for (uint256 i = 0; i < frame.length; ++i) {
            uint256 value = uint256(keccak256(abi.encode(seed, i))) % 256;
            frame[i] = bytes1(uint8(_isLive(i, live, bits) ? (value == 0 ? 1 : value) : 128));
        }
        bytes memory header = _header(live, bits);
        this.requireTensor(frame, n, header);
        at = bound(at, 0, frame.length - 1);
        // Half of the time the values that matter.
        if (seed & 1 == 1) code = code & 1 == 1 ? 0 : 128;
        frame[at] = bytes1(code);
        bool good = _isLive(at, live, bits) ? code != 0 : code == 128;
        if (!good) vm.expectRevert(abi.encodeWithSelector(Frames.Frame_ElementInvalid.selector, at, code));
        this.requireTensor(frame, n, header);
    }

    function testFuzz_values_areTheirDefinitions(uint256 seed) public view {
        (uint256[4] memory live, uint256[4] memory bits, uint256 n) = _shape(seed);
        uint256[] memory point = new uint256[](n);
        for (uint256 i = 0; i < n; ++i) {
            point[i] = uint256(keccak256(abi.encode(seed, "point", i))) % Scalars.P;
        }
        bytes memory frame = new bytes(1 << n);
        uint256 value = 0;
        uint256 pad = 0;
        for (uint256 i = 0; i < frame.length; ++i) {
            frame[i] = keccak256(abi.encode(seed, i))[0];
            uint256 weight = 1;
            for (uint256 bit = 0; bit < n; ++bit) {
                weight = weight.mul(((i >> bit) & 1).eq(point[bit]));
            }
            value = value.add(weight.mul(uint256(uint8(frame[i])).sub(128)));
            if (!_isLive(i, live, bits)) continue;
            uint256 word = uint256(keccak256(abi.encodePacked(bytes1(0x08), KEY, ORDER, i))) % Scalars.P;
            pad = pad.add(weight.mul(word));
        }
        assertEq(this.valueOfBytes(frame, n, point), value);
        assertEq(this.valueOfPad(n, point, _header(live, bits)), pad);
    }

    function _shape(uint256 seed) internal pure returns (uint256[4] memory live, uint256[4] memory bits, uint256 n) {
        uint256 left = 9;
        for (uint256 axis = 0; axis < 4; ++axis) {
            bits[axis] = uint256(keccak256(abi.encode(seed, "bits", axis))) % (left + 1);
            left -= bits[axis];
            n += bits[axis];
            // A frame is the smallest power of two that holds the live size.
            uint256 half = bits[axis] == 0 ? 0 : 1 << (bits[axis] - 1);
            live[axis] = half + 1 + uint256(keccak256(abi.encode(seed, "live", axis))) % ((1 << bits[axis]) - half);
        }
    }

    function _isLive(uint256 i, uint256[4] memory live, uint256[4] memory bits) internal pure returns (bool) {
        for (uint256 axis = 0; axis < 4; ++axis) {
            if (i & ((1 << bits[axis]) - 1) >= live[axis]) return false;
            i >>= bits[axis];
        }
        return true;
    }

    function _header(uint256[4] memory live, uint256[4] memory bits) internal pure returns (bytes memory header) {
        header = hex"0104";
        for (uint256 axis = 0; axis < 4; ++axis) {
            header = abi.encodePacked(header, uint64(1 << bits[axis]));
        }
        for (uint256 axis = 0; axis < 4; ++axis) {
            header = abi.encodePacked(header, uint64(live[axis]));
        }
    }

    function _offset(bytes calldata data) private pure returns (uint256 offset) {
        assembly ("memory-safe") {
            offset := data.offset
        }
    }

    function _place(bytes memory data) private pure returns (uint256 place) {
        assembly ("memory-safe") {
            place := add(data, 0x20)
        }
    }
}
