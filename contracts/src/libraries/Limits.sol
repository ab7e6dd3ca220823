// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Duration} from "../types/Duration.sol";

/// @notice Limits that more than one contract keeps.
library Limits {
    /// @dev From lock or submit: after this a job whose referee never answers is void.
    Duration internal constant CAP_SECS = Duration.wrap(30 days);
    /// @dev What a provider has to answer a demand for the output.
    Duration internal constant OUTPUT_ANSWER_SECS = Duration.wrap(1 days);
}
