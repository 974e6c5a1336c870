namespace Millrace.Runtime;

/// <summary>
/// Carries what a batch says about event time from the chain's <c>EventTime</c> operator to its subtask, which makes a watermark
/// per split (or channel) of it. Thread: the subtask's.
/// </summary>
public sealed class EventTimeClock
{
    /// <summary>How often a watermark that may move without rows is looked after while none come.</summary>
    internal const long TickUs = 200_000;

    private readonly Stack<int> _free = new();
    private ISplitWatermarks? _generators;
    private WatermarkKind _kind;
    private long _outOfOrdernessUs;
    private long _highest = long.MinValue;
    private long _mark = long.MinValue;
    private int _splits;

    /// <summary>True if the chain assigns event time; then watermarks are made here and those of the inputs are ignored.</summary>
    public bool Assigns { get; private set; }

    /// <summary>
    /// True if the chain gives rows the time at which they are read: then watermarks follow <see cref="SubtaskContext.NowUs"/>,
    /// whatever the inputs do.
    /// </summary>
    public bool FollowsClock { get; private set; }

    /// <summary>What the strategy waits for; null if nothing was said.</summary>
    internal WatermarkSettings? Settings { get; private set; }

    /// <summary>True if watermarks may move while no rows come.</summary>
    internal bool Ticks => FollowsClock || _generators is not null;

    /// <summary>Called by the <c>EventTime</c> operator when the chain opens.</summary>
    public void Assign(Duration outOfOrderness)
    {
        if (outOfOrderness < Duration.Zero) throw new ArgumentOutOfRangeException(nameof(outOfOrderness), $"Rows cannot be out of order by {outOfOrderness}; say zero or more.");
        Assigns = true;
        _outOfOrdernessUs = outOfOrderness.Microseconds;
    }

    /// <summary>Called by an <c>EventTime</c> operator with a strategy when the chain opens.</summary>
    public void Assign(Watermarks watermarks)
    {
        ArgumentNullException.ThrowIfNull(watermarks);
        Assign(watermarks.OutOfOrderness);
        Settings = watermarks;
    }

    /// <summary>Called by an <c>EventTime</c> operator whose rows carry watermarks when the chain opens.</summary>
    public void Assign<T>(Watermarks<T> watermarks)
    {
        ArgumentNullException.ThrowIfNull(watermarks);
        Assigns = true;
        Settings = watermarks;
        _kind = watermarks.Kind;
    }

    /// <summary>Called by an <c>EventTime</c> operator with a generator of the user's when the chain opens.</summary>
    public void Assign<T, TGenerator>(Watermarks<T> watermarks, SplitWatermarks<T, TGenerator> generators) where TGenerator : struct, IWatermarkGenerator<T>
    {
        Assign(watermarks);
        _generators = generators;
    }

    /// <summary>Called by the <c>IngestionTime</c> operator when the chain opens.</summary>
    public void FollowClock() => FollowsClock = true;

    /// <summary>Called by the <c>EventTime</c> operator once per <c>Process</c>, with the batch's highest time.</summary>
    public void Observe(long highest) => _highest = Math.Max(_highest, highest);

    /// <summary>Called by the <c>EventTime</c> operator for a row that carries a watermark.</summary>
    public void Mark(long watermark) => _mark = Math.Max(_mark, watermark);

    /// <summary>A split begins. Returns its number, from 0; the number of one that has ended is used again.</summary>
    internal int Start()
    {
        int split = _free.TryPop(out int free) ? free : _splits++;
        _generators?.Start(split);
        return split;
    }

    /// <summary>A split has ended.</summary>
    internal void End(int split) => _free.Push(split);

    /// <summary>What the generator of a split has noted; empty where that is all in the watermark.</summary>
    /// <exception cref="NotSupportedException">The generator has fields that cannot be written down.</exception>
    internal byte[] Save(int split) => _generators?.Save(split) ?? [];

    /// <summary>Gives a split that has begun what <see cref="Save"/> gave of another.</summary>
    internal void Load(int split, ReadOnlySpan<byte> noted) => _generators?.Load(split, noted);

    /// <summary>The next rows are of this split.</summary>
    internal void Select(int split) => _generators?.Select(split);

    /// <summary>The watermark of a split by the rows since the last call, which were of that split; <see cref="long.MinValue"/> for none.</summary>
    internal long Take(int split, long nowUs)
    {
        long highest = _highest, mark = _mark;
        _highest = _mark = long.MinValue;
        return _kind switch
        {
            WatermarkKind.Highest => highest == long.MinValue ? long.MinValue : WatermarkClock.Of(highest, _outOfOrdernessUs),
            WatermarkKind.Punctuated => mark,
            _ => _generators!.Watermark(split, nowUs),
        };
    }
}
