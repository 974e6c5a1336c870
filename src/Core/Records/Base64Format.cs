using System.Buffers;
using System.Buffers.Text;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>Bytes as base64.</summary>
internal static unsafe class Base64Format
{
    /// <summary>Decodes into the scratch arena.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Binary value)
    {
        value = default;
        if (text.IsEmpty) return true;
        int room = Base64.GetMaxDecodedFromUtf8Length(text.Length);
        byte* at = ScratchArena.Current.Allocate(Math.Max(room, 16));
        if (Base64.DecodeFromUtf8(text, new Span<byte>(at, room), out int used, out int written) != OperationStatus.Done || used != text.Length) return false;
        value = Binary.At(at, written);
        return true;
    }

    /// <summary>Encodes.</summary>
    public static void Write(ref Utf8Writer writer, scoped ReadOnlySpan<byte> bytes)
    {
        var to = writer.Take(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
        if (to.Length > 0) Base64.EncodeToUtf8(bytes, to, out _, out _);
    }
}
