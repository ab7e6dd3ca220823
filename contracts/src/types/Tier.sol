// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice How a Claim earns its payment.
/// Cooperative: the requester named whom he trusts; his signature or his silence pays.
/// Optimistic: silence pays unless somebody disproves the Claim inside the window.
/// Validity: a proof pays. Attested: a freshly attested enclave key pays.
enum Tier {
    Cooperative,
    Optimistic,
    Validity,
    Attested
}
