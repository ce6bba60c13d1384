using System.Text;

namespace Realtime.Auth.Tests.Fuzzing;

/// <summary>Breaks well-formed inputs in many ways, the same ways in every run.</summary>
internal sealed class Mutator(int seed)
{
    private const string Alphabet = "ABCDEFabcdef0123456789-_.=+/ \"\\{}[]:,\n\0ÿ€😀";
    private readonly Random _random = new(seed);

    public string Mutate(string input)
    {
        var text = new StringBuilder(input);
        for (var rounds = _random.Next(1, 6); rounds > 0; rounds--)
        {
            Change(text);
        }

        return text.ToString();
    }

    public byte[] Mutate(byte[] input)
    {
        var bytes = input.ToList();
        for (var rounds = _random.Next(1, 6); rounds > 0; rounds--)
        {
            var at = _random.Next(bytes.Count + 1);
            switch (_random.Next(4))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveRange(at, _random.Next(1, bytes.Count - at + 1));
                    break;
                case 2:
                    bytes.InsertRange(at, Noise(_random.Next(1, 9)));
                    break;
                default:
                    bytes.InsertRange(at, bytes.Skip(_random.Next(bytes.Count + 1)).Take(16).ToArray());
                    break;
            }
        }

        return [.. bytes];
    }

    public string Garbage() => string.Concat(Enumerable.Range(0, _random.Next(0, 60)).Select(_ => Alphabet[_random.Next(Alphabet.Length)]));

    public bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    public T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    private byte[] Noise(int length)
    {
        var noise = new byte[length];
        _random.NextBytes(noise);
        return noise;
    }

    private void Change(StringBuilder text)
    {
        var at = _random.Next(text.Length + 1);
        switch (_random.Next(5))
        {
            case 0 when at < text.Length:
                text[at] = Alphabet[_random.Next(Alphabet.Length)];
                break;
            case 1 when at < text.Length:
                text.Remove(at, _random.Next(1, text.Length - at + 1));
                break;
            case 2:
                text.Insert(at, Alphabet[_random.Next(Alphabet.Length)]);
                break;
            case 3:
                text.Insert(at, Garbage());
                break;
            default:
                text.Append('.').Append(text.ToString(0, Math.Min(at, 40)));
                break;
        }
    }
}
