// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice What a referee decides about the job it contested.
/// Dismissed: the contest found nothing. Resume: what was demanded is there; the clock starts again.
/// Stall: the requester kept the input back. Quarrel: nobody can tell who is at fault; both lose the same.
/// Slash: the provider is at fault.
enum Ruling {
    Dismissed,
    Resume,
    Stall,
    Quarrel,
    Slash
}
