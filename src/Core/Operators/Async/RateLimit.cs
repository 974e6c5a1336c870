namespace Millrace.Operators;

/// <summary>Lets so many attempts a second begin, evenly (the generic cell rate algorithm). Thread: its operator's.</summary>
/// <param name="perSecond">Infinite for no limit.</param>
internal struct RateLimit(double perSecond)
{
    // Steps come a millisecond apart and more, so that a high rate needs a few attempts at once.
    private const double CreditUs = 10_000;

    private readonly double _intervalUs = 1_000_000 / perSecond;
    private double _next = double.MinValue;

    /// <summary>The time from which one may begin.</summary>
    public readonly long NextUs => _next <= long.MinValue ? long.MinValue : (long)Math.Ceiling(_next);

    /// <summary>Lets one begin, if one may.</summary>
    public bool TryTake(long nowUs)
    {
        if (_intervalUs == 0) return true;
        if (NextUs > nowUs) return false;
        _next = Math.Max(_next, nowUs - CreditUs) + _intervalUs;
        return true;
    }
}
