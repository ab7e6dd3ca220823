using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Aether.Contracts.Generator;

/// <summary>Text that is not JSON, or not the ABI it should be.</summary>
internal sealed class AbiFormatException(string message) : Exception(message);

/// <summary>
/// A small strict JSON reader: objects become dictionaries, arrays lists, and the rest string, bool, double or null.
/// The compiler loads generators without their packages, so there is no System.Text.Json to lean on.
/// </summary>
internal sealed class Json
{
    private const int DepthMax = 64;

    private readonly string _text;
    private int _at;

    private Json(string text) => _text = text;

    public static object? Parse(string text)
    {
        var json = new Json(text);
        object? value = json.Value(0);
        json.Space();
        return json._at == text.Length ? value : throw json.Wrong("the end");
    }

    private object? Value(int depth)
    {
        if (depth > DepthMax)
            throw new AbiFormatException($"JSON is nested more than {DepthMax} deep.");
        Space();
        switch (Peek())
        {
            case '{':
                return Members(depth);
            case '[':
                return Elements(depth);
            case '"':
                return Text();
            default:
                return Literal();
        }
    }

    private Dictionary<string, object?> Members(int depth)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        _at++;
        Space();
        if (Skip('}'))
            return members;
        do
        {
            Space();
            if (Peek() != '"')
                throw Wrong("a name");
            string name = Text();
            Space();
            Expect(':');
            members[name] = Value(depth + 1);
            Space();
        } while (Skip(','));
        Expect('}');
        return members;
    }

    private List<object?> Elements(int depth)
    {
        var elements = new List<object?>();
        _at++;
        Space();
        if (Skip(']'))
            return elements;
        do
        {
            elements.Add(Value(depth + 1));
            Space();
        } while (Skip(','));
        Expect(']');
        return elements;
    }

    private string Text()
    {
        var text = new StringBuilder();
        _at++;
        while (Peek() != '"')
        {
            char c = _text[_at++];
            if (c < ' ')
                throw Wrong("a character of a string");
            text.Append(c == '\\' ? Escaped() : c);
        }
        _at++;
        return text.ToString();
    }

    private char Escaped()
    {
        char c = Peek();
        _at++;
        switch (c)
        {
            case '"':
            case '\\':
            case '/':
                return c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u'
                when _at + 4 <= _text.Length
                    && ushort.TryParse(
                        _text.Substring(_at, 4),
                        NumberStyles.AllowHexSpecifier,
                        CultureInfo.InvariantCulture,
                        out ushort code
                    ):
                _at += 4;
                return (char)code;
            default:
                throw Wrong("an escape");
        }
    }

    private object? Literal()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '-' or '+' or '.'))
            _at++;
        string word = _text.Substring(start, _at - start);
        return word switch
        {
            "true" => true,
            "false" => false,
            "null" => null,
            _ => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? number
                : throw Wrong("a value"),
        };
    }

    private void Space()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\r' or '\n')
            _at++;
    }

    private char Peek() => _at < _text.Length ? _text[_at] : throw Wrong("more text");

    private bool Skip(char c)
    {
        if (_at >= _text.Length || _text[_at] != c)
            return false;
        _at++;
        return true;
    }

    private void Expect(char c)
    {
        if (!Skip(c))
            throw Wrong($"'{c}'");
    }

    private AbiFormatException Wrong(string expected) => new($"JSON: expected {expected} at character {_at}.");
}
