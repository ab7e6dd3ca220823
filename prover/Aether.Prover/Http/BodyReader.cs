using Microsoft.AspNetCore.Http;

namespace Aether.Prover.Http;

/// <summary>Reads request bodies whole, up to a limit, however long they claim to be.</summary>
internal static class BodyReader
{
    public static async Task<byte[]> ReadAsync(HttpRequest request, int max, CancellationToken cancellationToken)
    {
        if (request.ContentLength > max)
            throw ApiException.TooLarge(max);
        var buffer = new byte[request.ContentLength ?? Math.Min(max, 16 * 1024)];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length > max)
                    throw ApiException.TooLarge(max);
                Array.Resize(ref buffer, Math.Min(max + 1, Math.Max(256, length * 2)));
            }

            var read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
                break;
            length += read;
            if (length > max)
                throw ApiException.TooLarge(max);
        }

        return length == buffer.Length ? buffer : buffer[..length];
    }
}
