namespace Aether.Onnx;

/// <summary>Reads the declaration of an input or output.</summary>
internal static class OnnxValueReader
{
    public static OnnxValueRecord Read(ProtoReader reader)
    {
        string name = "";
        (OnnxType Type, List<OnnxSize>? Sizes) declared = (OnnxType.None, null);
        while (reader.Next())
        {
            if (reader.Field == 1)
                name = reader.Text();
            else if (reader.Field == 2)
                declared = ReadType(reader.Message());
            else
                reader.Skip();
        }
        return new OnnxValueRecord(name, declared.Type, declared.Sizes);
    }

    private static (OnnxType Type, List<OnnxSize>? Sizes) ReadType(ProtoReader reader)
    {
        (OnnxType Type, List<OnnxSize>? Sizes) tensor = (OnnxType.None, null);
        while (reader.Next())
        {
            if (reader.Field == 6)
                reader.Skip();
            else if (reader.Field == 1)
                tensor = ReadTensorType(reader.Message());
            else
                throw new OnnxRefusedException("an input or output is a sequence, map or other value that is no tensor");
        }
        return tensor;
    }

    private static (OnnxType Type, List<OnnxSize>? Sizes) ReadTensorType(ProtoReader reader)
    {
        OnnxType type = OnnxType.None;
        List<OnnxSize>? sizes = null;
        while (reader.Next())
        {
            if (reader.Field == 1)
                type = OnnxTensorReader.TypeOf(reader.Int64());
            else if (reader.Field == 2)
                sizes = ReadShape(reader.Message());
            else
                reader.Skip();
        }
        return (type, sizes);
    }

    private static List<OnnxSize> ReadShape(ProtoReader reader)
    {
        List<OnnxSize> sizes = [];
        while (reader.Next())
        {
            if (reader.Field != 1)
            {
                reader.Skip();
                continue;
            }
            OnnxRefusedException.Require(sizes.Count < OnnxLimits.RankMax, $"a shape has more than {OnnxLimits.RankMax} axes");
            sizes.Add(ReadSize(reader.Message()));
        }
        return sizes;
    }

    private static OnnxSize ReadSize(ProtoReader reader)
    {
        OnnxSize size = new(0, "?");
        while (reader.Next())
        {
            if (reader.Field == 1)
                size = new OnnxSize(reader.Int64(), null);
            else if (reader.Field == 2)
                size = new OnnxSize(0, reader.Text());
            else
                reader.Skip();
        }
        return size;
    }
}
