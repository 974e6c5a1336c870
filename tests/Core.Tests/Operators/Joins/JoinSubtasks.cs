using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators.Joins;

/// <summary>
/// A join as several subtasks, which now and then are saved, closed, and restored: as many, more or fewer. Rows go to the subtask of their key,
/// watermarks to all.
/// </summary>
internal sealed class JoinSubtasks<TOperator>(MemoryAccount state, Func<Results, TOperator> make) where TOperator : struct, ITwoInputOperator<Reading, Reading>
{
    private const int Most = 4;

    private readonly List<Results> _all = [];
    private Results[] _results = [];
    private SubtaskContext[] _contexts = [];
    private TOperator[] _joins = [];

    /// <summary>True if right rows go to all subtasks, and left rows anywhere.</summary>
    public bool Broadcasts { get; init; }

    /// <summary>The clock, read before every event.</summary>
    public Func<long>? Now { get; init; }

    /// <summary>Number of snapshots that an operator was restored from.</summary>
    public int Restored { get; private set; }

    /// <summary>What all subtasks have given, in no order.</summary>
    public List<string> Rows => [.. _all.SelectMany(results => results.Rows)];

    /// <summary>Plays a script; with the same number of subtasks throughout, one of them, if it does not rescale.</summary>
    public void Play(JoinScript script, int seed, bool rescales)
    {
        var random = new Random(seed);
        Open(rescales ? random.Next(1, Most + 1) : 1);
        for (int i = 0; i < script.Events.Count; i++)
        {
            var step = script.Events[i];
            if (Now is not null)
            {
                long now = Now();
                foreach (var context in _contexts) context.Advance(now);
            }
            for (int subtask = 0; subtask < _joins.Length; subtask++)
            {
                var own = step with { Rows = [.. step.Rows.Where(row => Owner(in row, step.Side) is int owner && (owner < 0 || owner == subtask))] };
                if (step.Side < 0 || own.Rows.Length > 0) new JoinScript([own]).Play(ref _joins[subtask], _contexts[subtask], _results[subtask], seed + i);
            }
            if (random.Next(6) == 0) Restore(rescales ? random.Next(1, Most + 1) : 1, rescales);
        }
        foreach (ref var join in _joins.AsSpan()) join.Close();
    }

    private int Owner(in Timed<Reading> row, int side) => !Broadcasts ? KeyGroups.SubtaskOf(Utf8StringRecord.Hash(row.Row.Sensor), _joins.Length)
        : side == 1 ? -1 : row.Row.Value % _joins.Length;

    private void Restore(int subtasks, bool rescales)
    {
        var parts = new byte[_joins.Length][];
        for (int i = 0; i < parts.Length; i++)
        {
            // It changes nothing, so a second time is as good as the first.
            int sizeBytes = Save(ref _joins[i]).Length;
            parts[i] = Save(ref _joins[i]);
            Assert.Equal(sizeBytes, parts[i].Length);
        }
        foreach (ref var join in _joins.AsSpan()) join.Close();
        Assert.Equal(0, state.Outstanding);
        long watermark = _results.Max(results => results.Watermarks.Count == 0 ? long.MinValue : results.Watermarks[^1]);
        Open(subtasks);
        for (int i = 0; i < subtasks; i++)
        {
            if (watermark != long.MinValue) _results[i].Watermarks.Add(watermark);
            int own = i;
            foreach (byte[] part in parts)
            {
                var reader = new SnapshotReader(part, rescales ? hash => KeyGroups.SubtaskOf(hash, subtasks) == own : null);
                _joins[i].Load(reader);
                Assert.True(reader.IsAtEnd);
            }
            Restored++;
        }
    }

    private static byte[] Save(ref TOperator join)
    {
        var writer = new SnapshotWriter();
        join.Save(writer);
        return writer.ToArray();
    }

    private void Open(int subtasks)
    {
        _results = [.. Enumerable.Range(0, subtasks).Select(_ => new Results())];
        _all.AddRange(_results);
        long now = _contexts.Length == 0 ? long.MinValue : _contexts[0].NowUs;
        _contexts = [.. Enumerable.Range(0, subtasks).Select(i => new SubtaskContext { VertexName = "test", Index = i, Parallelism = subtasks, State = state })];
        _joins = [.. _results.Select(make)];
        for (int i = 0; i < subtasks; i++)
        {
            _contexts[i].Advance(now);
            _joins[i].Open(_contexts[i]);
        }
    }
}
