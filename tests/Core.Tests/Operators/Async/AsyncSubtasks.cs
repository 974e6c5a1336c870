using Millrace.Core.Tests.Runtime;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

/// <summary>
/// Subtasks of an asynchronous operator, driven step by step in virtual time, which now and then are saved and, at once or some steps later,
/// closed and restored from that: as many, or more, or fewer. What had happened after the snapshot then happens again.
/// </summary>
internal sealed class AsyncSubtasks<TOperator>(MemoryAccount state, Desk desk, Random random, bool rescales, Func<AsyncPort, TOperator> make)
    where TOperator : struct, IOperator<Event>
{
    private const int Most = 4;

    private Subtask[] _subtasks = [];
    private Snapshot? _snapshot;
    private int _stepsToCrash;
    private int _next;
    private long _watermark = long.MinValue;

    /// <summary>Rows that came out and, without rescaling, watermarks, in order.</summary>
    public List<string> Output { get; } = [];

    /// <summary>Rows that went in and, without rescaling, watermarks, in order.</summary>
    public List<string> Input { get; } = [];

    /// <summary>Rows that waited in snapshots that were restored from.</summary>
    public long Waiting { get; private set; }

    public int Restored { get; private set; }

    public void Run(int rows)
    {
        Open(Count());
        while (_next < rows)
        {
            desk.Advance(random.Next(4_000));
            foreach (var subtask in _subtasks) Step(subtask, rows);
            // Something has come since the last.
            if (random.Next(3) == 0 && _next > 0 && Time(_next) - 1 > _watermark && (rescales || Input[^1][0] != 'w')) Promise(Time(_next) - 1);
            if (_snapshot is not null && _stepsToCrash-- == 0) Crash();
            if (_snapshot is null && random.Next(8) == 0) Save();
        }
        foreach (var subtask in _subtasks) Finish(subtask);
        desk.EndAll();
        foreach (var subtask in _subtasks) subtask.Operator.Close();
    }

    private static long Time(int row) => row / 2;

    private int Count() => rescales ? random.Next(1, Most + 1) : 1;

    private void Step(Subtask subtask, int rows)
    {
        subtask.Refill(random, desk.NowUs);
        if (subtask.Context.TryTakeWake(desk.NowUs)) GoOn(subtask, subtask.Operator.ProcessingTime(desk.NowUs));
        for (int left = random.Next(6); left > 0 && _next < rows && subtask.Operator.HasRoom; left--)
        {
            var row = new Event(_next, Time(_next), Desk.Text(_next));
            Input.Add($"row {_next} {Time(_next)}");
            _next++;
            subtask.Operator.Collect(in row, row.Time);
        }
        End(subtask);
    }

    private void Promise(long watermark)
    {
        _watermark = watermark;
        if (!rescales) Input.Add($"watermark {watermark}");
        foreach (var subtask in _subtasks)
        {
            GoOn(subtask, subtask.Operator.Watermark(watermark));
            End(subtask);
        }
    }

    private void Finish(Subtask subtask)
    {
        GoOn(subtask, subtask.Operator.ProcessingTime(long.MaxValue));
        Assert.Equal(0, subtask.Context.Awaited);
        if (!rescales) Input.Add($"watermark {long.MaxValue}");
        GoOn(subtask, subtask.Operator.Watermark(long.MaxValue));
        GoOn(subtask, subtask.Operator.Finish());
        End(subtask);
        Assert.Equal(long.MaxValue, subtask.Port.Watermark);
    }

    private void GoOn(Subtask subtask, bool isDone)
    {
        while (!isDone)
        {
            End(subtask);
            desk.Advance(random.Next(4_000));
            subtask.Refill(random, desk.NowUs);
            isDone = subtask.Operator.Resume();
        }
    }

    private static void End(Subtask subtask)
    {
        subtask.Operator.Flush();
        ScratchArena.Current.Reset();
    }

    private void Save()
    {
        byte[][] parts = [.. _subtasks.Select(subtask => subtask.Save())];
        _snapshot = new(parts, _next, _watermark, _subtasks.Min(subtask => subtask.Port.Watermark), Input.Count, Output.Count, _subtasks.Sum(subtask => subtask.Context.Awaited));
        _stepsToCrash = random.Next(2) * random.Next(12);
    }

    private void Crash()
    {
        var (parts, next, watermark, sent, inputs, outputs, waiting) = _snapshot!;
        _snapshot = null;
        desk.EndAll();
        foreach (var subtask in _subtasks) subtask.Operator.Close();
        Assert.Equal(0, state.Outstanding);
        (_next, _watermark) = (next, watermark);
        Input.RemoveRange(inputs, Input.Count - inputs);
        Output.RemoveRange(outputs, Output.Count - outputs);
        int count = Count();
        Open(count);
        foreach (var subtask in _subtasks)
        {
            subtask.Port.Watermark = sent;
            foreach (byte[] part in parts)
            {
                var reader = new SnapshotReader(part, rescales ? hash => KeyGroups.SubtaskOf(hash, count) == subtask.Context.Index : null);
                subtask.Operator.Load(reader);
                Assert.True(reader.IsAtEnd);
            }
            Restored++;
        }
        Assert.Equal(waiting, _subtasks.Sum(subtask => subtask.Context.Awaited));
        Waiting += waiting;
    }

    private void Open(int count)
    {
        _subtasks = [.. Enumerable.Range(0, count).Select(i => new Subtask(new SubtaskContext { VertexName = "test", Index = i, Parallelism = count, State = state }, new AsyncPort(Output, !rescales)))];
        foreach (var subtask in _subtasks)
        {
            subtask.Operator = make(subtask.Port);
            subtask.Operator.Open(subtask.Context);
        }
    }

    private sealed record Snapshot(byte[][] Parts, int Next, long Watermark, long Sent, int Inputs, int Outputs, int Waiting);

    private sealed class Subtask(SubtaskContext context, AsyncPort port)
    {
        public TOperator Operator;

        public SubtaskContext Context { get; } = context;

        public AsyncPort Port { get; } = port;

        public byte[] Save()
        {
            // A second time is as good as the first.
            int sizeBytes = SaveOnce().Length;
            byte[] saved = SaveOnce();
            Assert.Equal(sizeBytes, saved.Length);
            return saved;
        }

        public void Refill(Random random, long nowUs)
        {
            Context.Advance(nowUs);
            Context.Budget.Refill(random.Next(1, 30));
            Port.Room = random.Next(5) == 0 ? 0 : random.Next(1, 30);
        }

        private byte[] SaveOnce()
        {
            var writer = new SnapshotWriter();
            Operator.Save(writer);
            return writer.ToArray();
        }
    }
}
