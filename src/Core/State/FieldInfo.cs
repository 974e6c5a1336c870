using Millrace.Memory;

namespace Millrace.State;

/// <summary>A state field of a function: what does not depend on the key. One per field and subtask.</summary>
internal sealed class FieldInfo(string name, int index)
{
    private long _timeToLiveUs;

    /// <summary>Name of the field.</summary>
    public string Name { get; } = name;

    /// <summary>Its place among the fields, from 0: its bit.</summary>
    public int Index { get; } = index;

    /// <summary>True if it expires.</summary>
    public bool Expires { get; init; }

    /// <summary>True if reading it starts its time to live anew.</summary>
    public bool RenewsOnRead { get; private set; }

    /// <summary>True once the time to live has been set.</summary>
    public bool HasTimeToLive => _timeToLiveUs > 0;

    /// <summary>Clears what has expired of the current key at a time, and says when the rest does; set by the binder.</summary>
    public Func<long, long>? Expire { get; set; }

    /// <summary>Writes what there is of the current key, or of the subtask; set by the binder.</summary>
    public Action<SnapshotWriter> Save { get; set; } = static _ => { };

    /// <summary>Takes up what <see cref="Save"/> has written; set by the binder.</summary>
    public Action<SnapshotReader> Load { get; set; } = static _ => { };

    /// <summary>When something written now expires.</summary>
    public long ExpiryOf(long nowUs) => nowUs > long.MaxValue - _timeToLiveUs ? long.MaxValue : nowUs + _timeToLiveUs;

    /// <summary>Sets how long it lives.</summary>
    public void Live(Duration time, bool renewOnRead)
    {
        if (!Expires) throw new InvalidOperationException($"State '{Name}' has no room for the time at which it expires; mark it [State(Expires = true)].");
        if (time <= Duration.Zero) throw new ArgumentOutOfRangeException(nameof(time), $"State '{Name}' cannot live for {time}; give it a time above zero.");
        _timeToLiveUs = time.Microseconds;
        RenewsOnRead = renewOnRead;
    }
}
