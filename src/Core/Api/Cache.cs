namespace Millrace;

/// <summary>What a lookup keeps of the answers it has got. Each subtask has a cache of its own.</summary>
public sealed record Cache
{
    private Cache() { }

    /// <summary>Answers are used again for a while; also the answer that there is nothing. With too many, those used longest ago go first.</summary>
    /// <param name="lifetime">How long an answer is used, from when it came; zero or more.</param>
    /// <param name="maxEntries">Most keys kept in a subtask, at least 1.</param>
    /// <param name="missing">How long the answer that there is nothing is used; as long as others if not said.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not possible.</exception>
    public static Cache For(Duration lifetime, int maxEntries, Duration? missing = null)
    {
        if (lifetime < Duration.Zero || missing < Duration.Zero) throw new ArgumentOutOfRangeException(nameof(lifetime), $"An answer cannot be used for {(lifetime < Duration.Zero ? lifetime : missing)}; say zero or more.");
        if (maxEntries < 1) throw new ArgumentOutOfRangeException(nameof(maxEntries), $"A cache of {maxEntries} entries keeps nothing; say at least 1, with a lifetime of zero if nothing is to be kept.");
        return new() { Lifetime = lifetime, Missing = missing ?? lifetime, MaxEntries = maxEntries };
    }

    internal Duration Lifetime { get; init; }

    internal Duration Missing { get; init; }

    internal int MaxEntries { get; init; }
}
