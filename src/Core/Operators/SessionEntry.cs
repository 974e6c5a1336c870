namespace Millrace.Operators;

/// <summary>Rows of one key that follow one another within the gap: a session, or the part of it that lies in one pane.</summary>
internal struct SessionEntry<TAcc> where TAcc : unmanaged
{
    /// <summary>Time of the first row, in microseconds; <see cref="long.MaxValue"/> if there is none.</summary>
    public long First;

    /// <summary>Time of the last row, in microseconds.</summary>
    public long Last;

    /// <summary>What the rows have come to.</summary>
    public TAcc Acc;
}
