using System.Buffers;
using System.Globalization;

namespace Millrace.Hosting;

/// <summary>Amounts of memory as people write them: <c>512MB</c>, <c>2GiB</c>, <c>1.5g</c>, <c>1048576</c>.</summary>
internal static class ByteSize
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>Parses an amount. Every unit counts in 1024s, as in Flink: <c>k</c>, <c>KB</c> and <c>KiB</c> are the same.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        ReadOnlySpan<char> s = text.AsSpan().Trim();
        int digits = s.IndexOfAnyExcept(Digits);
        var unit = digits < 0 ? default : s[digits..].Trim();
        if (digits >= 0) s = s[..digits];
        if (!decimal.TryParse(s, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal count)) return false;
        long factor = unit.ToString().ToUpperInvariant() switch
        {
            "" or "B" => 1,
            "K" or "KB" or "KIB" => 1L << 10,
            "M" or "MB" or "MIB" => 1L << 20,
            "G" or "GB" or "GIB" => 1L << 30,
            "T" or "TB" or "TIB" => 1L << 40,
            _ => 0,
        };
        if (factor == 0 || count > long.MaxValue / factor) return false;
        bytes = (long)(count * factor);
        return true;
    }
}
