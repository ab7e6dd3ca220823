using Aether.Inference;

namespace Aether.Proofs;

/// <summary>Message 3: what every operator's sums are at r, and the checks of those that need no sumcheck.</summary>
/// <remarks>Source: prover/PROOFS.md, Protocol, 3. One walk for both sides, so their words stand in the same order.</remarks>
internal sealed class OperatorMessage
{
    private readonly ProofPlan _plan;
    private readonly Fr[] _r;
    private readonly IClaimWords _words;
    private readonly List<Fr> _sums = [];

    private OperatorMessage(ProofPlan plan, Fr[] r, IClaimWords words) => (_plan, _r, _words) = (plan, r, words);

    /// <summary>acc - B of every term of the first sumcheck, in order.</summary>
    public IReadOnlyList<Fr> TermSums => _sums;

    /// <summary>Which operator's values do not fit, in words; null when all do.</summary>
    public string? Mismatch { get; private set; }

    public static OperatorMessage Walk(ProofPlan plan, Fr[] r, StatementValues statement, IClaimWords words)
    {
        OperatorMessage message = new(plan, r, words);
        for (int id = 0; id < plan.Model.Operators.Count; id++)
        {
            Air8Operator op = plan.Model.Operators[id];
            if (op.Opcode == Air8Opcode.Input)
                message.Input(op, statement);
            else if (op.Opcode == Air8Opcode.Output)
                message.Output(id, op, statement);
            else if (ProofPlan.HasBlock(op))
                message.Block(id, op);
        }
        return message;
    }

    private void Input(Air8Operator op, StatementValues statement)
    {
        PointFactor point = Point(op.Shape.FrameLog);
        Claim ofInput = Claim.OfBlock(Column.Input, op.Shape.FrameLog, 0, point);
        Fr value = statement.IsInputByPoint ? _words.Value(ofInput) : statement.InputAt(_r);
        _words.Known(Claim.OfBlock(Column.Results, _plan.SlotLog, op.SlotOffset, point), value);
        if (statement.IsInputByPoint)
            _words.Known(ofInput, value);
    }

    private void Block(int id, Air8Operator op)
    {
        PointFactor point = Point(op.Shape.FrameLog);
        Fr value = _words.Word(Claim.OfBlock(Column.Values, _plan.SlotLog, op.SlotOffset, point));
        Fr remainder = op.Shift == 0 ? Fr.Zero : _words.Word(Claim.OfBlock(Column.Remainders, _plan.SlotLog, op.SlotOffset, point));
        Fr sum = (value * (1 << op.Shift)) + remainder - (op.Shift == 0 ? Fr.Zero : 1 << (op.Shift - 1));
        Fr bias = op.Biased
            ? _words.Word(Claim.OfBlock(Column.Weights, _plan.WeightLog, op.BiasOffset, new DigitFactor(), Point(op.Shape.Log(0))))
            : Fr.Zero;
        if (ProofPlan.IsTerm(op))
            _sums.Add(sum - bias);
        else
            Check(sum == Terms(op), $"operator {id}, {op.Opcode}");
    }

    private Fr Terms(Air8Operator op)
    {
        OperatorParameters p = op.Parameters;
        switch (op.Opcode)
        {
            case Air8Opcode.Add:
                Fr left = (1 << p[0]) * At(op, 0);
                Fr right = (1 << p[1]) * At(op, 1);
                return op.IsVariant ? left - right : left + right;
            case Air8Opcode.Map2:
                Fr high = 256 * At(op, 0);
                return high + At(op, 1);
            case Air8Opcode.Lut:
                return At(op, 0);
            case Air8Opcode.AvgPool:
                return In(op, 0).Sum(Pooled(op), _words);
            case Air8Opcode.PairMap:
                Fr first = 256 * In(op, 0).Sum(Neighbour(op, Fr.Zero), _words);
                return first + In(op, 0).Sum(Neighbour(op, Fr.One), _words);
            default:
                throw new InvalidOperationException($"{op.Opcode} has no terms");
        }
    }

    private void Output(int id, Air8Operator op, StatementValues statement)
    {
        int start = 0;
        List<Factor> factors = [];
        for (int axis = 0; axis < TensorShape.AxisCount; axis++)
        {
            int log = op.Shape.Log(axis);
            Fr[] words = _r[start..(start + log)];
            factors.Add(op.Shape.Live(axis) == 1 << log ? PointFactor.Of(words) : new LessFactor(words, op.Shape.Live(axis)));
            start += log;
        }
        Fr sum = In(op, 0).Sum(new Functional(factors), _words);
        Check(sum == statement.OutputAt(_r, _words), $"operator {id}, Output");
    }

    private Fr At(Air8Operator op, int input) => In(op, input).Sum(new Functional(Point(op.Shape.FrameLog)), _words);

    private Functional Pooled(Air8Operator op) =>
        new(
            Point(op.Shape.Log(0)),
            PointFactor.Free(op.Parameters[0]),
            Point(op.Shape.Bit(1), op.Shape.Log(1)),
            PointFactor.Free(op.Parameters[1]),
            Point(op.Shape.Bit(2), op.Shape.Log(2)),
            Point(op.Shape.Bit(3), op.Shape.Log(3))
        );

    private Functional Neighbour(Air8Operator op, Fr which)
    {
        int bit = op.Shape.Bit(op.Parameters[0]);
        return new(Point(bit), PointFactor.Of([which]), Point(bit, op.Shape.FrameLog - bit));
    }

    private InputTensor In(Air8Operator op, int input) => new(_plan, op.Inputs[input]);

    private PointFactor Point(int count) => Point(0, count);

    private PointFactor Point(int start, int count) => PointFactor.Of(_r.AsSpan(start, count));

    private void Check(bool holds, string what) => Mismatch ??= holds ? null : what;
}
