// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IVault} from "aether/interfaces/IVault.sol";
import {JobId, JobIdLib} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {Request} from "aether/types/Request.sol";
import {Split} from "aether/types/Split.sol";

/// @notice Socket (f): a module is a requester. One order of one user, with a Vault account of its own: what the job gives back is what
/// this account holds, so nothing has to be computed from events. The user is the job's agent.
contract OrderAccount is IERC1271 {
    address public immutable user;
    IJobMarket private immutable _market;
    IVault private immutable _vault;
    bytes32 private _ordered;
    address private _token;
    JobId public jobId;

    error Order_NotUser(address caller);
    error Order_Known(JobId jobId);
    error Order_NotMine(address requester, address agent);
    error Order_Lives(JobId jobId, JobStatus status);

    constructor(address user_, IJobMarket market, IVault vault) {
        user = user_;
        _market = market;
        _vault = vault;
    }

    /// @notice Orders what the request says: on chain, or by answering for its signature.
    function order(Request calldata request, bool onChain) external {
        if (msg.sender != user) revert Order_NotUser(msg.sender);
        if (_token != address(0)) revert Order_Known(jobId);
        if (request.requester != address(this) || request.agent != user) {
            revert Order_NotMine(request.requester, request.agent);
        }
        _token = request.token;
        jobId = JobIdLib.pack(address(this), request.nonce);
        if (onChain) _market.post(request, new Split[](0));
        else _ordered = _market.requestDigest(request);
    }

    /// @notice Gives the user back whatever is here, once the job is over or was never taken. Anyone.
    function finish() external {
        JobStatus status = _market.job(jobId).status;
        if (status == JobStatus.None || status == JobStatus.Posted) {
            // The order is withdrawn by the user alone; a stranger may not.
            if (msg.sender != user) revert Order_Lives(jobId, status);
            JobId[] memory ids = new JobId[](1);
            ids[0] = jobId;
            _market.cancel(ids);
        } else if (status == JobStatus.Locked || status == JobStatus.Submitted) {
            revert Order_Lives(jobId, status);
        }
        _vault.withdraw(_token, user, _vault.free(_token, address(this)));
    }

    /// @inheritdoc IERC1271
    /// @dev Only what was ordered is signed: no acceptance, so nobody but the user accepts.
    function isValidSignature(bytes32 hash, bytes calldata) external view returns (bytes4) {
        return hash == _ordered && hash != 0 ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
