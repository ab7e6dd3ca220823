using System.Text.Json;

namespace Aether.Ethereum;

/// <summary>The JSON-RPC 2.0 objects around parameters and results.</summary>
internal static class RpcEnvelope
{
    public static RpcRequest Request(ulong id, string method, Action<Utf8JsonWriter>? writeParams)
    {
        using var stream = new MemoryStream(256);
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc"u8, "2.0"u8);
            writer.WriteNumber("id"u8, id);
            writer.WriteString("method"u8, method);
            writer.WriteStartArray("params"u8);
            writeParams?.Invoke(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return new RpcRequest(id, stream.ToArray());
    }

    /// <summary>Reads one answer or an array of answers, and puts them into the order of the requests.</summary>
    public static RpcResponse[] Match(IReadOnlyList<RpcRequest> requests, ReadOnlyMemory<byte> body)
    {
        List<Message> messages = Read(body);
        if (messages is [{ Id: null, Error: { } refused }] && requests.Count > 0)
            return [.. requests.Select(request => new RpcResponse(request.Id, default, refused))];
        var byId = new Dictionary<ulong, RpcResponse>(messages.Count);
        foreach (Message message in messages)
            if (message.Id is not { } id || !byId.TryAdd(id, message.ToResponse(id)))
                throw Malformed("an answer without an id, or two answers with one id");
        var ordered = new RpcResponse[requests.Count];
        for (int i = 0; i < ordered.Length; i++)
            if (!byId.Remove(requests[i].Id, out ordered[i]))
                throw Malformed($"no answer with id {requests[i].Id}");
        return byId.Count == 0 ? ordered : throw Malformed("an answer to a question that was not asked");
    }

    public static List<Message> Read(ReadOnlyMemory<byte> body)
    {
        var messages = new List<Message>(1);
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    messages.Add(ReadMessage(ref reader, body));
            }
            else
            {
                messages.Add(ReadMessage(ref reader, body));
            }
            if (reader.Read())
                throw Malformed("text behind the answer");
            return messages;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw Malformed("text that is not JSON-RPC", e);
        }
    }

    public static RpcTransportException Malformed(string what, Exception? inner = null) =>
        new($"The node sent {what}.", retryable: true, inner);

    private static Message ReadMessage(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("An answer must be an object.");
        var message = new Message();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                message.Id = reader.TokenType == JsonTokenType.Number ? reader.GetUInt64() : null;
            }
            else if (reader.ValueTextEquals("result"u8))
            {
                message.Result = Slice(ref reader, body);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.Null)
                    message.Error = ReadError(ref reader);
            }
            else if (reader.ValueTextEquals("method"u8))
            {
                reader.Read();
                message.Method = reader.GetString();
            }
            else if (reader.ValueTextEquals("params"u8))
            {
                message.Params = Slice(ref reader, body);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        return message;
    }

    private static ReadOnlyMemory<byte> Slice(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        int start = checked((int)reader.TokenStartIndex);
        reader.Skip();
        return body[start..checked((int)reader.BytesConsumed)];
    }

    private static RpcError ReadError(ref Utf8JsonReader reader)
    {
        long code = 0;
        string text = "";
        ReadOnlyMemory<byte>? data = null;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("An error must be an object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("code"u8))
            {
                reader.Read();
                code = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                reader.Read();
                text = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.StartsWith("0x"u8) && reader.ValueSpan.Length % 2 == 0)
                    data = RpcJson.ReadData(ref reader);
                else
                    reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        return new RpcError(code, text, data);
    }

    /// <summary>Anything a node may send: an answer, or a notification with a method.</summary>
    internal sealed class Message
    {
        public ulong? Id { get; set; }

        public ReadOnlyMemory<byte> Result { get; set; }

        public RpcError? Error { get; set; }

        public string? Method { get; set; }

        public ReadOnlyMemory<byte> Params { get; set; }

        public RpcResponse ToResponse(ulong id) =>
            Error is null && Result.IsEmpty
                ? throw Malformed("an answer with neither a result nor an error")
                : new RpcResponse(id, Result, Error);
    }
}
