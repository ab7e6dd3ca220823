namespace Aether.Prover.Http;

/// <summary>Remembers the nonces of signed calls for as long as their time is accepted, so that each serves once. Bounded.</summary>
public sealed class ReplayGuard(TimeProvider clock, int capacity = 8192)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _expiry = new(StringComparer.Ordinal);

    /// <exception cref="ApiException">The time is outside the window, the nonce was used, or too many calls are remembered.</exception>
    public void Admit(ulong time, string nonce)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (Math.Abs((long)time - now) > PayloadAuthorization.WindowSecs)
            throw ApiException.Unauthorized(
                "signature_expired",
                $"the signature says time {time}, this Node's clock {now}; at most {PayloadAuthorization.WindowSecs} s apart are accepted"
            );
        lock (_gate)
        {
            if (_expiry.Count >= capacity)
            {
                foreach (var old in _expiry.Where(e => e.Value < now).Select(e => e.Key).ToArray())
                    _expiry.Remove(old);
                if (_expiry.Count >= capacity)
                    throw ApiException.TooMany("too many signed calls in the last minutes; try again shortly");
            }

            if (!_expiry.TryAdd(nonce, (long)time + PayloadAuthorization.WindowSecs))
                throw ApiException.Conflict("signature_replayed", "this signature was used already; sign again with a fresh nonce");
        }
    }
}
