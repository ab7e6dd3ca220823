namespace Aether.Onnx;

/// <summary>A checked graph in floating point: nodes in order, every shape known, everything constant computed.</summary>
internal sealed class FloatGraph
{
    private readonly Dictionary<string, NdArray> constants;
    private readonly Dictionary<string, ValueType> types = new(StringComparer.Ordinal);
    private readonly List<FloatNode> nodes = [];
    private readonly List<Prepared> prepared = [];

    /// <param name="unordered">Nodes in any order, each value made once.</param>
    /// <exception cref="OnnxRefusedException">A node is not supported, or the graph is none.</exception>
    public FloatGraph(
        long opset,
        IReadOnlyList<(string Name, ValueType Type)> inputs,
        IReadOnlyList<string> outputs,
        IReadOnlyDictionary<string, NdArray> constants,
        IReadOnlyList<FloatNode> unordered
    )
    {
        (Opset, Inputs, Outputs) = (opset, inputs, outputs);
        this.constants = new Dictionary<string, NdArray>(constants, StringComparer.Ordinal);
        foreach ((string name, NdArray value) in constants)
            types[name] = new ValueType(value.Type, value.Sizes);
        foreach ((string name, ValueType type) in inputs)
            OnnxRefusedException.Require(types.TryAdd(name, type), $"two values are named '{OnnxRefusedException.Shown(name)}'");
        ConstantFolder folder = new();
        foreach (FloatNode node in NodeOrder.Of(unordered, types.Keys, outputs))
            Add(node, folder);
        foreach (string output in outputs)
            OnnxRefusedException.Require(types.ContainsKey(output), $"nothing makes the output '{OnnxRefusedException.Shown(output)}'");
        RequireSize();
    }

    /// <summary>Version of the operator set that attributes are read by.</summary>
    public long Opset { get; }

    public IReadOnlyList<(string Name, ValueType Type)> Inputs { get; }

    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Nodes that are left to run, each behind what it reads.</summary>
    public IReadOnlyList<FloatNode> Nodes => nodes;

    /// <summary>Constants by name, those of the file and those that were computed.</summary>
    public IReadOnlyDictionary<string, NdArray> Constants => constants;

    /// <summary>Multiply-adds of one run, to within a small factor.</summary>
    public long Work => prepared.Sum(operation => operation.Work);

    public ValueType TypeOf(string name) => types[name];

    public NdArray? ConstantOrNull(string name) => constants.GetValueOrDefault(name);

    /// <summary>The same inputs and outputs around other nodes.</summary>
    public FloatGraph With(IReadOnlyList<FloatNode> others, IReadOnlyDictionary<string, NdArray> more)
    {
        Dictionary<string, NdArray> merged = new(constants, StringComparer.Ordinal);
        foreach ((string name, NdArray value) in more)
            merged[name] = value;
        return new FloatGraph(Opset, Inputs, Outputs, merged, others);
    }

    /// <summary>The same nodes with other outputs; nodes that only the old ones needed are dropped.</summary>
    public FloatGraph WithOutputs(IReadOnlyList<string> outputs) => new(Opset, Inputs, outputs, constants, nodes);

    /// <summary>Runs the graph.</summary>
    /// <param name="inputs">One per input, in order.</param>
    /// <param name="seen">Called for every value as it is made; null to hold only what is still needed.</param>
    /// <returns>The outputs, in order.</returns>
    public IReadOnlyList<NdArray> Run(
        IReadOnlyList<NdArray> inputs,
        Action<string, NdArray>? seen = null,
        CancellationToken cancellationToken = default
    )
    {
        Dictionary<string, NdArray> values = new(StringComparer.Ordinal);
        for (int i = 0; i < Inputs.Count; i++)
        {
            if (!inputs[i].Sizes.SequenceEqual(Inputs[i].Type.Sizes))
                throw new ArgumentException($"input {i} has shape {NdShape.Text(inputs[i].Sizes)}, not {Inputs[i].Type}", nameof(inputs));
            values[Inputs[i].Name] = inputs[i];
            seen?.Invoke(Inputs[i].Name, inputs[i]);
        }
        Dictionary<string, int> last = LastUses();
        for (int n = 0; n < nodes.Count; n++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            NdArray[] results = prepared[n].Run([.. nodes[n].Inputs.Select(name => Value(name, values))]);
            for (int i = 0; i < results.Length; i++)
            {
                values[nodes[n].Outputs[i]] = results[i];
                seen?.Invoke(nodes[n].Outputs[i], results[i]);
            }
            foreach (string name in nodes[n].Inputs)
            {
                if (last.TryGetValue(name, out int user) && user == n)
                    values.Remove(name);
            }
        }
        return [.. Outputs.Select(name => Value(name, values)!)];
    }

    private NdArray? Value(string name, Dictionary<string, NdArray> values) =>
        name.Length == 0 ? null
        : constants.TryGetValue(name, out NdArray? constant) ? constant
        : values[name];

    private Dictionary<string, int> LastUses()
    {
        Dictionary<string, int> last = new(StringComparer.Ordinal);
        for (int n = 0; n < nodes.Count; n++)
        {
            foreach (string name in nodes[n].Inputs)
                last[name] = n;
        }
        foreach (string output in Outputs)
            last.Remove(output);
        return last;
    }

    private void Add(FloatNode node, ConstantFolder folder)
    {
        Prepared operation;
        NdArray?[] known = [.. node.Inputs.Select(ConstantOrNull)];
        try
        {
            OperatorCall call = new(node, Opset, [.. node.Inputs.Select(name => types.GetValueOrDefault(name))], known);
            operation = Catalogue.Prepare(node, call);
            bool constant = node.Inputs.Zip(known).All(pair => pair.First.Length == 0 || pair.Second is not null);
            if (constant || node.Operator is "Shape" or "Size")
            {
                NdArray[] values = folder.Run(node, operation, known);
                for (int i = 0; i < values.Length; i++)
                    constants[node.Outputs[i]] = values[i];
            }
            else
            {
                nodes.Add(node);
                prepared.Add(operation);
            }
        }
        catch (OverflowException)
        {
            throw node.Refuse($"a size or an index overflows");
        }
        for (int i = 0; i < node.Outputs.Count; i++)
            types[node.Outputs[i]] = operation.Results[i];
    }

    private void RequireSize()
    {
        long elements = nodes.SelectMany(node => node.Outputs).Sum(name => (long)types[name].Count);
        OnnxRefusedException.Require(
            elements <= OnnxLimits.ElementsMax,
            $"the activations have {elements} elements; at most {OnnxLimits.ElementsMax} are supported"
        );
        OnnxRefusedException.Require(
            Work <= OnnxLimits.WorkMax,
            $"one run takes about {Work} multiply-adds; at most {OnnxLimits.WorkMax} are supported"
        );
    }
}
