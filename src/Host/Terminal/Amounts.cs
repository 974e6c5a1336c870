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

    /// <summary><c>0.21 s</c>, <c>12.5 s</c>, <c>3:05</c>, <c>1:02:03</c>.</summary>
    public static string Elapsed(TimeSpan time) =>
        time.TotalSeconds < 60 ? time.TotalSeconds.ToString(time.TotalSeconds < 10 ? "F2" : "F1", CultureInfo.InvariantCulture) + " s"
        : time.TotalHours < 1 ? time.ToString(@"m\:ss", CultureInfo.InvariantCulture)
        : ((long)time.TotalHours).ToString(CultureInfo.InvariantCulture) + time.ToString(@"\:mm\:ss", CultureInfo.InvariantCulture);
}
