// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Amount} from "../types/Amount.sol";
import {Credit} from "../types/Credit.sol";
import {Timestamp} from "../types/Timestamp.sol";

/// @notice What a module may do. Genesis modules are fixed at construction and lock anybody's free balance;
/// later ones only that of accounts which opted in.
enum ModuleKind {
    None,
    Genesis,
    Later
}

/// @notice What the governor may announce, and do seven days later.
enum Change {
    AddModule,
    AllowToken
}

/// @notice The only contract that holds tokens. Accounts own free balances; modules own escrows; nothing else exists.
/// @dev Solvency: the Vault's balance of a token is never below liabilities = sum of free + sum of escrow.
interface IVault {
    /// @notice An account's free balance is now `free`.
    /// @param ref The job, provider or other entity that caused it; zero for the account's own doing.
    event AccountSet(address indexed token, address indexed account, Amount free, uint256 indexed ref);
    /// @notice A module's escrow is now `escrow`.
    event EscrowSet(address indexed token, address indexed module, Amount escrow, uint256 indexed ref);
    event OptInSet(address indexed account, address indexed module, bool on);
    /// @notice The governor may do `change` to `subject` from `readyAt` on.
    event Announced(Change indexed change, address indexed subject, Timestamp readyAt);
    event ModuleAdded(address indexed module, ModuleKind kind);
    event TokenAllowed(address indexed token);

    error Vault_TokenNotAllowed(address token);
    /// @notice The token moved something else than the amount asked for.
    error Vault_TransferNotExact(address token, Amount asked, uint256 received);
    error Vault_FreeTooLow(address token, address account, Amount free, Amount needed);
    error Vault_EscrowTooLow(address token, address module, Amount escrow, Amount needed);
    error Vault_NotModule(address caller);
    error Vault_NotOptedIn(address account, address module);
    error Vault_NotGovernor(address caller);
    error Vault_TooManyCredits(uint256 count, uint256 max);
    /// @notice Zero and the Vault itself receive nothing.
    error Vault_ReceiverRefused(address receiver);
    /// @notice What is credited to SINK stays there.
    error Vault_SinkCannotMove();
    error Vault_ModuleKnown(address module);
    error Vault_TokenKnown(address token);
    error Vault_NotAnnounced(Change change, address subject);
    error Vault_AnnouncedAlready(Change change, address subject, Timestamp readyAt);
    error Vault_NotReady(Change change, address subject, Timestamp readyAt);

    /// @notice Pulls `amount` from the caller and credits `to`.
    /// @dev Emits {AccountSet}. Requirements: the token is allowed, moves exactly `amount`, and `to` is not zero.
    function deposit(address token, address to, Amount amount) external;

    /// @notice As {deposit}, after the caller's own EIP-2612 permit to the Vault.
    /// @dev A permit that fails is ignored: whoever sent a copied permit first only saved the caller its gas.
    function depositWithPermit(
        address token,
        address to,
        Amount amount,
        uint256 permitDeadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Pulls `amount` from `from` by its EIP-3009 authorization and credits `from`, whoever sends it.
    /// @dev Emits {AccountSet}. The receiver is not part of that signature, so nobody but the signer can be credited.
    function depositWithAuthorization(
        address token,
        address from,
        Amount amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Sends `amount` of the caller's free balance to `to`.
    /// @dev Emits {AccountSet}. No role, pause or module can stop it.
    function withdraw(address token, address to, Amount amount) external;

    /// @notice Moves `amount` of the caller's free balance to `to`, inside the Vault.
    /// @dev Emits {AccountSet} twice.
    function transfer(address token, address to, Amount amount) external;

    /// @notice Lets a later module lock the caller's free balance, or stops it. Locks made before stay.
    /// @dev Emits {OptInSet}.
    function optIn(address module, bool on) external;

    /// @notice Moves x of a's and y of b's free balance to the calling module's escrow. Either may be zero.
    /// @dev Emits {AccountSet} for each account touched and {EscrowSet}.
    function lock2(address token, address a, Amount x, address b, Amount y, uint256 ref) external;

    /// @notice Moves the calling module's escrow to free balances. At most 16 credits; zero amounts are skipped.
    /// @dev Emits {AccountSet} for each account credited and {EscrowSet}. Never calls a payee.
    function pay(address token, Credit[] calldata credits, uint256 ref) external;

    /// @notice Governor only: starts the seven days after which `change` may be done to `subject`.
    /// @dev Emits {Announced}.
    function announce(Change change, address subject) external;

    /// @notice Governor only: adds a module announced seven days ago. Modules are never removed.
    /// @dev Emits {ModuleAdded} with kind Later. The seven days are counted here, whatever delay the governor has of its own.
    function addModule(address module) external;

    /// @notice Governor only: allows a token announced seven days ago. Tokens are never disallowed.
    /// @dev Emits {TokenAllowed}.
    function allowToken(address token) external;

    function free(address token, address account) external view returns (Amount);
    function escrow(address token, address module) external view returns (Amount);
    /// @return Sum of free balances and escrows of `token`.
    function liabilities(address token) external view returns (Amount);
    function moduleKind(address module) external view returns (ModuleKind);
    function optedIn(address account, address module) external view returns (bool);
    function tokenAllowed(address token) external view returns (bool);
    /// @return When an announced change may be done; zero if it was not announced.
    function readyAt(Change change, address subject) external view returns (Timestamp);
    function governor() external view returns (address);
    /// @return The account whose balance cannot leave: burned without asking the token.
    function SINK() external view returns (address);
}
