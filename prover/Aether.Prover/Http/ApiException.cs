namespace Aether.Prover.Http;

/// <summary>A refusal that goes over the wire as it is: HTTP status, stable code, words that say what to do next.</summary>
public sealed class ApiException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>Stable; listed in prover/PROTOCOL.md, Error codes.</summary>
    public string Code { get; } = code;

    public static ApiException BadRequest(string code, string message) => new(400, code, message);

    public static ApiException Unauthorized(string code, string message) => new(401, code, message);

    public static ApiException NotFound(string code, string message) => new(404, code, message);

    public static ApiException Conflict(string code, string message) => new(409, code, message);

    public static ApiException TooLarge(int max) => new(413, "too_large", $"the body is above the limit of {max} bytes");

    public static ApiException Unprocessable(string code, string message) => new(422, code, message);

    public static ApiException TooMany(string message) => new(429, "too_many_requests", message);
}
