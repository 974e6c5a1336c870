using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// The splits that a source's subtask has been given in its life, over restarts. Each subtask takes down its own, and reads what all have
/// taken down: a split that none of them has been given is still to be handed out, the others are where <see cref="SplitPlace"/> says, or at their end.
/// </summary>
internal sealed class TakenSplits
{
    private readonly HashSet<string> _ids = [];

    /// <summary>A split has been given to the subtask.</summary>
    public void Add(string id) => _ids.Add(id);

    /// <summary>Takes them down for all subtasks.</summary>
    public void Save(SnapshotWriter to)
    {
        to.Begin("splits");
        to.Write(_ids.Count);
        foreach (string id in _ids) to.Begin(id);
    }

    /// <summary>What all subtasks together had been given.</summary>
    /// <param name="keeps">True for the one subtask that keeps the memory of them for the next snapshot.</param>
    /// <param name="from">The subtask's part, whose shared ones are read.</param>
    public HashSet<string> Load(bool keeps, SnapshotReader from)
    {
        HashSet<string> all = [];
        foreach (var shared in from.Shared)
        {
            shared.Begin("splits");
            for (int left = shared.Read<int>(); left > 0; left--) all.Add(shared.ReadName());
        }
        if (keeps) _ids.UnionWith(all);
        return all;
    }
}
