namespace Millrace.Core.Tests.Runtime;

/// <summary>What a job's last operators have seen, by subtask.</summary>
internal sealed class Collected
{
    private readonly Dictionary<int, Seen> _bySubtask = [];

    public IReadOnlyCollection<Seen> Subtasks => _bySubtask.Values;

    public List<(long Key, long Time, string Text)> Rows => [.. _bySubtask.Values.SelectMany(seen => seen.Rows)];

    public long LateRows => _bySubtask.Values.Sum(seen => seen.LateRows);

    public int MostOpenWindows => _bySubtask.Values.Max(seen => seen.MostOpenWindows);

    public Seen For(int subtask)
    {
        lock (_bySubtask)
        {
            if (!_bySubtask.TryGetValue(subtask, out var seen)) _bySubtask[subtask] = seen = new Seen();
            return seen;
        }
    }

    internal sealed class Seen
    {
        public List<(long Key, long Time, string Text)> Rows { get; } = [];
        public HashSet<long> OpenWindows { get; } = [];
        public int MostOpenWindows { get; set; }
        public long LateRows { get; set; }
        public long LastWatermark { get; set; } = long.MinValue;
        public long Count { get; set; }
        public int Opened { get; set; }
        public int Finished { get; set; }
        public int Closed { get; set; }
    }
}
