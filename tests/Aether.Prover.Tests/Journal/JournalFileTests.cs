using System.Text;
using Aether.Prover.Journal;

namespace Aether.Prover.Tests.Journal;

public sealed class JournalFileTests
{
    private static readonly byte[][] Payloads =
    [
        [],
        "first"u8.ToArray(),
        new byte[300],
        "the last one"u8.ToArray(),
    ];

    [Fact]
    public void Open_AfterAppends_ReturnsThemInOrder()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("journal");
        Write(path);
        using var journal = JournalFile.Open(path);
        Assert.Equal(Payloads, journal.Records);
    }

    [Fact]
    public void Open_TornAtEveryByteOffset_KeepsTheWholeRecordsAndAppendsAgain()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("journal");
        var bytes = Write(path);
        var ends = Ends();
        for (var length = 0; length <= bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            var whole = ends.Count(end => end <= length);
            using (var journal = JournalFile.Open(path))
            {
                Assert.Equal(Payloads[..whole], journal.Records);
                journal.Append("after the tear"u8);
            }

            using var again = JournalFile.Open(path);
            Assert.Equal([.. Payloads[..whole], "after the tear"u8.ToArray()], again.Records);
        }
    }

    [Fact]
    public void Open_LastRecordHalfWrittenAsZerosAtEveryByteOffset_CutsIt()
    {
        // A file system may have grown the file before the data came.
        using var directory = new TemporaryDirectory();
        var path = directory.File("journal");
        var bytes = Write(path);
        var last = Ends()[^2];
        for (var kept = last; kept < bytes.Length; kept++)
        {
            var torn = (byte[])bytes.Clone();
            torn.AsSpan(kept).Clear();
            if (torn.AsSpan().SequenceEqual(bytes))
                continue;
            File.WriteAllBytes(path, torn);
            using var journal = JournalFile.Open(path);
            Assert.Equal(Payloads[..^1], journal.Records);
        }
    }

    [Fact]
    public void Open_AnyByteChangedBeforeTheLastRecord_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("journal");
        var bytes = Write(path);
        var last = Ends()[^2];
        for (var i = 0; i < last; i++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[i] ^= 0x40;
            File.WriteAllBytes(path, damaged);
            Assert.Throws<JournalCorruptException>(() => JournalFile.Open(path).Dispose());
            Assert.Equal(damaged, File.ReadAllBytes(path));
        }
    }

    [Fact]
    public void Open_HeldByAnother_Throws()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("journal");
        using var first = JournalFile.Open(path);
        Assert.Throws<IOException>(() => JournalFile.Open(path).Dispose());
    }

    [Fact]
    public void Append_AbovePayloadMax_ThrowsAndWritesNothing()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("journal");
        using (var journal = JournalFile.Open(path))
        {
            journal.Append(new byte[JournalFile.PayloadMax]);
            Assert.Throws<ArgumentException>(() => journal.Append(new byte[JournalFile.PayloadMax + 1]));
        }

        using var again = JournalFile.Open(path);
        Assert.Single(again.Records);
    }

    [Fact]
    public void Open_PayloadThatLooksLikeARecord_IsNotTakenForOne()
    {
        using var directory = new TemporaryDirectory();
        var inner = directory.File("inner");
        var path = directory.File("journal");
        var record = Write(inner);
        using (var journal = JournalFile.Open(path))
            journal.Append(record);
        using var again = JournalFile.Open(path);
        Assert.Equal([record], again.Records);
        Assert.Equal("AJ01", Encoding.ASCII.GetString(record, 0, 4));
    }

    private static byte[] Write(string path)
    {
        using (var journal = JournalFile.Open(path))
        {
            foreach (var payload in Payloads)
                journal.Append(payload);
        }

        return File.ReadAllBytes(path);
    }

    private static List<int> Ends()
    {
        var ends = new List<int>();
        foreach (var payload in Payloads)
            ends.Add((ends.Count == 0 ? 0 : ends[^1]) + JournalFile.HeaderLength + payload.Length);
        return ends;
    }
}
