using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>How far a split had been read when a snapshot was taken.</summary>
/// <param name="Id">The split.</param>
/// <param name="Position">Where its reader goes on.</param>
/// <param name="Watermark">No row at or before this time follows.</param>
/// <param name="Clock">What its watermark generator has noted, as <see cref="EventTimeClock.Save"/> gives it.</param>
internal sealed record SplitPlace(string Id, long Position, long Watermark, byte[] Clock)
{
    /// <summary>Takes down how far a split has been read.</summary>
    public static void Save<T>(OpenSplit<T> split, EventTimeClock clock, SnapshotWriter to) where T : unmanaged
    {
        to.Begin(split.Id);
        to.Write(split.Reader!.Position);
        to.Write(split.Watermark);
        byte[] noted = clock.Save(split.Number);
        to.Write(noted.Length);
        foreach (byte value in noted) to.Write(value);
    }

    /// <summary>Gives back what <see cref="Save"/> took down.</summary>
    public static SplitPlace Load(SnapshotReader from)
    {
        string id = from.ReadName();
        long position = from.Read<long>(), watermark = from.Read<long>();
        byte[] noted = new byte[from.Read<int>()];
        for (int i = 0; i < noted.Length; i++) noted[i] = from.Read<byte>();
        return new SplitPlace(id, position, watermark, noted);
    }
}
