// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IReceiveWithAuthorization} from "./interfaces/IReceiveWithAuthorization.sol";
import {Change, IVault, ModuleKind} from "./interfaces/IVault.sol";
import {Amount, AmountLib} from "./types/Amount.sol";
import {Credit} from "./types/Credit.sol";
import {Duration} from "./types/Duration.sol";
import {Timestamp, TimestampLib} from "./types/Timestamp.sol";

/// @title Vault
/// @notice The only contract that holds tokens. No owner, no pause, no upgrade.
contract Vault is IVault, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @inheritdoc IVault
    address public constant SINK = 0x000000000000000000000000000000000000dEaD;
    /// @notice What the governor waits between announcing and doing.
    Duration public constant ANNOUNCE_DELAY = Duration.wrap(7 days);
    /// @notice The most credits of one payment: provider, fee, refund, 8 royalties, 4 extras, and one to spare.
    uint256 public constant CREDITS_MAX = 16;

    /// @inheritdoc IVault
    address public immutable governor;

    mapping(address token => mapping(address account => Amount)) public free;
    mapping(address token => mapping(address module => Amount)) public escrow;
    mapping(address token => Amount) public liabilities;
    mapping(address module => ModuleKind) public moduleKind;
    mapping(address account => mapping(address module => bool)) public optedIn;
    mapping(address token => bool) public tokenAllowed;
    mapping(Change change => mapping(address subject => Timestamp)) public readyAt;

    modifier onlyGovernor() {
        if (msg.sender != governor) revert Vault_NotGovernor(msg.sender);
        _;
    }

    /// @param governor_ Who may announce modules and tokens, and do nothing else.
    /// @param modules Genesis modules: they lock anybody's free balance, so they are fixed here for ever.
    /// @param tokens Tokens allowed from the start. Each must move exactly what it is asked to.
    constructor(address governor_, address[] memory modules, address[] memory tokens) {
        governor = governor_;
        for (uint256 i = 0; i < modules.length; ++i) {
            _addModule(modules[i], ModuleKind.Genesis);
        }
        for (uint256 i = 0; i < tokens.length; ++i) {
            _allowToken(tokens[i]);
        }
    }

    /// @inheritdoc IVault
    function deposit(address token, address to, Amount amount) external nonReentrant {
        _requireAllowed(token);
        _deposit(token, to, amount);
    }

    /// @inheritdoc IVault
    function depositWithPermit(
        address token,
        address to,
        Amount amount,
        uint256 permitDeadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external nonReentrant {
        _requireAllowed(token);
        // A permit somebody copied and sent first has done its work already: what counts is the allowance below.
        try IERC20Permit(token).permit(msg.sender, address(this), amount.toUint(), permitDeadline, v, r, s) {} catch {}
        _deposit(token, to, amount);
    }

    /// @inheritdoc IVault
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
    ) external nonReentrant {
        _requireAllowed(token);
        uint256 balanceBefore = _balance(token);
        IReceiveWithAuthorization(token)
            .receiveWithAuthorization(from, address(this), amount.toUint(), validAfter, validBefore, nonce, v, r, s);
        _creditReceived(token, from, amount, balanceBefore);
    }

    /// @inheritdoc IVault
    function withdraw(address token, address to, Amount amount) external nonReentrant {
        // INVARIANT I-16: nothing here asks a role, a pause, a module or the token list.
        _requireReceiver(to);
        _debit(token, msg.sender, amount, 0);
        liabilities[token] = liabilities[token] - amount;
        IERC20(token).safeTransfer(to, amount.toUint());
    }

    /// @inheritdoc IVault
    function transfer(address token, address to, Amount amount) external {
        _requireReceiver(to);
        _debit(token, msg.sender, amount, 0);
        _credit(token, to, amount, 0);
    }

    /// @inheritdoc IVault
    function optIn(address module, bool on) external {
        optedIn[msg.sender][module] = on;
        emit OptInSet(msg.sender, module, on);
    }

    /// @inheritdoc IVault
    function lock2(address token, address a, Amount x, address b, Amount y, uint256 ref) external {
        ModuleKind kind = moduleKind[msg.sender];
        if (kind == ModuleKind.None) revert Vault_NotModule(msg.sender);
        _lock(kind, token, a, x, ref);
        _lock(kind, token, b, y, ref);
        // INVARIANT I-02: an escrow grows only by what its own module took from free balances.
        _setEscrow(token, escrow[token][msg.sender] + x + y, ref);
    }

    /// @inheritdoc IVault
    function pay(address token, Credit[] calldata credits, uint256 ref) external {
        if (moduleKind[msg.sender] == ModuleKind.None) revert Vault_NotModule(msg.sender);
        if (credits.length > CREDITS_MAX) revert Vault_TooManyCredits(credits.length, CREDITS_MAX);

        uint256 sum = 0;
        for (uint256 i = 0; i < credits.length; ++i) {
            sum += credits[i].amount.toUint();
        }
        // INVARIANT I-02: a module pays out of its own escrow and never above it.
        Amount total = AmountLib.toAmount(sum);
        Amount held = escrow[token][msg.sender];
        if (held < total) revert Vault_EscrowTooLow(token, msg.sender, held, total);
        _setEscrow(token, held - total, ref);

        for (uint256 i = 0; i < credits.length; ++i) {
            Credit calldata credit = credits[i];
            if (credit.amount.isZero()) continue;
            if (credit.account == address(0)) revert Vault_ReceiverRefused(address(0));
            _credit(token, credit.account, credit.amount, ref);
        }
    }

    /// @inheritdoc IVault
    function announce(Change change, address subject) external onlyGovernor {
        Timestamp at = readyAt[change][subject];
        if (at != TimestampLib.NEVER) revert Vault_AnnouncedAlready(change, subject, at);
        at = TimestampLib.now_().plus(ANNOUNCE_DELAY);
        readyAt[change][subject] = at;
        emit Announced(change, subject, at);
    }

    /// @inheritdoc IVault
    function addModule(address module) external onlyGovernor {
        _requireReady(Change.AddModule, module);
        _addModule(module, ModuleKind.Later);
    }

    /// @inheritdoc IVault
    function allowToken(address token) external onlyGovernor {
        _requireReady(Change.AllowToken, token);
        _allowToken(token);
    }

    function _deposit(address token, address to, Amount amount) private {
        _requireReceiver(to);
        uint256 balanceBefore = _balance(token);
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount.toUint());
        _creditReceived(token, to, amount, balanceBefore);
    }

    function _creditReceived(address token, address to, Amount amount, uint256 balanceBefore) private {
        uint256 balanceAfter = _balance(token);
        // INVARIANT I-01: nothing is credited that did not arrive.
        if (balanceAfter != balanceBefore + amount.toUint()) {
            uint256 received = balanceAfter > balanceBefore ? balanceAfter - balanceBefore : 0;
            revert Vault_TransferNotExact(token, amount, received);
        }
        // The one place where liabilities grow: bounding them here bounds every sum of balances.
        liabilities[token] = AmountLib.toAmount(liabilities[token].toUint() + amount.toUint());
        _credit(token, to, amount, 0);
    }

    function _lock(ModuleKind kind, address token, address account, Amount amount, uint256 ref) private {
        if (amount.isZero()) return;
        // INVARIANT I-03: a module added later reaches only accounts that asked for it.
        if (kind == ModuleKind.Later && !optedIn[account][msg.sender]) revert Vault_NotOptedIn(account, msg.sender);
        _debit(token, account, amount, ref);
    }

    function _debit(address token, address account, Amount amount, uint256 ref) private {
        if (account == SINK) revert Vault_SinkCannotMove();
        Amount balance = free[token][account];
        if (balance < amount) revert Vault_FreeTooLow(token, account, balance, amount);
        _setFree(token, account, balance - amount, ref);
    }

    function _credit(address token, address account, Amount amount, uint256 ref) private {
        _setFree(token, account, free[token][account] + amount, ref);
    }

    function _setFree(address token, address account, Amount balance, uint256 ref) private {
        free[token][account] = balance;
        emit AccountSet(token, account, balance, ref);
    }

    function _setEscrow(address token, Amount held, uint256 ref) private {
        escrow[token][msg.sender] = held;
        emit EscrowSet(token, msg.sender, held, ref);
    }

    function _addModule(address module, ModuleKind kind) private {
        if (moduleKind[module] != ModuleKind.None) revert Vault_ModuleKnown(module);
        moduleKind[module] = kind;
        emit ModuleAdded(module, kind);
    }

    function _allowToken(address token) private {
        if (tokenAllowed[token]) revert Vault_TokenKnown(token);
        tokenAllowed[token] = true;
        emit TokenAllowed(token);
    }

    function _requireReady(Change change, address subject) private view {
        Timestamp at = readyAt[change][subject];
        if (at == TimestampLib.NEVER) revert Vault_NotAnnounced(change, subject);
        if (TimestampLib.now_() < at) revert Vault_NotReady(change, subject, at);
    }

    function _requireAllowed(address token) private view {
        if (!tokenAllowed[token]) revert Vault_TokenNotAllowed(token);
    }

    function _requireReceiver(address receiver) private view {
        if (receiver == address(0) || receiver == address(this)) revert Vault_ReceiverRefused(receiver);
    }

    function _balance(address token) private view returns (uint256) {
        return IERC20(token).balanceOf(address(this));
    }
}
