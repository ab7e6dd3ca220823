"""Small models that meet every kind of operator and every corner of the page. Descriptions are in the form of air8.json."""

PLAIN = {"factor": 1, "shift": 0, "low": -127, "high": 127}
RELU = {"factor": 1, "shift": 0, "low": 0, "high": 127}
TILTED = {"factor": -3, "shift": 1, "low": -120, "high": 90}
LIFTED = {"factor": 1, "shift": 0, "low": 5, "high": 127}  # 0 becomes 5: padding is not zero


def seeded(seed, limit=128):
    return {"seed": seed, "limit": limit}


def op(kind, *inputs, **given):
    return {"op": kind, "in": list(inputs), **given}


def network(live, ops, tables=(PLAIN,)):
    return {"tables": list(tables), "ops": [{"op": "Input", "live": live}, *ops, op("Output", len(ops))]}


def window(width, height, sx=0, sy=0, left=0, top=0, right=0, bottom=0):
    return [width, height, sx, sy, left, top, right, bottom]


MODELS = {
    # No table, no weights, no bilinear term, fewer rows than any other model.
    "identity": network([3, 1, 1, 1], [], ()),
    # More slots than rows: n2 is nN.
    "moreSlotsThanRows": network([33, 31, 1, 1], [op("Transpose", 0, axes=[1, 3, 0, 2])], ()),
    # The output has more coordinates than any column, an odd size, four leaves of one block, two held bits.
    "repeated": network([5, 2, 1, 1], [op("Concat", 0, 0, 0, axis=1)], ()),
    # Blocks of one slot, kmax 0, shift 0.
    "single": network([1, 1, 1, 1], [op("Gemm", 0, outputs=1, weights=[3], bias=[-2], shift=0, table=0)]),
    "dense": network(
        [5, 1, 1, 1],
        [
            op("Gemm", 0, outputs=6, weights=seeded(3), bias=seeded(8, 90), shift=6, table=1),
            op("Gemm", 1, outputs=3, weights=seeded(17), bias=[70, -9000, 31], shift=5, table=0),
        ],
        (PLAIN, LIFTED),
    ),
    # One layer of it is what cheating provers lie about.
    "attacked": network(
        [5, 1, 1, 1],
        [
            op("Gemm", 0, outputs=6, weights=seeded(3), bias=seeded(8, 90), shift=8, table=0),
            op("Gemm", 1, outputs=3, weights=seeded(17), bias=[70, -900, 31], shift=7, table=0),
        ],
    ),
    "lut": network([3, 2, 1, 1], [op("Lut", 0, table=0)], (TILTED,)),
    "flatten": network(
        [3, 5, 3, 2],
        [
            op("Lut", 0, table=0),
            op("Gemm", 1, axes=2, outputs=5, weights=seeded(3), bias=seeded(9, 128), shift=6, table=0),
        ],
        (LIFTED,),
    ),
    # Same padding, strides, zeros on one side only, a kernel as wide as its input, padding that is not zero everywhere.
    "convolutions": network(
        [3, 6, 5, 2],
        [
            op("Conv2D", 0, outputs=3, window=window(3, 3, 0, 0, 1, 1, 1, 1), weights=seeded(5), bias=seeded(50), shift=6, table=1),
            op("Conv2D", 1, outputs=2, window=window(4, 2, 1, 0, 0, 0, 3, 0), weights=seeded(6), shift=7, table=0),
            op("DepthwiseConv2D", 2, window=window(2, 3, 0, 1, 1, 2, 0, 1), weights=seeded(8), bias=seeded(1, 99), shift=4, table=0),
            op("Conv2D", 3, outputs=3, window=window(3, 1), weights=seeded(9), shift=4, table=1),
            op("Gemm", 4, axes=2, outputs=2, weights=seeded(13), shift=6, table=0),
        ],
        (PLAIN, LIFTED),
    ),
    "depthwise": network(
        [7, 10, 6, 1],
        [
            op("DepthwiseConv2D", 0, window=window(4, 1, 2, 0, 3), weights=seeded(23), shift=2, table=0),
            op("DepthwiseConv2D", 1, window=window(1, 5, 0, 1, 0, 2, 0, 4), weights=seeded(24), bias=seeded(25, 120), shift=3, table=0),
        ],
        (LIFTED,),
    ),
    # Everything that only claims; range tables of 0 to 16 bits, one as large as a LUT.
    "elements": network(
        [6, 4, 4, 3],
        [
            op("Lut", 0, table=0),
            op("Add", 0, 1, logs=[15, 15], shift=8, table=1),
            op("Add", 2, 1, logs=[3, 0], subtract=True, shift=0, table=1),
            op("Map2", 3, 0, table=2),
            op("AvgPool", 4, logs=[1, 2], shift=3, table=1),
            op("PairMap", 5, axis=0, table=2),
            op("Add", 6, 6, logs=[0, 15], shift=16, table=1),
        ],
        (TILTED, PLAIN, {"pair": "product"}),
    ),
    "maximum": network(
        [2, 7, 6, 1],
        [
            op("Conv2D", 0, outputs=3, window=window(2, 1), weights=seeded(7), shift=5, table=0),
            op("PairMap", 1, axis=1, table=1),
            op("PairMap", 2, axis=2, table=1),
        ],
        (PLAIN, {"pair": "max"}),
    ),
    # Parts and whole under every layout operator, read by a convolution with zeros added at an odd edge, and by a Gemm.
    "layout": network(
        [12, 3, 2, 1],
        [
            op("Lut", 0, table=0),
            op("Slice", 1, axis=0, start=8, size=4),
            op("Slice", 1, axis=0, start=2, size=2),
            op("Concat", 2, 3, 3, axis=0),
            op("Slice", 4, axis=0, start=0, size=5),
            op("Transpose", 5, axes=[1, 0, 2, 3]),
            op("Conv2D", 6, outputs=3, window=window(3, 2, 1, 0, 1, 1, 1, 0), weights=seeded(31), shift=6, table=0),
            op("Slice", 1, axis=1, start=0, size=2),
            op("Reshape", 8, live=[4, 3, 2, 2]),
            op("Concat", 9, 9, axis=3),
            op("Slice", 10, axis=3, start=2, size=2),
            op("Transpose", 11, axes=[1, 2, 3, 0]),
            op("Gemm", 12, axes=2, outputs=3, weights=seeded(41), bias=seeded(42, 100), shift=6, table=0),
            op("Slice", 13, axis=3, start=0, size=3),
            op("Transpose", 7, axes=[0, 2, 3, 1]),
            op("Gemm", 15, axes=1, outputs=3, weights=seeded(51), shift=6, table=0),
            op("Add", 14, 16, logs=[0, 1], shift=2, table=0),
        ],
        (LIFTED,),
    ),
    # A pair and a window that reach across parts: constants of a point against held bits; channels of a depthwise kernel that are held.
    "acrossParts": network(
        [2, 3, 2, 1],
        [
            op("Slice", 0, axis=0, start=0, size=1),
            op("Slice", 0, axis=0, start=1, size=1),
            op("Concat", 2, 1, axis=0),
            op("PairMap", 3, axis=0, table=1),
            op("Slice", 0, axis=1, start=0, size=2),
            op("Slice", 5, axis=1, start=1, size=1),
            op("Concat", 5, 6, 6, axis=1),
            op("AvgPool", 7, logs=[2, 1], shift=2, table=0),
            op("DepthwiseConv2D", 3, window=window(2, 2, 0, 0, 1, 0, 0, 1), weights=seeded(61), shift=4, table=0),
            op("Gemm", 9, axes=2, outputs=1, weights=seeded(71), shift=4, table=0),
            op("Gemm", 4, axes=2, outputs=1, weights=seeded(72), shift=4, table=0),
            op("Gemm", 8, axes=2, outputs=1, weights=seeded(73), shift=0, table=0),
            op("Concat", 10, 11, 12, axis=0),
        ],
        (PLAIN, {"pair": "max"}),
    ),
}

# What is not served; the key starts with the rule.
REFUSED = {
    "P-01 an operator": {
        "tables": [],
        "ops": [{"op": "Input", "live": [3, 1, 1, 1]}, op("CausalMask", 0), op("Output", 1)],
    },
    "P-02 a column beyond the SRS": network([1, 1, 1, 1], [], ()) | {"srsLog": 9},
    "P-03 ten leaves": network(
        [1, 1, 1, 1],
        [op("Concat", 0, 0, 0, axis=0), op("Slice", 1, axis=0, start=0, size=2), op("Concat", *[2] * 4, axis=1)]
        + [op("Slice", 3, axis=1, start=0, size=1), op("Concat", 3, 4, axis=1)],
        (),
    ),
}
