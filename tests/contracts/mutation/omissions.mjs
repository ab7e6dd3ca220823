// What is left out of the verifier contracts, one thing at a time, by the names of tests/vectors/reference/proofs/omissions.py: edits of a
// source, each [file, what stands there, what stands there then]. What stands there must stand there once.

const edit = (file) => (from, to) => [`validity/${file}.sol`, from, to];
const [steps, claims, mercury, transcript, scalars, curve] = ['ProofSteps', 'Claims', 'Mercury', 'Transcript', 'Scalars', 'Curve'].map(
  edit,
);
const [verifier, registration, batches, frames] = ['ValidityVerifier', 'RegistrationVerifier', 'Batches', 'Frames'].map(edit);

/** A guard that is gone. Where the compiler then runs out of stack it stands with something behind it that never holds. */
const gone = (where, guard) => [where(guard, '')];

// Rounds absorb under the tag they are given; under this one, nothing.
const silentRounds = (tag) => [
  transcript('mstore(add(place, 2), shl(224, size))', `mstore(add(place, 2), shl(224, mul(size, iszero(eq(shr(8, tags), ${tag})))))`),
  transcript('state := keccak256(p, add(38, size))', `state := keccak256(p, add(38, mul(size, iszero(eq(shr(8, tags), ${tag})))))`),
];
// Rounds read words of any size under this tag.
const anyRounds = (tag) => [transcript('if iszero(isGood) {', `if and(iszero(isGood), iszero(eq(shr(8, tags), ${tag}))) {`)];

const absorbedCut = (word) => [
  transcript(
    '    /// @notice The state after a word and `length` bytes of the calldata.',
    `    function absorbCut(bytes32 state, uint256 tag, uint256 first, uint256 second, uint256 word)
        internal pure returns (bytes32 next)
    {
        assembly ("memory-safe") {
            let p := mload(0x40)
            mstore8(p, 0x09)
            mstore8(add(p, 1), tag)
            mstore(add(p, 2), shl(224, 224))
            mstore(add(p, 6), state)
            calldatacopy(add(p, 38), first, 64)
            calldatacopy(add(p, 102), second, shl(5, word))
            calldatacopy(add(p, add(102, shl(5, word))), add(second, shl(5, add(word, 1))), sub(160, shl(5, word)))
            next := keccak256(p, 262)
        }
    }

    /// @notice The state after a word and \`length\` bytes of the calldata.`,
  ),
  mercury(
    'Transcript.absorbTwo(state, 0x0e, at + K, 64, at + WORDS, 192)',
    `Transcript.absorbCut(state, 0x0e, at + K, at + WORDS, ${word})`,
  ),
];

// A claim that says nothing: its value does not count, and its weight is zero.
const POWER = `
    function _nth(uint256 gamma, uint256 n) private pure returns (uint256 power) {
        power = 1;
        for (uint256 i = 0; i < n; ++i) power = power.mul(gamma);
    }
`;
const valueless = (number, word) => [
  claims(
    '        return sum.mul(gamma).add(s.first);\n    }\n',
    `        return sum.mul(gamma).add(s.first).sub(_nth(gamma, ${number}).mul(${word}));\n    }\n${POWER}`,
  ),
];
const weightless = (number, statement) => [claims(statement, `if (w.power != _nth(gamma, ${number})) ${statement}`)];
const inWords3 = (number) => `Scalars.word(s.words3 + ${32 * (number - 1)})`;
const unclaimed = (number, word, statement) => [...valueless(number, word), ...weightless(number, statement)];
const LEAF = 'w.y = w.y.add(w.power.mul(weight));';
const WEIGHT = 'w.w = w.w.add(w.power.mul(weight.mul(_ofWeights(s, size, prefix))));';
const BIAS = 'w.w = w.w.add(w.power.mul(_bias(s, p + 1)));';
// Of a leaf: not behind a power that changed in between.
const wholeColumn = (number, from, to) => [...valueless(number, `Scalars.word(s.words7 + ${32 * (number - 12)})`), claims(from, to)];
const SLOTS = [
  'uint256 inner = Scalars.word(at + 64).mul(gamma).add(Scalars.word(at));',
  'inner = inner.mul(gamma).add(Scalars.word(at + 32)).mul(gamma).add(Scalars.word(at + 128));',
];
const ROWS = 'inner = Scalars.word(tableAt).mul(gamma).add(Scalars.word(at + 96)).mul(gamma).add(Scalars.word(at + 160));';

