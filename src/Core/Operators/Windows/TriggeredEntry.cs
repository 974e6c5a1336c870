using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>What a window with a trigger keeps of a key.</summary>
internal struct TriggeredEntry<TAcc, TState> : IEntry<TriggeredEntry<TAcc, TState>, TAcc> where TAcc : unmanaged where TState : unmanaged
{
    public TAcc Acc;
    public TState State;

    /// <summary>When the trigger wants to be woken, in microseconds.</summary>
    public long Wake;

    /// <summary>When the trigger is looked at for <see cref="Wake"/>: not after it, since one that moves on is looked at once more.</summary>
    public long Check;

    /// <summary>The time of the clock at which the trigger wants to be woken, in microseconds.</summary>
    public long ClockWake;

    /// <summary>When it is looked at for <see cref="ClockWake"/>.</summary>
    public long ClockCheck;

    /// <summary>True if the accumulator holds a row.</summary>
    public bool HasRows;

    /// <summary>In batch mode: true if the trigger has fired, and the result is left to the window's end.</summary>
    public bool HasFired;

    /// <summary>Of a new entry: nothing is asked for.</summary>
    public void AskNothing() => Wake = Check = ClockWake = ClockCheck = long.MaxValue;

    static ref TAcc IEntry<TriggeredEntry<TAcc, TState>, TAcc>.AccOf(ref TriggeredEntry<TAcc, TState> entry) => ref entry.Acc;

    static void IEntry<TriggeredEntry<TAcc, TState>, TAcc>.Save(in TriggeredEntry<TAcc, TState> entry, SnapshotWriter to)
    {
        to.Write(entry.State);
        to.Write(entry.Wake);
        to.Write(entry.ClockWake);
        to.Write(entry.HasRows);
    }

    static void IEntry<TriggeredEntry<TAcc, TState>, TAcc>.Load(ref TriggeredEntry<TAcc, TState> entry, SnapshotReader from)
    {
        entry.AskNothing();
        entry.State = from.Read<TState>();
        entry.Wake = from.Read<long>();
        entry.ClockWake = from.Read<long>();
        entry.HasRows = from.Read<bool>();
    }
}
