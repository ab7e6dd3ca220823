pragma circom 2.1.6;

// A dense network of two layers as AIR8 computes it (prover/AIR8.md, Arithmetic and Gemm): the peer of our proof in `scripts/bench prover`.
// Activations are int8 in -127..127; accumulators have 32 bits and are requantised by 2^s, rounding half up; the first layer's table is a ReLU
// that ends at 127, the second's ends at -127 and 127. One constraint a product; every activation is range-checked by its bits.

// in = sum of out_i 2^i.
template Bits(n) {
    signal input in;
    signal output out[n];
    var sum = 0;
    for (var i = 0; i < n; i++) {
        out[i] <-- (in >> i) & 1;
        out[i] * (out[i] - 1) === 0;
        sum += out[i] * (1 << i);
    }
    sum === in;
}

// out = 0 where in is 0, else 1.
template IsNonzero() {
    signal input in;
    signal output out;
    signal inverse <-- in != 0 ? 1 / in : 0;
    out <== in * inverse;
    in * (1 - out) === 0;
}

// in is one of -127..127.
template Activation() {
    signal input in;
    component bits = Bits(8);
    bits.in <== in + 128;
    component code = IsNonzero();
    code.in <== in + 128;
    code.out === 1;
}

// floor((in + 2^(s - 1)) / 2^s), which then ends at 127 and at low: 0 (a ReLU) or -127. in has 32 bits, signed.
template Requantise(s, low) {
    assert(s >= 1 && s <= 16 && (low == 0 || low == -127));
    signal input in;
    signal output out;
    component bits = Bits(32);
    bits.in <== in + (1 << (s - 1)) + (1 << 31);
    var high = 0;
    for (var i = s + 7; i < 31; i++) high += bits.out[i];
    var small = 0;
    for (var i = 0; i < 7; i++) small += bits.out[s + i] * (1 << i);
    component beyond = IsNonzero();
    if (low == 0) {
        beyond.in <== high;
        signal ended <== beyond.out * (127 - small);
        out <== bits.out[31] * (small + ended);
    } else {
        // Of a negative number the high bits are ones where it is -128 or more. -128 itself is one step below the end.
        signal negative <== 1 - bits.out[31];
        beyond.in <== high + negative * (24 - s - 2 * high);
        signal ended <== beyond.out * (127 - small - 126 * negative);
        component above = IsNonzero();
        above.in <== small + ended - 128 * negative + 128;
        out <== small + ended - 128 * negative + 1 - above.out;
    }
}

// out = requantise(bias + sum of in_i weight_i).
template Neuron(inputs, s, low) {
    signal input in[inputs];
    signal input weight[inputs];
    signal input bias;
    signal output out;
    signal sum[inputs];
    for (var i = 0; i < inputs; i++) {
        sum[i] <== (i == 0 ? bias : sum[i - 1]) + in[i] * weight[i];
    }
    component requantise = Requantise(s, low);
    requantise.in <== sum[inputs - 1];
    out <== requantise.out;
}

// Public is the output alone. Nothing binds weights and input to a commitment, or weights to int8: hashing them would cost this circuit more.
template Network(inputs, hidden, outputs, s) {
    signal input in[inputs];
    signal input weight0[hidden][inputs];
    signal input bias0[hidden];
    signal input weight1[outputs][hidden];
    signal input bias1[outputs];
    signal output out[outputs];

    component activation[inputs];
    for (var i = 0; i < inputs; i++) {
        activation[i] = Activation();
        activation[i].in <== in[i];
    }
    component first[hidden];
    for (var j = 0; j < hidden; j++) {
        first[j] = Neuron(inputs, s, 0);
        first[j].in <== in;
        first[j].weight <== weight0[j];
        first[j].bias <== bias0[j];
    }
    component second[outputs];
    for (var j = 0; j < outputs; j++) {
        second[j] = Neuron(hidden, s, -127);
        for (var i = 0; i < hidden; i++) {
            second[j].in[i] <== first[i].out;
        }
        second[j].weight <== weight1[j];
        second[j].bias <== bias1[j];
        out[j] <== second[j].out;
    }
}
