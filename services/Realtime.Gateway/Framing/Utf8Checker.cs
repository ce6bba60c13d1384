using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Realtime.Gateway.Framing;

/// <summary>Checks UTF-8 that comes in pieces cut anywhere; says no at the first byte that cannot continue.</summary>
internal struct Utf8Checker
{
    private uint _carry;
    private int _carried;

    /// <summary>True when the text may end here.</summary>
    public readonly bool IsComplete => _carried == 0;

    public bool Append(ReadOnlySpan<byte> piece)
    {
        if (_carried > 0 && !FinishCarried(ref piece))
        {
            return false;
        }

        var tail = TailStart(piece);
        if (!Utf8.IsValid(piece[..tail]))
        {
            return false;
        }

        piece = piece[tail..];
        if (piece.IsEmpty)
        {
            return true;
        }

        Carry(piece);
        return Rune.DecodeFromUtf8(piece, out _, out _) == OperationStatus.NeedMoreData;
    }

    private bool FinishCarried(ref ReadOnlySpan<byte> piece)
    {
        Span<byte> joined = stackalloc byte[8];
        BitConverter.TryWriteBytes(joined, _carry);
        var added = Math.Min(4, piece.Length);
        piece[..added].CopyTo(joined[_carried..]);
        switch (Rune.DecodeFromUtf8(joined[..(_carried + added)], out _, out var consumed))
        {
            case OperationStatus.Done:
                piece = piece[(consumed - _carried)..];
                _carried = 0;
                return true;
            case OperationStatus.NeedMoreData:
                Carry(joined[..(_carried + added)]);
                piece = [];
                return true;
            default:
                return false;
        }
    }

    private void Carry(ReadOnlySpan<byte> bytes)
    {
        Span<byte> carry = stackalloc byte[4];
        carry.Clear();
        bytes.CopyTo(carry);
        _carry = BitConverter.ToUInt32(carry);
        _carried = bytes.Length;
    }

    /// <summary>Where an unfinished last character begins, or the length.</summary>
    private static int TailStart(ReadOnlySpan<byte> piece)
    {
        for (var back = 1; back <= 3 && back <= piece.Length; back++)
        {
            var value = piece[^back];
            if ((value & 0xC0) == 0x80)
            {
                continue;
            }

            var needed = value switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return needed > back ? piece.Length - back : piece.Length;
        }

        return piece.Length;
    }
}
