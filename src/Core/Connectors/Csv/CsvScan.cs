using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Millrace.Connectors;

/// <summary>AVX-512 with VBMI2: one compress instruction lists the positions.</summary>
internal readonly struct CsvScanVbmi2(byte delimiter, byte quote) : ICsvScan
{
    private readonly Vector512<byte> _delimiter = Vector512.Create(delimiter);
    private readonly Vector512<byte> _quote = Vector512.Create(quote);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Scan(ref byte at, int position, ref int into, out ulong breaks, out ulong quotes)
    {
        var bytes = Vector512.LoadUnsafe(ref at);
        var isBreak = Vector512.Equals(bytes, Vector512.Create((byte)'\n'));
        var isSeparator = Vector512.Equals(bytes, _delimiter) | isBreak;
        breaks = isBreak.ExtractMostSignificantBits();
        quotes = Vector512.Equals(bytes, _quote).ExtractMostSignificantBits();
        ulong separators = isSeparator.ExtractMostSignificantBits();
        var listed = Avx512Vbmi2.Compress(Vector512<byte>.Zero, isSeparator, Vector512<byte>.Indices);
        var origin = Vector512.Create(position);
        (Avx512F.ConvertToVector512Int32(listed.GetLower().GetLower()) + origin).StoreUnsafe(ref into);
        if (BitOperations.PopCount(separators) > 16) StoreRest(listed, origin, ref into);
        return separators;
    }

    // More than one separator in four bytes: very short fields.
    private static void StoreRest(Vector512<byte> listed, Vector512<int> origin, ref int into)
    {
        (Avx512F.ConvertToVector512Int32(listed.GetLower().GetUpper()) + origin).StoreUnsafe(ref into, 16);
        (Avx512F.ConvertToVector512Int32(listed.GetUpper().GetLower()) + origin).StoreUnsafe(ref into, 32);
        (Avx512F.ConvertToVector512Int32(listed.GetUpper().GetUpper()) + origin).StoreUnsafe(ref into, 48);
    }
}

/// <summary>Two 32-byte vectors: AVX2.</summary>
internal readonly struct CsvScan256(byte delimiter, byte quote) : ICsvScan
{
    private readonly Vector256<byte> _delimiter = Vector256.Create(delimiter);
    private readonly Vector256<byte> _quote = Vector256.Create(quote);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Scan(ref byte at, int position, ref int into, out ulong breaks, out ulong quotes)
    {
        var low = Vector256.LoadUnsafe(ref at);
        var high = Vector256.LoadUnsafe(ref at, 32);
        breaks = Mask(low, high, Vector256.Create((byte)'\n'));
        quotes = Mask(low, high, _quote);
        ulong separators = Mask(low, high, _delimiter) | breaks;
        CsvPositions.Expand(separators, position, ref into);
        return separators;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(Vector256<byte> low, Vector256<byte> high, Vector256<byte> wanted) =>
        Vector256.Equals(low, wanted).ExtractMostSignificantBits() | ((ulong)Vector256.Equals(high, wanted).ExtractMostSignificantBits() << 32);
}

/// <summary>Four 16-byte vectors: SSE and ARM.</summary>
internal readonly struct CsvScan128(byte delimiter, byte quote) : ICsvScan
{
    private readonly Vector128<byte> _delimiter = Vector128.Create(delimiter);
    private readonly Vector128<byte> _quote = Vector128.Create(quote);

    public ulong Scan(ref byte at, int position, ref int into, out ulong breaks, out ulong quotes)
    {
        ulong separators = breaks = quotes = 0;
        for (int i = 0; i < 64; i += 16)
        {
            var bytes = Vector128.LoadUnsafe(ref at, (nuint)i);
            ulong isBreak = Vector128.Equals(bytes, Vector128.Create((byte)'\n')).ExtractMostSignificantBits();
            breaks |= isBreak << i;
            quotes |= (ulong)Vector128.Equals(bytes, _quote).ExtractMostSignificantBits() << i;
            separators |= (isBreak | Vector128.Equals(bytes, _delimiter).ExtractMostSignificantBits()) << i;
        }
        CsvPositions.Expand(separators, position, ref into);
        return separators;
    }
}

/// <summary>Byte by byte, where there are no vectors.</summary>
internal readonly struct CsvScanScalar(byte delimiter, byte quote) : ICsvScan
{
    public ulong Scan(ref byte at, int position, ref int into, out ulong breaks, out ulong quotes)
    {
        ulong separators = breaks = quotes = 0;
        for (int i = 0; i < 64; i++)
        {
            byte value = Unsafe.Add(ref at, i);
            if (value == '\n') breaks |= 1UL << i;
            if (value == quote) quotes |= 1UL << i;
            if (value == delimiter) separators |= 1UL << i;
        }
        separators |= breaks;
        CsvPositions.Expand(separators, position, ref into);
        return separators;
    }
}
