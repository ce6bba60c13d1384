using System.Text.Json;

namespace Realtime.Gateway.Native.Frames;

/// <summary>
/// Walks the properties of a frame's <c>data</c>. The bytes were validated with the envelope, so that reading cannot fail; a value of the wrong kind
/// reads as absent, and the handler says what it misses.
/// </summary>
internal ref struct DataReader
{
    private readonly ReadOnlyMemory<byte> _json;
    private Utf8JsonReader _reader;

    public DataReader(ReadOnlyMemory<byte> json)
    {
        _json = json;
        _reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = 1_000 });
        IsObject = !json.IsEmpty && _reader.Read() && _reader.TokenType == JsonTokenType.StartObject;
    }

    public bool IsObject { get; }

    public bool Next() => IsObject && _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName;

    public readonly bool Named(ReadOnlySpan<byte> name) => _reader.ValueTextEquals(name);

    public string? String()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.String)
        {
            return Text();
        }

        _reader.Skip();
        return null;
    }

    public long? Integer()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.Number)
        {
            return _reader.TryGetInt64(out var value) ? value : null;
        }

        _reader.Skip();
        return null;
    }

    /// <summary>A whole number; null stands for none. False when it is something else.</summary>
    public bool TryInteger(out long? value)
    {
        value = Integer();
        return value is not null || _reader.TokenType == JsonTokenType.Null;
    }

    /// <summary>The value as raw JSON.</summary>
    public ReadOnlyMemory<byte> Raw() => ClientFrameReader.ReadRaw(ref _reader, _json);

    /// <summary>The strings of an array; null when it is none, or holds something else or more than <paramref name="max"/>.</summary>
    public List<string>? Strings(int max)
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            _reader.Skip();
            return null;
        }

        var items = new List<string>();
        var valid = true;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            var text = _reader.TokenType == JsonTokenType.String ? Text() : null;
            valid &= text is not null && items.Count < max;
            if (valid)
            {
                items.Add(text!);
            }
            else
            {
                _reader.Skip();
            }
        }

        return valid ? items : null;
    }

    public void Skip()
    {
        _reader.Read();
        _reader.Skip();
    }

    private readonly string? Text()
    {
        try
        {
            return _reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: JSON by its grammar, but no text.
            return null;
        }
    }
}
