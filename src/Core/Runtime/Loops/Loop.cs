namespace Millrace.Runtime;

/// <summary>
/// A loop of a running job: the subtasks of its head and body, and what they have agreed on. It gathers what they report and asks
/// <see cref="LoopProtocol"/>; whoever reports last decides. Thread: any.
/// </summary>
/// <param name="job">Name of the job.</param>
/// <param name="name">Name of the loop.</param>
/// <param name="diskBytes">Most that its rows may take on disk.</param>
internal sealed class Loop(string job, string name, long diskBytes)
{
    private readonly List<LoopMember> _members = [];
    private readonly Lock _deciding = new();
    private LoopReport[] _reports = [];
    private LoopState _state = LoopState.Start;
    private volatile int _version;
    private volatile bool _isDraining;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>What its rows take on disk.</summary>
    public FeedbackDisk Disk { get; } = new(job, name, diskBytes);

    /// <summary>Changes with the state.</summary>
    public int Version => _version;

    /// <summary>True while counts are waited for.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>Adds a subtask; before any runs.</summary>
    public void Add(LoopMember member)
    {
        _members.Add(member);
        _reports = new LoopReport[_members.Count];
    }

    /// <summary>The state, with the version it has.</summary>
    public LoopState Read(out int version)
    {
        lock (_deciding)
        {
            version = _version;
            return _state;
        }
    }

    /// <summary>A subtask has something to report: takes it in, and moves the loop on if that is all that was waited for.</summary>
    public void Take(LoopMember reporting, in LoopReport report, bool countsAreNew)
    {
        lock (_deciding)
        {
            reporting.Publish(in report, countsAreNew);
            var before = _state;
            while (true)
            {
                var next = Decide();
                if (next == _state) break;
                _state = next;
            }
            if (before == _state) return;
            _isDraining = _state.IsDraining;
            _version++;
        }
        // Epochs are taken on, watermarks passed on, phases worked on in steps.
        foreach (var member in _members) member.Wake();
    }

    private LoopState Decide()
    {
        int before = (_state.Epoch - 1) & 1;
        long doneBefore = 0, sentBefore = 0, done = 0, sent = 0;
        for (int i = 0; i < _members.Count; i++)
        {
            _reports[i] = _members[i].Report;
            doneBefore += _members[i].Done(before);
            done += _members[i].Done(0) + _members[i].Done(1);
        }
        Interlocked.MemoryBarrier();
        foreach (var member in _members)
        {
            long even = member.Sent(0), odd = member.Sent(1);
            sentBefore += before == 0 ? even : odd;
            sent += even + odd;
        }
        return LoopProtocol.Next(_state, _reports, new LoopCounts(doneBefore, sentBefore, done, sent));
    }
}
