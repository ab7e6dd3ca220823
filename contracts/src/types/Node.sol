// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice One machine of a Provider. Keys never change: to rotate, add a node and drain the old one.
/// @param sessionKey Signs for the node; belongs to one node ever.
/// @param zone Where it stands, below 64; a bit of Request.regionMask.
/// @param classId Hardware class, declared.
/// @param capacity Parallel jobs, declared, informational.
/// @param active False once drained: no new locks, open jobs go on.
struct Node {
    address sessionKey;
    uint8 zone;
    uint16 classId;
    uint32 capacity;
    bool active;
}
