using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

/// <summary>Takes a segment of state for each row and gives them back only at the end.</summary>
internal struct Hoard : IOperator<Event>
{
    private List<Segment> _segments;
    private SubtaskContext _context;

    public readonly bool HasRoom => true;

    public void Open(SubtaskContext context)
    {
        _context = context;
        _segments = [];
    }

    public readonly void Collect(in Event row, long time) => _segments.Add(_context.State.Rent());

    public readonly void Flush() { }

    public readonly bool Watermark(long watermark) => true;

    public readonly bool ProcessingTime(long nowUs) => true;

    public readonly bool Finish() => true;

    public readonly bool Resume() => true;

    public void Save(SnapshotWriter to) { }

    public void Load(SnapshotReader from) { }

    public readonly void Close()
    {
        foreach (var segment in _segments) segment.Account.Return(segment);
    }
}
