using Aether.Onnx;
using Google.Protobuf;

namespace Aether.FloatNetworks;

/// <summary>Writes ONNX files from the field numbers of the public format: a graph under construction and its bytes.</summary>
internal sealed class OnnxWriter(int opset = 17, int irVersion = 8)
{
    private readonly List<byte[]> nodes = [];
    private readonly List<byte[]> initialisers = [];
    private readonly List<byte[]> inputs = [];
    private readonly List<byte[]> outputs = [];
    private readonly Random numbers = new(20261123);
    private int made;

    public List<(string Name, OnnxType Type, int[] Sizes)> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    /// <summary>Fields written behind the graph, for hostile files.</summary>
    public Action<CodedOutputStream>? Extra { get; set; }

    public string Input(string name, params int[] sizes) => Input(name, OnnxType.Float, sizes);

    public string Input(string name, OnnxType type, params int[] sizes)
    {
        Inputs.Add((name, type, sizes));
        inputs.Add(Value(name, type, [.. sizes.Select(size => (object)(long)size)]));
        return name;
    }

    /// <summary>An input whose axes are numbers or names.</summary>
    public string DynamicInput(string name, params object[] sizes)
    {
        inputs.Add(Value(name, OnnxType.Float, sizes));
        return name;
    }

    public string Constant(string name, int[] sizes, params float[] values) => Constant(name, OnnxType.Float, sizes, values);

    public string Constant(string name, OnnxType type, int[] sizes, params float[] values)
    {
        initialisers.Add(Tensor(name, type, sizes, values));
        return name;
    }

    /// <summary>Numbers from -scale to scale: the same ones for every writer that asks in the same order.</summary>
    public float[] Draw(int count, float scale = 1) => [.. Enumerable.Range(0, count).Select(_ => scale * (2 * numbers.NextSingle() - 1))];

    public string Ints(string name, params int[] values) =>
        Constant(name, OnnxType.Int64, [values.Length], [.. values.Select(value => (float)value)]);

    public void Initialiser(byte[] tensor) => initialisers.Add(tensor);

    /// <summary>Adds a node with one output.</summary>
    /// <param name="attributes">Values: int, float, string, int[], float[], or a tensor's bytes.</param>
    public string Node(string name, IEnumerable<string> reads, params (string Name, object Value)[] attributes) =>
        Nodes(name, reads, 1, attributes)[0];

    public string[] Nodes(string name, IEnumerable<string> reads, int outputCount, params (string Name, object Value)[] attributes)
    {
        made++;
        string[] results = [.. Enumerable.Range(0, outputCount).Select(i => $"{name}_{made}_{i}")];
        NodeNamed($"{name}{made}", name, reads, results, "", attributes);
        return results;
    }

    public void NodeNamed(
        string name,
        string type,
        IEnumerable<string> reads,
        IEnumerable<string> results,
        string domain,
        params (string Name, object Value)[] attributes
    ) =>
        nodes.Add(
            Message(to =>
            {
                foreach (string input in reads)
                    Text(to, 1, input);
                foreach (string output in results)
                    Text(to, 2, output);
                Text(to, 3, name);
                Text(to, 4, type);
                foreach ((string attribute, object value) in attributes)
                    Bytes(to, 5, Attribute(attribute, value));
                if (domain.Length > 0)
                    Text(to, 7, domain);
            })
        );

    public void Output(params string[] names)
    {
        foreach (string name in names)
        {
            Outputs.Add(name);
            outputs.Add(Message(to => Text(to, 1, name)));
        }
    }

    public byte[] File() =>
        Message(to =>
        {
            Number(to, 1, irVersion);
            Text(to, 2, "aether tests");
            Bytes(
                to,
                7,
                Message(graph =>
                {
                    foreach (byte[] node in nodes)
                        Bytes(graph, 1, node);
                    Text(graph, 2, "graph");
                    foreach (byte[] tensor in initialisers)
                        Bytes(graph, 5, tensor);
                    foreach (byte[] input in inputs)
                        Bytes(graph, 11, input);
                    foreach (byte[] output in outputs)
                        Bytes(graph, 12, output);
                })
            );
            Bytes(to, 8, Message(set => Number(set, 2, opset)));
            Extra?.Invoke(to);
        });

