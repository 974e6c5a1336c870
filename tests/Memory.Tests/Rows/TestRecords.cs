using System.Runtime.InteropServices;

namespace Millrace.Memory.Tests.Rows;

/// <summary>Written by hand as the generator would write it.</summary>
internal readonly record struct Person(Utf8String Name, int Age, Utf8String City) : IRecord<Person>
{
    public static bool HasText => true;
    public static int TextBytes(in Person row) => TextArea.BytesFor(row.Name) + TextArea.BytesFor(row.City);
    public static void MoveText(ref Person row, ref TextArea area) => row = row with { Name = area.Move(row.Name), City = area.Move(row.City) };
    public static void Rebase(ref Person row, in Rebase rebase) => row = row with { Name = rebase.Apply(row.Name), City = rebase.Apply(row.City) };
    public static ulong Hash(in Person row) => KeyHash.Combine(KeyHash.Combine(row.Name.Hash(), KeyHash.Word((ulong)row.Age)), row.City.Hash());
    public static bool AreEqual(in Person left, in Person right) => left == right;
    public static int Compare(in Person left, in Person right) => (left.Name, left.Age, left.City).CompareTo((right.Name, right.Age, right.City));
}

/// <summary>A record with lists, one of records with text; a byte in front makes padding.</summary>
internal readonly record struct Team(byte Level, RecordList<Person> Members, Binary Badge, RecordList<int> Scores) : IRecord<Team>
{
    public static bool HasText => true;
    public static int TextBytes(in Team row) =>
        TextArea.BytesFor<Person, Person>(row.Members) + TextArea.BytesFor(row.Badge) + TextArea.BytesFor<int, IntRecord>(row.Scores);
    public static void MoveText(ref Team row, ref TextArea area) => row = row with
    {
        Members = area.Move<Person, Person>(row.Members),
        Badge = area.Move(row.Badge),
        Scores = area.Move<int, IntRecord>(row.Scores),
    };
    public static void Rebase(ref Team row, in Rebase rebase) => row = row with
    {
        Members = rebase.Apply<Person, Person>(row.Members),
        Badge = rebase.Apply(row.Badge),
        Scores = rebase.Apply<int, IntRecord>(row.Scores),
    };
    public static void ClearPadding(ref Team row) => MemoryMarshal.AsBytes(new Span<Team>(ref row))[1..8].Clear();
    public static ulong Hash(in Team row) => KeyHash.Combine(RecordList.Hash<Person, Person>(row.Members), row.Badge.Hash());
    public static bool AreEqual(in Team left, in Team right) => RecordList.AreEqual<Person, Person>(left.Members, right.Members) && left.Badge == right.Badge;
    public static int Compare(in Team left, in Team right) => RecordList.Compare<Person, Person>(left.Members, right.Members);
}

internal readonly struct IntRecord : IRecord<int>
{
    public static bool HasText => false;
    public static int TextBytes(in int row) => 0;
    public static void MoveText(ref int row, ref TextArea area) { }
    public static void Rebase(ref int row, in Rebase rebase) { }
    public static ulong Hash(in int row) => KeyHash.Word((ulong)row);
    public static bool AreEqual(in int left, in int right) => left == right;
    public static int Compare(in int left, in int right) => left.CompareTo(right);
}
