namespace Aether.Hashing;

/// <summary>How many states the batch may permute together; tests compare the widths.</summary>
internal enum KeccakLanes
{
    One = 1,
    Four = 4,
    Eight = 8,
    Widest = Eight,
}
