namespace Aether.Inference;

/// <summary>A checked AIR8 model: graph, tables, weights and the hashes that name it. Immutable, safe to share between threads.</summary>
/// <remarks>Source: prover/AIR8.md. A model is data: loading one runs nothing, and every byte of it is covered by a rule or a hash. Keeps I-52.</remarks>
public sealed class Air8Model
{
    private readonly ReadOnlyMemory<byte> file;

    private Air8Model(ReadOnlyMemory<byte> file)
    {
        this.file = file;
        FileHeader header = FileHeader.Read(file.Span);
        RequireLength(file.Length, header);
        Graph = file.Slice(FileHeader.Size, (int)header.GraphBytes);
        Tables = file.Slice(FileHeader.Size + Graph.Length, (int)header.TableBytes);
        Weights = file[(FileHeader.Size + Graph.Length + Tables.Length)..];
        Header = GraphHeader.Read(Graph.Span, Tables.Length, Weights.Length);
        Operators = GraphChecker.Check(Graph.Span, Header);
        TableChecker.Check(Header, Tables.Span);
        TableChecker.CheckSoftmax(Operators, Tables.Span);
        for (int id = 0; id < Operators.Count; id++)
            WeightChecker.Check(Operators, id, Weights.Span);
        InputIds =
        [
            .. Enumerable
                .Range(0, Operators.Count)
                .Where(id => Operators[id].Opcode is Air8Opcode.Input or Air8Opcode.Label or Air8Opcode.State),
        ];

        GraphHash = DomainHash.Of(Domain.Graph, Graph.Span);
        WeightsRoot = TensorTree.WeightsRoot(Weights.Span);
        TablesRoot = TensorTree.TablesRoot(Tables.Span);
        ContentHash = Commitments.Content(
            GraphHash,
            WeightsRoot,
            WeightsPoint.Span,
            TablesRoot,
            TablesPoint.Span,
            GraphHeader.AirVersion,
            SrsId
        );
        Work = Air8Work.Of(Header, Operators);
        Form = ModelForm.Of(Header, Operators, InputIds.Count);
        // The spans above may lie in mapped memory.
        GC.KeepAlive(file);
    }

    /// <summary>Kind, loop and counts of the graph.</summary>
    public GraphHeader Header { get; }

    /// <summary>Operators in order; operator i makes tensor i.</summary>
    public IReadOnlyList<Air8Operator> Operators { get; }

    /// <summary>Operators that a run gives a tensor for, in record order: Input, and in a training step Label and State.</summary>
    public IReadOnlyList<int> InputIds { get; }

    public TensorShape InputShape => Operators[0].Shape;

    /// <summary>Int8, or UInt16 for tokens.</summary>
    public ElementType InputType => Operators[0].Type;

    public TensorShape OutputShape => Operators[^1].Shape;

    public ElementType OutputType => Operators[^1].Type;

    /// <summary>What goes in and comes out.</summary>
    public ModelForm Form { get; }

    /// <summary>What one run costs, known from the graph alone.</summary>
    public Air8Work Work { get; }

    /// <summary>H(02 | graph bytes).</summary>
    public Digest GraphHash { get; }

    /// <summary>Tensor root of the weights, words reversed.</summary>
    public Digest WeightsRoot { get; }

    /// <summary>Tensor root of the tables (lutRoot).</summary>
    public Digest TablesRoot { get; }

    /// <summary>The name of this model's bytes; a registry adds its terms to it.</summary>
    public Digest ContentHash { get; }

    /// <summary>Id of the SRS that the points were made with; zero until the model is prepared for Validity.</summary>
    public Digest SrsId => new(file.Span.Slice(FileHeader.SrsIdOffset, Digest.Size));

    /// <summary>C_W, 64 bytes, zero until prepared.</summary>
    public ReadOnlyMemory<byte> WeightsPoint => file.Slice(FileHeader.WeightsPointOffset, Commitments.PointSize);

    /// <summary>C_T, 64 bytes, zero until prepared.</summary>
    public ReadOnlyMemory<byte> TablesPoint => file.Slice(FileHeader.TablesPointOffset, Commitments.PointSize);

    /// <summary>Graph header and operator records.</summary>
    public ReadOnlyMemory<byte> Graph { get; }

    /// <summary>Tables in the order of their ids, 65,536 bytes each, excess-128, row v + 32768.</summary>
    public ReadOnlyMemory<byte> Tables { get; }

    /// <summary>Weight slots in column order, excess-128.</summary>
    public ReadOnlyMemory<byte> Weights { get; }

    /// <summary>The whole file.</summary>
    public ReadOnlyMemory<byte> File => file;

    /// <summary>Checks a model held in memory. The bytes are kept, not copied: they must not change afterwards.</summary>
    /// <exception cref="Air8RefusedException">The bytes break a rule; the message names it.</exception>
    public static Air8Model Load(ReadOnlyMemory<byte> file) => new(file);

    /// <summary>Maps and checks a model file: its bytes are read where they are needed, and never copied.</summary>
    /// <exception cref="Air8RefusedException">The file breaks a rule; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Air8Model Load(string path)
    {
        using FileStream stream = System.IO.File.OpenRead(path);
        if (!stream.CanSeek)
            return Load(stream);
        byte[] header = new byte[FileHeader.Size];
        int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        RequireLength(stream.Length, FileHeader.Read(header.AsSpan(0, read)));
        return new Air8Model(new MappedFile(stream.SafeFileHandle, (int)stream.Length).Memory);
    }

    /// <summary>Reads a model to the end of a stream and checks it. Never holds much more than has arrived.</summary>
    /// <exception cref="Air8RefusedException">The bytes break a rule; the message names it.</exception>
    public static Air8Model Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] header = new byte[FileHeader.Size];
        int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        long expected = FileHeader.Read(header.AsSpan(0, read)).FileBytes;
        // A file's own length is evidence; the header's is only a claim.
        using MemoryStream bytes = new(stream.CanSeek ? (int)Math.Min(stream.Length, expected + 1) : 0);
        bytes.Write(header);
        byte[] chunk = new byte[1 << 16];
        while (bytes.Length <= expected && (read = stream.Read(chunk)) > 0)
            bytes.Write(chunk, 0, read);
        return new Air8Model(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }

    private static void RequireLength(long length, FileHeader header) =>
        Air8RefusedException.Require(
            length == header.FileBytes,
            Air8Rule.FileLength,
            $"the file has {length} bytes; its header asks for {header.FileBytes}"
        );
}