const value = 'claim = claim.mul(gamma).add(Scalars.word(word));';
const registered = (number, from, to) => [
  registration(value, `claim = claim.mul(gamma).add(word == g.words + ${32 * number} ? 0 : Scalars.word(word));`),
  registration(from, to),
];

/** [name, edits]; a name of the reference, and where the contracts do at several places what it does at one, the place. */
export const OMISSIONS = Object.entries({
  // Absorbed.
  '01 IC': [
    verifier(
      'Transcript.absorbWord(0, 0x01, statement.ic, output + 32, isSealed ? 0 : size)',
      'Transcript.absorb(0, 0x01, output + 32, isSealed ? 0 : size)',
    ),
  ],
  '02 C_V': [steps('Transcript.absorb(s.state, 0x02, s.at, 256)', 'Transcript.absorb(s.state, 0x02, s.at + 64, 192)')],
  '02 C_Y': [steps('Transcript.absorb(s.state, 0x02, s.at, 256)', 'Transcript.absorbTwo(s.state, 0x02, s.at, 64, s.at + 128, 128)')],
  '02 C_R': [steps('Transcript.absorb(s.state, 0x02, s.at, 256)', 'Transcript.absorbTwo(s.state, 0x02, s.at, 128, s.at + 192, 64)')],
  '02 C_M': [steps('Transcript.absorb(s.state, 0x02, s.at, 256)', 'Transcript.absorb(s.state, 0x02, s.at, 192)')],
  '03 C_h': [steps('Transcript.absorb(state, 0x03, s.at + 256, 128)', 'Transcript.absorb(state, 0x03, s.at + 320, 64)')],
  '03 C_g': [steps('Transcript.absorb(state, 0x03, s.at + 256, 128)', 'Transcript.absorb(state, 0x03, s.at + 256, 64)')],
  '04': [steps('Transcript.absorb(s.state, 0x04, s.words3, s.at - s.words3)', 'Transcript.absorb(s.state, 0x04, 0, 0)')],
  '05': silentRounds(5),
  '06': [steps('Transcript.absorb(s.state, 0x06, s.words5, s.at - s.words5)', 'Transcript.absorb(s.state, 0x06, 0, 0)')],
  '07': silentRounds(7),
  '08': [steps('Transcript.absorb(s.state, 0x08, s.words7, 224)', 'Transcript.absorb(s.state, 0x08, 0, 0)')],
  '09': silentRounds(9),
  '0a': [steps('Transcript.absorb(s.state, 0x0a, s.columns, 32 * count)', 'Transcript.absorb(s.state, 0x0a, 0, 0)')],
  '0b': [mercury('Transcript.absorb(state, 0x0b, at + H, 64)', 'Transcript.absorb(state, 0x0b, 0, 0)')],
  '0c C_q': [mercury('Transcript.absorb(state, 0x0c, at + QUOTIENT, 128)', 'Transcript.absorb(state, 0x0c, at + G, 64)')],
  '0c C_g': [mercury('Transcript.absorb(state, 0x0c, at + QUOTIENT, 128)', 'Transcript.absorb(state, 0x0c, at + QUOTIENT, 64)')],
  '0d C_S': [mercury('Transcript.absorb(state, 0x0d, at + S, 128)', 'Transcript.absorb(state, 0x0d, at + D, 64)')],
  '0d C_D': [mercury('Transcript.absorb(state, 0x0d, at + S, 128)', 'Transcript.absorb(state, 0x0d, at + S, 64)')],
  '0e C_K': [mercury('Transcript.absorbTwo(state, 0x0e, at + K, 64, at + WORDS, 192)', 'Transcript.absorb(state, 0x0e, at + WORDS, 192)')],
  '0e g(1/z)': absorbedCut(1),
  '0e h(z)': absorbedCut(2),
  '0e h(1/z)': absorbedCut(3),
  '0e S(1/z)': absorbedCut(4),
  '0e h(al)': absorbedCut(5),
  '0f C_E': [mercury('Transcript.absorb(state, 0x0f, at + E, 64)', 'Transcript.absorb(state, 0x0f, 0, 0)')],
  11: [registration('Transcript.absorbWord(0, 0x11, contentHash, 0, 0)', 'Transcript.absorb(0, 0x11, 0, 0)')],
  '12 C_M': [registration('Transcript.absorb(g.state, 0x12, g.at, 64)', 'Transcript.absorb(g.state, 0x12, 0, 0)')],
  '13 C_hW': [registration('Transcript.absorb(g.state, 0x13, g.at + 64, 192)', 'Transcript.absorb(g.state, 0x13, g.at + 128, 128)')],
  '13 C_hT': [
    registration('Transcript.absorb(g.state, 0x13, g.at + 64, 192)', 'Transcript.absorbTwo(g.state, 0x13, g.at + 64, 64, g.at + 192, 64)'),
  ],
  '13 C_g': [registration('Transcript.absorb(g.state, 0x13, g.at + 64, 192)', 'Transcript.absorb(g.state, 0x13, g.at + 64, 128)')],
  14: silentRounds(0x14),
  15: [registration('Transcript.absorb(g.state, 0x15, g.words, WORDS_BYTES)', 'Transcript.absorb(g.state, 0x15, 0, 0)')],
  16: silentRounds(0x16),
  17: [registration('Transcript.absorb(g.state, 0x17, columns, WORDS_BYTES)', 'Transcript.absorb(g.state, 0x17, 0, 0)')],
  18: [
    registration(
      'abi.encodePacked(hex"0918", uint32(64), bytes32(0), seed[0], seed[1])',
      'abi.encodePacked(hex"0918", uint32(0), bytes32(0))',
    ),
  ],
  // Claims.
  'claim Y of Input': unclaimed(0, 's.first', LEAF),
  'claim X': [...valueless(1, inWords3(1)), claims('w.x = w.power.mul(_whole(s, s.sizes.input));', 'w.x = 0;')],
  'claim V': unclaimed(1, inWords3(1), 'w.v = w.v.add(w.power.mul(weight));'),
  'claim R': unclaimed(2, inWords3(2), 'w.r = w.r.add(w.power.mul(weight));'),
  'claim B': unclaimed(3, inWords3(3), BIAS),
  'claim of a leaf': unclaimed(7, inWords3(7), LEAF),
  'claim Ct': [...valueless(8, inWords3(8)), claims('w.ct = w.power.mul(_whole(s, s.sizes.output));', 'w.ct = 0;')],
  'claim a': unclaimed(8, 'Scalars.word(s.words5)', LEAF),
  'claim w': unclaimed(9, 'Scalars.word(s.words5 + 32)', WEIGHT),
  'claim h at z': wholeColumn(12, SLOTS[1], SLOTS[1].replace('.add(Scalars.word(at + 128))', '')),
  'claim V at z': wholeColumn(13, SLOTS[1], SLOTS[1].replace('.add(Scalars.word(at + 32))', '')),
  'claim Y at z': wholeColumn(14, SLOTS[0], SLOTS[0].replace('.add(Scalars.word(at))', '')),
  'claim R at z': wholeColumn(15, SLOTS[0], SLOTS[0].replace('Scalars.word(at + 64).mul(gamma).add(Scalars.word(at))', 'Scalars.word(at)')),
  'claim g at z': wholeColumn(16, ROWS, ROWS.replace('.add(Scalars.word(at + 160))', '')),
  'claim M at z': wholeColumn(17, ROWS, ROWS.replace('.add(Scalars.word(at + 96))', '')),
  'claim T at z': wholeColumn(
    18,
    ROWS,
    ROWS.replace('Scalars.word(tableAt).mul(gamma).add(Scalars.word(at + 96))', 'Scalars.word(at + 96)'),
  ),
  'registration, claim hW at z': registered(
    0,
    'uint256 w = Scalars.word(columns + 64).add(gamma.mul(Scalars.word(columns)));',
    'uint256 w = gamma.mul(Scalars.word(columns));',
  ),
  'registration, claim W at z': registered(
    1,
    'uint256 w = Scalars.word(columns + 64).add(gamma.mul(Scalars.word(columns)));',
    'uint256 w = Scalars.word(columns + 64);',
  ),
  'registration, claim hT at z': registered(
    2,
    'w = Scalars.word(columns + 96).add(gamma.mul(Scalars.word(columns + 32)));',
    'w = gamma.mul(Scalars.word(columns + 32));',
  ),
  'registration, claim T at z': registered(
    3,
    'w = Scalars.word(columns + 96).add(gamma.mul(Scalars.word(columns + 32)));',
    'w = Scalars.word(columns + 96);',
  ),
  'registration, claim g at z': registered(4, 'w = Scalars.word(columns + 128).add(gamma.mul(m));', 'w = gamma.mul(m);'),
  'registration, claim M at z': registered(5, 'w = Scalars.word(columns + 128).add(gamma.mul(m));', 'w = Scalars.word(columns + 128);'),
  'registration, claim M at row 0': [
    registration(
      'sum = sum.add(square.mul(power).mul(_tail(g, 0)).mul(m));',
      'sum = sum.add(square.mul(power).mul(_tail(g, 0)).mul(m).mul(0));',
    ),
  ],
  // Equations.
  'the inference commitment': gone(verifier, 'if (computed != t.ic) revert Validity_CommitmentDiffers(t.ic, computed);'),
  'units or traceRoot': gone(verifier, 'if (t.units != 1) revert Validity_UnitsNotOne(t.units);'),
  'units or traceRoot, of a trace': gone(verifier, 'if (t.traceRoot != 0) revert Validity_TraceClaimed(t.traceRoot);'),
  'the preimage of modelId': gone(verifier, 'if (given != modelId) revert Validity_ModelDiffers(modelId, given);'),
  // The registry is asked for the model that the preimage names; without that, for the one that was proved.
  'another model': [verifier('bytes32 contentHash = bytes32(proof[32:64]);', 'bytes32 contentHash = {contentHash};')],
  'how the input is given': [verifier('} else if (mode == 1) {', '} else if (mode > 0) {')],
  "the input's point is the identity": gone(verifier, 'if (x == 0 && y == 0) revert Validity_InputPointZero();'),
  inputCommit: gone(verifier, 'if (given != inputCommit) revert Validity_InputDiffers(inputCommit, given);'),
  'inputCommit, of a point': gone(verifier, 'if (given != inputCommit) revert Validity_InputDiffers(inputCommit, given);'),
  outputCommit: gone(verifier, 'if (given != t.outputCommit) revert Validity_OutputDiffers(t.outputCommit, given);'),
  'outputCommit of a sealed output': gone(verifier, 'if (t.outputCommit != 0) revert Validity_OutputDiffers(t.outputCommit, 0);'),
  'the key': gone(verifier, 'if (given != t.keyHash) revert Validity_KeyDiffers(t.keyHash, given);'),
  'the key, of an answered order': gone(verifier, 'if (given != t.keyHash) revert Validity_KeyDiffers(t.keyHash, given);'),
  cipherCommit: gone(verifier, 'if (given != t.cipherCommit) revert Validity_CipherDiffers(t.cipherCommit, given);'),
  cipherRoot: gone(verifier, 'if (top != cipherRoot) revert Validity_CiphertextDiffers(cipherRoot, top);'),
  'a key of a public output': gone(verifier, 'if (t.keyHash != 0 || key != 0) revert Validity_KeyDiffers(t.keyHash, key);'),
  'X-02 or X-03 of the output': gone(verifier, 'Frames.requireTensor(at + 32, s.sizes.output, header);'),
  'a word is not below P': gone(steps, 'Scalars.requireCanonical(s.at, s.count3);'),
  'a word is not below P, of 05': anyRounds(5),
  'a word is not below P, of 06': gone(steps, 'Scalars.requireCanonical(s.at, n.words5);'),
  'a word is not below P, of 07': anyRounds(7),
  'a word is not below P, of 08': gone(steps, 'Scalars.requireCanonical(s.words7, 7);'),
  'a word is not below P, of 09': anyRounds(9),
  'a word is not below P, of 0a': gone(steps, 'Scalars.requireCanonical(s.columns, count);'),
  'a word is not below P, of an answered output': gone(frames, 'Scalars.requireCanonical(offset, table.length);'),
  'a word is not below P, of the opening': gone(mercury, 'Scalars.requireCanonical(at + WORDS, 8);'),
  'a word is not below P, of 14': anyRounds(0x14),
  'a word is not below P, of 15': gone(registration, 'Scalars.requireCanonical(g.words, WORDS);'),
  'a word is not below P, of 16': anyRounds(0x16),
  'a word is not below P, of 17': gone(registration, 'Scalars.requireCanonical(columns, WORDS);'),
  // The precompile is what asks; without it a coordinate would be reduced.
  'a coordinate is not below Q': [
    curve(
      'mstore(add(p, 32), y)',
      'mstore(add(p, 32), mod(y, 21888242871839275222246405745257275088696311157297823662689037894645226208583))',
    ),
  ],
  'message 3: operator': [
    steps('if (sum != acc) revert Proof_EquationFails(3);', 'if (sum != acc && acc > P) revert Proof_EquationFails(3);'),
  ],
  'message 3: the output': gone(steps, 'if (sum != output) revert Proof_EquationFails(3);'),
  'message 3: the output, of sealed words': gone(steps, 'if (sum != output) revert Proof_EquationFails(3);'),
  'message 5: the products': [steps('if (_products(s, lambda) != claim) revert Proof_EquationFails(5);', '_products(s, lambda);')],
  'message 7: the lookups': gone(steps, 'if (value != s.claim) revert Proof_EquationFails(7);'),
  'message 9: the columns': gone(steps, 'if (Claims.total(s) != claim) revert Proof_EquationFails(9);'),
  'the opening': [
    verifier('if (!Curve.pairs(sum, quotients, _tau2())) revert', 'if (!Curve.pairs(sum, quotients, _tau2()) && sum[0] > Curve.Q) revert'),
  ],
  'the opening, of registration': [
    mercury('if (!Curve.pairs(point, b, tau2)) revert', 'if (!Curve.pairs(point, b, tau2) && point[0] > Curve.Q) revert'),
  ],
  'the opening, of a leaf': [
    mercury('if (!Curve.pairs(point, b, tau2)) revert', 'if (!Curve.pairs(point, b, tau2) && point[0] > Curve.Q) revert'),
  ],
  '1/z': gone(mercury, 'if (c.zi.mul(c.z) != 1) revert Opening_InverseDiffers();'),
  'the inverse of the differences': gone(mercury, 'if (inverse.mul(d1.mul(d2.mul(d3))) != 1) revert Opening_InverseDiffers();'),
  'the batch': [batches('if (!Curve.pairs(a, b, tau2)) revert', 'if (!Curve.pairs(a, b, tau2) && a[0] > Curve.Q) revert')],
  'trailing bytes': gone(verifier, 'if (expected != end) revert Validity_LengthDiffers(end - start, expected - start);'),
  'trailing bytes, of registration': gone(
    registration,
    'if (proof.length != expected) revert Registration_LengthDiffers(proof.length, expected);',
  ),
  'trailing bytes, of a leaf': gone(
    registration,
    'if (opening.length != Mercury.BYTES) revert Registration_LengthDiffers(opening.length, Mercury.BYTES);',
  ),
  'registration: the lookups': gone(registration, 'if (_relations(g, tau, mu) != g.claim) revert ProofSteps.Proof_EquationFails(4);'),
  'message 9: the columns, of registration': gone(registration, 'if (sum != claim) revert ProofSteps.Proof_EquationFails(9);'),
});

