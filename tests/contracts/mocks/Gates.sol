// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGate} from "aether/interfaces/IGate.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {NodeId} from "aether/types/NodeId.sol";
import {Request} from "aether/types/Request.sol";

/// @notice Admits whoever brings the word "please", if it was asked with everything it needs and no more gas than it may have.
contract PoliteGate is IGate {
    function admit(Request calldata request, NodeId nodeId, bytes calldata proof) external view returns (bytes4) {
        bool whole = request.gate == address(this) && request.gateData == keccak256(abi.encode(nodeId));
        bool gas = gasleft() <= 500_000 && gasleft() > 450_000;
        return whole && gas && keccak256(proof) == keccak256("please") ? IGate.admit.selector : bytes4(0);
    }
}

/// @notice A gate that fails in one of many ways.
contract HostileGate is IGate {
    enum Mode {
        Reverts,
        RevertsWithMegabyte,
        BurnsGas,
        Junk,
        Zero,
        Short,
        Nothing,
        Megabyte,
        Writes,
        Reenters
    }

    Mode public mode;
    uint256 public written;
    bytes public reentry;
    IJobMarket private immutable _market;

    constructor(IJobMarket market) {
        _market = market;
    }

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    /// @notice What this gate calls the market with, while it is asked.
    function setReentry(bytes calldata reentry_) external {
        reentry = reentry_;
    }

    function admit(Request calldata, NodeId, bytes calldata) external view returns (bytes4) {
        if (mode == Mode.Reverts) revert("hostile");
        if (mode == Mode.BurnsGas) while (true) {}
        if (mode == Mode.Junk) return 0xdeadbeef;
        if (mode == Mode.Zero) return 0;
        if (mode == Mode.Writes) _write();
        if (mode == Mode.Reenters) _reenter();
        bytes4 magic = IGate.admit.selector;
        Mode mode_ = mode;
        assembly {
            mstore(0, magic)
            // 5 short, 6 nothing, 7 a megabyte, 1 a revert of as much as the gas allows.
            if eq(mode_, 5) { return(0, 4) }
            if eq(mode_, 6) { return(0, 0) }
            if eq(mode_, 7) { return(0, 1000000) }
            if eq(mode_, 1) { revert(0, 400000) }
        }
        return magic;
    }

    /// @dev The compiler would not let a view function write; the static call must forbid it.
    function _write() private view {
        function() internal view write = _asView(_writeNow);
        write();
    }

    function _writeNow() private {
        written = 1;
    }

    function _asView(function() internal f) private pure returns (function() internal view g) {
        assembly {
            g := f
        }
    }

    function _reenter() private view {
        function() internal view again = _asView(_callNow);
        again();
    }

    function _callNow() private {
        (bool ok,) = address(_market).call(reentry);
        require(ok, "reentry");
    }
}

/// @notice Answers right, with as much behind it as 500,000 gas can carry: 400,000 bytes.
contract WordyGate {
    fallback() external {
        bytes4 magic = IGate.admit.selector;
        assembly {
            mstore(0, magic)
            return(0, 400000)
        }
    }
}
