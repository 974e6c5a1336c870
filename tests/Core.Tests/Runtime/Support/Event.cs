using Millrace.Memory;

namespace Millrace.Core.Tests.Runtime;

/// <summary>A row of 32 bytes with an optional long text's worth of room to check that order and content survive.</summary>
internal readonly record struct Event(long Key, long Time, Utf8String Text) : IRecord<Event>
{
    public static bool HasText => true;

    public static int TextBytes(in Event row) => TextArea.BytesFor(row.Text);

    public static void MoveText(ref Event row, ref TextArea area) => row = row with { Text = area.Move(row.Text) };

    public static void Rebase(ref Event row, in Rebase rebase) => row = row with { Text = rebase.Apply(row.Text) };

    public static ulong Hash(in Event row) => KeyHash.Words((ulong)row.Key, (ulong)row.Time);

    public static bool AreEqual(in Event left, in Event right) => left == right;

    public static int Compare(in Event left, in Event right) => left.Time.CompareTo(right.Time);
}
