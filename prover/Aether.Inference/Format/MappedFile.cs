using System.Buffers;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Aether.Inference;

/// <summary>A file as memory: pages come from the file when they are read and are shared by all who map it.</summary>
/// <remarks>
/// A span over it does not keep it alive: whoever holds one longer than a call keeps the model alive too (GC.KeepAlive). The file must
/// not shrink while it is mapped; files of models are written once under their own name.
/// </remarks>
internal sealed unsafe class MappedFile : MemoryManager<byte>
{
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor? view;
    private readonly byte* start;
    private readonly int length;

    /// <param name="file">Open for reading.</param>
    /// <param name="length">Bytes to map, at least 1 and no more than the file has.</param>
    public MappedFile(SafeFileHandle file, int length)
    {
        map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* first = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref first);
        start = first + view.PointerOffset;
        this.length = length;
    }

    // Without a finaliser a program that loads a model a job would run out of mappings; with one a span must not outlive the model,
    // which the remarks above ask for and sessions do.
#pragma warning disable CA2015, MA0055
    ~MappedFile() => Dispose(false);
#pragma warning restore CA2015, MA0055

    public override Span<byte> GetSpan() => new(start, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex, default, this);

    public override void Unpin()
    {
        // Mapped memory never moves.
    }

    protected override void Dispose(bool disposing)
    {
        // Null where the constructor threw; the finaliser comes all the same.
        view?.SafeMemoryMappedViewHandle.ReleasePointer();
        if (disposing)
        {
            view?.Dispose();
            map.Dispose();
        }
    }
}
