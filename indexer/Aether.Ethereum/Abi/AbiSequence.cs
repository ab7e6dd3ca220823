namespace Aether.Ethereum;

/// <summary>Reads one element from the reader's present place.</summary>
public delegate T AbiElementReader<out T>(ref AbiReader reader);

/// <summary>Arrays and dynamic tuples, for generated code.</summary>
public static class AbiSequence
{
    /// <summary>A dynamic tuple: follows its offset, reads it, goes on behind it.</summary>
    public static T ReadDynamic<T>(ref AbiReader reader, int headBytes, AbiElementReader<T> read)
    {
        AbiReader inner = reader.BeginDynamic(headBytes);
        T value = read(ref inner);
        reader.End(inner);
        return value;
    }

    public static T[] ReadArray<T>(ref AbiReader reader, int elementHeadBytes, AbiElementReader<T> read)
    {
        AbiReader inner = reader.BeginArray(elementHeadBytes, out int count);
        T[] values = ReadFixedArray(ref inner, count, read);
        reader.End(inner);
        return values;
    }

    /// <summary>A fixed array of static elements, which lies in the frame itself.</summary>
    public static T[] ReadFixedArray<T>(ref AbiReader reader, int count, AbiElementReader<T> read)
    {
        var values = new T[count];
        for (int i = 0; i < count; i++)
            values[i] = read(ref reader);
        return values;
    }

    /// <summary>A fixed array of dynamic elements.</summary>
    public static T[] ReadDynamicFixedArray<T>(ref AbiReader reader, int count, int headBytes, AbiElementReader<T> read)
    {
        AbiReader inner = reader.BeginDynamic(headBytes);
        T[] values = ReadFixedArray(ref inner, count, read);
        reader.End(inner);
        return values;
    }

    public static AbiWriter WriteDynamic<T>(AbiWriter writer, int headBytes, T value, Func<AbiWriter, T, AbiWriter> write)
    {
        write(writer.BeginDynamic(headBytes), value);
        return writer.End();
    }

    public static AbiWriter WriteArray<T>(
        AbiWriter writer,
        int elementHeadBytes,
        IReadOnlyList<T> values,
        Func<AbiWriter, T, AbiWriter> write
    )
    {
        writer.BeginArray(values.Count, elementHeadBytes);
        foreach (T value in values)
            write(writer, value);
        return writer.End();
    }

    public static AbiWriter WriteFixedArray<T>(AbiWriter writer, int count, IReadOnlyList<T> values, Func<AbiWriter, T, AbiWriter> write)
    {
        if (values.Count != count)
            throw new AbiException($"An array of {count} elements was expected, not of {values.Count}.");
        foreach (T value in values)
            write(writer, value);
        return writer;
    }

    public static AbiWriter WriteDynamicFixedArray<T>(
        AbiWriter writer,
        int count,
        int headBytes,
        IReadOnlyList<T> values,
        Func<AbiWriter, T, AbiWriter> write
    )
    {
        WriteFixedArray(writer.BeginDynamic(headBytes), count, values, write);
        return writer.End();
    }
}
