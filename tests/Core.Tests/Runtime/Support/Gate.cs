using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

/// <summary>When gates are shut, by a simulation's clock.</summary>
internal sealed class GateKeeper
{
    private readonly List<Action> _wakes = [];

    public bool IsShut { get; private set; }

    public void Add(Action wake) => _wakes.Add(wake);

    /// <summary>Shuts the gates at some times for a while each.</summary>
    public void Schedule(SimulatedExecution simulation, IEnumerable<(long AtUs, long ForUs)> closures)
    {
        foreach (var (at, length) in closures)
        {
            simulation.CallAt(at, () => IsShut = true);
            simulation.CallAt(at + length, () =>
            {
                IsShut = false;
                foreach (var wake in _wakes) wake();
            });
        }
    }
}

/// <summary>An operator that has no room while its gate is shut, as a slow device has not.</summary>
internal struct Gate<TNext>(GateKeeper keeper, TNext next) : IOperator<Event> where TNext : struct, IOperator<Event>
{
    private TNext _next = next;

    public readonly bool HasRoom => !keeper.IsShut && _next.HasRoom;

    public void Open(SubtaskContext context)
    {
        keeper.Add(context.Wake);
        _next.Open(context);
    }

    public void Collect(in Event row, long time) => _next.Collect(in row, time);

    public void Flush() => _next.Flush();

    public bool Watermark(long watermark) => _next.Watermark(watermark);

    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs);

    public bool Finish() => _next.Finish();

    public bool Resume() => _next.Resume();

    public void Save(SnapshotWriter to) => _next.Save(to);

    public void Load(SnapshotReader from) => _next.Load(from);

    public void Close() => _next.Close();
}
