using Google.Protobuf;

namespace Aether.Onnx;

/// <summary>Reads the bytes of an ONNX file: field numbers of onnx.proto (IR version 3 to 12), nothing interpreted yet.</summary>
/// <remarks>Files come from strangers: lengths, counts and sizes are checked before anything is allocated for them. Fields that carry no meaning for a
/// result (documentation, metadata, inferred shapes) are skipped; those that could change one (functions, subgraphs, sparse or external data) are refused.</remarks>
internal static class OnnxReader
{
    private const int IrVersionMin = 3;
    private const int IrVersionMax = 12;

    /// <exception cref="OnnxRefusedException">The bytes are no ONNX model, or one that is not supported.</exception>
    public static OnnxModelRecord Read(byte[] file)
    {
        try
        {
            return ReadModel(new ProtoReader(file, 0, file.Length));
        }
        catch (InvalidProtocolBufferException broken)
        {
            throw new OnnxRefusedException($"the file is not ONNX: {broken.Message}");
        }
    }

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OnnxRefusedException">It is above the limit, or as in <see cref="Read(byte[])"/>.</exception>
    public static OnnxModelRecord Read(string path)
    {
        long length = new FileInfo(path).Length;
        OnnxRefusedException.Require(
            length <= OnnxLimits.FileBytesMax,
            $"the file has {length} bytes; at most {OnnxLimits.FileBytesMax} are read"
        );
        return Read(File.ReadAllBytes(path));
    }

    private static OnnxModelRecord ReadModel(ProtoReader reader)
    {
        long version = 0;
        Dictionary<string, long> opsets = new(StringComparer.Ordinal);
        OnnxGraphRecord? graph = null;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    version = reader.Int64();
                    break;
                case 7:
                    OnnxRefusedException.Require(graph is null, $"the file has two graphs");
                    graph = ReadGraph(reader.Message());
                    break;
                case 8:
                    (string domain, long opset) = ReadOpset(reader.Message());
                    OnnxRefusedException.Require(opsets.Count < OnnxLimits.PerNodeMax, $"more than {OnnxLimits.PerNodeMax} operator sets");
                    opsets[domain == "ai.onnx" ? "" : domain] = opset;
                    break;
                case 20:
                    throw new OnnxRefusedException("the file carries training information; export it for inference");
                case 25:
                    throw new OnnxRefusedException("the file defines functions of its own; export it with its functions inlined");
                default:
                    reader.Skip();
                    break;
            }
        }
        OnnxRefusedException.Require(graph is not null, $"the file is not ONNX: it has no graph");
        OnnxRefusedException.Require(
            version is >= IrVersionMin and <= IrVersionMax,
            $"IR version {version} is not read; {IrVersionMin} to {IrVersionMax} are"
        );
        OnnxRefusedException.Require(opsets.ContainsKey(""), $"the file does not say which operator set it uses");
        return new OnnxModelRecord(opsets, graph);
    }

    private static (string Domain, long Version) ReadOpset(ProtoReader reader)
    {
        string domain = "";
        long version = 0;
        while (reader.Next())
        {
            if (reader.Field == 1)
                domain = reader.Text();
            else if (reader.Field == 2)
                version = reader.Int64();
            else
                reader.Skip();
        }
        return (domain, version);
    }

    private static OnnxGraphRecord ReadGraph(ProtoReader reader)
    {
        OnnxGraphRecord graph = new();
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    RequireRoom(graph.Nodes.Count, "nodes");
                    graph.Nodes.Add(ReadNode(reader.Message()));
                    break;
                case 5:
                    RequireRoom(graph.Initialisers.Count, "initialisers");
                    (string name, NdArray tensor) = OnnxTensorReader.Read(reader.Message());
                    OnnxRefusedException.Require(
                        graph.Initialisers.TryAdd(name, tensor),
                        $"two initialisers are named '{OnnxRefusedException.Shown(name)}'"
                    );
                    break;
                case 11:
                    RequireRoom(graph.Inputs.Count, "inputs");
                    graph.Inputs.Add(OnnxValueReader.Read(reader.Message()));
                    break;
                case 12:
                    RequireRoom(graph.Outputs.Count, "outputs");
                    graph.Outputs.Add(OnnxValueReader.Read(reader.Message()));
                    break;
                case 15:
                    throw new OnnxRefusedException("sparse initialisers are not supported; export dense ones");
                default:
                    reader.Skip();
                    break;
            }
        }
        return graph;
    }

    private static OnnxNodeRecord ReadNode(ProtoReader reader)
    {
        OnnxNodeRecord node = new();
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    RequireRoomInNode(node.Inputs.Count, "inputs");
                    node.Inputs.Add(reader.Text());
                    break;
                case 2:
                    RequireRoomInNode(node.Outputs.Count, "outputs");
                    node.Outputs.Add(reader.Text());
                    break;
                case 3:
                    node.Name = reader.Text();
                    break;
                case 4:
                    node.Operator = reader.Text();
                    break;
                case 5:
                    RequireRoomInNode(node.Attributes.Count, "attributes");
                    (string name, OnnxAttribute attribute) = ReadAttribute(reader.Message());
                    OnnxRefusedException.Require(
                        node.Attributes.TryAdd(name, attribute),
                        $"node '{OnnxRefusedException.Shown(node.Name)}' has two attributes '{OnnxRefusedException.Shown(name)}'"
                    );
                    break;
                case 7:
                    string domain = reader.Text();
                    node.Domain = domain == "ai.onnx" ? "" : domain;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return node;
    }

    private static (string Name, OnnxAttribute Attribute) ReadAttribute(ProtoReader reader)
    {
        string name = "";
        OnnxAttribute attribute = new();
        List<float> floats = [];
        List<long> ints = [];
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.Text();
                    break;
                case 2:
                    attribute = attribute with { Float = reader.Float() };
                    break;
                case 3:
                    attribute = attribute with { Int = reader.Int64() };
                    break;
                case 4:
                    attribute = attribute with { Text = reader.Text() };
                    break;
                case 5:
                    attribute = attribute with { Tensor = OnnxTensorReader.Read(reader.Message()).Tensor };
                    break;
                case 7:
                    reader.Floats(floats, OnnxLimits.ListMax);
                    break;
                case 8:
                    reader.Int64s(ints, OnnxLimits.ListMax);
                    break;
                case 13:
                    reader.Skip();
                    break;
                case 20:
                    attribute = attribute with { Type = (OnnxAttributeType)Math.Clamp(reader.Int64(), -1, int.MaxValue) };
                    break;
                default:
                    throw new OnnxRefusedException(
                        $"attribute '{OnnxRefusedException.Shown(name)}' holds a subgraph, a list of tensors or another kind that is not supported"
                    );
            }
        }
        OnnxRefusedException.Require(
            Enum.IsDefined(attribute.Type),
            $"attribute '{OnnxRefusedException.Shown(name)}' is of a kind that is not supported ({(int)attribute.Type})"
        );
        return (name, attribute with { Floats = floats, Ints = ints });
    }

    private static void RequireRoom(int count, string what) =>
        OnnxRefusedException.Require(count < OnnxLimits.NodesMax, $"the graph has more than {OnnxLimits.NodesMax} {what}");

    private static void RequireRoomInNode(int count, string what) =>
        OnnxRefusedException.Require(count < OnnxLimits.PerNodeMax, $"a node has more than {OnnxLimits.PerNodeMax} {what}");
}
