namespace Millrace;

/// <summary>
/// Windows that follow the rows of each key: a session goes on as long as the next row comes within a gap of the one before, and ends
/// a gap after its last row.
/// </summary>
public sealed class Session
{
    private Session(Duration gap) => Gap = gap;

    /// <summary>How long no row comes before a session ends. Two rows exactly this far apart are in one session.</summary>
    public Duration Gap { get; }

    /// <summary>Sessions that end when no row has come for <paramref name="gap"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gap"/> is not positive.</exception>
    public static Session WithGap(Duration gap)
    {
        if (gap <= Duration.Zero)
            throw new ArgumentOutOfRangeException(nameof(gap), $"A session with a gap of {gap} would end at once; give it a gap above zero, such as Duration.Minutes(30).");
        return new Session(gap);
    }
}
