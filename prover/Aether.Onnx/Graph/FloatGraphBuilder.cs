namespace Aether.Onnx;

/// <summary>Makes the float graph of a model that was read.</summary>
internal static class FloatGraphBuilder
{
    /// <param name="notes">Receives what a user should know about the reading.</param>
    /// <exception cref="OnnxRefusedException">Something is not supported; the message names the node.</exception>
    public static FloatGraph Build(OnnxModelRecord model, ICollection<string> notes)
    {
        long opset = model.Opsets[""];
        Catalogue.RequireOpset(opset);
        OnnxGraphRecord graph = model.Graph;
        OnnxRefusedException.Require(graph.Outputs.Count > 0, $"the graph has no output");
        // "" stands for an absent input: a value of that name would be taken for every one of them.
        OnnxRefusedException.Require(
            !graph.Initialisers.ContainsKey("") && graph.Inputs.TrueForAll(input => input.Name.Length > 0),
            $"an input or an initialiser has no name"
        );
        foreach ((string name, NdArray value) in graph.Initialisers)
            OnnxRefusedException.Require(
                value.Rank <= 1 || value.Sizes.All(size => size > 0),
                $"initialiser '{OnnxRefusedException.Shown(name)}' has no elements"
            );
        Dictionary<string, NdArray> constants = new(graph.Initialisers, StringComparer.Ordinal);
        List<(string, ValueType)> inputs = [];
        foreach (OnnxValueRecord input in graph.Inputs.Where(input => !graph.Initialisers.ContainsKey(input.Name)))
            inputs.Add((input.Name, InputType(input, notes)));
        List<FloatNode> nodes = [];
        foreach (OnnxNodeRecord record in graph.Nodes)
            QLinearExpansion.AddTo(nodes, NodeOf(record), constants);
        return new FloatGraph(opset, inputs, [.. graph.Outputs.Select(output => output.Name)], constants, nodes);
    }

    private static FloatNode NodeOf(OnnxNodeRecord record)
    {
        // Absent outputs at the end are only a way of writing that there are fewer.
        List<string> outputs = record.Outputs;
        while (outputs.Count > 1 && outputs[^1].Length == 0)
            outputs.RemoveAt(outputs.Count - 1);
        // One that nobody wants among others gets a name, since "" is no value.
        for (int i = 1; i < outputs.Count; i++)
            outputs[i] = outputs[i].Length > 0 ? outputs[i] : $"{outputs[0]}/unread{i}";
        FloatNode node = new(
            record.Name.Length > 0 || outputs.Count == 0 ? record.Name : outputs[0],
            record.Operator,
            record.Inputs,
            outputs,
            record.Attributes
        );
        if (record.Domain.Length > 0 && !(record.Domain == "com.microsoft" && record.Operator == "Gelu"))
            throw node.Refuse($"operators of the domain '{OnnxRefusedException.Shown(record.Domain)}' are not supported");
        if (outputs.Count == 0 || outputs[0].Length == 0)
            throw node.Refuse($"it has no output");
        if (record.Operator.Contains('.', StringComparison.Ordinal))
            throw node.Refuse($"the operator is not supported");
        return node;
    }

    private static ValueType InputType(OnnxValueRecord input, ICollection<string> notes)
    {
        string shown = OnnxRefusedException.Shown(input.Name);
        OnnxRefusedException.Require(input.Sizes is not null, $"input '{shown}' has no shape; export the model with a fixed one");
        List<int> sizes = [];
        long count = 1;
        for (int axis = 0; axis < input.Sizes!.Count; axis++)
        {
            OnnxSize size = input.Sizes[axis];
            long value = size.Value;
            if (size.Symbol is not null || value <= 0)
            {
                string symbol = size.Symbol is null ? "?" : OnnxRefusedException.Shown(size.Symbol);
                OnnxRefusedException.Require(
                    axis == 0 && input.Sizes.Count > 1,
                    $"axis {axis} of input '{shown}' is dynamic ('{symbol}'); export the model with a fixed shape"
                );
                notes.Add($"axis 0 of input '{shown}' is dynamic ('{symbol}') and was taken as a batch of 1");
                value = 1;
            }
            OnnxRefusedException.Require(value <= OnnxLimits.SizeMax, $"axis {axis} of input '{shown}' has size {value}");
            count *= value;
            OnnxRefusedException.Require(
                count <= OnnxLimits.ElementsMax,
                $"input '{shown}' has more than {OnnxLimits.ElementsMax} elements"
            );
            sizes.Add((int)value);
        }
        OnnxRefusedException.Require(input.Type != OnnxType.None, $"input '{shown}' has no element type");
        return new ValueType(input.Type, sizes);
    }
}
