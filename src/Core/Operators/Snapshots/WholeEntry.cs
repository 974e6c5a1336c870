namespace Millrace.Operators;

/// <summary>An accumulator alone, as entry of a table.</summary>
internal readonly struct WholeEntry<TAcc> : IPaneEntry<TAcc, TAcc> where TAcc : unmanaged
{
    public static ref TAcc AccOf(ref TAcc entry) => ref entry;
}
