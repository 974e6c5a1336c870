using System.Reflection;
using Millrace.Memory;
using Millrace.Records;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

/// <summary>How often a <see cref="Restarted{TWindow}"/> saves, closes and restores.</summary>
/// <param name="seed">Makes the places.</param>
/// <param name="rows">Rows from one to the next, about.</param>
/// <param name="most">Most operators side by side.</param>
internal sealed class Restarts(int seed, int rows, int most = 1)
{
    public Random Random { get; } = new(seed);

    public int Count { get; private set; }

    /// <summary>How many operators there are next; 0 if nothing happens now.</summary>
    public int Next()
    {
        if (Random.Next(rows) != 0) return 0;
        Count++;
        return Random.Next(1, most + 1);
    }
}

/// <summary>
/// Stands for an operator by one, or several side by side that share the keys, each of which is saved and closed between rows now and then;
/// what follows goes to new ones, restored from all parts by key group.
/// </summary>
internal readonly struct Restarted<TWindow>(Restarts restarts, Func<TWindow> create) : IOperator<Reading> where TWindow : struct, IOperator<Reading>
{
    private readonly Fleet _fleet = new(restarts, create);

    public bool HasRoom => _fleet.Windows[0].HasRoom;

    public void Open(SubtaskContext context) => _fleet.Open(context);

    public void Collect(in Reading row, long time) => _fleet.Collect(in row, time);

    public void Flush()
    {
        foreach (ref var window in _fleet.Windows.AsSpan()) window.Flush();
    }

    public bool Watermark(long watermark) => _fleet.Watermark(watermark);

    public bool ProcessingTime(long nowUs) => _fleet.Windows.Length == 1 && _fleet.Windows[0].ProcessingTime(nowUs);

    public bool Finish()
    {
        foreach (ref var window in _fleet.Windows.AsSpan()) Assert.True(window.Finish());
        return true;
    }

    public bool Resume() => _fleet.Resume();

    public void Save(SnapshotWriter to) => throw new NotSupportedException();

    public void Load(SnapshotReader from) => throw new NotSupportedException();

    public void Close() => _fleet.Close();

    private sealed class Fleet(Restarts restarts, Func<TWindow> create)
    {
        private SubtaskContext _context = null!;
        private long _watermark;
        // The operator whose watermark is unfinished; those behind it have not been told.
        private int _telling;

        public TWindow[] Windows { get; private set; } = [];

        public void Open(SubtaskContext context)
        {
            _context = context;
            Windows = [create()];
            Windows[0].Open(context);
        }

        public void Collect(in Reading row, long time)
        {
            if (restarts.Next() is var next and not 0) Restart(next);
            Windows[KeyGroups.SubtaskOf(Utf8StringRecord.Hash(row.Sensor), Windows.Length)].Collect(in row, time);
        }

        public bool Watermark(long watermark)
        {
            _watermark = watermark;
            _telling = 0;
            return Tell(Windows[0].Watermark(watermark));
        }

        public bool Resume() => Tell(Windows[_telling].Resume());

        public void Close()
        {
            foreach (ref var window in Windows.AsSpan()) window.Close();
        }

        private bool Tell(bool isDone)
        {
            while (isDone && _telling < Windows.Length - 1) isDone = Windows[++_telling].Watermark(_watermark);
            return isDone;
        }

        private void Restart(int number)
        {
            var parts = new byte[Windows.Length][];
            for (int i = 0; i < parts.Length; i++)
            {
                Windows[i].Flush();
                parts[i] = Snapshot.Of(ref Windows[i]);
                // Saving has changed nothing.
                if (restarts.Random.Next(8) == 0) Assert.Equal(parts[i].Length, Snapshot.Of(ref Windows[i]).Length);
            }
            Close();
            bool isSame = parts.Length == number;
            Windows = new TWindow[number];
            _telling = 0;
            for (int i = 0; i < number; i++)
            {
                Windows[i] = create();
                Windows[i].Open(_context);
                int subtask = i;
                if (isSame) Snapshot.Into(ref Windows[i], parts[i]);
                else foreach (byte[] part in parts) Snapshot.Into(ref Windows[i], part, hash => KeyGroups.SubtaskOf(hash, number) == subtask);
            }
        }
    }
}

/// <summary>Saves and restores chains.</summary>
internal static class Snapshot
{
    private static readonly FieldInfo Bytes = typeof(SnapshotReader).GetField("_bytes", BindingFlags.Instance | BindingFlags.NonPublic)!;

    public static byte[] Of<TChain>(ref TChain chain) where TChain : struct, IChain
    {
        var writer = new SnapshotWriter();
        chain.Save(writer);
        return writer.ToArray();
    }

    public static void Into<TChain>(ref TChain chain, byte[] part, Func<ulong, bool>? owns = null) where TChain : struct, IChain
    {
        var reader = new SnapshotReader(part, owns);
        chain.Load(reader);
        Assert.True(reader.IsAtEnd);
        // What still points there would find nothing.
        ((byte[])Bytes.GetValue(reader)!).AsSpan().Fill(0xdd);
    }
}
