namespace Aether.Onnx;

/// <summary>Brings nodes into an order in which each stands behind what it reads, and drops those that no output needs.</summary>
internal static class NodeOrder
{
    /// <param name="known">Inputs and constants.</param>
    /// <returns>The order is a function of the nodes' order in the file: first come, first placed.</returns>
    public static IReadOnlyList<FloatNode> Of(IReadOnlyList<FloatNode> nodes, IEnumerable<string> known, IReadOnlyList<string> outputs)
    {
        HashSet<string> made = new(known, StringComparer.Ordinal);
        Dictionary<string, int> maker = new(StringComparer.Ordinal);
        for (int n = 0; n < nodes.Count; n++)
        {
            foreach (string output in nodes[n].Outputs)
            {
                if (output.Length > 0 && (made.Contains(output) || !maker.TryAdd(output, n)))
                    throw nodes[n].Refuse($"'{OnnxRefusedException.Shown(output)}' is made twice");
            }
        }
        bool[] needed = Needed(nodes, maker, outputs);
        int[] missing = new int[nodes.Count];
        List<int>?[] readers = new List<int>?[nodes.Count];
        PriorityQueue<int, int> ready = new();
        for (int n = 0; n < nodes.Count; n++)
        {
            if (!needed[n])
                continue;
            foreach (string input in nodes[n].Inputs)
            {
                if (input.Length == 0 || made.Contains(input))
                    continue;
                if (!maker.TryGetValue(input, out int source))
                    throw nodes[n].Refuse($"nothing makes its input '{OnnxRefusedException.Shown(input)}'");
                (readers[source] ??= []).Add(n);
                missing[n]++;
            }
            if (missing[n] == 0)
                ready.Enqueue(n, n);
        }
        List<FloatNode> order = [];
        while (ready.TryDequeue(out int n, out _))
        {
            order.Add(nodes[n]);
            foreach (int reader in readers[n] ?? [])
            {
                if (--missing[reader] == 0)
                    ready.Enqueue(reader, reader);
            }
        }
        int stuck = Array.FindIndex(missing, count => count > 0);
        return stuck < 0 ? order : throw nodes[stuck].Refuse($"it reads, directly or not, what it makes itself");
    }

    private static bool[] Needed(IReadOnlyList<FloatNode> nodes, Dictionary<string, int> maker, IReadOnlyList<string> outputs)
    {
        bool[] needed = new bool[nodes.Count];
        Stack<string> open = new(outputs);
        while (open.TryPop(out string? name))
        {
            if (!maker.TryGetValue(name, out int n) || needed[n])
                continue;
            needed[n] = true;
            foreach (string input in nodes[n].Inputs)
                open.Push(input);
        }
        return needed;
    }
}
