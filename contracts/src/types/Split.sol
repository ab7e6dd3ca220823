// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Bps} from "./Bps.sol";

/// @notice One payee of a royalty list.
struct Split {
    address payee;
    Bps bps;
}