    public static byte[] Tensor(string name, OnnxType type, int[] sizes, float[] values, bool lists = false) =>
        Message(to =>
        {
            foreach (int size in sizes)
                Number(to, 1, size);
            Number(to, 2, (long)type);
            Text(to, 8, name);
            if (!lists)
            {
                Bytes(to, 9, Raw(type, values));
                return;
            }
            foreach (float value in values)
            {
                if (type == OnnxType.Float)
                {
                    to.WriteTag(4, WireFormat.WireType.Fixed32);
                    to.WriteFloat(value);
                }
                else
                {
                    Number(to, type == OnnxType.Int64 ? 7 : 5, (long)value);
                }
            }
        });

    public static byte[] Message(Action<CodedOutputStream> write)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream to = new(stream, leaveOpen: true))
            write(to);
        return stream.ToArray();
    }

    public static void Number(CodedOutputStream to, int field, long value)
    {
        to.WriteTag(field, WireFormat.WireType.Varint);
        to.WriteInt64(value);
    }

    public static void Text(CodedOutputStream to, int field, string value)
    {
        to.WriteTag(field, WireFormat.WireType.LengthDelimited);
        to.WriteString(value);
    }

    public static void Bytes(CodedOutputStream to, int field, byte[] value)
    {
        to.WriteTag(field, WireFormat.WireType.LengthDelimited);
        to.WriteBytes(ByteString.CopyFrom(value));
    }

    private static byte[] Value(string name, OnnxType type, object[] sizes) =>
        Message(to =>
        {
            Text(to, 1, name);
            byte[] shape = Message(dims =>
            {
                foreach (object size in sizes)
                    Bytes(
                        dims,
                        1,
                        Message(dim =>
                        {
                            if (size is string symbol)
                                Text(dim, 2, symbol);
                            else
                                Number(dim, 1, Convert.ToInt64(size));
                        })
                    );
            });
            byte[] tensor = Message(type2 =>
            {
                Number(type2, 1, (long)type);
                Bytes(type2, 2, shape);
            });
            Bytes(to, 2, Message(any => Bytes(any, 1, tensor)));
        });

    private static byte[] Attribute(string name, object value) =>
        Message(to =>
        {
            Text(to, 1, name);
            switch (value)
            {
                case float number:
                    to.WriteTag(2, WireFormat.WireType.Fixed32);
                    to.WriteFloat(number);
                    Number(to, 20, 1);
                    break;
                case int number:
                    Number(to, 3, number);
                    Number(to, 20, 2);
                    break;
                case string text:
                    Text(to, 4, text);
                    Number(to, 20, 3);
                    break;
                case byte[] tensor:
                    Bytes(to, 5, tensor);
                    Number(to, 20, 4);
                    break;
                case float[] numbers:
                    foreach (float number in numbers)
                    {
                        to.WriteTag(7, WireFormat.WireType.Fixed32);
                        to.WriteFloat(number);
                    }
                    Number(to, 20, 6);
                    break;
                case int[] numbers:
                    foreach (int number in numbers)
                        Number(to, 8, number);
                    Number(to, 20, 7);
                    break;
                default:
                    throw new ArgumentException($"no attribute is a {value.GetType()}", nameof(value));
            }
        });

    private static byte[] Raw(OnnxType type, float[] values)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        foreach (float value in values)
        {
            switch (type)
            {
                case OnnxType.Float:
                    writer.Write(value);
                    break;
                case OnnxType.Double:
                    writer.Write((double)value);
                    break;
                case OnnxType.Float16:
                    writer.Write((Half)value);
                    break;
                case OnnxType.Int64:
                    writer.Write((long)value);
                    break;
                case OnnxType.Int32:
                    writer.Write((int)value);
                    break;
                case OnnxType.Int8:
                    writer.Write((sbyte)value);
                    break;
                default:
                    writer.Write((byte)value);
                    break;
            }
        }
        return stream.ToArray();
    }
}
