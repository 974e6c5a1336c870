using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

/// <summary>
/// Holds rows for a while of processing time, as timers do, and sends them on with the time at which it did. Optionally asks for the
/// clock again whenever it is told, without end.
/// </summary>
internal struct Delay<TNext>(long delayUs, bool ticks, TNext next) : IOperator<Event> where TNext : struct, IOperator<Event>
{
    private readonly Queue<(long DueUs, Event Row)> _waiting = new();
    private TNext _next = next;
    private SubtaskContext _context = null!;
    private long _untilUs = long.MinValue;
    private bool _telling;

    public readonly bool HasRoom => _next.HasRoom;

    public void Open(SubtaskContext context)
    {
        _context = context;
        if (ticks) context.WakeAt(context.NowUs + delayUs);
        _next.Open(context);
    }

    public readonly void Collect(in Event row, long time)
    {
        long due = _context.NowUs + delayUs;
        _waiting.Enqueue((due, row));
        _context.WakeAt(due);
    }

    public void Flush() => _next.Flush();

    public bool Watermark(long watermark) => _next.Watermark(watermark);

    public bool ProcessingTime(long nowUs)
    {
        _untilUs = nowUs;
        _telling = true;
        if (ticks) _context.WakeAt(_context.NowUs + delayUs);
        return Tell();
    }

    public bool Finish() => _next.Finish();

    public bool Resume() => _next.Resume() && (!_telling || Tell());

    public void Save(SnapshotWriter to)
    {
        _next.Save(to);
    }

    public void Load(SnapshotReader from)
    {
        _next.Load(from);
    }

    public readonly void Close()
    {
        _waiting.Clear();
        _next.Close();
    }

    private bool Tell()
    {
        while (_waiting.TryPeek(out var first) && first.DueUs <= _untilUs)
        {
            if (!_next.HasRoom || !_context.Budget.Spend(1)) return false;
            _waiting.Dequeue();
            var row = first.Row with { Time = _context.NowUs };
            _next.Collect(in row, long.MinValue);
        }
        if (_waiting.TryPeek(out var later)) _context.WakeAt(later.DueUs);
        _telling = false;
        _next.Flush();
        return _next.ProcessingTime(_untilUs);
    }
}
