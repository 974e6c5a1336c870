namespace Millrace.Operators;

/// <summary>What a pane keeps of a key, to which rows are added: an accumulator, and what else the windows need to know of the rows.</summary>
/// <typeparam name="TEntry">What the table keeps.</typeparam>
/// <typeparam name="TAcc">The accumulator in it.</typeparam>
internal interface IPaneEntry<TEntry, TAcc> : IEntry<TEntry, TAcc> where TEntry : unmanaged where TAcc : unmanaged
{
    /// <summary>Notes that something is about to be added.</summary>
    /// <param name="entry">The entry; all zero if it is new.</param>
    /// <param name="isNew">Nothing has been added yet.</param>
    /// <param name="time">Time of the row, in microseconds.</param>
    /// <param name="isRetracted">True if accumulators are subtracted again. Constant.</param>
    static virtual void Note(ref TEntry entry, bool isNew, long time, bool isRetracted) { }
}
