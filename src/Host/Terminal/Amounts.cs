using System.Globalization;

namespace Millrace.Hosting;

/// <summary>Numbers as people read them.</summary>
internal static class Amounts
{
    /// <summary><c>508,239</c>.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>2.4 M</c>: three digits or so and a prefix.</summary>
    public static string Rate(double perSecond)
    {
        string[] prefixes = ["", " k", " M", " G"];
        int prefix = 0;
        while (perSecond >= 999.5 && prefix < prefixes.Length - 1)
        {
            perSecond /= 1000;
            prefix++;
        }
        return perSecond.ToString(perSecond >= 99.95 || prefix == 0 ? "F0" : perSecond >= 9.995 ? "F1" : "F2", CultureInfo.InvariantCulture) + prefixes[prefix];
    }

    /// <summary><c>12 KB</c>, <c>3.4 MB</c>, <c>1.2 GB</c>: in 1024s, as sizes of memory are.</summary>
    public static string Bytes(long bytes) =>
        bytes < 1 << 20 ? string.Create(CultureInfo.InvariantCulture, $"{(bytes + 1023) >> 10} KB")
        : bytes < 1 << 30 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GB");

    /// <summary><c>0.21 s</c>, <c>12.5 s</c>, <c>3:05</c>, <c>1:02:03</c>.</summary>
    public static string Elapsed(TimeSpan time) =>
        time.TotalSeconds < 60 ? time.TotalSeconds.ToString(time.TotalSeconds < 10 ? "F2" : "F1", CultureInfo.InvariantCulture) + " s"
        : time.TotalHours < 1 ? time.ToString(@"m\:ss", CultureInfo.InvariantCulture)
        : ((long)time.TotalHours).ToString(CultureInfo.InvariantCulture) + time.ToString(@"\:mm\:ss", CultureInfo.InvariantCulture);
}
