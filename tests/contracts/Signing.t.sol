// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Fixture} from "./base/Fixture.sol";
import {IExchangeBox} from "aether/interfaces/IExchangeBox.sol";
import {IJobMarket} from "aether/interfaces/IJobMarket.sol";
import {IProviderRegistry} from "aether/interfaces/IProviderRegistry.sol";
import {Hashing} from "aether/libraries/Hashing.sol";
import {Signatures} from "aether/libraries/Signatures.sol";
import {TestDollar} from "aether/test/TestDollar.sol";
import {Claim} from "aether/types/Claim.sol";
import {JobId} from "aether/types/JobId.sol";
import {JobStatus} from "aether/types/JobStatus.sol";
import {NodeId} from "aether/types/NodeId.sol";
import {Request} from "aether/types/Request.sol";

/// @notice The worked example of contracts/SIGNING.md: the contracts' own code, at the example's addresses, asks for the digests that viem
/// computed (tests/vectors/signing.json), and the signatures are the signers' (M-21).
contract SigningTest is Fixture {
    string internal json;
    /// @dev The example being read, like `.examples[3].`.
    string internal here;

    function setUp() public override {
        super.setUp();
        json = vm.readFile(string.concat(vm.projectRoot(), "/tests/vectors/signing.json"));
        // Immutables are part of the code, and the domain is the address the code runs at.
        vm.etch(_contract("market"), address(market).code);
        vm.etch(_contract("providers"), address(providers).code);
        vm.etch(_contract("exchangeBox"), address(box).code);
        vm.etch(_contract("token"), address(usd).code);
    }

    function test_example_request_M21() public {
        _at(0, "Request");
        _check(IJobMarket(_contract("market")).requestDigest(_exampleRequest()));
    }

    /// @dev What the page shows is a Request that the market takes, not only one that hashes.
    function test_example_request_isValid() public {
        _at(0, "Request");
        Request memory r = _exampleRequest();
        vm.etch(r.verifier, optimisticVerifier.code);
        vm.prank(r.requester);
        JobId id = market.post(r, noExtras);
        assertStatus(id, JobStatus.Posted);
        _at(1, "Acceptance");
        assertEq(id.toUint(), _uint("message.jobId"));
    }

    function test_example_acceptanceAndDeliveryAck_M21() public {
        JobId id = _jobId();
        bytes32 ic = _exampleIc(id);
        _at(1, "Acceptance");
        assertEq(_bytes32("message.ic"), ic);
        _check(IJobMarket(_contract("market")).acceptanceDigest(id, ic));
        _at(2, "DeliveryAck");
        assertEq(_bytes32("message.ic"), ic);
        _check(IJobMarket(_contract("market")).deliveryAckDigest(id, ic));
    }

    function test_example_nodeKey_M21() public {
        _at(3, "NodeKey");
        NodeId id = NodeId.wrap(_uint("message.nodeId"));
        _check(
            IProviderRegistry(_contract("providers")).nodeKeyDigest(id, _uint("message.sealX"), _uint("message.sealY"))
        );
    }

    function test_example_availability_M21() public {
        _at(4, "Availability");
        IExchangeBox exchangeBox = IExchangeBox(_contract("exchangeBox"));
        _check(exchangeBox.availabilityDigest(_jobId(), _bytes32("message.cipherCommit"), ts(_uint("message.until"))));
    }

    /// @dev The token itself takes it.
    function test_example_permit() public {
        _at(5, "Permit");
        TestDollar token = TestDollar(_contract("token"));
        bytes memory signature = vm.parseJsonBytes(json, string.concat(here, "signature"));
        (bytes32 r, bytes32 s, uint8 v) = (_word(signature, 0), _word(signature, 32), uint8(signature[64]));
        address owner_ = _address("message.owner");
        address spender = _address("message.spender");
        token.permit(owner_, spender, _uint("message.value"), _uint("message.deadline"), v, r, s);
        assertEq(token.allowance(owner_, spender), _uint("message.value"));
        assertEq(spender, _contract("vault"));
    }

    /// @dev M-50: the same words under another chain id or another market are another digest.
    function test_example_otherDomain_isAnotherDigest_M50() public {
        _at(0, "Request");
        Request memory r = _exampleRequest();
        bytes32 here_ = _bytes32("digest");
        assertNotEq(market.requestDigest(r), here_);
        vm.chainId(1);
        assertNotEq(IJobMarket(_contract("market")).requestDigest(r), here_);
    }

    function _check(bytes32 digest) private view {
        assertEq(digest, _bytes32("digest"), here);
        bytes memory signature = vm.parseJsonBytes(json, string.concat(here, "signature"));
        assertTrue(Signatures.isKey(_address("signer"), digest, signature), here);
    }

    function _jobId() private returns (JobId) {
        string memory outer = here;
        _at(1, "Acceptance");
        uint256 id = _uint("message.jobId");
        here = outer;
        return JobId.wrap(id);
    }

    function _exampleIc(JobId id) private returns (bytes32) {
        _at(0, "Request");
        address verifier = _address("message.verifier");
        bytes32 model = _bytes32("message.modelId");
        bytes32 input = _bytes32("message.inputCommit");
        here = ".claim.";
        Claim memory claim = Claim({
            payee: _address("payee"),
            outputCommit: _bytes32("outputCommit"),
            cipherCommit: _bytes32("cipherCommit"),
            keyHash: _bytes32("keyHash"),
            units: uint32(_uint("units")),
            traceRoot: _bytes32("traceRoot")
        });
        return Hashing.inferenceCommitment(block.chainid, _contract("market"), id, verifier, model, input, claim);
    }

    function _exampleRequest() private view returns (Request memory r) {
        r.requester = _address("message.requester");
        r.nonce = uint96(_uint("message.nonce"));
        r.agent = _address("message.agent");
        r.token = _address("message.token");
        r.minPrice = amt(_uint("message.minPrice"));
        r.maxPrice = amt(_uint("message.maxPrice"));
        r.collateral = amt(_uint("message.collateral"));
        r.rampStart = ts(_uint("message.rampStart"));
        r.rampSecs = secs(_uint("message.rampSecs"));
        r.lockSecs = secs(_uint("message.lockSecs"));
        r.execSecs = secs(_uint("message.execSecs"));
        r.inputSecs = secs(_uint("message.inputSecs"));
        r.disputeSecs = secs(_uint("message.disputeSecs"));
        r.tier = uint8(_uint("message.tier"));
        r.verifier = _address("message.verifier");
        r.exclusive = _address("message.exclusive");
        r.exclusiveSecs = secs(_uint("message.exclusiveSecs"));
        r.gate = _address("message.gate");
        r.gateData = _bytes32("message.gateData");
        r.regionMask = uint64(_uint("message.regionMask"));
        r.modelId = _bytes32("message.modelId");
        r.inputCommit = _bytes32("message.inputCommit");
        r.watchers = _bytes32("message.watchers");
        r.outputMode = uint8(_uint("message.outputMode"));
        r.extrasHash = _bytes32("message.extrasHash");
        r.maxUnits = uint32(_uint("message.maxUnits"));
        r.relay = _address("message.relay");
    }

    function _word(bytes memory data, uint256 from) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x20), from))
        }
    }

    function _at(uint256 index, string memory primaryType) private {
        here = string.concat(".examples[", vm.toString(index), "].");
        assertEq(vm.parseJsonString(json, string.concat(here, "primaryType")), primaryType);
    }

    function _contract(string memory key) private view returns (address) {
        return vm.parseJsonAddress(json, string.concat(".contracts.", key));
    }

    function _uint(string memory key) private view returns (uint256) {
        return vm.parseJsonUint(json, string.concat(here, key));
    }

    function _address(string memory key) private view returns (address) {
        return vm.parseJsonAddress(json, string.concat(here, key));
    }

    function _bytes32(string memory key) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, string.concat(here, key));
    }
}
