using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

/// <summary>Emits a number of keys when input ends, as a window does: resumable, as far as budget and room go.</summary>
internal struct FireAll<TNext>(int keys, TNext next) : IOperator<Event> where TNext : struct, IOperator<Event>
{
    private TNext _next = next;
    private SubtaskContext _context = null!;
    private int _position = -1;
    private bool _told;

    public readonly bool HasRoom => _next.HasRoom;

    public void Open(SubtaskContext context)
    {
        _context = context;
        _next.Open(context);
    }

    public readonly void Collect(in Event row, long time) { }

    public void Flush() => _next.Flush();

    public bool Watermark(long watermark)
    {
        if (watermark != long.MaxValue) return _next.Watermark(watermark);
        _position = 0;
        return Resume();
    }

    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs);

    public bool Resume()
    {
        if (!_next.Resume()) return false;
        if (_position < 0 || _told) return true;
        while (_position < keys)
        {
            if (!_next.HasRoom || _context.Budget.Left <= 0) return false;
            _context.Budget.Spend(1);
            var row = new Event(_position, _position, default);
            _next.Collect(in row, _position);
            _position++;
        }
        _told = true;
        _next.Flush();
        return _next.Watermark(long.MaxValue);
    }

    public bool Finish() => _next.Finish();

    public void Save(SnapshotWriter to) => _next.Save(to);

    public void Load(SnapshotReader from) => _next.Load(from);

    public void Close() => _next.Close();
}
