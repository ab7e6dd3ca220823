namespace Aether.Onnx;

/// <summary>Functions of one element, with their attributes: the table of an AIR8 operator is made of a chain of these.</summary>
internal static class UnaryOperators
{
    /// <summary>The function of a node whose only tensor input is its first; null when the operator is none.</summary>
    public static Func<double, double>? Of(string name, OperatorCall call) =>
        name switch
        {
            "Relu" => x => Math.Max(0, x),
            "LeakyRelu" => LeakyRelu(call.Float("alpha", 0.01f)),
            "Elu" => Elu(call.Float("alpha", 1)),
            "Sigmoid" => Functions.Sigmoid,
            "Tanh" => Math.Tanh,
            "HardSigmoid" => HardSigmoid(call.Float("alpha", 0.2f), call.Float("beta", 0.5f)),
            "HardSwish" => x => x * Math.Clamp(x / 6 + 0.5, 0, 1),
            "Softplus" => Functions.Softplus,
            "Gelu" => Gelu(call),
            OwnOperators.Silu => x => x * Functions.Sigmoid(x),
            "Erf" => Functions.Erf,
            "Sqrt" => Math.Sqrt,
            "Exp" => Math.Exp,
            "Log" => Math.Log,
            "Neg" => x => -x,
            "Abs" => Math.Abs,
            "Reciprocal" => x => 1 / x,
            "Floor" => Math.Floor,
            "Ceil" => Math.Ceiling,
            "Clip" => Clip(call),
            OwnOperators.Affine => Affine(call.Float("scale", 1), call.Float("offset", 0)),
            _ => null,
        };

    public static Prepared? Prepare(string name, OperatorCall call)
    {
        if (Of(name, call) is not Func<double, double> function)
            return null;
        ValueType type = call.Input(0);
        call.Require(type.Type.IsFloat() || name is "Neg" or "Abs" or "Clip", $"{type.Type} is not supported here");
        return Prepared.One(type, inputs => inputs[0]!.With(Array.ConvertAll(inputs[0]!.Values, x => (float)function(x))), 8L * type.Count);
    }

    private static Func<double, double> LeakyRelu(float alpha) => x => x >= 0 ? x : alpha * x;

    private static Func<double, double> Elu(float alpha) => x => x >= 0 ? x : alpha * (Math.Exp(x) - 1);

    private static Func<double, double> HardSigmoid(float alpha, float beta) => x => Math.Clamp((double)alpha * x + beta, 0, 1);

    private static Func<double, double> Affine(float scale, float offset) => x => scale * x + offset;

    private static Func<double, double> Gelu(OperatorCall call)
    {
        string form = call.Text("approximate", "none");
        call.Require(form is "none" or "tanh", $"approximate '{OnnxRefusedException.Shown(form)}' does not exist");
        return form == "tanh" ? Functions.GeluTanh : Functions.Gelu;
    }

    private static Func<double, double> Clip(OperatorCall call)
    {
        double low = Bound(call, 1, "min", float.NegativeInfinity);
        double high = Bound(call, 2, "max", float.PositiveInfinity);
        return x => Math.Min(high, Math.Max(low, x));
    }

    private static double Bound(OperatorCall call, int input, string name, float otherwise)
    {
        if (call.HasAttribute(name))
            return call.Float(name, otherwise);
        if (!call.Has(input))
            return otherwise;
        return call.ConstantNumber(input, name);
    }
}