/** Entries above that let nobody in by themselves, and why: the weaker contract must refuse as well. */
export const BOUND_OTHERWISE = {
  'X-02 or X-03 of the output':
    'the contracts sum the whole frame where the reference sums its live elements, so `message 3: the output` refuses what is not zero; -128 is no image of a table',
};

/** Guards and absorbs of the verifiers that no entry above leaves out, and why. */
export const GUARDS = {
  'Transcript.absorb(state, 0x10, at + F, 64)': 'SOUNDNESS.md, `10 C_F`: one F fits',
  'Transcript.absorbStates(0, 0x19, states)': 'SOUNDNESS.md, `19`; test_requirePairings_errorsForOtherStates_refused',
  'if (!_isMarked(_mark(statement, key))) revert':
    'no proof at all: test_mark_nextTransaction_reverts, test_mark_isOfOneStatement, test_mark_isOfOneMarket',
  'if (count == 0 || count > BATCH_MAX) revert': 'what a batch may cost',
  'revert Validity_BatchLengths(count, proofs.length, keys.length);': 'without it an array is read beyond its end, and the machine reverts',
  'if (proof.length <= MODEL_BYTES) revert':
    'the preimage of modelId is cut from the envelope, which reverts by itself; the reason is named here',
  'if (code == address(0)) revert': 'a model that is not registered has no plan: its code is of no bytes, less one',
  'revert Validity_InputModeUnknown(mode);': '`how the input is given` leaves it out',
  'if (size > SEALED_MAX) revert': 'P-05: what a pad costs',
  'if (points.length != 128) revert': 'the registry hashes 128 bytes of points into contentHash and refuses others itself',
  'if (leaf.length != LEAF_BYTES) revert': "the registry compares the leaf's hash with that of the challenge, which is of 256 bytes",
  'if (!done) revert Proof_PointInvalid();': 'a precompile that failed leaves what stood there: see `a point is not on the curve`',
  'if (i < inside ? code == 0 : code != ZERO) revert': 'names the element that `X-02 or X-03 of the output` found',
  'if (word(offset + 32 * i) >= P) revert': 'names the word that `a word is not below P` found',
  'revert(0, 36)': 'the rounds of `a word is not below P`',
  'if (isForTests && block.chainid != LOCAL_CHAIN_ID) revert': 'test_srs_forTests_refusedElsewhere',
};
