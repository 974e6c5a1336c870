using Millrace.Memory;
using Millrace.Records;

namespace Millrace.Core.Tests.Operators;

/// <summary>A row with short and long text.</summary>
internal readonly record struct Reading(Utf8String Sensor, long Time, int Value, Utf8String Label) : IRecord<Reading>
{
    public static bool HasText => true;

    public static int TextBytes(in Reading row) => TextArea.BytesFor(row.Sensor) + TextArea.BytesFor(row.Label);

    public static void MoveText(ref Reading row, ref TextArea area) =>
        row = row with { Sensor = area.Move(row.Sensor), Label = area.Move(row.Label) };

    public static void Rebase(ref Reading row, in Rebase rebase) =>
        row = row with { Sensor = rebase.Apply(row.Sensor), Label = rebase.Apply(row.Label) };

    public static ulong Hash(in Reading row) => Utf8StringRecord.Hash(row.Sensor);

    public static bool AreEqual(in Reading left, in Reading right) => left == right;

    public static int Compare(in Reading left, in Reading right) => left.Time.CompareTo(right.Time);

    /// <summary>Random readings, up to <paramref name="disorderUs"/> out of order, with some of sensors' names and labels too long to be inline.</summary>
    public static Reading[] Random(int seed, int count, int sensors, long stepUs, long disorderUs)
    {
        var random = new Random(seed);
        var rows = new Reading[count];
        for (int i = 0; i < count; i++)
        {
            int sensor = random.Next(sensors), label = random.Next(50);
            rows[i] = new Reading(
                sensor % 3 == 0 ? $"sensor with a long name {sensor}" : $"s{sensor}",
                1_000_000 + i * stepUs - random.NextInt64(disorderUs + 1),
                random.Next(-1000, 1000),
                label % 2 == 0 ? $"a label that is not inline {label}" : $"l{label}");
        }
        return rows;
    }
}
